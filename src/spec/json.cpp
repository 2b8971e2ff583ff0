#include "spec/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <unordered_set>

namespace hopspice::spec {

const Json* Json::find(std::string_view key) const {
    if (const Object* members = object()) {
        for (const JsonMember& entry : *members) {
            if (entry.key == key) {
                return &entry.value;
            }
        }
    }
    return nullptr;
}

Json& Json::member(const std::string& key) {
    auto& members = std::get<Object>(value);
    for (JsonMember& entry : members) {
        if (entry.key == key) {
            return entry.value;
        }
    }
    members.push_back({key, {}});
    return members.back().value;
}

std::string Json::kind() const {
    static constexpr const char* kNames[] = {"null",     "a boolean", "a number",
                                             "a string", "an array",  "an object"};
    return kNames[value.index()];
}

namespace {

/// Numbers JSON has no words for, by their place in the order of all numbers of the text.
using SpecialNumbers = std::map<std::size_t, double>;

bool is_token_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.';
}

/// The value of a token that means NaN or an infinity, or of a number beyond a double.
std::optional<double> special_value(std::string_view token) {
    const bool negative = token.starts_with('-');
    std::string word(token.substr(negative || token.starts_with('+') ? 1 : 0));
    std::ranges::transform(word, word.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (word == "nan") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double infinity = std::numeric_limits<double>::infinity();
    if (word == "inf" || word == "infinity") {
        return negative ? -infinity : infinity;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    // from_chars says "out of range" for an underflow too, which is no more than a zero.
    if (error == std::errc::result_out_of_range && end == word.data() + word.size() &&
        std::isinf(std::strtod(word.c_str(), nullptr))) {
        return negative ? -infinity : infinity;
    }
    return std::nullopt;
}

std::size_t skip_string(std::string_view text, std::size_t pos) {
    for (++pos; pos < text.size() && text[pos] != '"'; ++pos) {
        pos += text[pos] == '\\' ? 1U : 0U;
    }
    return pos + 1;
}

/// Puts a 0 of the same length in place of every special number and remembers which it was.
SpecialNumbers replace_special_numbers(std::string& text) {
    SpecialNumbers special;
    std::size_t numbers = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        if (text[pos] == '"') {
            pos = skip_string(text, pos);
            continue;
        }
        std::size_t end = pos;
        while (end < text.size() && is_token_char(text[end])) {
            ++end;
        }
        const std::string_view token = std::string_view(text).substr(pos, end - pos);
        if (token.empty()) {
            ++pos;
            continue;
        }
        if (const auto value = special_value(token)) {
            special[numbers] = *value;
            std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(pos), token.size(), ' ');
            text[pos] = '0';
        }
        const bool literal = token == "true" || token == "false" || token == "null";
        numbers += literal ? 0 : 1;
        pos = end;
    }
    return special;
}

struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

Position position_of(std::string_view text, std::size_t offset) {
    Position position;
    for (const char c : text.substr(0, offset)) {
        position.column = c == '\n' ? 1 : position.column + 1;
        position.line += c == '\n' ? 1 : 0;
    }
    return position;
}

/// The parser's own words without its id and position, and without bytes a terminal may not show.
std::string readable_reason(const std::string& what) {
    const std::size_t column = what.find("column ");
    const std::size_t start = column == std::string::npos ? column : what.find(": ", column);
    std::string reason = start == std::string::npos ? what : what.substr(start + 2);
    std::ranges::replace_if(
        reason, [](char c) { return c < ' ' || c > '~'; }, '?');
    return reason.substr(0, 200);
}

/// Builds the tree from the events of the parser, which are not recursive.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    TreeBuilder(Context& context, std::string_view text, SpecialNumbers special)
        : context_(context), text_(text), special_(std::move(special)) {}

    bool null() override { return add({}); }
    bool boolean(bool value) override { return add({value}); }
    bool number_integer(number_integer_t value) override {
        return add_number(static_cast<double>(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add_number(static_cast<double>(value));
    }
    bool number_float(number_float_t value, const string_t&) override { return add_number(value); }
    bool string(string_t& value) override { return add({std::move(value)}); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open({Json::Object{}}); }
    bool start_array(std::size_t) override { return open({Json::Array{}}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        Frame& frame = open_.back();
        frame.key = name;
        frame.duplicate = !frame.keys.insert(name).second;
        if (frame.duplicate) {
            context_.report(Rule::KeyDuplicate, pointer(), name);
        }
        return true;
    }

    bool parse_error(std::size_t offset, const std::string&,
                     const nlohmann::json::exception& error) override {
        const Position position = position_of(text_, offset == 0 ? 0 : offset - 1);
        context_.report(Rule::JsonSyntax, pointer(), position.line, position.column,
                        readable_reason(error.what()));
        return false;
    }

    [[nodiscard]] Json take() { return std::move(root_); }

private:
    struct Frame {
        Json* node = nullptr;
        std::unordered_set<std::string> keys;
        std::string key;
        bool duplicate = false;
    };

    /// The place of the value that is being read.
    [[nodiscard]] Where pointer() const {
        Where where = context_.root();
        for (const Frame& frame : open_) {
            if (const Json::Array* items = frame.node->array()) {
                const bool inside = &frame != &open_.back() && !items->empty();
                where = where.at(items->size() - (inside ? 1 : 0));
            } else if (!frame.keys.empty()) {
                where = where.at(frame.key);
            }
        }
        return where;
    }

    Json* place(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Frame& frame = open_.back();
        if (auto* items = std::get_if<Json::Array>(&frame.node->value)) {
            items->push_back(std::move(value));
            return &items->back();
        }
        if (frame.duplicate) {
            ignored_ = std::move(value);
            return &ignored_;
        }
        auto& members = std::get<Json::Object>(frame.node->value);
        members.push_back({frame.key, std::move(value)});
        return &members.back().value;
    }

    bool add(Json value) {
        place(std::move(value));
        return true;
    }

    bool add_number(double value) {
        const auto found = special_.find(numbers_++);
        return add({found == special_.end() ? value : found->second});
    }

    bool open(Json value) {
        if (open_.size() >= kMaxJsonDepth) {
            context_.report(Rule::JsonTooDeep, pointer(), kMaxJsonDepth);
            return false;
        }
        // The value of a duplicate key may be nested: it is kept apart while it is open.
        if (!open_.empty() && open_.back().duplicate) {
            ignored_values_.push_back(std::make_unique<Json>(std::move(value)));
            open_.push_back({ignored_values_.back().get(), {}, {}, false});
            return true;
        }
        open_.push_back({place(std::move(value)), {}, {}, false});
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    Context& context_;
    std::string_view text_;
    SpecialNumbers special_;
    std::size_t numbers_ = 0;
    std::vector<Frame> open_;
    Json root_;
    Json ignored_;
    std::vector<std::unique_ptr<Json>> ignored_values_;
};

}  // namespace

std::optional<Json> parse_json(Context& context, std::string_view text) {
    // The parser takes a zero byte for the end of the text and would accept anything behind it.
    if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
        const Position position = position_of(text, zero);
        context.report(Rule::JsonSyntax, context.root(), position.line, position.column,
                       "a zero byte is no part of JSON");
        return std::nullopt;
    }
    std::string finite(text);
    SpecialNumbers special = replace_special_numbers(finite);
    TreeBuilder builder(context, text, std::move(special));
    if (!nlohmann::json::sax_parse(finite, &builder)) {
        return std::nullopt;
    }
    return builder.take();
}

}  // namespace hopspice::spec
