#include "sim/library.h"

#include "support/rules.h"

#include <dlfcn.h>

namespace hopspice::sim {

namespace {

/// The name under which Debian's libngspice0 installs the library.
constexpr const char* kSystemLibrary = "libngspice.so.0";

std::string last_error() {
    const char* text = ::dlerror();
    return text != nullptr ? text : "unknown reason";
}

template <typename Function>
bool find_symbol(void* handle, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
}

}  // namespace

Result<Library> load_library(const std::string& path) {
    Library library;
    library.name = path.empty() ? kSystemLibrary : path;
    void* handle = ::dlopen(library.name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        return fail(Rule::SimulatorMissing, {}, last_error());
    }
    if (!find_symbol(handle, "ngSpice_Init", library.init) ||
        !find_symbol(handle, "ngSpice_Init_Sync", library.init_sync) ||
        !find_symbol(handle, "ngSpice_Command", library.command) ||
        !find_symbol(handle, "ngSpice_Circ", library.circuit) ||
        !find_symbol(handle, "ngSpice_SetBkpt", library.set_breakpoint)) {
        return fail(Rule::SimulatorMissing, {}, last_error());
    }
    return library;
}

}  // namespace hopspice::sim
