// How far simulators agree, and which there are, for people and for programs.

#include "report/json.h"
#include "report/table.h"
#include "support/quantity.h"

#include <hopspice/agree.h>

#include <fmt/format.h>

namespace hopspice {

namespace {

using report::Align;
using report::Json;
using report::number;
using report::text_of;

bool compared(const EngineRun& run) {
    return run.status == EngineStatus::Agrees || run.status == EngineStatus::Differs;
}

std::string verdict_of(const EngineRun& run) {
    return compared(run) ? to_string(run.status)
                         : fmt::format("{}: {}", to_string(run.status), run.reason);
}

std::vector<std::string> row_of(const EngineRun& run) {
    const bool numbers = compared(run);
    return {
        run.query,
        run.engine,
        run.version.empty() ? "-" : run.version,
        run.dialect + (run.form == NetlistForm::Flat ? " --flat" : ""),
        numbers ? fmt::format("{:.1e}", run.max_difference) : "-",
        numbers ? fmt::format("v{}", run.neuron) : "-",
        numbers ? format_quantity(run.at_s, "s") : "-",
        numbers ? (run.same_readout ? "same" : "other: " + run.readout) : "-",
        numbers || run.status == EngineStatus::Failed ? format_quantity(run.wall_time_s, "s") : "-",
        verdict_of(run)};
}

Json json_of(const EngineRun& run) {
    Json json{{"query", run.query},
              {"engine", run.engine},
              {"version", run.version},
              {"dialect", run.dialect},
              {"form", run.form == NetlistForm::Flat ? "flat" : "hierarchical"},
              {"status", to_string(run.status)}};
    if (compared(run)) {
        json["max_difference"] = number(run.max_difference);
        json["neuron"] = run.neuron;
        json["at_s"] = run.at_s;
        json["readout"] = run.readout;
        json["same_readout"] = run.same_readout;
    } else {
        json["reason"] = run.reason;
    }
    json["wall_time_s"] = run.wall_time_s;
    return json;
}

}  // namespace

std::string to_string(EngineStatus status) {
    switch (status) {
        case EngineStatus::Agrees:
            return "agrees";
        case EngineStatus::Differs:
            return "differs";
        case EngineStatus::Skipped:
            return "skipped";
        case EngineStatus::Failed:
            return "failed";
    }
    return {};
}

std::string format_agreement(const Agreement& agreement) {
    std::vector<std::vector<std::string>> rows;
    for (const EngineRun& run : agreement.runs) {
        rows.push_back(row_of(run));
    }
    return fmt::format(
               "{} on {}: visible waveforms against {}, as a fraction of the visible range "
               "(limit {})\n\n",
               agreement.model, agreement.target, agreement.reference, agreement.limit) +
           report::format_rows({{"query", Align::Left},
                                {"simulator", Align::Left},
                                {"version", Align::Left},
                                {"deck", Align::Left},
                                {"difference"},
                                {"at"},
                                {"time"},
                                {"readout", Align::Left},
                                {"took"},
                                {"", Align::Left}},
                               rows);
}

std::string format_agreement_json(const Agreement& agreement) {
    Json json{{"format", "hopspice-agreement/1"}, {"model", agreement.model},
              {"target", agreement.target},       {"reference", agreement.reference},
              {"limit", agreement.limit},         {"agree", all_agree(agreement)}};
    json["runs"] = Json::array();
    for (const EngineRun& run : agreement.runs) {
        json["runs"].push_back(json_of(run));
    }
    return text_of(json);
}

std::string format_embedded(const EmbeddedSimulator& simulator) {
    const auto with = [](bool there, std::string_view what) {
        return fmt::format("{}{}", there ? "" : "no ", what);
    };
    return fmt::format("{} of {}: {}, {}, {}", simulator.version, simulator.file,
                       with(simulator.xspice, "XSPICE"), with(simulator.klu, "KLU"),
                       with(simulator.osdi, "OSDI"));
}

std::string format_list_json(const std::string& topic, const std::vector<ListedItem>& items,
                             const std::optional<EmbeddedSimulator>& embedded) {
    Json json{{"format", "hopspice-list/1"}, {"topic", topic}, {"items", Json::array()}};
    for (const ListedItem& item : items) {
        json["items"].push_back({{"name", item.name}, {"meaning", item.meaning}});
    }
    if (embedded) {
        json["embedded"] = {{"version", embedded->version},
                            {"file", embedded->file},
                            {"xspice", embedded->xspice},
                            {"klu", embedded->klu},
                            {"osdi", embedded->osdi}};
    }
    return text_of(json);
}

}  // namespace hopspice
