#pragma once
// The languages netlists are written in.

#include <optional>
#include <string>
#include <string_view>

namespace hopspice {

/// A simulator's netlist language.
enum class Dialect {
#define HOPSPICE_DIALECT(name, ...) name,
#include <hopspice/dialects.def>
#undef HOPSPICE_DIALECT
};

/// The word that the command line knows it by: `ngspice`, `ltspice`, ...
[[nodiscard]] std::string to_string(Dialect dialect);
[[nodiscard]] std::optional<Dialect> find_dialect(std::string_view name);

}  // namespace hopspice
