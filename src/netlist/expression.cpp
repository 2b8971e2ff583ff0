#include "netlist/expression.h"

#include "support/rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

namespace hopspice::netlist {

namespace {

using Evaluate = std::function<double(const Lookup&)>;

struct UnaryFunction {
    std::string_view name;
    double (*call)(double);
};
constexpr std::array<UnaryFunction, 5> kUnary = {{
    {"tanh", [](double x) { return std::tanh(x); }},
    {"exp", [](double x) { return std::exp(x); }},
    {"ln", [](double x) { return std::log(x); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"abs", [](double x) { return std::abs(x); }},
}};

struct BinaryFunction {
    std::string_view name;
    double (*call)(double, double);
};
constexpr std::array<BinaryFunction, 2> kBinary = {{
    {"max", [](double a, double b) { return std::max(a, b); }},
    {"min", [](double a, double b) { return std::min(a, b); }},
}};

}  // namespace

/// Recursive descent: sum -> product -> factor.
class ExpressionParser {
public:
    explicit ExpressionParser(std::string_view text) : text_(text) {}

    std::optional<Expression> run() {
        Expression expression;
        expression.evaluate_ = sum();
        if (failed_ || !at_end()) {
            return std::nullopt;
        }
        std::ranges::sort(inputs_);
        inputs_.erase(std::ranges::unique(inputs_).begin(), inputs_.end());
        expression.inputs_ = std::move(inputs_);
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

    Evaluate sum() {
        Evaluate left = product();
        while (!failed_) {
            const bool plus = accept('+');
            if (!plus && !accept('-')) {
                break;
            }
            left = [a = left, b = product(), s = plus ? 1.0 : -1.0](const Lookup& lookup) {
                return a(lookup) + s * b(lookup);
            };
        }
        return left;
    }

    Evaluate product() {
        Evaluate left = factor();
        while (!failed_) {
            if (accept('*')) {
                left = [a = left, b = factor()](const Lookup& l) { return a(l) * b(l); };
            } else if (accept('/')) {
                left = [a = left, b = factor()](const Lookup& l) { return a(l) / b(l); };
            } else {
                break;
            }
        }
        return left;
    }

    Evaluate factor() {
        skip_blanks();
        if (accept('-')) {
            return [a = factor()](const Lookup& lookup) { return -a(lookup); };
        }
        if (accept('(')) {
            Evaluate inner = sum();
            expect(')');
            return inner;
        }
        double number = 0;
        const char* begin = text_.data() + position_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
        if (error == std::errc()) {
            position_ += static_cast<std::size_t>(end - begin);
            return [number](const Lookup&) { return number; };
        }
        return call(name());
    }

    Evaluate call(const std::string& function) {
        expect('(');
        if (failed_) {
            return [](const Lookup&) { return 0.0; };
        }
        if (function == "v" || function == "i") {
            return access(function);
        }
        Evaluate first = sum();
        for (const UnaryFunction& row : kUnary) {
            if (row.name == function) {
                expect(')');
                return [call = row.call, first](const Lookup& l) { return call(first(l)); };
            }
        }
        for (const BinaryFunction& row : kBinary) {
            if (row.name == function) {
                expect(',');
                Evaluate second = sum();
                expect(')');
                return [call = row.call, first, second](const Lookup& l) {
                    return call(first(l), second(l));
                };
            }
        }
        failed_ = true;
        return [](const Lookup&) { return 0.0; };
    }

    Evaluate access(const std::string& function) {
        const std::string first = input(function);
        if (function == "v" && accept(',')) {
            const std::string second = input(function);
            expect(')');
            return [first, second](const Lookup& l) { return l(first) - l(second); };
        }
        expect(')');
        return [first](const Lookup& l) { return l(first); };
    }

    std::string input(const std::string& function) {
        const std::string written = name();
        failed_ = failed_ || written.empty();
        inputs_.push_back(function == "i" ? "i(" + written + ")" : written);
        return inputs_.back();
    }

    std::string_view text_;
    std::size_t position_ = 0;
    bool failed_ = false;
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

double Expression::value(const Lookup& lookup) const { return evaluate_(lookup); }

}  // namespace hopspice::netlist
