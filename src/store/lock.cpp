#include "store/lock.h"

#include "support/rules.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hopspice::store {

namespace {

struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// Beside the file itself, whatever links lead to it, also where it is not there yet.
std::string lock_of(const std::string& file) {
    constexpr int kMaxLinks = 40;
    std::error_code failed;
    std::filesystem::path place(file);
    for (int links = 0; links < kMaxLinks && std::filesystem::is_symlink(place, failed); ++links) {
        place = place.parent_path() / std::filesystem::read_symlink(place, failed);
    }
    const auto whole = std::filesystem::weakly_canonical(place, failed);
    return (failed ? place : whole).string() + ".lock";
}

/// Whether the descriptor's file still stands under its name: its last owner may have removed it
/// between our open and our lock.
bool stands(int descriptor, const std::string& path) {
    struct stat open {};
    struct stat named {};
    return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

/// `process 17`, nothing where the lock is free.
std::optional<std::string> holder_of(int descriptor) {
    struct flock other = whole_file();
    const bool held = ::fcntl(descriptor, F_GETLK, &other) == 0 && other.l_type != F_UNLCK;
    return held ? std::optional("process " + std::to_string(other.l_pid)) : std::nullopt;
}

Unexpected in_use(const std::string& file, int descriptor) {
    const auto holder = holder_of(descriptor);
    ::close(descriptor);
    return fail(Rule::DatabaseInUse, {file, ""}, holder.value_or("another process"));
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& file) {
    const std::string path = lock_of(file);
    while (true) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) {
            return fail(Rule::FileUnwritable, {path, ""}, std::strerror(errno));
        }
        struct flock lock = whole_file();
        if (::fcntl(descriptor, F_SETLK, &lock) != 0) {
            if (errno == EAGAIN || errno == EACCES) {
                return in_use(file, descriptor);
            }
            const int reason = errno;
            ::close(descriptor);
            return fail(Rule::FileUnwritable, {path, ""}, std::strerror(reason));
        }
        if (stands(descriptor, path)) {
            return FileLock(path, descriptor);
        }
        ::close(descriptor);
    }
}

std::optional<std::string> FileLock::find_holder(const std::string& file) {
    const int descriptor = ::open(lock_of(file).c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    auto holder = holder_of(descriptor);
    ::close(descriptor);
    return holder;
}

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
    if (descriptor_ >= 0) {
        ::unlink(path_.c_str());  // before the lock is given up, so that nobody locks a lost file
        ::close(descriptor_);
    }
}

}  // namespace hopspice::store
