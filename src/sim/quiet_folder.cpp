#include "sim/quiet_folder.h"

#include "support/rules.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace hopspice::sim {

Result<TemporaryFolder> make_quiet_folder() {
    auto folder = TemporaryFolder::make("hopspice");
    if (!folder) {
        const Diagnostic& why = folder.error().front();
        return fail(Rule::SimulatorBroken, {}, why.file + ": " + why.message);
    }
    const std::string file = folder->path() + "/.spiceinit";
    if (!std::ofstream(file)) {
        return fail(Rule::SimulatorBroken, {}, "cannot make " + file + ": " + std::strerror(errno));
    }
    return folder;
}

}  // namespace hopspice::sim
