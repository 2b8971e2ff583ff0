#include "sim/library.h"

#include "support/rules.h"

#include <dlfcn.h>
#include <link.h>

#include <cstdlib>
#include <filesystem>

namespace hopspice::sim {

namespace {

/// The name under which Debian's libngspice0 installs the library.
constexpr const char* kSystemLibrary = "libngspice.so.0";

std::string last_error() {
    const char* text = ::dlerror();
    return text != nullptr ? text : "unknown reason";
}

std::string chosen_library(const std::string& path) {
    const char* variable = ::getenv("HOPSPICE_NGSPICE");
    if (!path.empty() || variable == nullptr || *variable == 0) {
        return path.empty() ? kSystemLibrary : path;
    }
    return variable;
}

/// Of a library in PREFIX/lib or a folder of it the scripts are in PREFIX/share.
/// Source: ngspice, ivars.c: SPICE_SCRIPTS goes before the folder it was built for.
void use_own_scripts(const std::string& library) {
    namespace fs = std::filesystem;
    std::error_code failed;
    fs::path folder = fs::absolute(fs::path(library).parent_path(), failed);
    for (int level = 0; level < 2 && library.find('/') != library.npos; ++level) {
        folder = folder.parent_path();
        const fs::path scripts = folder / "share" / "ngspice" / "scripts";
        if (fs::is_regular_file(scripts / "spinit", failed)) {
            ::setenv("SPICE_SCRIPTS", scripts.c_str(), 1);
            return;
        }
    }
}

template <typename Function>
bool find_symbol(void* handle, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
}

}  // namespace

Result<Library> load_library(const std::string& path) {
    Library library;
    library.name = chosen_library(path);
    use_own_scripts(library.name);
    void* handle = ::dlopen(library.name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        return fail(Rule::SimulatorMissing, {}, last_error());
    }
    if (link_map* map = nullptr; ::dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0) {
        library.file = map->l_name;
    }
    if (!find_symbol(handle, "ngSpice_Init", library.init) ||
        !find_symbol(handle, "ngSpice_Init_Sync", library.init_sync) ||
        !find_symbol(handle, "ngSpice_Command", library.command) ||
        !find_symbol(handle, "ngSpice_Circ", library.circuit) ||
        !find_symbol(handle, "ngSpice_SetBkpt", library.set_breakpoint) ||
        !find_symbol(handle, "ngGet_Vec_Info", library.find_vector)) {
        return fail(Rule::SimulatorMissing, {}, last_error());
    }
    return library;
}

}  // namespace hopspice::sim
