#include "support/files.h"

#include "support/rules.h"
#include "support/signals.h"
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
#include <system_error>
#include <vector>

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

FileBytes read_all(int fd, std::size_t max_bytes) {
    FileBytes file;
    std::vector<char> chunk(std::size_t{1} << 16);
    while (true) {
        const ssize_t count = ::read(fd, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return {{}, std::strerror(errno)};
        }
        if (count == 0) {
            return file;
        }
        file.bytes.append(chunk.data(), static_cast<std::size_t>(count));
        if (file.bytes.size() > max_bytes) {
            return {{}, "it is larger than " + std::to_string(max_bytes >> 20U) + " MiB"};
        }
    }
}

}  // namespace

std::string irregularity_of(mode_t mode) {
    return S_ISREG(mode)    ? ""
           : S_ISDIR(mode)  ? "it is a folder"
           : S_ISFIFO(mode) ? "it is a pipe"
           : S_ISSOCK(mode) ? "it is a socket"
                            : "it is a device";
}

FileBytes read_limited(const std::string& path, std::size_t max_bytes) {
    if (path == "-") {
        return read_all(STDIN_FILENO, max_bytes);
    }
    // A pipe without a writer is not waited for.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return {{}, std::strerror(errno)};
    }
    struct stat kind {};
    const bool known = ::fstat(fd, &kind) == 0;
    FileBytes file{{}, known ? irregularity_of(kind.st_mode) : std::strerror(errno)};
    if (file.problem.empty()) {
        file = read_all(fd, max_bytes);
    }
    ::close(fd);
    return file;
}

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
    FileBytes file = read_limited(path, max_bytes);
    if (!file.problem.empty()) {
        return fail(Rule::FileUnreadable, {path, ""}, file.problem);
    }
    return std::move(file.bytes);
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
    const SignalsHeld until_renamed;
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
