#include "spec/input_file.h"

#include <hopspice/printable.h>

#include <filesystem>

namespace hopspice::spec {

std::string folder_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

std::string resolve(const std::string& folder, const std::string& path) {
    return (std::filesystem::path(folder) / path).string();
}

std::string stem_of(const std::string& path) {
    return path == "-" ? "stdin" : printable(std::filesystem::path(path).stem().string());
}

}  // namespace hopspice::spec
