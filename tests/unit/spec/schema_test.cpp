// The published JSON Schemas against the table the readers read by: keys, required keys, defaults,
// words and bounds are the same in both.

#include "spec/shapes.h"
#include "support/quantity.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

namespace {

using hopspice::spec::Bounds;
using hopspice::spec::Edge;
using hopspice::spec::KeyRow;
using hopspice::spec::NumberKind;
using hopspice::spec::ObjectShape;
using hopspice::spec::Presence;
using nlohmann::json;

json read_schema(const std::string& name) {
    std::ifstream in(std::string(HOPSPICE_SOURCE_DIR) + "/models/" + name);
    return json::parse(in);
}

/// The part of a property that speaks of numbers: itself, or the first such alternative.
json number_part(const json& property) {
    for (const json& alternative : property.value("anyOf", json::array())) {
        if (alternative.value("type", json()) == "number") {
            return alternative;
        }
    }
    return property;
}

std::set<std::string> words_in(const json& property) {
    if (property.contains("const")) {
        return {property["const"].get<std::string>()};
    }
    const json words = property.value("enum", json::array());
    return {words.begin(), words.end()};
}

void expect_same_bounds(const Bounds& bounds, const json& property, const std::string& where) {
    const json part = number_part(property);
    const bool lower_open = bounds.lower == Edge::Open;
    const bool upper_open = bounds.upper == Edge::Open;
    const json none;
    const json low = std::isinf(bounds.low) ? none : json(bounds.low);
    const json high = std::isinf(bounds.high) ? none : json(bounds.high);
    EXPECT_EQ(part.value("minimum", none), lower_open ? none : low) << where;
    EXPECT_EQ(part.value("exclusiveMinimum", none), lower_open ? low : none) << where;
    EXPECT_EQ(part.value("maximum", none), upper_open ? none : high) << where;
    EXPECT_EQ(part.value("exclusiveMaximum", none), upper_open ? high : none) << where;
    if (bounds.kind == NumberKind::Integer) {
        EXPECT_EQ(part.value("type", none), "integer") << where;
    }
}

void expect_same_key(const KeyRow& row, const json& property, const std::string& where) {
    EXPECT_TRUE(property.contains("description")) << where;
    const json fallback = row.fallback.empty() ? json() : json::parse(row.fallback);
    EXPECT_EQ(property.value("default", json()), fallback) << where;
    if (!row.choices.empty()) {
        const std::set<std::string> words(row.choices.begin(), row.choices.end());
        EXPECT_EQ(words_in(property), words) << where;
    }
    const bool bounded = !std::isinf(row.bounds.low) || !std::isinf(row.bounds.high);
    if (bounded || !row.unit.empty()) {
        expect_same_bounds(row.bounds, property, where);
    }
    const json quantity = {{"$ref", "#/$defs/quantity"}};
    const json forms = property.value("anyOf", json::array());
    EXPECT_EQ(std::find(forms.begin(), forms.end(), quantity) != forms.end(), !row.unit.empty())
        << where;
}

void expect_same_object(const ObjectShape& shape, const json& schema) {
    EXPECT_EQ(schema.value("additionalProperties", json()), false) << shape.name;
    std::set<std::string> keys;
    std::set<std::string> required;
    for (const KeyRow& row : shape.keys) {
        keys.insert(row.name);
        if (row.presence == Presence::Required) {
            required.insert(row.name);
        }
    }
    std::set<std::string> schema_keys;
    for (const auto& [key, value] : schema["properties"].items()) {
        schema_keys.insert(key);
        if (const KeyRow* row = shape.find(key)) {
            expect_same_key(*row, value, shape.name + "." + key);
        }
    }
    const json listed = schema.value("required", json::array());
    EXPECT_EQ(schema_keys, keys) << shape.name;
    EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), required) << shape.name;
}

/// The first shape is the file itself, the others are `$defs`; and there are no further objects.
void expect_same(const std::vector<ObjectShape>& shapes, const json& schema) {
    expect_same_object(shapes.front(), schema);
    std::set<std::string> objects;
    for (const auto& [name, definition] : schema["$defs"].items()) {
        if (definition.value("type", json()) == "object") {
            objects.insert(name);
        }
    }
    for (std::size_t k = 1; k < shapes.size(); ++k) {
        ASSERT_EQ(objects.erase(shapes[k].name), 1U) << shapes[k].name;
        expect_same_object(shapes[k], schema["$defs"][shapes[k].name]);
    }
    EXPECT_TRUE(objects.empty()) << *objects.begin();
}

TEST(Schema, OfSpecsIsWhatTheReaderReads) {
    expect_same(hopspice::spec::spec_shapes(), read_schema("denseam-1.schema.json"));
}

TEST(Schema, OfTargetsIsWhatTheReaderReads) {
    expect_same(hopspice::spec::target_shapes(), read_schema("hopspice-target-1.schema.json"));
}

TEST(Schema, DefaultsAreWithinTheBoundsOfTheirKeys) {
    for (const auto* shapes : {&hopspice::spec::spec_shapes(), &hopspice::spec::target_shapes()}) {
        for (const ObjectShape& shape : *shapes) {
            for (const KeyRow& row : shape.keys) {
                const bool number = !row.unit.empty() || (!std::isinf(row.bounds.low));
                if (row.fallback.empty() || !number) {
                    continue;
                }
                const json fallback = json::parse(row.fallback);
                const double value =
                    fallback.is_string()
                        ? hopspice::parse_quantity(fallback.get<std::string>(), row.unit).value
                        : fallback.get<double>();
                EXPECT_TRUE(row.bounds.contains(value)) << shape.name << "." << row.name;
            }
        }
    }
}

}  // namespace
