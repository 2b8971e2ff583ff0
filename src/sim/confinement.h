#pragma once
// What a worker process gives up before a simulator runs in it: a library of the user's that could
// still make the simulator start a program, or read commands from elsewhere, finds nothing to do it
// with.

namespace hopspice::sim {

/// Takes the variables out of the environment by which ngspice finds files and programs:
/// `SPICE_SCRIPTS`, `SPICE_LIB_DIR`, all that begin with SPICE_ or NGSPICE_.
void forget_simulator_variables();

/// This process cannot start programs any more, nor can any that it forks. False where the kernel
/// does not have it; everything else works all the same. Source: seccomp(2).
bool forbid_programs();

/// Whether the kernel has what forbid_programs() needs.
[[nodiscard]] bool can_forbid_programs();

}  // namespace hopspice::sim
