#pragma once
// What every reader of one file shares: where it stands, and the diagnostics collected so far.

#include "support/rules.h"

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::spec {

/// Diagnostics kept of one file; a hostile file could otherwise fill the memory with them.
inline constexpr std::size_t kMaxReported = 1000;

/// Collects the diagnostics of one file.
class Context {
public:
    /// `file` names the file in diagnostics, `folder` is what relative paths start from.
    Context(std::string file, std::string folder);

    /// Adds a diagnostic, or only counts it once there are kMaxReported.
    template <typename... Args>
    void report(Rule rule, const Where& where, const Args&... args) {
        if (diagnostics_.size() < kMaxReported) {
            hopspice::report(diagnostics_, rule, origin(where), args...);
        } else {
            ++dropped_;
        }
    }

    /// Adds what another function found.
    void append(const Diagnostics& other);

    /// What stands at `pointer` was given on the command line, so its diagnostics say so.
    void mark_override(const std::string& pointer) { overrides_.push_back(pointer); }

    [[nodiscard]] Where root() const { return {file_, ""}; }
    [[nodiscard]] const std::string& folder() const { return folder_; }
    /// How many problems were found so far.
    [[nodiscard]] std::size_t problems() const { return diagnostics_.size() + dropped_; }

    /// All diagnostics, with a last line for those that were only counted.
    [[nodiscard]] Diagnostics finish() const;

    /// The other files that were read because this one says so.
    std::vector<std::string> files;

    /// Bit strings mean -1/+1: the file has patterns of encoding `bipolar`, or readout `sign`.
    bool bipolar = false;

private:
    [[nodiscard]] Where origin(const Where& where) const;

    std::string file_;
    std::string folder_;
    std::vector<std::string> overrides_;
    Diagnostics diagnostics_;
    std::size_t dropped_ = 0;
};

}  // namespace hopspice::spec
