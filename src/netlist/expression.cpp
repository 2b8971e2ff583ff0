#include "netlist/expression.h"

#include "support/rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace hopspice::netlist {

/// Recursive descent: sum -> product -> factor.
class ExpressionParser {
public:
    using Operation = Expression::Operation;
    using Step = Expression::Step;
    using Index = std::uint32_t;

    struct Function {
        std::string_view name;
        Operation operation;
        bool binary;
    };
    static constexpr std::array<Function, 7> kFunctions = {{
        {"tanh", Operation::Tanh, false},
        {"exp", Operation::Exp, false},
        {"ln", Operation::Ln, false},
        {"sqrt", Operation::Sqrt, false},
        {"abs", Operation::Abs, false},
        {"max", Operation::Max, true},
        {"min", Operation::Min, true},
    }};

    explicit ExpressionParser(std::string_view text) : text_(text) {}

    std::optional<Expression> run() {
        sum();
        if (failed_ || !at_end()) {
            return std::nullopt;
        }
        Expression expression;
        expression.inputs_ = inputs_;
        std::ranges::sort(expression.inputs_);
        const auto repeated = std::ranges::unique(expression.inputs_);
        expression.inputs_.erase(repeated.begin(), repeated.end());
        for (Step& step : steps_) {
            if (step.operation == Operation::Input) {
                const auto place = std::ranges::lower_bound(expression.inputs_, inputs_[step.left]);
                step.left = static_cast<Index>(place - expression.inputs_.begin());
            }
        }
        expression.steps_ = std::move(steps_);
        return expression;
    }

    [[nodiscard]] std::size_t position() const { return position_; }

private:
    bool at_end() {
        skip_blanks();
        return position_ == text_.size();
    }

    void skip_blanks() {
        while (position_ < text_.size() && text_[position_] == ' ') {
            ++position_;
        }
    }

    bool accept(char wanted) {
        skip_blanks();
        if (position_ < text_.size() && text_[position_] == wanted) {
            ++position_;
            return true;
        }
        return false;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            failed_ = true;
        }
    }

    std::string name() {
        skip_blanks();
        const std::size_t begin = position_;
        while (position_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[position_])) != 0 ||
                text_[position_] == '_' || text_[position_] == '.')) {
            ++position_;
        }
        return std::string(text_.substr(begin, position_ - begin));
    }

    Index add(Operation operation, Index left, Index right) {
        steps_.push_back({operation, left, right, 0});
        return static_cast<Index>(steps_.size() - 1);
    }

    Index number(double value) {
        steps_.push_back({Operation::Number, 0, 0, value});
        return static_cast<Index>(steps_.size() - 1);
    }

    /// What stands for anything that is not understood.
    Index fail() {
        failed_ = true;
        return number(0);
    }

    Index sum() {
        Index left = product();
        while (!failed_) {
            const bool plus = accept('+');
            if (!plus && !accept('-')) {
                break;
            }
            left = add(plus ? Operation::Add : Operation::Subtract, left, product());
        }
        return left;
    }

    Index product() {
        Index left = factor();
        while (!failed_) {
            const bool times = accept('*');
            if (!times && !accept('/')) {
                break;
            }
            left = add(times ? Operation::Multiply : Operation::Divide, left, factor());
        }
        return left;
    }

    Index factor() {
        skip_blanks();
        if (accept('-')) {
            const Index inner = factor();
            return add(Operation::Negate, inner, inner);
        }
        if (accept('(')) {
            const Index inner = sum();
            expect(')');
            return inner;
        }
        double value = 0;
        const char* begin = text_.data() + position_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error == std::errc()) {
            position_ += static_cast<std::size_t>(end - begin);
            return number(value);
        }
        return call(name());
    }

    Index call(const std::string& function) {
        expect('(');
        if (failed_) {
            return fail();
        }
        if (function == "v" || function == "i") {
            return access(function);
        }
        const auto* row = std::ranges::find(kFunctions, function, &Function::name);
        if (row == kFunctions.end()) {
            return fail();
        }
        const Index first = sum();
        Index second = first;
        if (row->binary) {
            expect(',');
            second = sum();
        }
        expect(')');
        return add(row->operation, first, second);
    }

    Index access(const std::string& function) {
        const Index first = input(function);
        if (function == "v" && accept(',')) {
            const Index second = input(function);
            expect(')');
            return add(Operation::Subtract, first, second);
        }
        expect(')');
        return first;
    }

    Index input(const std::string& function) {
        const std::string written = name();
        failed_ = failed_ || written.empty();
        inputs_.push_back(function == "i" ? "i(" + written + ")" : written);
        return add(Operation::Input, static_cast<Index>(inputs_.size() - 1), 0);
    }

    std::string_view text_;
    std::size_t position_ = 0;
    bool failed_ = false;
    std::vector<Step> steps_;
    std::vector<std::string> inputs_;
};

