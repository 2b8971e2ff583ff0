#include "netlist/calls.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

namespace hopspice::netlist {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Copies the text up to a closing parenthesis, rewriting as it goes.
class CallRewriter {
public:
    CallRewriter(std::string_view text, const CallRewrite& rewrite)
        : text_(text), rewrite_(rewrite) {}

    std::string run() {
        std::string out;
        while (place_ < text_.size()) {
            out += part();
        }
        return out;
    }

private:
    /// A word with the call it begins, a group in parentheses, or one character.
    std::string part() {
        const std::size_t begin = place_;
        while (place_ < text_.size() && is_word(text_[place_])) {
            ++place_;
        }
        const std::string_view word = text_.substr(begin, place_ - begin);
        if (place_ < text_.size() && text_[place_] == '(') {
            ++place_;
            return call(word, arguments());
        }
        if (word.empty()) {
            ++place_;
            return std::string(text_.substr(begin, 1));
        }
        return std::string(word);
    }

    std::string call(std::string_view word, const std::vector<std::string>& arguments) {
        const auto replaced = word.empty() ? std::nullopt : rewrite_(word, arguments);
        return replaced.value_or(fmt::format("{}({})", word, fmt::join(arguments, ",")));
    }

    std::vector<std::string> arguments() {
        std::vector<std::string> all(1);
        while (place_ < text_.size() && text_[place_] != ')') {
            if (text_[place_] == ',') {
                ++place_;
                all.emplace_back();
            } else {
                all.back() += part();
            }
        }
        ++place_;
        return all;
    }

    std::string_view text_;
    const CallRewrite& rewrite_;
    std::size_t place_ = 0;
};

std::vector<std::string> arguments_of(std::string_view expression, std::string_view function) {
    std::vector<std::string> found;
    if (expression.empty()) {
        return found;
    }
    const CallRewrite look = [&](std::string_view name, const std::vector<std::string>& arguments) {
        if (name == function) {
            found.insert(found.end(), arguments.begin(), arguments.end());
        }
        return std::optional<std::string>();
    };
    (void)rewrite_calls(expression, look);
    return found;
}

}  // namespace

std::string rewrite_calls(std::string_view expression, const CallRewrite& rewrite) {
    return CallRewriter(expression, rewrite).run();
}

std::vector<std::string> named_nets(std::string_view expression) {
    return arguments_of(expression, "v");
}

std::vector<std::string> sensed_elements(std::string_view expression) {
    return arguments_of(expression, "i");
}

}  // namespace hopspice::netlist
