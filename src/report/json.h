#pragma once
// What the reports for programs have in common.

#include <hopspice/diagnostics.h>
#include <hopspice/results.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace hopspice::report {

using Json = nlohmann::ordered_json;

/// JSON has no infinities; what is not a number is null.
[[nodiscard]] Json number(double value);
[[nodiscard]] Json number(const std::optional<double>& value);

[[nodiscard]] Json json_of(const Diagnostics& diagnostics);
/// Null of no values.
[[nodiscard]] Json json_of(const Quantiles& quantiles);
/// The count of each kind by its word.
[[nodiscard]] Json json_of(const Shortfalls& shortfalls);
[[nodiscard]] Json json_of(const std::optional<bool>& flag);

/// Indented, with a line end. Text of a user may hold any bytes; JSON is UTF-8.
[[nodiscard]] std::string text_of(const Json& json);

}  // namespace hopspice::report
