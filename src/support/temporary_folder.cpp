#include "support/temporary_folder.h"

#include "support/rules.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hopspice {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make(const std::string& name) {
    std::error_code failed;
    const fs::path parent = fs::temp_directory_path(failed);
    std::string path = (failed ? fs::path("/tmp") : parent) / (name + "-XXXXXX");
    if (::mkdtemp(path.data()) == nullptr) {
        return fail(Rule::FileUnwritable, {path, ""}, std::strerror(errno));
    }
    return TemporaryFolder(path);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) {
        fs::remove_all(path_, ignored);
    }
}

}  // namespace hopspice
