#include "sim/confinement.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::sim {

namespace {

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kArchitecture = 0;  // the numbers of calls are not known
#endif

/// The second set of numbers of x86-64, x32, begins here; no other call has such a number.
constexpr unsigned kOtherNumbers = 0x40000000;

constexpr sock_filter load(std::size_t offset) {
    return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<unsigned>(offset)};
}

constexpr sock_filter jump(int comparison, unsigned value, std::size_t where_true,
                           std::size_t where_false) {
    return {static_cast<unsigned short>(BPF_JMP | comparison | BPF_K),
            static_cast<unsigned char>(where_true), static_cast<unsigned char>(where_false), value};
}

constexpr sock_filter answer(unsigned action) { return {BPF_RET | BPF_K, 0, 0, action}; }

/// Calls of another architecture, whose numbers mean something else, are refused as well.
constexpr std::array<sock_filter, 8> kFilter = {
    load(offsetof(seccomp_data, arch)), jump(BPF_JEQ, kArchitecture, 0, 4),
    load(offsetof(seccomp_data, nr)),   jump(BPF_JGE, kOtherNumbers, 2, 0),
    jump(BPF_JEQ, SYS_execve, 1, 0),    jump(BPF_JEQ, SYS_execveat, 0, 1),
    answer(SECCOMP_RET_ERRNO | EPERM),  answer(SECCOMP_RET_ALLOW),
};

}  // namespace

void forget_simulator_variables() {
    std::vector<std::string> names;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (text.starts_with("SPICE_") || text.starts_with("NGSPICE_")) {
            names.emplace_back(text.substr(0, text.find('=')));
        }
    }
    for (const std::string& name : names) {
        ::unsetenv(name.c_str());
    }
}

bool can_forbid_programs() {
    unsigned action = SECCOMP_RET_ERRNO;
    return kArchitecture != 0 && ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool forbid_programs() {
    sock_fprog program = {kFilter.size(), const_cast<sock_filter*>(kFilter.data())};
    return kArchitecture != 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace hopspice::sim
