#include "dialect/functions.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <map>
#include <utility>

namespace hopspice::dialect {

namespace {

/// constant + sum of coefficient v(net) + functions; a net's name is its own.
struct Sum {
    double constant = 0;
    std::map<std::string, double> volts;
    std::vector<Term> functions;

    [[nodiscard]] bool is_constant() const { return volts.empty() && functions.empty(); }

    void add(const Sum& other, double factor) {
        constant += factor * other.constant;
        for (const auto& [net, coefficient] : other.volts) {
            volts[net] += factor * coefficient;
        }
        for (Term term : other.functions) {
            term.factor *= factor;
            functions.push_back(std::move(term));
        }
    }
};

/// slope (v(plus) - v(minus)), where that is what the sum of voltages is.
std::optional<Term> difference(const std::map<std::string, double>& volts) {
    std::vector<std::pair<std::string, double>> parts;
    for (const auto& [net, coefficient] : volts) {
        if (net != "0" && coefficient != 0) {
            parts.emplace_back(net, coefficient);
        }
    }
    if (parts.size() == 1) {
        return Term{Shape::Linear, 1, parts[0].first, "0", parts[0].second, 0};
    }
    if (parts.size() == 2 && parts[0].second == -parts[1].second) {
        if (parts[0].second < 0) {
            std::swap(parts[0], parts[1]);
        }
        return Term{Shape::Linear, 1, parts[0].first, parts[1].first, parts[0].second, 0};
    }
    return std::nullopt;
}

/// Recursive descent over + - * / and calls; nothing where an expression is no sum of such terms.
class SumParser {
public:
    explicit SumParser(std::string_view text) : text_(text) {}

    std::optional<Sum> run() {
        auto sum = parse_sum();
        return sum && at_ == text_.size() ? sum : std::nullopt;
    }

private:
    void skip_blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') {
            ++at_;
        }
    }

    bool take(char character) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != character) {
            return false;
        }
        ++at_;
        skip_blanks();
        return true;
    }

    std::optional<Sum> parse_sum() {
        Sum total;
        bool minus = take('-');
        while (true) {
            const auto product = parse_product();
            if (!product) {
                return std::nullopt;
            }
            total.add(*product, minus ? -1 : 1);
            if (take('+')) {
                minus = false;
            } else if (take('-')) {
                minus = true;
            } else {
                return total;
            }
        }
    }

    std::optional<Sum> parse_product() {
        auto product = parse_factor();
        while (product) {
            const bool times = take('*');
            if (!times && !take('/')) {
                return product;
            }
            const auto factor = parse_factor();
            if (!factor || (!factor->is_constant() && (!times || !product->is_constant()))) {
                return std::nullopt;
            }
            Sum scaled;
            if (factor->is_constant()) {
                scaled.add(*product, times ? factor->constant : 1 / factor->constant);
            } else {
                scaled.add(*factor, product->constant);
            }
            product = std::move(scaled);
        }
        return std::nullopt;
    }

    std::optional<Sum> parse_factor() {
        skip_blanks();
        if (take('-')) {
            const auto factor = parse_factor();
            Sum negative;
            if (factor) {
                negative.add(*factor, -1);
            }
            return factor ? std::optional(negative) : std::nullopt;
        }
        if (take('(')) {
            auto sum = parse_sum();
            return take(')') ? sum : std::nullopt;
        }
        if (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) {
            return parse_call();
        }
        Sum number;
        const char* begin = text_.data() + at_;
        const auto read = std::from_chars(begin, text_.data() + text_.size(), number.constant);
        at_ += static_cast<std::size_t>(read.ptr - begin);
        return read.ec == std::errc() ? std::optional(number) : std::nullopt;
    }

    std::string take_word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                      text_[at_] == '_' || text_[at_] == '.')) {
            ++at_;
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::optional<Sum> parse_call() {
        const std::string name = take_word();
        if (!take('(')) {
            return std::nullopt;
        }
        if (name == "v") {
            return parse_voltage();
        }
        const auto argument = parse_sum();
        if (!argument || !argument->functions.empty()) {
            return std::nullopt;
        }
        Shape shape = Shape::Tanh;
        if (name == "max" || name == "min") {
            shape = name == "max" ? Shape::Rising : Shape::Falling;
            const auto other = take(',') ? parse_sum() : std::nullopt;
            if (!other || !other->is_constant() || other->constant != 0) {
                return std::nullopt;
            }
        } else if (name != "tanh") {
            return std::nullopt;
        }
        auto term = difference(argument->volts);
        if (!term || !take(')') || (shape == Shape::Tanh && argument->constant != 0)) {
            return std::nullopt;
        }
        term->shape = shape;
        term->offset = argument->constant;
        return Sum{0, {}, {*term}};
    }

    std::optional<Sum> parse_voltage() {
        Sum sum;
        sum.volts[take_word()] += 1;
        if (take(',')) {
            sum.volts[take_word()] -= 1;
        }
        return take(')') ? std::optional(sum) : std::nullopt;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<Term>> terms_of(std::string_view expression) {
    auto sum = SumParser(expression).run();
    if (!sum) {
        return std::nullopt;
    }
    std::vector<Term> terms = std::move(sum->functions);
    if (auto single = difference(sum->volts)) {
        single->factor = std::exchange(single->slope, 1);
        terms.push_back(*single);
    } else {
        for (const auto& [net, coefficient] : sum->volts) {
            if (net != "0" && coefficient != 0) {
                terms.push_back({Shape::Linear, coefficient, net, "0", 1, 0});
            }
        }
    }
    if (sum->constant != 0) {
        terms.push_back({Shape::Constant, sum->constant, "", "", 1, 0});
    }
    return terms;
}

std::string format_term(const Term& term) {
    const std::string volts = term.minus == "0" ? fmt::format("v({})", term.plus)
                                                : fmt::format("v({},{})", term.plus, term.minus);
    const std::string x = fmt::format("{}*{}+{}", term.slope, volts, term.offset);
    switch (term.shape) {
        case Shape::Constant:
            return fmt::format("{}", term.factor);
        case Shape::Linear:
            return fmt::format("{}*{}", term.factor, volts);
        case Shape::Tanh:
            return fmt::format("{}*tanh({})", term.factor, x);
        case Shape::Rising:
            return fmt::format("{}*max({},0)", term.factor, x);
        case Shape::Falling:
            return fmt::format("{}*min({},0)", term.factor, x);
    }
    return {};
}

}  // namespace hopspice::dialect
