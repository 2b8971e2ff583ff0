#include "spec/visible_reader.h"

#include "spec/arrays.h"
#include "spec/object_reader.h"

#include <fmt/format.h>

namespace hopspice::spec {

namespace {

constexpr TypeWord<ActivationType> kActivations[] = {
    {"identity", ActivationType::Identity},   {"tanh", ActivationType::Tanh},
    {"sigmoid", ActivationType::Sigmoid},     {"relu", ActivationType::Relu},
    {"spherical", ActivationType::Spherical}, {"layernorm", ActivationType::LayerNorm}};

/// The word alone means the object with nothing but this type.
Activation read_activation(Context& context, const Json& json, const Where& where) {
    const ObjectShape& shape = shape_of(spec_shapes(), "activation");
    const auto word = read_type(context, json, where, words_of(activation_words()));
    const auto type = word ? find_type(activation_words(), *word) : std::nullopt;
    if (!type) {
        return {};
    }
    const Json object = json.object() != nullptr ? json : Json{Json::Object{{"type", {*word}}}};
    ObjectReader reader(context, object, where, shape);
    const auto unused = [&](const char* key, bool takes) {
        if (reader.find(key) != nullptr && !takes) {
            context.report(Rule::KeyUnused, reader.at(key), key, "activation `" + *word + "`");
        }
    };
    Activation activation{.type = *type};
    activation.gain = reader.number("gain").value_or(activation.gain);
    activation.eps = reader.number("eps").value_or(activation.eps);
    unused("gain", *word == "tanh" || *word == "sigmoid");
    unused("eps", *word == "spherical" || *word == "layernorm");
    return activation;
}

}  // namespace

TypeWords<ActivationType> activation_words() { return kActivations; }

std::optional<std::size_t> known_size(const Visible& visible) {
    return visible.size == 0 ? std::nullopt : std::optional(visible.size);
}

Visible read_visible(Context& context, const Json& json, const Where& where) {
    Visible visible;
    if (require_object(context, json, where) == nullptr) {
        return visible;
    }
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "visible"));
    visible.size = static_cast<std::size_t>(object.integer("size").value_or(0));
    if (const Json* activation = object.find("activation")) {
        visible.activation = read_activation(context, *activation, object.at("activation"));
    }
    const Count count{known_size(visible), fmt::format("visible.size is {}", visible.size)};
    visible.bias = read_vector_or(context, object.find("bias"), object.at("bias"), count, 0)
                       .value_or(std::vector<double>());
    visible.tau = object.number("tau").value_or(1);
    visible.initial =
        read_vector_or(context, object.find("initial"), object.at("initial"), count, 0)
            .value_or(std::vector<double>());
    return visible;
}

}  // namespace hopspice::spec
