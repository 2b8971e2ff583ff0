#include "measure/query.h"

#include "measure/transient.h"
#include "model/functions.h"
#include "model/tokens.h"
#include "support/rules.h"
#include "wave/settling.h"

#include <algorithm>
#include <cmath>

namespace hopspice::measure {

namespace {

using ReadoutFunction = std::function<std::size_t(std::span<const double>)>;

/// The same with another spec: the one the tokens of a query choose.
Context of_spec(const Context& context, const Spec& spec) {
    return {spec, context.range, context.time_unit_s, context.tolerance, context.noisy};
}

ReadoutFunction identifier(const Context& context) {
    return [reader = ReadoutReader(context.spec.readout, context.range)](
               std::span<const double> visible) { return reader.identify(visible); };
}

std::span<const double> row_of(const Matrix& matrix, std::size_t row) {
    return {matrix.values.data() + row * matrix.cols, matrix.cols};
}

/// Readout, expectation and correctness of a final state.
void judge(const Context& context, const Query& query, QueryResult& result) {
    const ReadoutReader reader(context.spec.readout, context.range);
    result.tokens = query.tokens;
    result.readout = reader.answer(result.visible);
    result.probabilities = reader.probabilities(result.visible);
    if (query.expect) {
        result.expected = reader.expected(*query.expect);
        const bool arrived = result.status == Status::Settled || result.status == Status::Read;
        result.correct = arrived && reader.fulfils(result.visible, *query.expect);
    }
}

/// The answer of the decoder in the circuit, in place of that of the visible state.
void judge_outputs(const Context& context, const Query& query, const std::vector<double>& outputs,
                   QueryResult& result) {
    if (outputs.empty()) {
        return;
    }
    const std::vector<std::string>& labels = context.spec.readout.labels;
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        result.decoder[labels[k]] += outputs[k];
    }
    const auto winner = std::ranges::max_element(outputs) - outputs.begin();
    const std::string& answer = labels[static_cast<std::size_t>(winner)];
    if (answer != result.readout) {
        report(result.diagnostics, Rule::ReadoutDisagrees, {context.spec.file, ""}, query.id,
               answer, result.readout);
    }
    result.readout = answer;
    if (query.expect && query.expect->is_label()) {
        const bool arrived = result.status == Status::Settled || result.status == Status::Read;
        result.correct = arrived && answer == query.expect->label;
    }
}

/// Whether an epanechnikov block is outside every basin at one of these states.
bool left_basins(const Spec& spec, const Matrix& hidden, std::size_t first) {
    for (std::size_t row = first; row < hidden.rows; ++row) {
        if (model::find_block_without_basin(spec, row_of(hidden, row)) != nullptr) {
            return true;
        }
    }
    return false;
}

/// Says so where a query's start has no basin.
void report_outside(const Spec& spec, const model::Stimulus& stimulus, QueryResult& result) {
    const model::State start = model::initial_state(spec, stimulus);
    if (const HiddenBlock* block = model::find_block_without_basin(spec, start.hidden)) {
        report(result.diagnostics, Rule::OutsideBasins, {spec.file, ""}, result.id, block->name);
        result.status = Status::Diverged;
    }
}

/// Lyapunov energy at the first and last of these states, and its largest rise in between.
void follow_energy(const Spec& spec, const std::vector<double>& bias, const Matrix& visible,
                   const Matrix& hidden, std::size_t first, QueryResult& result) {
    double least = INFINITY;
    for (std::size_t row = first; row < visible.rows; ++row) {
        const auto v = row_of(visible, row);
        const auto h = row_of(hidden, row);
        const double energy =
            model::lyapunov_energy(spec, bias, {{v.begin(), v.end()}, {h.begin(), h.end()}});
        if (!std::isfinite(energy)) {
            return;  // outside every basin of an epanechnikov block
        }
        if (row == first || row + 1 == visible.rows) {
            result.energy_lyapunov.push_back(energy);
        }
        result.lyapunov_rise = std::max(result.lyapunov_rise, energy - least);
        least = std::min(least, energy);
    }
}

bool left_swing(const circuit::Layout& layout, const wave::Waveform& waveform) {
    const std::size_t last = waveform.points() - 1;
    const auto volts = [&](const std::string& net) {
        const auto column = waveform.find("v(" + net + ")");
        return column ? waveform.at(last, *column) : 0.0;
    };
    return std::ranges::any_of(layout.banks[0], [&](const circuit::NeuronLayout& neuron) {
        const circuit::Probe& probe = neuron.state;
        const double state = volts(probe.net) - (probe.minus.empty() ? 0 : volts(probe.minus));
        return std::abs(state) > layout.swing_limit_volts;
    });
}

struct Window {
    double apply_s;
    double release_s;
    std::size_t first_applied;
    std::size_t first_released;
};

Window window_of(const circuit::Layout& layout, const std::vector<double>& time_s) {
    const auto index_at = [&](double instant) {
        return static_cast<std::size_t>(std::ranges::lower_bound(time_s, instant) - time_s.begin());
    };
    const double apply = layout.apply_s;
    const double release = layout.release_s + layout.edge_s / 2;
    return {apply, release, std::min(index_at(apply), time_s.size() - 1),
            std::min(index_at(layout.release_s + layout.edge_s), time_s.size() - 1)};
}

void measure_times(const Context& context, const Transient& transient, const Window& window,
                   QueryResult& result) {
    const std::size_t width = transient.visible.cols;
    const std::span<const double> time = std::span(transient.time_s).subspan(window.first_applied);
    const std::span<const double> values =
        std::span(transient.visible.values).subspan(window.first_applied * width);
    result.decision_time_s =
        wave::decision_time(time, values, width, identifier(context)) - window.apply_s;
    if (result.status != Status::Settled && result.status != Status::Read) {
        return;
    }
    const double settled =
        wave::settling_time(time, values, width, context.spec.inference.settle * context.range);
    result.settle_time_s = settled - window.apply_s;
    result.release_time_s = std::max(0.0, settled - window.release_s);
}

/// Clamped and free neurons alike, at every point since the release.
Result<Comparison> compare(const Context& context, const model::Stimulus& stimulus,
                           const Transient& transient, const Window& window,
                           const QueryResult& result) {
    std::vector<double> times;
    for (std::size_t point = window.first_released; point < transient.time_s.size(); ++point) {
        times.push_back((transient.time_s[point] - window.release_s) / context.time_unit_s);
    }
    auto ode = model::integrate(context.spec, stimulus, times);
    if (!ode) {
        return Unexpected{ode.error()};
    }
    Comparison comparison;
    const std::size_t rows = std::min(times.size(), ode->visible.rows);
    for (std::size_t row = 0; row < rows; ++row) {
        double worst = 0;
        for (std::size_t col = 0; col < ode->visible.cols; ++col) {
            worst = std::max(worst, std::abs(ode->visible(row, col) -
                                             transient.visible(window.first_released + row, col)));
        }
        comparison.trajectory_error = std::max(comparison.trajectory_error, worst / context.range);
        comparison.visible_max_error = worst;
    }
    comparison.visible_error = comparison.visible_max_error / context.range;
    comparison.settle_time_s =
        context.time_unit_s * wave::settling_time(ode->time, ode->visible.values, ode->visible.cols,
                                                  context.spec.inference.settle * context.range);
    const ReadoutReader reader(context.spec.readout, context.range);
    comparison.agrees = rows == times.size() && comparison.visible_error <= context.tolerance &&
                        reader.answer(row_of(ode->visible, rows - 1)) == result.readout;
    return comparison;
}

}  // namespace

