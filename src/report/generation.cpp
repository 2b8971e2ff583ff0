// Generated text for people and for programs, `format: "hopspice-generation/1"`.

#include "report/json.h"
#include "report/table.h"
#include "support/quantity.h"

#include <hopspice/generate.h>

#include <fmt/format.h>

namespace hopspice {

namespace {

using report::Align;
using report::Json;
using report::json_of;
using report::number;
using report::text_of;

std::optional<double> total_of(const GeneratedToken& token) {
    return token.energy_j ? std::optional(token.energy_j->total) : std::nullopt;
}

Json json_of(const GeneratedToken& token) {
    Json json{{"token", token.token},
              {"label", token.label},
              {"context", token.context},
              {"status", token.settled ? "settled" : "unsettled"}};
    json["probabilities"] = Json::object();
    for (const auto& [label, probability] : token.probabilities) {
        json["probabilities"][label] = number(probability);
    }
    json["time_s"] = number(token.time_s);
    json["read_time_s"] = number(token.read_time_s);
    json["settle_time_s"] = number(token.settle_time_s);
    json["energy_j"] = number(total_of(token));
    return json;
}

std::vector<std::string> row_of(const GeneratedToken& token) {
    std::string context;
    for (const std::size_t item : token.context) {
        context += fmt::format("{}{}", context.empty() || item < 10 ? "" : " ", item);
    }
    const auto found = token.probabilities.find(token.label);
    return {context,
            token.label,
            found == token.probabilities.end() ? "-" : fmt::format("{:.4f}", found->second),
            token.settled ? "settled" : "unsettled",
            format_quantity(token.time_s, "s"),
            format_quantity(token.settle_time_s, "s"),
            format_quantity(token.read_time_s, "s"),
            format_quantity(total_of(token), "J")};
}

}  // namespace

std::string format_generation(const Generation& generation) {
    std::vector<std::vector<std::string>> rows;
    for (const GeneratedToken& token : generation.tokens) {
        rows.push_back(row_of(token));
    }
    std::string text = report::format_rows({{"context", Align::Left},
                                            {"next", Align::Left},
                                            {"probability"},
                                            {"status", Align::Left},
                                            {"applied at"},
                                            {"settles in"},
                                            {"read after"},
                                            {"energy"}},
                                           rows);
    const std::string energy =
        generation.energy_j.total > 0
            ? ", " + format_quantity(generation.energy_j.total, "J") + " from the supplies"
            : "";
    text += fmt::format("\n{} on {} ({}, {}), {}: {} of circuit time{}\n", generation.model,
                        generation.target, generation.level, generation.simulator,
                        generation.restarted ? "a transient per token" : "one transient",
                        format_quantity(generation.time_s, "s"), energy);
    text += fmt::format("prompt    {}\ncircuit   {}\nODE       {}   {}\n", generation.prompt,
                        generation.text, generation.reference,
                        generation.agrees ? "the same" : "DIFFERENT");
    return text;
}

std::string format_generation_json(const Generation& generation) {
    Json json{{"format", "hopspice-generation/1"}, {"model", generation.model},
              {"target", generation.target},       {"level", generation.level},
              {"simulator", generation.simulator}, {"time_unit_s", number(generation.time_unit_s)}};
    json["counts"] = Json::object();
    for (const auto& [name, count] : generation.counts) {
        json["counts"][name] = count;
    }
    json["transients"] = generation.restarted ? "one per token" : "one";
    json["prompt"] = generation.prompt;
    json["text"] = generation.text;
    json["reference"] = {{"text", generation.reference}, {"agrees", generation.agrees}};
    json["time_s"] = number(generation.time_s);
    json["energy_j"] =
        generation.energy_j.total > 0 ? number(generation.energy_j.total) : Json(nullptr);
    json["tokens"] = Json::array();
    for (const GeneratedToken& token : generation.tokens) {
        json["tokens"].push_back(json_of(token));
    }
    if (!generation.diagnostics.empty()) {
        json["diagnostics"] = json_of(generation.diagnostics);
    }
    json["wall_time_s"] = number(generation.wall_time_s);
    return text_of(json);
}

}  // namespace hopspice
