#pragma once
// A folder for files that nobody needs later.

#include <hopspice/result.h>

#include <string>

namespace hopspice {

/// Exists as long as the object, and goes with all that is in it.
class TemporaryFolder {
public:
    /// For this user alone, in TMPDIR or else /tmp; its name begins with `name`.
    /// Errors: HS-E502.
    [[nodiscard]] static Result<TemporaryFolder> make(const std::string& name);
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

    std::string path_;  ///< empty: it belongs to another object now
};

}  // namespace hopspice
