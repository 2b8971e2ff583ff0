#include "sim/child.h"

#include "sim/confinement.h"
#include "sim/instance.h"
#include "sim/protocol.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace hopspice::sim {

namespace {

void redirect(int from, int to) {
    if (from >= 0) {
        ::dup2(from, to);
    }
}

/// A crash here is an answer like any other: no core file, no handler of the parent.
void prepare_signals(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) {
        ::_exit(0);  // it died before the line above
    }
    // Ctrl-C and the end of a terminal reach the whole group; the parent decides.
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM}) {
        ::signal(number, SIG_DFL);
    }
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

void prepare_descriptors(const ChildPlace& place) {
    for (const int descriptor : place.foreign) {
        ::close(descriptor);
    }
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    redirect(nowhere, STDIN_FILENO);
    redirect(nowhere, STDOUT_FILENO);
    redirect(place.error_file, STDERR_FILENO);
}

/// A variable of the environment that is not there as long as the object is.
class Withheld {
public:
    explicit Withheld(const char* name) : name_(name) {
        if (const char* value = ::getenv(name)) {
            value_ = value;
            ::unsetenv(name);
        }
    }
    Withheld(const Withheld&) = delete;
    Withheld& operator=(const Withheld&) = delete;
    ~Withheld() {
        if (value_) {
            ::setenv(name_, value_->c_str(), 1);
        }
    }

private:
    const char* name_;
    std::optional<std::string> value_;
};

/// Starts the library where it finds no `.spiceinit` of a user, which could change any option, and
/// comes back, so that relative paths in the circuit mean what they mean to the parent.
/// Source: ngspice-39, sharedspice.c: it looks here, then where HOME and USERPROFILE say; newer
/// ones look where SPICE_USERINIT_DIR says before that. No file can be made in /proc/self.
Result<Version> start_quietly(Simulator& simulator) {
    const Withheld home("HOME");
    const Withheld profile("USERPROFILE");
    const Withheld own("SPICE_USERINIT_DIR");
    const int here = ::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool moved = ::chdir("/proc/self") == 0 || ::chdir("/") == 0;
    Result<Version> version = simulator.start();
    if (here >= 0) {
        const bool back = !moved || ::fchdir(here) == 0;
        ::close(here);
        if (!back) {
            ::_exit(1);
        }
    }
    return version;
}

Answer answer_job(Simulator& simulator, const Job& job) {
    try {
        Outcome outcome = simulator.run(job);
        return {std::move(outcome), simulator.spent(), simulator.hopeless()};
    } catch (const std::exception& error) {
        Outcome outcome;
        outcome.message = error.what();
        return {std::move(outcome), true, true};
    }
}

bool refuse(int socket, const Diagnostics& diagnostics) {
    return send_frame(socket, FrameKind::Refused, encode_diagnostics(diagnostics));
}

/// True when the parent knows that the circuit is loaded.
bool start(Simulator& simulator, const ChildPlace& place) {
    const Result<Version> version = start_quietly(simulator);
    if (!version) {
        return refuse(place.socket, version.error()) && false;
    }
    const Diagnostics problems = simulator.load();
    if (problems.has_errors()) {
        return refuse(place.socket, problems) && false;
    }
    return send_frame(place.socket, FrameKind::Ready, encode_version(*version));
}

/// The caller's orders, once it has seen the points since the last tick.
std::optional<Orders> consult(FrameReader& reader, int socket, const wave::Waveform& points) {
    if (!send_frame(socket, FrameKind::Tick, encode_points(points))) {
        return std::nullopt;
    }
    while (reader.receive(socket, Wait::ForData) == Received::Data) {
        if (const auto frame = reader.next()) {
            return frame->kind == FrameKind::Orders ? decode_orders(frame->payload) : std::nullopt;
        }
    }
    return std::nullopt;
}

void serve(Simulator& simulator, int socket) {
    FrameReader reader;
    std::shared_ptr<const ElementValues> values;
    simulator.consult([&reader, socket](const wave::Waveform& points) {
        return consult(reader, socket, points);
    });
    while (reader.receive(socket, Wait::ForData) == Received::Data) {
        while (const auto frame = reader.next()) {
            auto job = decode_job(frame->payload, values);
            if (!job) {
                return;
            }
            values = job->values;
            const Answer answer = answer_job(simulator, *job);
            if (!send_frame(socket, FrameKind::Answer, encode_answer(answer)) || answer.spent) {
                return;
            }
        }
    }
}

/// Only a worker process loads libngspice. Nothing, once the parent knows why, where that failed.
std::unique_ptr<Simulator> make_simulator(const Setup& setup, const ChildPlace& place) {
    if (setup.simulator) {
        return setup.simulator();
    }
    forget_simulator_variables();
    Result<Library> library = load_library(setup.library);
    if (!library) {
        static_cast<void>(refuse(place.socket, library.error()));
        return nullptr;
    }
    const auto hear = [socket = place.socket](std::string_view line) {
        static_cast<void>(send_frame(socket, FrameKind::Complaint, line));
    };
    return std::make_unique<Instance>(setup, place.remedy, std::move(*library), hear);
}

}  // namespace

void run_child(const Setup& setup, const ChildPlace& place) noexcept {
    prepare_signals(place.parent);
    prepare_descriptors(place);
    ::setlocale(LC_NUMERIC, "C");
    const std::unique_ptr<Simulator> simulator = make_simulator(setup, place);
    static_cast<void>(forbid_programs());  // where the kernel cannot, it goes on as before
    if (simulator && start(*simulator, place)) {
        serve(*simulator, place.socket);
    }
    ::_exit(0);
}

}  // namespace hopspice::sim
