#include "sim/quiet_folder.h"

#include "support/rules.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace hopspice::sim {

Result<std::unique_ptr<QuietFolder>> QuietFolder::make() {
    std::error_code failed;
    const auto parent = std::filesystem::temp_directory_path(failed);
    std::string path = (failed ? std::filesystem::path("/tmp") : parent) / "hopspice-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        return fail(Rule::SimulatorBroken, {},
                    "cannot make folder " + path + ": " + std::strerror(errno));
    }
    auto folder = std::make_unique<QuietFolder>(path);
    const int file = ::open(folder->init_file().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                            S_IRUSR | S_IWUSR);
    if (file < 0) {
        return fail(Rule::SimulatorBroken, {},
                    "cannot make " + folder->init_file() + ": " + std::strerror(errno));
    }
    ::close(file);
    return folder;
}

QuietFolder::~QuietFolder() {
    ::unlink(init_file().c_str());
    ::rmdir(path_.c_str());
}

}  // namespace hopspice::sim
