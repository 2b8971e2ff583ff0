// A batch for programs, `format: "hopspice-batch/1"`.

#include "report/json.h"

#include <hopspice/batch.h>

namespace hopspice {

namespace {

using report::Json;
using report::json_of;
using report::number;
using report::text_of;

Json json_of(const Share& share) {
    return {{"count", share.count},
            {"of", share.of},
            {"value", share.of == 0 ? Json(nullptr) : Json(share.value())},
            {"low", share.low},
            {"high", share.high}};
}

}  // namespace

std::string format_batch_json(const BatchSummary& summary) {
    Json json{{"format", "hopspice-batch/1"}};
    json["plan"] = Json::object();
    for (const auto& [key, value] : summary.plan) {
        json["plan"][key] = value;
    }
    json["planned"] = summary.planned;
    json["stored"] = summary.stored;
    json["selected"] = summary.selected;
    json["shortfalls"] = json_of(summary.shortfalls);
    const Referee& referee = summary.referee;
    json["referee"] = {{"runs", referee.runs},
                       {"state", number(referee.state)},
                       {"path", number(referee.path)},
                       {"settle_time", number(referee.settle)},
                       {"energy", number(referee.energy)},
                       {"readouts", referee.readouts},
                       {"limits",
                        {{"state", RefereeLimits::kState},
                         {"path", RefereeLimits::kPath},
                         {"settle_time", RefereeLimits::kSettle},
                         {"energy", RefereeLimits::kEnergy}}}};
    json["points"] = Json::array();
    for (const PointSummary& point : summary.points) {
        json["points"].push_back({{"sweep", point.sweep},
                                  {"runs", point.runs},
                                  {"failed", point.failed},
                                  {"accuracy", json_of(point.accuracy)},
                                  {"yield", json_of(point.yield)},
                                  {"settle_time_s", json_of(point.settle_time_s)},
                                  {"energy_j", json_of(point.energy_j)}});
    }
    return text_of(json);
}

}  // namespace hopspice
