// Results for people: a row per query, wrong ones first when there are too many, and a summary.

#include "report/table.h"
#include "support/quantity.h"

#include <hopspice/results.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace hopspice {

namespace {

using report::Align;
using report::Column;
using report::format_percent;

bool wrong(const QueryResult& query) {
    const auto agrees = query.reference ? std::optional(query.reference->agrees) : std::nullopt;
    return query.status == Status::Failed ||
           shortfall_of(query.status, query.correct, query.rests, agrees);
}

/// Numbers where the readout has no words.
std::string answer_of(const QueryResult& query) {
    if (!query.readout.empty() || query.visible.empty()) {
        return query.readout.empty() ? "-" : query.readout;
    }
    constexpr std::size_t kShown = 6;
    std::string text;
    for (std::size_t k = 0; k < std::min(kShown, query.visible.size()); ++k) {
        text += fmt::format("{}{:.3f}", k == 0 ? "" : " ", query.visible[k]);
    }
    return query.visible.size() > kShown ? text + " ..." : text;
}

std::string verdict_of(const std::optional<bool>& flag) {
    if (!flag) {
        return "-";
    }
    return *flag ? "yes" : "NO";
}

std::string margin_of(const QueryResult& query) {
    return query.margin ? fmt::format("{:.3g}{}", *query.margin, query.tie ? " TIE" : "") : "-";
}

/// What of a query is that of the ODE.
std::string agreement_of(const QueryResult& query) {
    if (!query.reference) {
        return "-";
    }
    const Comparison& comparison = *query.reference;
    if (comparison.agrees) {
        return comparison.same_path ? "yes" : "end";
    }
    return comparison.same_path ? "path" : "NO";
}

/// Which columns there are beside those every table has.
struct Columns {
    bool margin = false;       ///< of the answer, where there is a readout
    bool probability = false;  ///< of the answer, where the readout gives one
    bool circuit = false;      ///< energy and comparison with the ODE
};

Columns columns_of(const Results& results) {
    const auto probable = [](const QueryResult& query) { return !query.probabilities.empty(); };
    const auto read = [](const QueryResult& query) { return query.margin.has_value(); };
    return {std::ranges::any_of(results.queries, read),
            std::ranges::any_of(results.queries, probable), results.level != "reference"};
}

std::string probability_of(const QueryResult& query) {
    const auto found = query.probabilities.find(query.readout);
    return found == query.probabilities.end() ? "-" : fmt::format("{:.4f}", found->second);
}

std::vector<std::string> row_of(const QueryResult& query, const Columns& columns) {
    std::vector<std::string> row{query.id, to_string(query.status), verdict_of(query.rests),
                                 answer_of(query)};
    if (columns.probability) {
        row.push_back(probability_of(query));
    }
    if (columns.margin) {
        row.push_back(margin_of(query));
    }
    row.insert(row.end(), {query.expected.empty() ? "-" : query.expected, verdict_of(query.correct),
                           format_quantity(query.settle_time_s, "s"),
                           format_quantity(query.decision_time_s, "s")});
    if (columns.circuit) {
        row.push_back(query.energy_j ? format_quantity(query.energy_j->total, "J") : "-");
        row.push_back(query.reference ? format_percent(query.reference->visible_error) : "-");
        row.push_back(query.reference ? format_percent(query.reference->trajectory_error) : "-");
        row.push_back(agreement_of(query));
    }
    return row;
}

std::vector<const QueryResult*> shown(const Results& results, std::size_t rows) {
    std::vector<const QueryResult*> queries;
    for (const QueryResult& query : results.queries) {
        queries.push_back(&query);
    }
    if (queries.size() > rows) {
        std::ranges::stable_partition(queries, [](const auto* query) { return wrong(*query); });
        queries.resize(rows);
    }
    return queries;
}

std::string header_of(const Results& results, bool circuit) {
    std::string text = fmt::format("{} on {} ({})", results.model, results.target, results.level);
    text += fmt::format(", {}, time unit {}\n", results.simulator,
                        format_quantity(results.time_unit_s, "s"));
    if (!circuit) {
        return text;
    }
    if (!results.declined.empty()) {
        text += "not by the twin: " + results.declined + "\n";
    }
    std::string parts;
    for (const auto& [name, count] : results.counts) {
        std::string shown_name = name;
        std::ranges::replace(shown_name, '_', ' ');
        parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count, shown_name);
    }
    text += parts + "\n";
    if (results.read_back) {
        const ReadBack& back = *results.read_back;
        text += fmt::format(
            "netlist read back: weights within {}, biases {}, time constants {}, gains {}\n",
            format_percent(back.weight_error), format_percent(back.bias_error),
            format_percent(back.tau_error), format_percent(back.gain_error));
    }
    return text;
}

