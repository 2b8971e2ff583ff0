// What a database of runs says: shares and quantiles per sweep point, and its rows as a table.

#include "batch/shard.h"
#include "measure/query.h"
#include "store/columns.h"
#include "store/run_store.h"
#include "support/csv_cell.h"
#include "support/rules.h"

#include <hopspice/batch.h>
#include <hopspice/files.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <variant>

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

std::optional<Shortfall> shortfall_in(const RunRow& row) {
    for (const Status status :
         {Status::Settled, Status::Read, Status::Unsettled, Status::Diverged}) {
        if (row.status == to_string(status)) {
            return shortfall_of(status, row.correct, row.rests, row.agrees);
        }
    }
    return std::nullopt;
}

/// A run that both simulated, or not.
void add_referee(Referee& referee, const RunRow& row) {
    if (!row.referee_readout) {
        return;
    }
    ++referee.runs;
    referee.readouts += *row.referee_readout ? 0U : 1U;
    const auto raise = [](double& largest, const std::optional<double>& difference) {
        if (difference && !(*difference <= largest)) {
            largest = *difference;
        }
    };
    raise(referee.state, row.referee_state);
    raise(referee.path, row.referee_path);
    raise(referee.settle, row.referee_settle);
    raise(referee.energy, row.referee_energy);
}

std::string cell(const std::string& text) { return csv_cell(text); }

std::string cell(std::uint64_t number) { return fmt::format("{}", number); }

std::string cell(double number) { return fmt::format("{}", number); }

std::string cell(const std::optional<double>& number) { return number ? cell(*number) : ""; }

std::string cell(const std::optional<bool>& flag) { return flag ? (*flag ? "1" : "0") : ""; }

/// A line of the .csv: `cell_of` makes the cell of a column; the keys of the sweep, or what they
/// are set to, stand in `settings` behind the point, and not once more as text.
template <typename CellOf>
std::string csv_line(CsvColumns wanted, const std::vector<std::string>& settings,
                     const CellOf& cell_of) {
    std::string line;
    for (const store::Column& column : store::columns()) {
        if (column.name == "sweep" || (wanted == CsvColumns::Repeatable && !column.repeats)) {
            continue;
        }
        line += (line.empty() ? "" : ",") + cell_of(column);
        if (column.name == "point") {
            for (const std::string& setting : settings) {
                line += "," + cell(setting);
            }
        }
    }
    return line + "\n";
}

std::string csv_titles(const store::StoredPlan& plan, CsvColumns wanted) {
    std::vector<std::string> keys;
    if (!plan.points.empty()) {
        for (const auto& [key, value] : plan.points.front()) {
            keys.push_back(key);
        }
    }
    return csv_line(wanted, keys,
                    [](const store::Column& column) { return std::string(column.name); });
}

std::string csv_row(const RunRow& row, const store::StoredPlan& plan, CsvColumns wanted) {
    std::vector<std::string> values;
    if (row.point < plan.points.size()) {
        for (const auto& [key, value] : plan.points[row.point]) {
            values.push_back(value);
        }
    }
    return csv_line(wanted, values, [&](const store::Column& column) {
        return std::visit([&](auto field) { return cell(row.*field); }, column.field);
    });
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
        add_referee(summary.referee, row);
        if (const auto kind = shortfall_in(row)) {
            summary.shortfalls.add(*kind, std::to_string(row.run));
        }
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
        reader->for_each(where, [&](const RunRow& row) { text += csv_row(row, *plan, columns); });
    return problems.has_errors() ? problems : write_file(file, text);
}

int exit_code(const BatchSummary& summary) {
    constexpr int kSimulatorFailed = 3;
    constexpr int kNotRecalled = 5;
    bool wrong = summary.shortfalls.any();
    for (const PointSummary& point : summary.points) {
        if (point.failed > 0) {
            return kSimulatorFailed;
        }
        wrong = wrong || point.accuracy.count < point.accuracy.of;
    }
    return wrong ? kNotRecalled : 0;
}

}  // namespace hopspice
