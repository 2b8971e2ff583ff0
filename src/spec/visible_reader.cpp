#include "spec/visible_reader.h"

#include "spec/arrays.h"
#include "spec/object_reader.h"

#include <fmt/format.h>

namespace hopspice::spec {

namespace {

ActivationType activation_type(std::string_view word) {
    if (word == "tanh") {
        return ActivationType::Tanh;
    }
    if (word == "sigmoid") {
        return ActivationType::Sigmoid;
    }
    if (word == "spherical") {
        return ActivationType::Spherical;
    }
    if (word == "layernorm") {
        return ActivationType::LayerNorm;
    }
    return word == "relu" ? ActivationType::Relu : ActivationType::Identity;
}

/// The word alone means the object with nothing but this type.
Activation read_activation(Context& context, const Json& json, const Where& where) {
    const ObjectShape& shape = shape_of(spec_shapes(), "activation");
    const auto word = read_type(context, json, where, shape.row("type").choices);
    if (!word) {
        return {};
    }
    const Json object = json.object() != nullptr ? json : Json{Json::Object{{"type", {*word}}}};
    ObjectReader reader(context, object, where, shape);
    const auto unused = [&](const char* key, bool takes) {
        if (reader.find(key) != nullptr && !takes) {
            context.report(Rule::KeyUnused, reader.at(key), key, "activation `" + *word + "`");
        }
    };
    Activation activation{.type = activation_type(*word)};
    activation.gain = reader.number("gain").value_or(activation.gain);
    activation.eps = reader.number("eps").value_or(activation.eps);
    unused("gain", *word == "tanh" || *word == "sigmoid");
    unused("eps", *word == "spherical" || *word == "layernorm");
    return activation;
}

}  // namespace

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
