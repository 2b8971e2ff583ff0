#pragma once
// The circuit held against the ODE: the same path, and the same rest.

#include "measure/query.h"
#include "measure/transient.h"
#include "model/rest.h"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace hopspice::measure {

/// Which points of a transient belong to the recall.
struct Window {
    double apply_s;
    double release_s;
    std::size_t first_applied;
    std::size_t first_released;
};

/// A number of a state that changes exactly when its readout does.
[[nodiscard]] std::function<std::size_t(std::span<const double>)> identifier(
    const Context& context);

inline constexpr double kTie = 0.1;  ///< of the settling tolerance: an answer that is as near

/// Whether next to nothing makes another answer of a state: a tenth of what the settling rule
/// leaves open.
[[nodiscard]] bool is_tie(const Context& context, const std::optional<Margin>& margin);

/// Whether the least deviation of its start decides what the ODE recalls: from a nudge to either
/// side (judge_rest) it goes to states that are read differently, or, without a readout, that are
/// kFarOff apart. The states it goes to. Errors: HS-E201.
struct Fork {
    bool undecided = false;
    std::array<model::Destination, 2> ends;
};
[[nodiscard]] Result<Fork> fork_at(const Context& context, const model::Stimulus& stimulus,
                                   const model::State& state);

/// The states since the release against the ODE's at the same instants, and the last one against
/// where the ODE rests; `result` has status and readout. Errors: HS-E201.
[[nodiscard]] Result<Comparison> compare_with_ode(const Context& context,
                                                  const model::Stimulus& stimulus,
                                                  const Transient& transient, const Window& window,
                                                  const QueryResult& result);

/// Says whether the ODE rests at `end`, the last state of `result`, within `band` (RestRule): in
/// `rests`, and, where it goes on, in a warning (HS-W403) and in `correct`, which takes the right
/// answer there too. What has not settled is not said to rest. Errors: HS-E201.
[[nodiscard]] Diagnostics judge_end(const Context& context, const Query& query,
                                    const model::Stimulus& stimulus, const model::State& end,
                                    double band, QueryResult& result);

}  // namespace hopspice::measure
