#include "spec/object_reader.h"

#include "support/assert.h"
#include "support/quantity.h"
#include "support/words.h"

#include <hopspice/printable.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::spec {

ObjectReader::ObjectReader(Context& context, const Json& json, Where where,
                           const ObjectShape& shape)
    : context_(context), json_(json), where_(std::move(where)), shape_(shape) {
    const Json::Object* members = json.object();
    HOPSPICE_ASSERT(members != nullptr);
    const std::vector<std::string> known = shape.key_names();
    for (const JsonMember& entry : *members) {
        if (shape.find(entry.key) == nullptr) {
            // A suggestion nobody will see is not worth its time: there may be millions of keys.
            const bool shown = context.problems() < kMaxReported;
            context.report(Rule::KeyUnknown, at(entry.key), shorten(entry.key),
                           shown ? suggest(entry.key, known) : std::string());
        }
    }
    for (const KeyRow& row : shape.keys) {
        if (row.presence == Presence::Required && find(row.name) == nullptr) {
            context.report(Rule::KeyMissing, where_, row.name);
        }
    }
}

std::optional<double> ObjectReader::number(std::string_view key) {
    const KeyRow& row = shape_.row(key);
    const Json* json = find(key);
    if (json == nullptr) {
        const bool quoted = row.fallback.starts_with('"');
        const std::string text =
            row.fallback.substr(quoted ? 1 : 0, row.fallback.size() - (quoted ? 2 : 0));
        return row.fallback.empty() ? std::nullopt
                                    : std::optional(parse_quantity(text, row.unit).value);
    }
    const std::string* text = json->text();
    const auto value = text != nullptr && !row.unit.empty()
                           ? quantity(row, *text)
                           : require_number(context_, *json, at(key));
    if (value && !row.bounds.contains(*value)) {
        context_.report(Rule::NumberRange, at(key), row.bounds.describe(), *value);
        return std::nullopt;
    }
    return value;
}

std::optional<double> ObjectReader::quantity(const KeyRow& row, const std::string& text) {
    const Quantity parsed = parse_quantity(text, row.unit);
    if (parsed.error == QuantityError::WrongUnit) {
        const std::string unit = row.unit == "1" ? "no unit" : "the unit " + row.unit;
        context_.report(Rule::QuantityUnit, at(row.name), shorten(text), unit);
        return std::nullopt;
    }
    if (parsed.error == QuantityError::NotANumber) {
        context_.report(Rule::QuantityInvalid, at(row.name), shorten(text));
        return std::nullopt;
    }
    if (!std::isfinite(parsed.value)) {
        context_.report(Rule::NumberNotFinite, at(row.name), shorten(text));
        return std::nullopt;
    }
    return parsed.value;
}

std::optional<int> ObjectReader::integer(std::string_view key) {
    const auto value = number(key);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<std::string> ObjectReader::text(std::string_view key) {
    const Json* json = find(key);
    return json == nullptr ? std::nullopt : require_text(context_, *json, at(key));
}

std::optional<bool> ObjectReader::boolean(std::string_view key) {
    const Json* json = find(key);
    if (json == nullptr) {
        return shape_.row(key).fallback == "true";
    }
    if (json->boolean() == nullptr) {
        report_type(context_, at(key), "true or false", *json);
        return std::nullopt;
    }
    return *json->boolean();
}

std::optional<std::string> ObjectReader::choice(std::string_view key) {
    const KeyRow& row = shape_.row(key);
    const Json* json = find(key);
    if (json == nullptr) {
        return row.fallback.empty()
                   ? std::nullopt
                   : std::optional(row.fallback.substr(1, row.fallback.size() - 2));
    }
    const std::string* word = json->text();
    if (word == nullptr) {
        report_type(context_, at(key), "a string", *json);
        return std::nullopt;
    }
    if (std::ranges::find(row.choices, *word) == row.choices.end()) {
        report_choice(context_, at(key), *word, row.choices);
        return std::nullopt;
    }
    return *word;
}

void report_type(Context& context, const Where& where, std::string_view needed, const Json& got) {
    context.report(Rule::TypeWrong, where, needed, got.kind());
}

void report_choice(Context& context, const Where& where, const std::string& word,
                   const std::vector<std::string>& words) {
    context.report(Rule::ChoiceUnknown, where, quote_all(words), shorten(word),
                   suggest(word, words));
}

const Json* require_object(Context& context, const Json& json, const Where& where) {
    if (json.object() == nullptr) {
        report_type(context, where, "an object", json);
        return nullptr;
    }
    return &json;
}

const Json::Array* require_array(Context& context, const Json& json, const Where& where) {
    if (json.array() == nullptr) {
        report_type(context, where, "an array", json);
    }
    return json.array();
}

std::optional<std::string> require_text(Context& context, const Json& json, const Where& where) {
    const std::string* text = json.text();
    if (text == nullptr) {
        report_type(context, where, "a string", json);
        return std::nullopt;
    }
    if (text->empty() || printable(*text) != *text) {
        context.report(Rule::TextInvalid, where, shorten(*text));
        return std::nullopt;
    }
    return *text;
}

std::optional<double> require_number(Context& context, const Json& json, const Where& where) {
    const double* number = json.number();
    if (number == nullptr) {
        report_type(context, where, "a number", json);
        return std::nullopt;
    }
    if (!std::isfinite(*number)) {
        context.report(Rule::NumberNotFinite, where, *number);
        return std::nullopt;
    }
    return *number;
}

std::optional<std::string> read_type(Context& context, const Json& json, const Where& where,
                                     const std::vector<std::string>& types) {
    Where place = where;
    const Json* type = &json;
    if (json.object() != nullptr) {
        type = json.find("type");
        if (type == nullptr) {
            context.report(Rule::KeyMissing, where, "type");
            return std::nullopt;
        }
        place = where.at(std::string("type"));
    } else if (json.text() == nullptr) {
        report_type(context, where, "an object or a string", json);
        return std::nullopt;
    }
    if (type->text() == nullptr) {
        report_type(context, place, "a string", *type);
        return std::nullopt;
    }
    if (std::ranges::find(types, *type->text()) == types.end()) {
        report_choice(context, place, *type->text(), types);
        return std::nullopt;
    }
    return *type->text();
}

}  // namespace hopspice::spec
