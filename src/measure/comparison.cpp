#include "measure/comparison.h"

#include "model/functions.h"
#include "model/tokens.h"
#include "support/largest.h"
#include "support/rules.h"
#include "wave/settling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace hopspice::measure {

namespace {

/// The answer, or the state where there is no readout.
std::string words_of(const ReadoutReader& reader, const model::Destination& end) {
    if (end.diverged) {
        return "infinity";
    }
    constexpr std::size_t kShown = 6;
    std::string text = reader.answer(end.state.visible);
    if (!text.empty()) {
        return text;
    }
    const std::vector<double>& v = end.state.visible;
    for (std::size_t k = 0; k < std::min(kShown, v.size()); ++k) {
        text += fmt::format("{}{:.4g}", k == 0 ? "" : " ", v[k]);
    }
    return v.size() > kShown ? text + " ..." : text;
}

/// Both, where they are not the same.
std::string words_of(const ReadoutReader& reader, const model::Rest& rest) {
    const std::string one = words_of(reader, rest.ends[0]);
    const std::string other = words_of(reader, rest.ends[1]);
    return one == other ? one : one + " or " + other;
}

/// Whether the two are read differently.
bool are_different(const Context& context, const std::array<model::Destination, 2>& ends) {
    if (ends[0].diverged || ends[1].diverged) {
        return ends[0].diverged != ends[1].diverged;
    }
    const std::vector<double>& one = ends[0].state.visible;
    const std::vector<double>& other = ends[1].state.visible;
    const auto read = identifier(context);
    return context.spec.readout.type == ReadoutType::None
               ? largest_difference(one, other) > kFarOff * context.range
               : read(one) != read(other);
}

/// The nearer of the two, and how far it is, of the range.
struct Nearest {
    const model::State& state;
    double away;
};
Nearest nearest_of(const Context& context, const std::array<model::Destination, 2>& ends,
                   const std::vector<double>& visible) {
    const auto away = [&](const model::Destination& end) {
        return end.diverged ? INFINITY
                            : largest_difference(end.state.visible, visible) / context.range;
    };
    const auto found = std::ranges::min_element(ends, {}, away);
    return {found->state, away(*found)};
}

/// Where the ODE rests, seen from its state at the instant at which the circuit has settled.
Diagnostics compare_rest(const Context& context, const model::Stimulus& stimulus,
                         const model::State& ode, const QueryResult& result,
                         Comparison& comparison) {
    const double settle = context.spec.inference.settle;
    const auto rest = model::judge_rest(context.spec, stimulus, ode,
                                        {settle * context.range, identifier(context)});
    if (!rest) {
        return rest.error();
    }
    comparison.rests = rest->rests;
    const Nearest nearest = nearest_of(context, rest->ends, result.visible);
    comparison.rest_error = nearest.away;
    const ReadoutReader reader(context.spec.readout, context.range);
    comparison.undecided =
        are_different(context, rest->ends) || is_tie(context, reader.margin(nearest.state.visible));
    const bool same_end = rest->rests ? comparison.visible_error <= context.tolerance
                                      : *comparison.rest_error <= context.tolerance + settle;
    const std::vector<double>& decided = rest->rests ? ode.visible : nearest.state.visible;
    comparison.agrees =
        same_end && (comparison.undecided || reader.answer(decided) == result.readout);
    return {};
}

/// What disagrees may have taken the other way where the start leaves both open.
Diagnostics compare_fork(const Context& context, const Query& query,
                         const model::Stimulus& stimulus, const QueryResult& result,
                         Comparison& comparison) {
    const auto find = [&] {
        return fork_at(context, stimulus, model::initial_state(context.spec, stimulus));
    };
    const auto fork = context.memos == nullptr ? find() : context.memos->of(query).fork.get(find);
    if (!fork) {
        return fork.error();
    }
    if (fork->undecided) {
        const double away = nearest_of(context, fork->ends, result.visible).away;
        comparison.undecided = true;
        comparison.rest_error = away;
        comparison.agrees = away <= context.tolerance + context.spec.inference.settle;
    }
    return {};
}

}  // namespace

std::function<std::size_t(std::span<const double>)> identifier(const Context& context) {
    return [reader = ReadoutReader(context.spec.readout, context.range)](
               std::span<const double> visible) { return reader.identify(visible); };
}

bool is_tie(const Context& context, const std::optional<Margin>& margin) {
    const double least = kTie * context.spec.inference.settle * context.range;
    return margin && margin->distance <= least;
}

