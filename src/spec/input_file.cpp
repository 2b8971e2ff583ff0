#include "spec/input_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <vector>

namespace hopspice::spec {

namespace {

FileBytes read_stream(std::istream& in, std::size_t max_bytes) {
    FileBytes file;
    std::vector<char> chunk(std::size_t{1} << 16);
    while (in) {
        in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        file.bytes.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
        if (file.bytes.size() > max_bytes) {
            return {{}, "it is larger than " + std::to_string(max_bytes >> 20) + " MiB"};
        }
    }
    if (in.bad()) {
        return {{}, "reading failed"};
    }
    return file;
}

}  // namespace

FileBytes read_limited(const std::string& path, std::size_t max_bytes) {
    if (path == "-") {
        return read_stream(std::cin, max_bytes);
    }
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return {{}, "it is a folder"};
    }
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return {{}, std::strerror(errno != 0 ? errno : ENOENT)};
    }
    return read_stream(in, max_bytes);
}

Result<std::string> read_named(const std::string& path, std::size_t max_bytes) {
    FileBytes file = read_limited(path, max_bytes);
    if (!file.problem.empty()) {
        return fail(Rule::FileUnreadable, {path, ""}, file.problem);
    }
    return std::move(file.bytes);
}

std::string folder_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

std::string resolve(const std::string& folder, const std::string& path) {
    return (std::filesystem::path(folder) / path).string();
}

std::string stem_of(const std::string& path) {
    return path == "-" ? "stdin" : std::filesystem::path(path).stem().string();
}

}  // namespace hopspice::spec