std::string summary_of(const Results& results, bool circuit) {
    const Summary& summary = results.summary;
    std::string text = fmt::format("{} queries", summary.queries);
    if (summary.expected > 0) {
        text += fmt::format(", {} of {} recalled as expected", summary.correct, summary.expected);
    }
    if (summary.failed > 0) {
        text += fmt::format(", {} failed", summary.failed);
    }
    const auto time = [&](double s) {
        return summary.settle_time_s.of == 0 ? "-" : format_quantity(s, "s");
    };
    text += fmt::format("\nsettling time: median {}, 95 % {}, max {}\n",
                        time(summary.settle_time_s.median), time(summary.settle_time_s.p95),
                        time(summary.settle_time_s.max));
    if (circuit && summary.energy_j.of > 0) {
        text += fmt::format("energy per recall: median {}, max {}\n",
                            format_quantity(summary.energy_j.median, "J"),
                            format_quantity(summary.energy_j.max, "J"));
    }
    if (circuit) {
        const auto agreeing = std::ranges::count_if(results.queries, [](const QueryResult& query) {
            return query.reference && query.reference->agrees;
        });
        const auto within = [](const std::optional<double>& error) {
            return error ? format_percent(*error) : "-";
        };
        text += fmt::format(
            "against the ODE: settled state within {}, trajectory within {} of the visible "
            "range; {} of {} agree\n",
            within(summary.worst_visible_error), within(summary.worst_trajectory_error), agreeing,
            summary.queries);
    }
    return text;
}

}  // namespace

std::string to_string(Status status) {
    switch (status) {
        case Status::Settled:
            return "settled";
        case Status::Read:
            return "read";
        case Status::Unsettled:
            return "unsettled";
        case Status::Diverged:
            return "diverged";
        case Status::Failed:
            return "failed";
    }
    return "";
}

int exit_code(const Results& results) {
    constexpr int kSimulatorFailed = 3;
    constexpr int kNotRecalled = 5;
    if (results.summary.failed > 0) {
        return kSimulatorFailed;
    }
    const bool recalled = results.summary.correct == results.summary.expected;
    return recalled && !results.summary.shortfalls.any() ? 0 : kNotRecalled;
}

std::string format_results(const Results& results, std::size_t rows) {
    const Columns shape = columns_of(results);
    std::vector<Column> columns{{"query", Align::Left},
                                {"status", Align::Left},
                                {"rests", Align::Left},
                                {"recalled", Align::Left}};
    if (shape.probability) {
        columns.push_back({"probability"});
    }
    if (shape.margin) {
        columns.push_back({"margin"});
    }
    columns.insert(
        columns.end(),
        {{"expected", Align::Left}, {"correct", Align::Left}, {"settling"}, {"decision"}});
    if (shape.circuit) {
        columns.push_back({"energy"});
        columns.push_back({"v error"});
        columns.push_back({"path error"});
        columns.push_back({"= ODE", Align::Left});
    }
    std::vector<std::vector<std::string>> cells;
    for (const QueryResult* query : shown(results, rows)) {
        cells.push_back(row_of(*query, shape));
    }
    std::string text =
        header_of(results, shape.circuit) + "\n" + report::format_rows(columns, cells);
    if (results.queries.size() > cells.size()) {
        text += fmt::format("... and {} more\n", results.queries.size() - cells.size());
    }
    return text + "\n" + summary_of(results, shape.circuit);
}

}  // namespace hopspice
