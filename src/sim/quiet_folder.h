#pragma once
// A private folder in which libngspice starts: its empty `.spiceinit` is read instead of the
// user's own, which could change any option.

#include <hopspice/result.h>

#include <memory>
#include <string>

namespace hopspice::sim {

/// The folder exists as long as the object.
class QuietFolder {
public:
    /// Errors: HS-E404.
    [[nodiscard]] static Result<std::unique_ptr<QuietFolder>> make();
    explicit QuietFolder(std::string path) : path_(std::move(path)) {}
    QuietFolder(const QuietFolder&) = delete;
    QuietFolder& operator=(const QuietFolder&) = delete;
    ~QuietFolder();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    [[nodiscard]] std::string init_file() const { return path_ + "/.spiceinit"; }

    std::string path_;
};

}  // namespace hopspice::sim
