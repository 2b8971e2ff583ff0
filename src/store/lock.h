#pragma once
// A lock that ends with its process, however that ends, and that child processes do not hold.

#include <hopspice/result.h>

#include <optional>
#include <string>

namespace hopspice::store {

/// Held as an fcntl record lock on `FILE.lock` beside the file that symbolic links lead to, which
/// is removed with the lock.
class FileLock {
public:
    /// Errors: HS-E508 where another process holds it (it is named), HS-E502 where the lock file
    /// cannot be written.
    [[nodiscard]] static Result<FileLock> take(const std::string& file);
    /// Which other process holds the lock on a file: `process 17`, or nothing. Leaves no file
    /// behind. A lock that this process holds itself would be lost. Source: fcntl(2), record locks.
    [[nodiscard]] static std::optional<std::string> find_holder(const std::string& file);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    FileLock(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

    std::string path_;
    int descriptor_;
};

}  // namespace hopspice::store
