#include "support/files.h"

#include "support/rules.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace hopspice {

Diagnostics unwritable(const std::string& path, const std::string& reason) {
    Diagnostics diagnostics;
    report(diagnostics, Rule::FileUnwritable, {path, ""}, reason);
    return diagnostics;
}

namespace {

/// A pipe or a device has no folder to rename in: it is written through.
Diagnostics write_through(const std::string& path, std::string_view bytes) {
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    return out ? Diagnostics{} : unwritable(path, std::strerror(errno));
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
    std::ostringstream bytes;
    if (path == "-") {
        bytes << std::cin.rdbuf();
        return bytes.str();
    }
    if (std::filesystem::is_directory(path)) {
        return fail(Rule::FileUnreadable, {path, ""}, "it is a folder");
    }
    errno = 0;
    const std::ifstream in(path, std::ios::binary);
    if (!in) {
        return fail(Rule::FileUnreadable, {path, ""}, std::strerror(errno != 0 ? errno : ENOENT));
    }
    bytes << in.rdbuf();
    return bytes.str();
}

Diagnostics write_file(const std::string& path, std::string_view bytes) {
    if (path == "-") {
        errno = 0;
        std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        std::cout.flush();
        return std::cout ? Diagnostics{} : unwritable("standard output", std::strerror(errno));
    }
    std::error_code ignored;
    const auto kind = std::filesystem::status(path, ignored).type();
    if (kind == std::filesystem::file_type::character || kind == std::filesystem::file_type::fifo) {
        return write_through(path, bytes);
    }
    std::string temporary = path + ".XXXXXX";
    const int fd = ::mkstemp(temporary.data());
    if (fd < 0) {
        return unwritable(path, std::strerror(errno));
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    const bool written = write_all(fd, bytes) && ::fchmod(fd, 0666 & ~mask) == 0;
    const int write_error = errno;
    const bool closed = ::close(fd) == 0;
    if (!written || !closed || std::rename(temporary.c_str(), path.c_str()) != 0) {
        const int reason = written ? errno : write_error;
        ::unlink(temporary.c_str());
        return unwritable(path, std::strerror(reason));
    }
    return {};
}

}  // namespace hopspice
