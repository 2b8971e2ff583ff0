#pragma once
// Typed access to one JSON object by the table of its keys: unknown and missing keys, wrong types
// and numbers out of range are reported here and nowhere else.

#include "spec/json.h"
#include "spec/shapes.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

/// Reads the keys of one object. Every access returns nothing after it has reported why.
class ObjectReader {
public:
    /// Reports unknown and missing keys at once. `json` must be an object and outlive the reader.
    ObjectReader(Context& context, const Json& json, Where where, const ObjectShape& shape);

    [[nodiscard]] const Json* find(std::string_view key) const { return json_.find(key); }
    [[nodiscard]] Where at(std::string_view key) const { return where_.at(std::string(key)); }

    /// A number within the bounds of the key, or the key's default where it is absent.
    std::optional<double> number(std::string_view key);
    /// The same for a key whose row says NumberKind::Integer.
    std::optional<int> integer(std::string_view key);
    /// A string, without control characters; nothing is reported where the key is absent.
    std::optional<std::string> text(std::string_view key);
    /// A boolean, or the key's default.
    std::optional<bool> boolean(std::string_view key);
    /// A word of the key's choices, or its default.
    std::optional<std::string> choice(std::string_view key);

private:
    std::optional<double> quantity(const KeyRow& row, const std::string& text);

    Context& context_;
    const Json& json_;
    Where where_;
    const ObjectShape& shape_;
};

/// Reports a value of the wrong type, by the words of what is needed.
void report_type(Context& context, const Where& where, std::string_view needed, const Json& got);

/// The object, or null after reporting.
[[nodiscard]] const Json* require_object(Context& context, const Json& json, const Where& where);

/// The elements, or null after reporting.
[[nodiscard]] const Json::Array* require_array(Context& context, const Json& json,
                                               const Where& where);

/// A string without control characters, or nothing after reporting.
[[nodiscard]] std::optional<std::string> require_text(Context& context, const Json& json,
                                                      const Where& where);

/// A finite number, or nothing after reporting.
[[nodiscard]] std::optional<double> require_number(Context& context, const Json& json,
                                                   const Where& where);

/// Picks among shapes called `prefix` + type: `{"type": "softmax", ...}`, or the word alone.
/// `types` are all words; reports a type that is unknown or not there.
[[nodiscard]] std::optional<std::string> read_type(Context& context, const Json& json,
                                                   const Where& where,
                                                   const std::vector<std::string>& types);

/// Reports a word that is none of `words`.
void report_choice(Context& context, const Where& where, const std::string& word,
                   const std::vector<std::string>& words);

}  // namespace hopspice::spec
