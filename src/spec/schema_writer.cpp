#include "spec/schema_writer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace hopspice::spec {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100;

constexpr const char* kQuantity = R"json({
  "description": "A number, an SI prefix (f p n u m k M meg G T; m is milli, M and meg are mega) and optionally the unit.",
  "type": "string",
  "pattern": "^\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?\\s*[^0-9\\s][^0-9]*$|^\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?\\s*$"
})json";

/// 24, not 24.0.
OrderedJson number_json(double value) {
    return std::floor(value) == value && std::abs(value) < 1e16
               ? OrderedJson(static_cast<std::int64_t>(value))
               : OrderedJson(value);
}

OrderedJson number_form(const Bounds& bounds) {
    OrderedJson form{{"type", bounds.kind == NumberKind::Integer ? "integer" : "number"}};
    if (std::isfinite(bounds.low)) {
        form[bounds.lower == Edge::Open ? "exclusiveMinimum" : "minimum"] = number_json(bounds.low);
    }
    if (std::isfinite(bounds.high)) {
        form[bounds.upper == Edge::Open ? "exclusiveMaximum" : "maximum"] =
            number_json(bounds.high);
    }
    return form;
}

/// What a key takes, each way of writing it by itself.
std::vector<OrderedJson> forms_of(const KeyRow& row) {
    std::vector<OrderedJson> forms;
    const bool bounded = std::isfinite(row.bounds.low) || std::isfinite(row.bounds.high);
    const bool only_number = row.choices.empty() && row.form.empty();
    if (bounded || !row.unit.empty() || only_number) {
        forms.push_back(number_form(row.bounds));
    }
    if (!row.unit.empty()) {
        forms.push_back({{"$ref", "#/$defs/quantity"}});
    }
    if (row.choices.size() == 1) {
        forms.push_back({{"const", row.choices.front()}});
    } else if (!row.choices.empty()) {
        forms.push_back({{"type", "string"}, {"enum", row.choices}});
    }
    if (!row.form.empty()) {
        forms.push_back(OrderedJson::parse(row.form));
    }
    return forms;
}

OrderedJson property_of(const KeyRow& row) {
    OrderedJson property{{"description", row.meaning}};
    if (!row.fallback.empty()) {
        property["default"] = OrderedJson::parse(row.fallback);
    }
    const std::vector<OrderedJson> forms = forms_of(row);
    if (forms.size() == 1) {
        property.update(forms.front());
    } else {
        property["anyOf"] = forms;
    }
    return property;
}

OrderedJson object_of(const ObjectShape& shape) {
    OrderedJson object{
        {"description", shape.meaning}, {"type", "object"}, {"additionalProperties", false}};
    OrderedJson required = OrderedJson::array();
    for (const KeyRow& row : shape.keys) {
        object["properties"][row.name] = property_of(row);
        if (row.presence == Presence::Required) {
            required.push_back(row.name);
        }
    }
    if (!required.empty()) {
        object["required"] = std::move(required);
    }
    object.update(OrderedJson::parse(shape.rules.empty() ? "{}" : shape.rules));
    return object;
}

/// The parts of an object or array as `write` gives them, each behind `before`.
template <typename Write>
std::string parts_of(const OrderedJson& value, const std::string& before,
                     const std::string& separator, const Write& write) {
    std::string text;
    for (const auto& [key, part] : value.items()) {
        const std::string name = value.is_object() ? OrderedJson(key).dump() + ": " : "";
        text += (text.empty() ? "" : separator) + before + name + write(part, name.size());
    }
    return value.is_object() ? "{" + text : "[" + text;
}

const char* end_of(const OrderedJson& value) { return value.is_object() ? "}" : "]"; }

std::string one_line(const OrderedJson& value) {
    if (!value.is_structured()) {
        return value.dump();
    }
    const auto inner = [](const OrderedJson& part, std::size_t) { return one_line(part); };
    return parts_of(value, "", ", ", inner) + end_of(value);
}

/// On one line where that fits behind `used` characters.
std::string layout(const OrderedJson& value, std::size_t indent, std::size_t used) {
    std::string line = one_line(value);
    if (!value.is_structured() || value.empty() || used + line.size() < kWidth) {
        return line;
    }
    const std::string margin = "\n" + std::string(indent + 2, ' ');
    const auto inner = [&](const OrderedJson& part, std::size_t name) {
        return layout(part, indent + 2, indent + 2 + name);
    };
    return parts_of(value, margin, ",", inner) + "\n" + std::string(indent, ' ') + end_of(value);
}

}  // namespace

std::string format_schema(const std::string& title, const std::vector<ObjectShape>& shapes,
                          const std::string& definitions) {
    OrderedJson schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"title", title}};
    schema.update(object_of(shapes.front()));
    OrderedJson& defs = schema["$defs"];
    defs = OrderedJson::parse(definitions);
    const auto has_unit = [](const KeyRow& row) { return !row.unit.empty(); };
    for (const ObjectShape& shape : shapes) {
        if (std::ranges::any_of(shape.keys, has_unit)) {
            defs["quantity"] = OrderedJson::parse(kQuantity);
        }
        if (&shape != &shapes.front()) {
            defs[shape.name] = object_of(shape);
        }
    }
    return layout(schema, 0, 0) + "\n";
}

}  // namespace hopspice::spec
