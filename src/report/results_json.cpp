// Results for programs, `format: "hopspice-results/1"`.

#include "report/json.h"

#include <hopspice/results.h>

namespace hopspice {

namespace {

using report::Json;
using report::json_of;
using report::number;
using report::text_of;

Json json_of(const EnergyUse& use) {
    return {{"visible", number(use.visible)},
            {"hidden", number(use.hidden)},
            {"activation", number(use.activation)},
            {"reference", number(use.reference)},
            {"crossbar", number(use.crossbar)}};
}

Json json_of(const Comparison& comparison) {
    return {{"visible_max_error", number(comparison.visible_max_error)},
            {"visible_error", number(comparison.visible_error)},
            {"trajectory_error", number(comparison.trajectory_error)},
            {"settle_time_s", number(comparison.settle_time_s)},
            {"rests", json_of(comparison.rests)},
            {"rest_error", number(comparison.rest_error)},
            {"undecided", comparison.undecided},
            {"same_path", comparison.same_path},
            {"agrees", comparison.agrees}};
}

Json json_of(const QueryResult& query) {
    Json visible = Json::array();
    for (const double value : query.visible) {
        visible.push_back(number(value));
    }
    Json energy = Json::array();
    for (const double value : query.energy_lyapunov) {
        energy.push_back(number(value));
    }
    Json json{{"id", query.id}, {"status", to_string(query.status)}};
    if (!query.tokens.empty()) {
        json["tokens"] = query.tokens;
    }
    json["visible"] = visible;
    json["rests"] = json_of(query.rests);
    json["readout"] = query.readout;
    json["margin"] = number(query.margin);
    json["tie"] = query.tie;
    for (const auto& [label, probability] : query.probabilities) {
        json["probabilities"][label] = number(probability);
    }
    for (const auto& [label, output] : query.decoder) {
        json["decoder"][label] = number(output);
    }
    json["expected"] = query.expected.empty() ? Json(nullptr) : Json(query.expected);
    json["correct"] = json_of(query.correct);
    json["settle_time_s"] = number(query.settle_time_s);
    json["release_time_s"] = number(query.release_time_s);
    json["decision_time_s"] = number(query.decision_time_s);
    json["energy_j"] = query.energy_j ? number(query.energy_j->total) : Json(nullptr);
    if (query.energy_j) {
        json["energy_parts_j"] = json_of(*query.energy_j);
    }
    json["energy_lyapunov"] = energy;
    json["lyapunov_rise"] = number(query.lyapunov_rise);
    json["reference"] = query.reference ? json_of(*query.reference) : Json(nullptr);
    json["wall_time_s"] = number(query.wall_time_s);
    if (!query.simulator.empty()) {
        json["simulator"] = query.simulator;
    }
    if (!query.diagnostics.empty()) {
        json["diagnostics"] = json_of(query.diagnostics);
    }
    return json;
}

}  // namespace

std::string format_results_json(const Results& results) {
    Json json{{"format", "hopspice-results/1"},
              {"model", results.model},
              {"target", results.target},
              {"level", results.level},
              {"simulator", results.simulator},
              {"time_unit_s", number(results.time_unit_s)},
              {"visible_range", number(results.visible_range)}};
    if (!results.declined.empty()) {
        json["declined"] = results.declined;
    }
    json["counts"] = Json::object();
    for (const auto& [name, count] : results.counts) {
        json["counts"][name] = count;
    }
    if (results.read_back) {
        json["read_back"] = {{"weight_error", number(results.read_back->weight_error)},
                             {"bias_error", number(results.read_back->bias_error)},
                             {"tau_error", number(results.read_back->tau_error)},
                             {"gain_error", number(results.read_back->gain_error)}};
    }
    json["queries"] = Json::array();
    for (const QueryResult& query : results.queries) {
        json["queries"].push_back(json_of(query));
    }
    const Summary& summary = results.summary;
    json["summary"] = {{"queries", summary.queries},
                       {"expected", summary.expected},
                       {"correct", summary.correct},
                       {"failed", summary.failed},
                       {"settle_time_s", json_of(summary.settle_time_s)},
                       {"energy_j", json_of(summary.energy_j)},
                       {"worst_visible_error", number(summary.worst_visible_error)},
                       {"worst_trajectory_error", number(summary.worst_trajectory_error)},
                       {"shortfalls", json_of(summary.shortfalls)}};
    json["warnings"] = json_of(results.warnings);
    return text_of(json);
}

}  // namespace hopspice
