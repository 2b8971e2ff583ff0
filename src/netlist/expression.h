#pragma once
// Expressions of behavioral sources, parsed and evaluated: what a B line says, without a simulator.

#include <hopspice/result.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::netlist {

/// Gives the voltage of a net, or the current of a source for names given as `i(...)`.
using Lookup = std::function<double(const std::string& name)>;

/// A parsed expression of + - * /, parentheses, numbers, v(a), v(a,b), i(x) and the functions
/// tanh, exp, ln, sqrt, abs, max, min.
class Expression {
public:
    /// Errors: HS-E303 with the position.
    static Result<Expression> parse(std::string_view text, std::size_t line);

    [[nodiscard]] double value(const Lookup& lookup) const;

    /// The names it reads: nets as written, currents as `i(name)`.
    [[nodiscard]] const std::vector<std::string>& inputs() const { return inputs_; }

private:
    friend class ExpressionParser;
    std::function<double(const Lookup&)> evaluate_;
    std::vector<std::string> inputs_;
};

}  // namespace hopspice::netlist
