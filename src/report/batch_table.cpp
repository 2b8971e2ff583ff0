// A batch for people: a row per sweep point.

#include "report/table.h"
#include "support/quantity.h"

#include <hopspice/batch.h>

#include <fmt/format.h>

namespace hopspice {

namespace {

using report::Align;
using report::Column;

std::string fact(const BatchSummary& summary, const std::string& key) {
    for (const auto& [name, value] : summary.plan) {
        if (name == key) {
            return value;
        }
    }
    return "";
}

/// `97.5 %`, or nothing of nothing.
std::string share_text(const Share& share) {
    return share.of == 0 ? "-" : fmt::format("{:.2f} %", 100 * share.value());
}

std::string interval_text(const Share& share) {
    return share.of == 0 ? "-"
                         : fmt::format("{:.1f} .. {:.1f} %", 100 * share.low, 100 * share.high);
}

std::vector<std::string> row_of(const PointSummary& point) {
    const bool settled = point.settle_time_s.of > 0;
    const bool powered = point.energy_j.of > 0;
    const auto time = [&](double s) { return settled ? format_quantity(s, "s") : "-"; };
    const auto energy = [&](double j) { return powered ? format_quantity(j, "J") : "-"; };
    return {point.sweep.empty() ? "all" : point.sweep,
            std::to_string(point.runs),
            std::to_string(point.failed),
            share_text(point.accuracy),
            fmt::format("{}/{}", point.yield.count, point.yield.of),
            share_text(point.yield),
            interval_text(point.yield),
            time(point.settle_time_s.median),
            time(point.settle_time_s.p95),
            time(point.settle_time_s.max),
            energy(point.energy_j.median),
            energy(point.energy_j.p95),
            energy(point.energy_j.max)};
}

/// What the referee found, nothing where one simulator ran everything alone.
std::string referee_text(const Referee& referee) {
    if (referee.runs == 0) {
        return "";
    }
    const std::string readouts = referee.readouts == 0
                                     ? "the same readouts"
                                     : fmt::format("{} other readouts", referee.readouts);
    return fmt::format(
        "\n{} runs in ngspice too: {}, state within {:.2g}, path {:.2g} of the range,\n"
        "settling time within {:.2g} %, energy {:.2g} %\n",
        referee.runs, readouts, referee.state, referee.path, 100 * referee.settle,
        100 * referee.energy);
}

}  // namespace

std::string format_batch(const BatchSummary& summary) {
    const std::vector<Column> columns{{"sweep point", Align::Left},
                                      {"runs"},
                                      {"failed"},
                                      {"accuracy"},
                                      {"samples right"},
                                      {"yield"},
                                      {"95 % interval"},
                                      {"settling 50 %"},
                                      {"95 %"},
                                      {"max"},
                                      {"energy 50 %"},
                                      {"95 %"},
                                      {"max"}};
    std::vector<std::vector<std::string>> rows;
    for (const PointSummary& point : summary.points) {
        rows.push_back(row_of(point));
    }
    const std::string shard = fact(summary, "shard");
    std::string text =
        fmt::format("{}{}: {} of {} runs are stored", fact(summary, "batch"),
                    shard.empty() ? "" : ", shard " + shard, summary.stored, summary.planned);
    if (summary.selected != summary.stored) {
        text += fmt::format(", {} selected", summary.selected);
    }
    return text + "\n\n" + report::format_rows(columns, rows) + referee_text(summary.referee);
}

}  // namespace hopspice
