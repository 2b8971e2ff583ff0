#pragma once
// JSON text as a plain tree. Duplicate keys, numbers that are not finite and text that is no JSON
// are diagnosed with their pointer; no third-party type leaves json.cpp.

#include "spec/context.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopspice::spec {

struct JsonMember;

/// One value. Members keep the order of the file; of a duplicate key the first is kept.
struct Json {
    using Array = std::vector<Json>;
    using Object = std::vector<JsonMember>;

    std::variant<std::monostate, bool, double, std::string, Array, Object> value;

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value); }
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&value); }
    [[nodiscard]] const double* number() const { return std::get_if<double>(&value); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value); }
    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&value); }

    /// The value of a key; null where this is no object or has no such key.
    [[nodiscard]] const Json* find(std::string_view key) const;
    /// The same, made null first where the object lacks the key. Only on objects.
    [[nodiscard]] Json& member(const std::string& key);
    /// `a number`, `an object`, ... for messages.
    [[nodiscard]] std::string kind() const;
};

struct JsonMember {
    std::string key;
    Json value;
};

inline constexpr std::size_t kMaxJsonDepth = 64;

/// Parses a whole text. `NaN`, `Infinity` and numbers beyond a double become numbers that are not
/// finite, for the reader of that place to reject. Nothing on text that is no JSON.
[[nodiscard]] std::optional<Json> parse_json(Context& context, std::string_view text);

}  // namespace hopspice::spec
