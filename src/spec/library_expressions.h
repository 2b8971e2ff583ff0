#pragma once
// What the expressions of a SPICE library's statements define and do.

#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

/// The functions that a `.func f(x) {..}` or a `.param a=1 f(x)={..} g (x) = 2` defines.
[[nodiscard]] std::vector<std::string> functions_of(std::string_view card,
                                                    std::string_view statement);

/// Whether a random function is called. Source: ngspice 39.3, those of expressions.
[[nodiscard]] bool draws_numbers(std::string_view statement);

}  // namespace hopspice::spec
