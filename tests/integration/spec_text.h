#pragma once
// A spec as the JSON a user would write, so that a model that fails a test can be run by hand.

#include "kinds/kind.h"

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

/// By the word of a hidden energy, or of a visible activation.
inline Json json_of(const Function& function, std::string_view word) {
    Json json{{"type", word}};
    for (const kinds::Parameter& parameter : kinds::kind_of(function).parameters) {
        std::visit([&](auto field) { json[std::string(parameter.key)] = function.*field; },
                   parameter.field);
    }
    return json;
}

/// Rows that tokens choose, each an embedding and what its slot adds: those of slot 0, and how far
/// the first one of a slot is from that of slot 0.
inline Json token_rows(const HiddenBlock& block) {
    const Matrix& rows = block.weights;
    Matrix embedding{block.vocabulary, rows.cols, {}};
    Matrix positional{block.size(), rows.cols, {}};
    for (std::size_t token = 0; token < block.vocabulary; ++token) {
        for (std::size_t col = 0; col < rows.cols; ++col) {
            embedding.values.push_back(rows(token, col));
        }
    }
    for (std::size_t slot = 0; slot < block.size(); ++slot) {
        for (std::size_t col = 0; col < rows.cols; ++col) {
            positional.values.push_back(rows(slot * block.vocabulary, col) - rows(0, col));
        }
    }
    return {{"embedding", json_of(embedding)},
            {"slots", block.size()},
            {"positional", json_of(positional)}};
}

inline Json json_of(const HiddenBlock& block) {
    Json json{{"name", block.name},
              {"energy", json_of(block.energy, kinds::kind_of(block.energy).word)},
              {"weights", block.is_token_driven() ? token_rows(block) : json_of(block.weights)},
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
    if (!query.tokens.empty()) {
        json["tokens"] = query.tokens;
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
                {"activation",
                 json_of(visible.activation, kinds::kind_of(visible.activation).visible_word)},
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
