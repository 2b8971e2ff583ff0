#pragma once
// A spec as the JSON a user would write, so that a model that fails a test can be run by hand.

#include <hopspice/spec.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hopspice::test {

using Json = nlohmann::ordered_json;

inline Json json_of(const Matrix& matrix) {
    Json rows = Json::array();
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        Json numbers = Json::array();
        for (std::size_t col = 0; col < matrix.cols; ++col) {
            numbers.push_back(matrix(row, col));
        }
        rows.push_back(std::move(numbers));
    }
    return rows;
}

inline Json json_of(const Function& activation) {
    switch (activation.type) {
        case FunctionType::Linear:
            return "identity";
        case FunctionType::Relu:
            return "relu";
        case FunctionType::Tanh:
            return {{"type", "tanh"}, {"gain", activation.gain}};
        case FunctionType::Sigmoid:
            return {{"type", "sigmoid"}, {"gain", activation.gain}};
        case FunctionType::Spherical:
            return {{"type", "spherical"}, {"eps", activation.eps}};
        case FunctionType::LayerNorm:
            return {{"type", "layernorm"}, {"eps", activation.eps}};
    }
    return nullptr;
}

inline Json json_of(const Function& energy) {
    switch (energy.type) {
        case FunctionType::Softmax:
            return {{"type", "softmax"}, {"beta", energy.beta}};
        case FunctionType::Exponential:
            return {{"type", "exponential"}, {"beta", energy.beta}};
        case FunctionType::Epanechnikov:
            return {{"type", "epanechnikov"}, {"beta", energy.beta}};
        case FunctionType::Tanh:
            return {{"type", "tanh"}, {"gain", energy.gain}};
        case FunctionType::Relu:
            return {{"type", "relu"}};
        case FunctionType::Linear:
            return {{"type", "linear"}};
        case FunctionType::Polynomial:
            return {
                {"type", "polynomial"}, {"degree", energy.degree}, {"rectified", energy.rectified}};
    }
    return nullptr;
}

inline Json json_of(const HiddenBlock& block) {
    Json json{{"name", block.name},
              {"energy", json_of(block.energy)},
              {"weights", json_of(block.weights)},
              {"bias", block.bias},
              {"tau", block.tau}};
    if (block.initial) {
        json["initial"] = *block.initial;
    }
    return json;
}

inline Json json_of(const Query& query) {
    Json json{{"id", query.id}};
    for (const std::optional<double>& value : query.visible) {
        json["visible"].push_back(value ? Json(*value) : Json(nullptr));
    }
    for (const auto& [neuron, value] : query.clamp) {
        json["clamp"][std::to_string(neuron)] = value;
    }
    if (query.time) {
        json["time"] = *query.time;
    }
    return json;
}

/// Model and queries; readout and expectations are left out.
inline std::string spec_text(const Spec& spec) {
    const Visible& visible = spec.visible;
    Json json{{"format", "denseam/1"},
              {"name", spec.name},
              {"visible",
               {{"size", visible.size},
                {"activation", json_of(visible.activation)},
                {"bias", visible.bias},
                {"tau", visible.tau},
                {"initial", visible.initial}}}};
    for (const HiddenBlock& block : spec.hidden) {
        json["hidden"].push_back(json_of(block));
    }
    const Inference& inference = spec.inference;
    json["inference"] = {{"present", inference.present == Present::Initial ? "initial"
                                     : inference.present == Present::Clamp ? "clamp"
                                                                           : "bias"},
                         {"stop", {{"settle", inference.settle}, {"timeout", inference.timeout}}}};
    for (const Query& query : spec.queries) {
        json["queries"].push_back(json_of(query));
    }
    return json.dump();
}

}  // namespace hopspice::test
