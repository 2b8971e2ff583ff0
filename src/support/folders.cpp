#include "support/folders.h"

#include "support/files.h"
#include "support/rules.h"
#include "support/signals.h"

#include <hopspice/files.h>

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace hopspice {

namespace {

namespace fs = std::filesystem;

Diagnostics write_all(const fs::path& folder, const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) {
        std::error_code failed;
        fs::create_directories((folder / name).parent_path(), failed);
        if (failed) {
            return unwritable((folder / name).string(), failed.message());
        }
        Diagnostics diagnostics = write_file((folder / name).string(), text);
        if (!diagnostics.empty()) {
            return diagnostics;
        }
    }
    return {};
}

/// mkdtemp makes a folder for its owner alone.
bool share(const std::string& folder) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return ::chmod(folder.c_str(), 0777 & ~mask) == 0;
}

}  // namespace

Diagnostics write_folder(const std::string& path, const std::map<std::string, std::string>& files) {
    std::error_code ignored;
    const std::string place =
        fs::path(path).has_filename() ? path : fs::path(path).parent_path().string();  // `folder/`
    if (fs::exists(place, ignored) && !fs::is_empty(place, ignored)) {
        return unwritable(path, "it is there already and not empty");
    }
    const SignalsHeld until_renamed;
    std::string temporary = place + ".XXXXXX";
    if (::mkdtemp(temporary.data()) == nullptr) {
        return unwritable(path, std::strerror(errno));
    }
    Diagnostics diagnostics = write_all(temporary, files);
    if (diagnostics.empty() &&
        (!share(temporary) || std::rename(temporary.c_str(), place.c_str()) != 0)) {
        diagnostics = unwritable(path, std::strerror(errno));
    }
    if (!diagnostics.empty()) {
        fs::remove_all(temporary, ignored);
    }
    sync_folder_of(place);
    return diagnostics;
}

}  // namespace hopspice
