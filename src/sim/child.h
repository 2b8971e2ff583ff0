#pragma once
// The life of a worker process, from fork to _exit.

#include "sim/ngspice.h"
#include "sim/remedies.h"

#include <sys/types.h>

#include <span>
#include <string>

namespace hopspice::sim {

/// What the child needs besides the work; the descriptors are open in it.
struct ChildPlace {
    int socket = -1;      ///< to the parent
    int error_file = -1;  ///< becomes stderr
    pid_t parent = -1;
    Remedy remedy;                 ///< what the simulator is told beyond what is asked
    std::span<const int> foreign;  ///< descriptors of other workers, to be closed
};

/// Loads library and circuit, then answers one job after the other until the parent goes away.
/// Must be called right after fork; never returns or throws, and runs nothing that belongs to the
/// parent's exit.
[[noreturn]] void run_child(const Setup& setup, const ChildPlace& place) noexcept;

}  // namespace hopspice::sim
