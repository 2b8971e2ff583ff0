#include "measure/query.h"

#include "measure/comparison.h"
#include "measure/transient.h"
#include "model/functions.h"
#include "model/tokens.h"
#include "support/rules.h"
#include "wave/settling.h"

#include <algorithm>
#include <cmath>

namespace hopspice::measure {

namespace {

/// The same with another spec: the one the tokens of a query choose.
Context of_spec(const Context& context, const Spec& spec) {
    Context other{spec, context.range, context.time_unit_s, context.tolerance, context.noisy};
    other.memos = context.memos;
    return other;
}

std::span<const double> row_of(const Matrix& matrix, std::size_t row) {
    return {matrix.values.data() + row * matrix.cols, matrix.cols};
}

/// Of the visible range, the band within which a circuit is where the ODE goes on to: imperfect
/// parts have rests of their own.
constexpr double kNear = 0.125;

/// Of tau_v: a time of the ODE that is shorter is none.
constexpr double kInstant = 1e-6;

/// Settled, or read when asked for.
bool has_arrived(const QueryResult& result) {
    return result.status == Status::Settled || result.status == Status::Read;
}

/// How far the state is from another answer; says so where that is next to nothing.
void measure_margin(const Context& context, const ReadoutReader& reader, QueryResult& result) {
    const auto margin = has_arrived(result) ? reader.margin(result.visible) : std::nullopt;
    if (!margin) {
        return;
    }
    result.margin = margin->distance;
    result.tie = is_tie(context, margin);
    if (result.tie) {
        report(result.diagnostics, Rule::ReadoutTie, {context.spec.file, ""}, result.id,
               result.readout, margin->runner_up, margin->distance);
    }
}

/// Says that the ODE stands between two answers, unless the state is a tie itself.
void note_undecided(const Context& context, QueryResult& result) {
    if (!result.tie) {
        result.tie = true;
        report(result.diagnostics, Rule::Undecided, {context.spec.file, ""}, result.id);
    }
}

/// Readout, expectation and correctness of a final state.
void judge(const Context& context, const Query& query, QueryResult& result) {
    const ReadoutReader reader(context.spec.readout, context.range);
    result.tokens = query.tokens;
    result.readout = reader.answer(result.visible);
    result.probabilities = reader.probabilities(result.visible);
    measure_margin(context, reader, result);
    if (query.expect) {
        result.expected = reader.expected(*query.expect);
        result.correct = has_arrived(result) && reader.fulfils(result.visible, *query.expect);
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
        result.correct = has_arrived(result) && answer == query.expect->label;
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

Window window_of(const circuit::Layout& layout, const std::vector<double>& time_s) {
    const auto index_at = [&](double instant) {
        return static_cast<std::size_t>(std::ranges::lower_bound(time_s, instant) - time_s.begin());
    };
    const double apply = layout.apply_s;
    const double release = layout.release_s + layout.edge_s / 2;
    return {apply, release, std::min(index_at(apply), time_s.size() - 1),
            std::min(index_at(layout.release_s + layout.edge_s), time_s.size() - 1)};
}

/// Inputs are applied in `edge_s`: what is over within it takes no time.
void measure_times(const Context& context, const Transient& transient, const Window& window,
                   double edge_s, QueryResult& result) {
    const std::size_t width = transient.visible.cols;
    const std::span<const double> time = std::span(transient.time_s).subspan(window.first_applied);
    const std::span<const double> values =
        std::span(transient.visible.values).subspan(window.first_applied * width);
    const auto since_input = [&](double instant_s) {
        const double passed_s = instant_s - window.apply_s;
        return passed_s > edge_s ? passed_s : 0;
    };
    const double settled =
        wave::settling_time(time, values, width, context.spec.inference.settle * context.range);
    result.decision_time_s =
        since_input(wave::decision_time(time, values, width, identifier(context)));
    result.settle_time_s = since_input(settled);
    result.release_time_s = std::max(0.0, settled - window.release_s);
}

/// The comparison, and whether the end is a rest: it is where it agrees with a rest of the ODE.
/// Nothing of what has diverged.
Diagnostics hold_against_ode(const Context& context, const Query& query,
                             const model::Stimulus& stimulus, const Transient& transient,
                             const Window& window, QueryResult& result) {
    if (result.status == Status::Diverged) {
        return {};
    }
    auto comparison = compare_with_ode(context, query, stimulus, transient, window, result);
    if (!comparison) {
        return comparison.error();
    }
    result.reference = *comparison;
    if (comparison->undecided) {
        note_undecided(context, result);
    }
    if (result.status == Status::Read) {
        return {};
    }
    if (result.status == Status::Settled && comparison->agrees) {
        result.rests = true;
        return {};
    }
    const std::size_t last = transient.visible.rows - 1;
    const auto h = row_of(transient.hidden, last);
    const Diagnostics problems =
        judge_end(context, query, stimulus, {result.visible, {h.begin(), h.end()}},
                  kNear * context.range, result);
    result.reference->agrees = result.reference->agrees && result.rests.value_or(true);
    return problems;
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
    if (has_arrived(result)) {
        measure_times(context, transient, window, layout.edge_s, result);
    }
    follow_energy(context.spec, stimulus.bias, transient.visible, transient.hidden,
                  window.first_released, result);
    if (!layout.supplies.empty() && result.settle_time_s) {
        const double until = window.apply_s + *result.settle_time_s;
        result.energy_j = energy_use(waveform, layout, network, window.apply_s, until);
    }
    const Diagnostics problems =
        hold_against_ode(context, query, stimulus, transient, window, result);
    if (problems.has_errors()) {
        return Unexpected{problems};
    }
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
    if (has_arrived(result)) {
        const std::size_t width = ode->visible.cols;
        const auto& values = ode->visible.values;
        const double band = context.spec.inference.settle * context.range;
        const auto in_seconds = [&](double time) {
            return time > kInstant * context.spec.visible.tau ? time * context.time_unit_s : 0;
        };
        result.decision_time_s =
            in_seconds(wave::decision_time(ode->time, values, width, identifier(context)));
        result.settle_time_s = in_seconds(wave::settling_time(ode->time, values, width, band));
        result.release_time_s = result.settle_time_s;
    }
    follow_energy(context.spec, stimulus.bias, ode->visible, ode->hidden, 0, result);
    if (result.status == Status::Settled) {
        result.rests = true;
        const ReadoutReader reader(context.spec.readout, context.range);
        const auto fork = fork_at(context, stimulus, model::initial_state(context.spec, stimulus));
        if (!fork) {
            return Unexpected{fork.error()};
        }
        if (fork->undecided || is_tie(context, reader.margin(ode->rest.visible))) {
            note_undecided(context, result);
        }
    } else if (result.status == Status::Unsettled) {
        const Diagnostics problems =
            judge_end(context, query, stimulus, model::state_at(*ode, ode->time.size() - 1),
                      context.spec.inference.settle * context.range, result);
        if (problems.has_errors()) {
            return Unexpected{problems};
        }
    }
    return result;
}

namespace {

std::vector<double> find_passed_state(const Context& context, const Query& query) {
    if (context.spec.is_token_driven()) {
        const Spec chosen = model::selected(context.spec, query.tokens);
        return find_passed_state(of_spec(context, chosen), query);
    }
    const model::Stimulus stimulus = model::stimulus(context.spec, query);
    const wave::SettleRule rule = settle_rule(context, context.spec.visible.tau);
    const double timeout = context.spec.inference.timeout;
    model::Solution* const kept =
        context.memos == nullptr ? nullptr : context.memos->ode_of(context, query, stimulus);
    auto ode = kept == nullptr
                   ? model::integrate_until_settled(context.spec, stimulus, rule, timeout)
                   : kept->until_settled(rule, timeout);
    return ode && ode->passage ? std::move(ode->passage->state.visible) : std::vector<double>{};
}

}  // namespace

std::vector<double> passed_state(const Context& context, const Query& query) {
    const auto find = [&] { return find_passed_state(context, query); };
    return context.memos == nullptr ? find() : context.memos->of(query).passed.get(find);
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
    return {at(0.5), at(0.95), values.back(), values.size()};
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
        if (query.reference && has_arrived(query)) {
            const auto worsen = [](std::optional<double>& worst, double error) {
                worst = std::max(worst.value_or(0), error);
            };
            worsen(summary.worst_visible_error, query.reference->visible_error);
            worsen(summary.worst_trajectory_error, query.reference->trajectory_error);
        }
        const auto agrees = query.reference ? std::optional(query.reference->agrees) : std::nullopt;
        if (const auto kind = shortfall_of(query.status, query.correct, query.rests, agrees)) {
            summary.shortfalls.add(*kind, query.id);
        }
    }
    summary.settle_time_s = quantiles(std::move(settle));
    summary.energy_j = quantiles(std::move(energy));
    return summary;
}

}  // namespace hopspice::measure
