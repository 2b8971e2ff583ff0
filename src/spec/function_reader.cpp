#include "spec/function_reader.h"

#include "spec/shape_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopspice::spec {

namespace {

using kinds::Kind;
using kinds::Parameter;

std::vector<std::string> words(std::string_view Kind::*field) {
    std::vector<std::string> all;
    for (const Kind* kind : kinds::all_kinds()) {
        if (!(kind->*field).empty()) {
            all.emplace_back(kind->*field);
        }
    }
    return all;
}

KeyRow type_row(std::vector<std::string> words, std::string meaning) {
    return {.name = "type",
            .presence = Presence::Required,
            .choices = std::move(words),
            .meaning = std::move(meaning)};
}

bool needs_nothing(const Kind& kind) {
    return std::ranges::none_of(kind.parameters, &Parameter::required);
}

bool takes(const Kind& kind, std::string_view key) {
    return std::ranges::find(kind.parameters, key, &Parameter::key) != kind.parameters.end();
}

/// Words for which nothing is required.
std::vector<std::string> lone_words(std::string_view Kind::*field) {
    std::vector<std::string> all;
    for (const Kind* kind : kinds::all_kinds()) {
        if (!(kind->*field).empty() && needs_nothing(*kind)) {
            all.emplace_back(kind->*field);
        }
    }
    return all;
}

/// Of a key that some activations do not take: which these are.
std::string not_with(std::string_view key) {
    std::vector<std::string> others;
    for (const std::string& word : activation_words()) {
        if (!takes(*kinds::find_activation(word), key)) {
            others.push_back(word);
        }
    }
    return fmt::format(R"({{"if": {{"properties": {{"type": {{"enum": ["{}"]}}}}}}, )"
                       R"("then": {{"not": {{"required": ["{}"]}}}}}})",
                       fmt::join(others, R"(", ")"), key);
}

/// The default of a parameter as JSON text.
std::string fallback_of(const Parameter& parameter) {
    const auto text = [](auto field) { return fmt::format("{}", Function{}.*field); };
    return parameter.required ? "" : std::visit(text, parameter.field);
}

KeyRow row_of(const Parameter& parameter) {
    KeyRow row{.name = std::string(parameter.key),
               .fallback = fallback_of(parameter),
               .meaning = std::string(parameter.meaning)};
    row.presence = parameter.required ? Presence::Required : Presence::Optional;
    if (std::holds_alternative<double Function::*>(parameter.field)) {
        row.bounds = {.low = parameter.low, .high = parameter.high, .lower = Edge::Open};
    } else if (std::holds_alternative<int Function::*>(parameter.field)) {
        row.bounds = {.low = parameter.low, .high = parameter.high, .kind = NumberKind::Integer};
    } else {
        row.form = R"({"type": "boolean"})";
    }
    return row;
}

struct ReadParameter {
    ObjectReader& reader;
    const std::string key;
    Function& function;

    void operator()(double Function::*field) const {
        function.*field = reader.number(key).value_or(function.*field);
    }
    void operator()(int Function::*field) const {
        function.*field = reader.integer(key).value_or(function.*field);
    }
    void operator()(bool Function::*field) const {
        function.*field = reader.boolean(key).value_or(function.*field);
    }
};

}  // namespace

std::vector<std::string> energy_words() { return words(&Kind::word); }

std::vector<std::string> activation_words() { return words(&Kind::visible_word); }

std::vector<ObjectShape> energy_shapes() {
    std::vector<ObjectShape> shapes;
    for (const std::string& word : energy_words()) {
        const Kind& kind = *kinds::find_energy(word);
        const std::string meaning(kind.meaning);
        ObjectShape shape{std::string(kEnergyPrefix) + word, {type_row({word}, meaning)}, meaning};
        for (const Parameter& parameter : kind.parameters) {
            shape.keys.push_back(row_of(parameter));
        }
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

ObjectShape activation_shape() {
    std::vector<std::string> meanings;
    for (const std::string& word : activation_words()) {
        meanings.push_back(
            fmt::format("{}: {}", word, kinds::find_activation(word)->visible_meaning));
    }
    ObjectShape shape{"activation",
                      {type_row(activation_words(), fmt::format("{}", fmt::join(meanings, "; ")))},
                      "The visible activation g."};
    std::vector<std::string> rules;
    for (const std::string& word : activation_words()) {
        for (const Parameter& parameter : kinds::find_activation(word)->parameters) {
            if (shape.find(parameter.key) == nullptr) {
                shape.keys.push_back(row_of(parameter));
                rules.push_back(not_with(parameter.key));
            }
        }
    }
    shape.rules = fmt::format(R"({{"allOf": [{}]}})", fmt::join(rules, ", "));
    return shape;
}

std::string energy_form() {
    std::vector<std::string> objects;
    for (const std::string& word : energy_words()) {
        objects.push_back(std::string(kEnergyPrefix) + word);
    }
    return word_or_object(lone_words(&Kind::word), objects);
}

std::string activation_form() {
    return word_or_object(lone_words(&Kind::visible_word), {"activation"});
}

Function read_function(ObjectReader& reader, const Kind& kind) {
    Function function{.type = kind.type};
    for (const Parameter& parameter : kind.parameters) {
        std::visit(ReadParameter{reader, std::string(parameter.key), function}, parameter.field);
    }
    return function;
}

}  // namespace hopspice::spec
