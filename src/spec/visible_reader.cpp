#include "spec/visible_reader.h"

#include "spec/arrays.h"
#include "spec/function_reader.h"
#include "spec/object_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::spec {

namespace {

/// The word alone means the object with nothing but this type.
Function read_activation(Context& context, const Json& json, const Where& where) {
    const ObjectShape& shape = shape_of(spec_shapes(), "activation");
    const auto word = read_type(context, json, where, activation_words());
    if (!word) {
        return {};
    }
    const Json object = json.object() != nullptr ? json : Json{Json::Object{{"type", {*word}}}};
    ObjectReader reader(context, object, where, shape);
    const kinds::Kind& kind = *kinds::find_activation(*word);
    for (const std::string& key : shape.key_names()) {
        const bool takes =
            key == "type" || std::ranges::any_of(kind.parameters, [&](const auto& parameter) {
                return parameter.key == key;
            });
        if (reader.find(key) != nullptr && !takes) {
            context.report(Rule::KeyUnused, reader.at(key), key, "activation `" + *word + "`");
        }
    }
    return read_function(reader, kind);
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
