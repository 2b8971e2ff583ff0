#pragma once
// The text of a target, to be read more than once with different overrides.

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <span>
#include <string>

namespace hopspice::spec {

struct TargetText {
    std::string text;
    std::string file;  ///< for diagnostics and relative paths; `built-in`
};

/// A built-in name or a file. Errors: HS-E103, HS-E501.
[[nodiscard]] Result<TargetText> find_target_text(const std::string& name_or_file);

/// The same as hopspice::read_target.
[[nodiscard]] Result<Target> read_target_text(const TargetText& text,
                                              std::span<const std::string> overrides);

}  // namespace hopspice::spec
