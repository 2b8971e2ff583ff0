#pragma once
// What a process takes of the machine's memory.

#include <unistd.h>

#include <fstream>
#include <string>

namespace hopspice::test {

/// Whether freed memory goes back: AddressSanitizer keeps up to 256 MB of it, to catch its use.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kFreedMemoryReturns = false;
#else
constexpr bool kFreedMemoryReturns = true;
#endif

inline double resident_megabytes(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/statm");
    double pages = 0;
    double resident = 0;
    status >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace hopspice::test
