#include "batch/row.h"

#include "driver/query_runs.h"
#include "support/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopspice::batch {

namespace {

std::string input_of(const Query& query) {
    std::string text;
    const auto put = [&text](const std::string& word) { text += (text.empty() ? "" : ",") + word; };
    for (const std::size_t token : query.tokens) {
        put(std::to_string(token));
    }
    if (!query.tokens.empty()) {
        return text;
    }
    for (const std::optional<double>& value : query.visible) {
        put(value ? fmt::format("{}", *value) : "?");
    }
    return text;
}

}  // namespace

RunRow row_at(const Inputs& inputs, const Point& point, std::uint64_t run) {
    const Place place = inputs.place_of(run);
    RunRow row;
    row.run = run;
    row.point = place.point;
    row.sample = place.sample;
    row.query = place.query;
    row.seed = inputs.target_of(point, place.sample).seed;
    row.query_id = point.queries[place.query].id;
    row.input = input_of(point.queries[place.query]);
    row.sweep = inputs.sweep_text(place.point);
    return row;
}

void fill_row(RunRow& row, const QueryResult& result, std::size_t rung) {
    row.status = to_string(result.status);
    row.visible = fmt::format("{}", fmt::join(result.visible, " "));
    row.readout = result.readout;
    row.expected = result.expected;
    row.correct = result.correct;
    row.rests = result.rests;
    row.margin = result.margin;
    row.settle_time_s = result.settle_time_s;
    row.release_time_s = result.release_time_s;
    row.decision_time_s = result.decision_time_s;
    row.wall_time_s = result.wall_time_s;
    row.simulator = result.simulator;
    if (result.energy_j) {
        row.energy_j = result.energy_j->total;
    }
    if (result.reference) {
        row.visible_error = result.reference->visible_error;
        row.trajectory_error = result.reference->trajectory_error;
        row.same_path = result.reference->same_path;
        row.agrees = result.reference->agrees;
    }
    if (result.status != Status::Failed) {
        row.lyapunov_rise = result.lyapunov_rise;
    }
    for (const Diagnostic& diagnostic : result.diagnostics) {
        row.messages += (row.messages.empty() ? "" : "\n") + format_diagnostic(diagnostic);
        const bool only_lost = diagnostic.id == rule_row(Rule::RemedyUsed).id && rung == 0;
        if (!only_lost) {
            row.diagnostics += (row.diagnostics.empty() ? "" : " ") + diagnostic.id;
        }
    }
}

RunRow measured_row(const Inputs& inputs, const Base& base, const Sample& sample, std::uint64_t run,
                    const sim::Outcome& outcome) {
    const measure::Context context = batch::context_of(base, sample);
    RunRow row = row_at(inputs, base.point, run);
    const Query& query = base.point.queries[row.query];
    QueryResult result = driver::result_of(outcome, query, context, sample.prepared);
    result.wall_time_s = outcome.wall_time_s;
    fill_row(row, result, outcome.rung);
    return row;
}

}  // namespace hopspice::batch