wave::SettleRule settle_rule(const Context& context, double tau) {
    return {context.spec.inference.settle, context.range, tau, context.noisy, identifier(context)};
}

Result<QueryResult> measure_circuit(const Context& context, const Query& query,
                                    const analog::Network& network, const circuit::Layout& layout,
                                    const wave::Waveform& waveform, bool stopped_early) {
    if (context.spec.is_token_driven()) {
        const Spec chosen = model::selected(context.spec, query.tokens);
        return measure_circuit(of_spec(context, chosen), query, network, layout, waveform,
                               stopped_early);
    }
    const model::Stimulus stimulus = model::stimulus(context.spec, query);
    const Transient transient = decode(waveform, layout);
    const Window window = window_of(layout, transient.time_s);
    QueryResult result;
    const auto final = row_of(transient.visible, transient.visible.rows - 1);
    result.visible.assign(final.begin(), final.end());
    const bool diverged = left_swing(layout, waveform) ||
                          left_basins(context.spec, transient.hidden, window.first_released);
    result.status = diverged        ? Status::Diverged
                    : stimulus.time ? Status::Read
                    : stopped_early ? Status::Settled
                                    : Status::Unsettled;
    result.id = query.id;
    report_outside(context.spec, stimulus, result);
    judge(context, query, result);
    judge_outputs(context, query, readout_outputs(waveform, layout), result);
    measure_times(context, transient, window, result);
    follow_energy(context.spec, stimulus.bias, transient.visible, transient.hidden,
                  window.first_released, result);
    if (!layout.supplies.empty()) {
        const double until =
            result.settle_time_s ? window.apply_s + *result.settle_time_s : transient.time_s.back();
        result.energy_j = energy_use(waveform, layout, network, window.apply_s, until);
    }
    auto comparison = compare(context, stimulus, transient, window, result);
    if (!comparison) {
        return Unexpected{comparison.error()};
    }
    result.reference = *comparison;
    return result;
}

