#pragma once
// Expressions as sums of functions of one voltage, for dialects that have such functions and no
// expressions: `1m + 50*max(v(p)-v(vcc)+0.1,0)`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::dialect {

enum class Shape {
    Constant,  ///< factor
    Linear,    ///< factor x
    Tanh,      ///< factor tanh(x), offset 0
    Rising,    ///< factor max(x, 0)
    Falling,   ///< factor min(x, 0)
};

/// factor f(x), x = slope (v(plus) - v(minus)) + offset; slope 1 and offset 0 where linear.
struct Term {
    Shape shape = Shape::Constant;
    double factor = 0;
    std::string plus;   ///< empty: a constant
    std::string minus;  ///< `0`: ground
    double slope = 1;
    double offset = 0;
};

/// The terms of an expression; nothing where it has products of voltages, other functions, or a
/// function of more than one voltage between two nets.
[[nodiscard]] std::optional<std::vector<Term>> terms_of(std::string_view expression);

/// A term as an expression again.
[[nodiscard]] std::string format_term(const Term& term);

}  // namespace hopspice::dialect
