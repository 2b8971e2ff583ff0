#include "support/cache_folder.h"

#include "support/files.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace hopspice {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

std::string cache_folder() {
    if (std::getenv("HOPSPICE_CACHE") != nullptr) {
        return variable("HOPSPICE_CACHE");
    }
    // Source: XDG Base Directory Specification, which has relative paths passed over.
    if (const std::string folder = variable("XDG_CACHE_HOME"); folder.starts_with('/')) {
        return folder + "/hopspice";
    }
    const std::string home = variable("HOME");
    return home.empty() ? "" : home + "/.cache/hopspice";
}

std::optional<std::string> find_cached(const std::string& name, std::size_t max_bytes) {
    const std::string folder = cache_folder();
    if (folder.empty()) {
        return std::nullopt;
    }
    FileBytes file = read_limited(folder + "/" + name, max_bytes);
    return file.problem.empty() ? std::optional(std::move(file.bytes)) : std::nullopt;
}

void keep_cached(const std::string& name, std::string_view bytes) {
    const std::string folder = cache_folder();
    if (folder.empty()) {
        return;
    }
    namespace fs = std::filesystem;
    const fs::path path = fs::path(folder) / name;
    std::error_code failed;
    const bool there = fs::exists(folder, failed);
    fs::create_directories(path.parent_path(), failed);
    if (failed) {
        return;
    }
    if (!there) {
        fs::permissions(folder, fs::perms::owner_all, failed);
    }
    static_cast<void>(write_file(path.string(), bytes));
}

}  // namespace hopspice
