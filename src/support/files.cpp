#include "support/files.h"

#include "support/rules.h"
#include "support/words.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <system_error>

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

/// What tells a file from all others, by its folder where it is not there yet; empty for what
/// cannot be overwritten.
std::string identity_of(const std::string& path) {
    struct stat status {};
    if (path.empty() || path == "-") {
        return {};
    }
    if (::stat(path.c_str(), &status) == 0) {
        return S_ISREG(status.st_mode) ? fmt::format("{}:{}", status.st_dev, status.st_ino) : "";
    }
    std::error_code ignored;
    const std::filesystem::path place(path);
    return (std::filesystem::weakly_canonical(place.parent_path(), ignored) / place.filename())
        .string();
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
    const bool written =
        write_all(fd, bytes) && ::fchmod(fd, 0666 & ~mask) == 0 && ::fsync(fd) == 0;
    const int write_error = errno;
    const bool closed = ::close(fd) == 0;
    if (!written || !closed || std::rename(temporary.c_str(), path.c_str()) != 0) {
        const int reason = written ? errno : write_error;
        ::unlink(temporary.c_str());
        return unwritable(path, std::strerror(reason));
    }
    sync_folder_of(path);
    return {};
}

void sync_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const int fd =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        static_cast<void>(::fsync(fd));  // some file systems have no such thing
        ::close(fd);
    }
}

Diagnostics verify_outputs(std::span<const std::string> outputs,
                           std::span<const std::string> inputs) {
    std::map<std::string, std::string> read;
    for (const std::string& input : inputs) {
        read.emplace(identity_of(input), input);
    }
    std::map<std::string, std::string> written;
    Diagnostics diagnostics;
    for (const std::string& output : outputs) {
        const std::string identity = identity_of(output);
        if (identity.empty()) {
            continue;
        }
        const auto place = read.find(identity);
        const auto [other, is_new] = written.emplace(identity, output);
        if (place != read.end() || !is_new) {
            const bool input = place != read.end();
            report(diagnostics, input ? Rule::OutputIsInput : Rule::OutputTwice, {output, ""},
                   shorten(input ? place->second : other->second));
            break;
        }
    }
    return diagnostics;
}

}  // namespace hopspice