Result<QueryResult> measure_reference(const Context& context, const Query& query) {
    if (context.spec.is_token_driven()) {
        const Spec chosen = model::selected(context.spec, query.tokens);
        return measure_reference(of_spec(context, chosen), query);
    }
    const model::Stimulus stimulus = model::stimulus(context.spec, query);
    auto ode = model::integrate_until_settled(context.spec, stimulus,
                                              settle_rule(context, context.spec.visible.tau),
                                              context.spec.inference.timeout);
    if (!ode) {
        return Unexpected{ode.error()};
    }
    QueryResult result;
    const auto final = row_of(ode->visible, ode->visible.rows - 1);
    result.visible.assign(final.begin(), final.end());
    result.status = ode->diverged   ? Status::Diverged
                    : stimulus.time ? Status::Read
                    : ode->settled  ? Status::Settled
                                    : Status::Unsettled;
    result.id = query.id;
    report_outside(context.spec, stimulus, result);
    judge(context, query, result);
    const std::size_t width = ode->visible.cols;
    result.decision_time_s =
        context.time_unit_s *
        wave::decision_time(ode->time, ode->visible.values, width, identifier(context));
    if (result.status == Status::Settled || result.status == Status::Read) {
        result.settle_time_s = context.time_unit_s *
                               wave::settling_time(ode->time, ode->visible.values, width,
                                                   context.spec.inference.settle * context.range);
        result.release_time_s = result.settle_time_s;
    }
    follow_energy(context.spec, stimulus.bias, ode->visible, ode->hidden, 0, result);
    return result;
}

Quantiles quantiles(std::vector<double> values) {
    if (values.empty()) {
        return {};
    }
    std::ranges::sort(values);
    const auto at = [&](double q) {
        const double rank = q * static_cast<double>(values.size() - 1);
        const auto low = static_cast<std::size_t>(rank);
        const std::size_t high = std::min(low + 1, values.size() - 1);
        return values[low] + (rank - static_cast<double>(low)) * (values[high] - values[low]);
    };
    return {at(0.5), at(0.95), values.back()};
}

Summary summarise(const std::vector<QueryResult>& queries) {
    Summary summary;
    summary.queries = queries.size();
    std::vector<double> settle;
    std::vector<double> energy;
    for (const QueryResult& query : queries) {
        summary.expected += query.expected.empty() ? 0U : 1U;
        summary.correct += query.correct.value_or(false) ? 1U : 0U;
        summary.failed += query.status == Status::Failed ? 1U : 0U;
        if (query.settle_time_s) {
            settle.push_back(*query.settle_time_s);
        }
        if (query.energy_j) {
            energy.push_back(query.energy_j->total);
        }
        if (query.reference) {
            summary.worst_visible_error =
                std::max(summary.worst_visible_error, query.reference->visible_error);
            summary.worst_trajectory_error =
                std::max(summary.worst_trajectory_error, query.reference->trajectory_error);
        }
    }
    summary.settle_time_s = quantiles(std::move(settle));
    summary.energy_j = quantiles(std::move(energy));
    return summary;
}

}  // namespace hopspice::measure
