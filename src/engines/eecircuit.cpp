#include "engines/eecircuit.h"

#include "support/files.h"
#include "support/limits.h"

#include <filesystem>
#include <regex>

namespace hopspice::engines {

std::string package_version(const std::string& module) {
    const auto folder = std::filesystem::path(module).parent_path().parent_path();
    const auto text = read_file((folder / "package.json").string(), kMaxTextBytes);
    std::smatch match;
    const std::regex version(R"re("version"\s*:\s*"([^"]+)")re");
    if (!text || !std::regex_search(*text, match, version)) {
        return {};
    }
    return folder.filename().string() + " " + match[1].str();
}

}  // namespace hopspice::engines