Result<Fork> fork_at(const Context& context, const model::Stimulus& stimulus,
                     const model::State& state) {
    auto rest =
        model::judge_rest(context.spec, stimulus, state,
                          {context.spec.inference.settle * context.range, identifier(context)});
    if (!rest) {
        return Unexpected{rest.error()};
    }
    return Fork{are_different(context, rest->ends), std::move(rest->ends)};
}

/// Of a solution with what it holds on to.
std::size_t QueryMemos::size_of(const Spec& spec) {
    std::size_t size = model::Solution::usual_size(spec.visible.size + model::hidden_size(spec));
    for (const HiddenBlock& block : spec.hidden) {
        size += block.weights.values.size();
    }
    return size;
}

model::Solution* QueryMemos::ode_of(const Context& context, const Query& query,
                                    const model::Stimulus& stimulus) {
    const auto& kept = of(query).ode.get([&]() -> std::unique_ptr<QueryMemo::Ode> {
        const std::size_t size = size_of(context.spec);
        if (size > room_) {
            return nullptr;
        }
        room_ -= size;
        return std::unique_ptr<QueryMemo::Ode>(
            new QueryMemo::Ode{model::selected(context.spec, {}), stimulus});
    });
    return kept == nullptr ? nullptr : &kept->solution;
}

void QueryMemos::forget(const Query& query) {
    const auto found = memos_.find(&query);
    if (found != memos_.end()) {
        const auto& ode = found->second.ode.if_found();
        room_ += ode && *ode != nullptr ? size_of((*ode)->spec) : 0;
        memos_.erase(found);
    }
}

// Clamped and free neurons alike, at every point since the release.
Result<Comparison> compare_with_ode(const Context& context, const Query& query,
                                    const model::Stimulus& stimulus, const Transient& transient,
                                    const Window& window, const QueryResult& result) {
    std::vector<double> times;
    for (std::size_t point = window.first_released; point < transient.time_s.size(); ++point) {
        times.push_back((transient.time_s[point] - window.release_s) / context.time_unit_s);
    }
    model::Solution* const kept =
        context.memos == nullptr ? nullptr : context.memos->ode_of(context, query, stimulus);
    const auto ode =
        kept == nullptr ? model::Solution(context.spec, stimulus).at(times) : kept->at(times);
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
    const bool whole = rows == times.size() && !ode->diverged;
    comparison.visible_max_error = whole ? comparison.visible_max_error : NAN;
    comparison.visible_error = comparison.visible_max_error / context.range;
    comparison.settle_time_s =
        context.time_unit_s * wave::settling_time(ode->time, ode->visible.values, ode->visible.cols,
                                                  context.spec.inference.settle * context.range);
    const model::State end = model::state_at(*ode, rows - 1);
    const ReadoutReader reader(context.spec.readout, context.range);
    comparison.same_path = whole && comparison.trajectory_error <= kFarOff;
    comparison.agrees = whole && comparison.visible_error <= context.tolerance &&
                        reader.answer(end.visible) == result.readout;
    if (whole && result.status == Status::Settled) {
        Diagnostics problems = compare_rest(context, stimulus, end, result, comparison);
        if (!problems.has_errors() && !comparison.agrees) {
            problems = compare_fork(context, query, stimulus, result, comparison);
        }
        if (problems.has_errors()) {
            return Unexpected{problems};
        }
    }
    return comparison;
}

Diagnostics judge_end(const Context& context, const Query& query, const model::Stimulus& stimulus,
                      const model::State& end, double band, QueryResult& result) {
    const auto rest = model::judge_rest(context.spec, stimulus, end, {band, identifier(context)});
    if (!rest) {
        return rest.error();
    }
    if (rest->rests) {
        // What has not settled may ring or creep in the circuit alone.
        result.rests = result.status == Status::Settled ? std::optional(true) : std::nullopt;
        return {};
    }
    const ReadoutReader reader(context.spec.readout, context.range);
    result.rests = false;
    for (const model::Destination& there : rest->ends) {
        if (result.correct && query.expect) {
            result.correct = *result.correct && !there.diverged &&
                             reader.fulfils(there.state.visible, *query.expect);
        }
    }
    report(result.diagnostics, Rule::StatePasses, {context.spec.file, ""}, result.id,
           to_string(result.status), words_of(reader, *rest));
    return {};
}

}  // namespace hopspice::measure
