#pragma once
// The entry points of one libngspice, loaded at run time. Only a worker process loads it: the
// library keeps its state in globals, aborts on its own assertions and cannot always be unloaded.

#include <hopspice/result.h>

#include <ngspice/sharedspice.h>

#include <string>

namespace hopspice::sim {

/// Pointers into the loaded library; they stay valid until the process ends.
struct Library {
    std::string name;  ///< what was loaded, for messages
    std::string file;  ///< where that is
    decltype(&ngSpice_Init) init = nullptr;
    decltype(&ngSpice_Init_Sync) init_sync = nullptr;
    decltype(&ngSpice_Command) command = nullptr;
    decltype(&ngSpice_Circ) circuit = nullptr;
    decltype(&ngSpice_SetBkpt) set_breakpoint = nullptr;
    decltype(&ngGet_Vec_Info) find_vector = nullptr;
};

/// Loads `path`; where it is empty what HOPSPICE_NGSPICE names, or the system's libngspice. One
/// that is given with its folder will start with the `spinit` of its own installation, if it has
/// one, and load the code models that this names: those of another version crash it. Errors:
/// HS-E401.
[[nodiscard]] Result<Library> load_library(const std::string& path);

}  // namespace hopspice::sim