Result<Expression> Expression::parse(std::string_view text, std::size_t line) {
    ExpressionParser parser(text);
    std::optional<Expression> expression = parser.run();
    if (!expression) {
        return fail(Rule::NetlistSyntax, {}, line,
                    fmt::format("expression '{}' is not understood at position {}", text,
                                parser.position() + 1));
    }
    return *std::move(expression);
}

double Expression::apply(const Step& step, double left, double right) {
    switch (step.operation) {
        case Operation::Number:
            return step.number;
        case Operation::Input:
            return left;
        case Operation::Add:
            return left + right;
        case Operation::Subtract:
            return left - right;
        case Operation::Multiply:
            return left * right;
        case Operation::Divide:
            return left / right;
        case Operation::Negate:
            return -left;
        case Operation::Tanh:
            return std::tanh(left);
        case Operation::Exp:
            return std::exp(left);
        case Operation::Ln:
            return std::log(left);
        case Operation::Sqrt:
            return std::sqrt(left);
        case Operation::Abs:
            return std::abs(left);
        case Operation::Max:
            return std::max(left, right);
        case Operation::Min:
            return std::min(left, right);
    }
    return 0;
}

/// By `left` and by `right`; `value` is that of the step.
std::pair<double, double> Expression::slopes(Operation operation, double left, double right,
                                             double value) {
    switch (operation) {
        case Operation::Number:
        case Operation::Input:
            return {0, 0};
        case Operation::Add:
            return {1, 1};
        case Operation::Subtract:
            return {1, -1};
        case Operation::Multiply:
            return {right, left};
        case Operation::Divide:
            return {1 / right, -value / right};
        case Operation::Negate:
            return {-1, 0};
        case Operation::Tanh:
            return {1 - value * value, 0};
        case Operation::Exp:
            return {value, 0};
        case Operation::Ln:
            return {1 / left, 0};
        case Operation::Sqrt:
            return {0.5 / value, 0};
        case Operation::Abs:
            return {left < 0 ? -1 : 1, 0};
        case Operation::Max:
            return {left < right ? 0 : 1, left < right ? 1 : 0};
        case Operation::Min:
            return {right < left ? 0 : 1, right < left ? 1 : 0};
    }
    return {0, 0};
}

double Expression::value(const Lookup& lookup) const {
    std::vector<double> values(steps_.size());
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        const Step& step = steps_[k];
        values[k] = step.operation == Operation::Input
                        ? lookup(inputs_[step.left])
                        : apply(step, values[step.left], values[step.right]);
    }
    return values.back();
}

double Expression::value(std::span<const double> inputs, std::span<double> gradient,
                         std::span<double> work) const {
    const std::size_t count = steps_.size();
    const std::span<double> values = work.first(count);
    const std::span<double> weights = work.subspan(count, count);
    for (std::size_t k = 0; k < count; ++k) {
        const Step& step = steps_[k];
        const bool read = step.operation == Operation::Input;
        values[k] = read ? inputs[step.left] : apply(step, values[step.left], values[step.right]);
        weights[k] = 0;
    }
    std::ranges::fill(gradient, 0.0);
    weights[count - 1] = 1;
    for (std::size_t k = count; k-- > 0;) {
        const Step& step = steps_[k];
        if (step.operation == Operation::Input) {
            gradient[step.left] += weights[k];
        } else if (step.operation != Operation::Number && weights[k] != 0) {
            const auto [left, right] =
                slopes(step.operation, values[step.left], values[step.right], values[k]);
            weights[step.left] += weights[k] * left;
            weights[step.right] += weights[k] * right;
        }
    }
    return values[count - 1];
}

}  // namespace hopspice::netlist
