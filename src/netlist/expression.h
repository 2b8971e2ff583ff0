#pragma once
// Expressions of behavioral sources, parsed and evaluated: what a B line says, without a simulator.

#include <hopspice/result.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

    /// The names it reads: nets as written, currents as `i(name)`; each once, in the order of
    /// their letters.
    [[nodiscard]] const std::vector<std::string>& inputs() const { return inputs_; }

    /// The value at these inputs (in the order of inputs()), and its derivative by each of them
    /// into `gradient`. `work` has room for 2 steps() numbers.
    double value(std::span<const double> inputs, std::span<double> gradient,
                 std::span<double> work) const;
    [[nodiscard]] std::size_t steps() const { return steps_.size(); }

private:
    friend class ExpressionParser;

    enum class Operation : std::uint8_t {
        Number,
        Input,
        Add,
        Subtract,
        Multiply,
        Divide,
        Negate,
        Tanh,
        Exp,
        Ln,
        Sqrt,
        Abs,
        Max,
        Min,
    };
    /// What is computed from two steps before it, or from one: then `right` is `left`.
    struct Step {
        Operation operation = Operation::Number;
        std::uint32_t left = 0;  ///< of an input: its index
        std::uint32_t right = 0;
        double number = 0;
    };
    static double apply(const Step& step, double left, double right);
    static std::pair<double, double> slopes(Operation operation, double left, double right,
                                            double value);

    std::vector<Step> steps_;  ///< the last one is the value
    std::vector<std::string> inputs_;
};

}  // namespace hopspice::netlist
