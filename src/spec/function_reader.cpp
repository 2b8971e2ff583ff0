#include "spec/function_reader.h"

#include <fmt/format.h>

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

KeyRow type_row(std::vector<std::string> words) {
    return {.name = "type", .presence = Presence::Required, .choices = std::move(words)};
}

/// The default of a parameter as JSON text.
std::string fallback_of(const Parameter& parameter) {
    const auto text = [](auto field) { return fmt::format("{}", Function{}.*field); };
    return parameter.required ? "" : std::visit(text, parameter.field);
}

KeyRow row_of(const Parameter& parameter) {
    KeyRow row{.name = std::string(parameter.key), .fallback = fallback_of(parameter)};
    row.presence = parameter.required ? Presence::Required : Presence::Optional;
    if (std::holds_alternative<double Function::*>(parameter.field)) {
        row.bounds = {.low = parameter.low, .high = parameter.high, .lower = Edge::Open};
    } else if (std::holds_alternative<int Function::*>(parameter.field)) {
        row.bounds = {.low = parameter.low, .high = parameter.high, .kind = NumberKind::Integer};
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
        ObjectShape shape{std::string(kEnergyPrefix) + word, {type_row({word})}};
        for (const Parameter& parameter : kinds::find_energy(word)->parameters) {
            shape.keys.push_back(row_of(parameter));
        }
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

ObjectShape activation_shape() {
    ObjectShape shape{"activation", {type_row(activation_words())}};
    for (const std::string& word : activation_words()) {
        for (const Parameter& parameter : kinds::find_activation(word)->parameters) {
            if (shape.find(parameter.key) == nullptr) {
                shape.keys.push_back(row_of(parameter));
            }
        }
    }
    return shape;
}

Function read_function(ObjectReader& reader, const Kind& kind) {
    Function function{.type = kind.type};
    for (const Parameter& parameter : kind.parameters) {
        std::visit(ReadParameter{reader, std::string(parameter.key), function}, parameter.field);
    }
    return function;
}

}  // namespace hopspice::spec
