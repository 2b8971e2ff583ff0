// What a database of runs says: shares and quantiles per sweep point, and its rows as a table.

#include "batch/shard.h"
#include "measure/query.h"
#include "store/run_store.h"
#include "support/rules.h"

#include <hopspice/batch.h>
#include <hopspice/files.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace hopspice {

namespace {

/// The runs of one point as they come, ordered by sample.
class PointCounter {
public:
    /// `whole`: so many runs make a sample; 0: as many as are selected.
    PointCounter(std::string sweep, std::uint64_t whole) : whole_(whole) {
        summary_.sweep = std::move(sweep);
    }

    void add(const RunRow& row) {
        if (!sample_ || *sample_ != row.sample) {
            close_sample();
            sample_ = row.sample;
        }
        ++summary_.runs;
        ++in_sample_;
        summary_.failed += row.status == to_string(Status::Failed) ? 1U : 0U;
        if (row.correct) {
            ++judged_;
            right_ += *row.correct ? 1U : 0U;
            judged_in_sample_ = true;
            all_right_ = all_right_ && *row.correct;
        }
        if (row.settle_time_s) {
            settle_.push_back(*row.settle_time_s);
        }
        if (row.energy_j) {
            energy_.push_back(*row.energy_j);
        }
    }

    PointSummary finish() {
        close_sample();
        summary_.accuracy = share_of(right_, judged_);
        summary_.yield = share_of(good_samples_, samples_);
        summary_.settle_time_s = measure::quantiles(std::move(settle_));
        summary_.energy_j = measure::quantiles(std::move(energy_));
        return std::move(summary_);
    }

private:
    void close_sample() {
        if (judged_in_sample_ && (whole_ == 0 || in_sample_ == whole_)) {
            ++samples_;
            good_samples_ += all_right_ ? 1U : 0U;
        }
        in_sample_ = 0;
        judged_in_sample_ = false;
        all_right_ = true;
    }

    std::uint64_t whole_;
    PointSummary summary_;
    std::optional<std::uint64_t> sample_;
    std::uint64_t in_sample_ = 0;
    bool judged_in_sample_ = false;
    bool all_right_ = true;
    std::uint64_t judged_ = 0;
    std::uint64_t right_ = 0;
    std::uint64_t samples_ = 0;
    std::uint64_t good_samples_ = 0;
    std::vector<double> settle_;
    std::vector<double> energy_;
};

/// A cell of a .csv file (RFC 4180).
std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

std::string cell(const std::optional<double>& number) {
    return number ? fmt::format("{}", *number) : "";
}

std::string cell(const std::optional<bool>& flag) { return flag ? (*flag ? "1" : "0") : ""; }

/// The column titles; the keys of the sweep stand behind the point.
std::string csv_titles(const store::StoredPlan& plan, CsvColumns columns) {
    std::string line = "run_id,point";
    if (!plan.points.empty()) {
        for (const auto& [key, value] : plan.points.front()) {
            line += "," + cell(key);
        }
    }
    line +=
        ",sample,seed,query,query_id,input,status,visible,readout,expected,correct,settle_time_s,"
        "release_time_s,decision_time_s,energy_j,visible_error,trajectory_error,agrees,"
        "lyapunov_rise,diagnostics,simulator";
    return line + (columns == CsvColumns::All ? ",wall_time_s,messages\n" : "\n");
}

std::string csv_line(const RunRow& row, const store::StoredPlan& plan, CsvColumns columns) {
    std::string line = fmt::format("{},{}", row.run, row.point);
    if (row.point < plan.points.size()) {
        for (const auto& [key, value] : plan.points[row.point]) {
            line += "," + cell(value);
        }
    }
    line += fmt::format(",{},{},{}", row.sample, row.seed, row.query);
    for (const std::string* text :
         {&row.query_id, &row.input, &row.status, &row.visible, &row.readout, &row.expected}) {
        line += "," + cell(*text);
    }
    line += "," + cell(row.correct);
    for (const std::optional<double>* number :
         {&row.settle_time_s, &row.release_time_s, &row.decision_time_s, &row.energy_j,
          &row.visible_error, &row.trajectory_error}) {
        line += "," + cell(*number);
    }
    line += "," + cell(row.agrees) + "," + cell(row.lyapunov_rise) + "," + cell(row.diagnostics) +
            "," + cell(row.simulator);
    if (columns == CsvColumns::All) {
        line += fmt::format(",{},{}", row.wall_time_s, cell(row.messages));
    }
    return line + "\n";
}

}  // namespace

Share share_of(std::uint64_t count, std::uint64_t of) {
    Share share{of, count, 0, 1};
    if (of == 0) {
        return share;
    }
    constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5 % point
    const double n = static_cast<double>(of);
    const double p = share.value();
    const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
    const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    share.low = count == 0 ? 0 : std::max(0.0, centre - half);
    share.high = count == of ? 1 : std::min(1.0, centre + half);
    return share;
}

Result<BatchSummary> read_batch(const std::string& database, const std::string& where) {
    auto reader = store::RunReader::open(database);
    if (!reader) {
        return Unexpected{reader.error()};
    }
    const auto plan = reader->plan();
    const auto count = reader->count();
    if (!plan || !count) {
        return Unexpected{plan ? count.error() : plan.error()};
    }
    BatchSummary summary;
    summary.plan = plan->facts;
    const RunRange own = batch::runs_in(plan->facts);
    summary.planned = own.end - own.begin;
    summary.stored = static_cast<std::uint64_t>(*count);
    const std::uint64_t whole = where.empty() ? batch::number_in(plan->facts, "queries") : 0;
    std::map<std::uint64_t, PointCounter> points;
    const Diagnostics problems = reader->for_each(where, [&](const RunRow& row) {
        points.try_emplace(row.point, row.sweep, whole).first->second.add(row);
        ++summary.selected;
    });
    if (problems.has_errors()) {
        return Unexpected{problems};
    }
    for (auto& [point, counter] : points) {
        summary.points.push_back(counter.finish());
    }
    return summary;
}

Diagnostics write_batch_csv(const std::string& database, const std::string& where,
                            const std::string& file, CsvColumns columns) {
    auto reader = store::RunReader::open(database);
    if (!reader) {
        return reader.error();
    }
    const auto plan = reader->plan();
    if (!plan) {
        return plan.error();
    }
    std::string text = csv_titles(*plan, columns);
    Diagnostics problems =
        reader->for_each(where, [&](const RunRow& row) { text += csv_line(row, *plan, columns); });
    return problems.has_errors() ? problems : write_file(file, text);
}

int exit_code(const BatchSummary& summary) {
    constexpr int kSimulatorFailed = 3;
    constexpr int kNotRecalled = 5;
    bool wrong = false;
    for (const PointSummary& point : summary.points) {
        if (point.failed > 0) {
            return kSimulatorFailed;
        }
        wrong = wrong || point.accuracy.count < point.accuracy.of;
    }
    return wrong ? kNotRecalled : 0;
}

}  // namespace hopspice
