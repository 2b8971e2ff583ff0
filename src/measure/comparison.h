#pragma once
// The circuit held against the ODE: the same path, and the same rest.

#include "measure/query.h"
#include "measure/transient.h"
#include "model/rest.h"
#include "model/solution.h"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
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

/// A value that is computed when it is first asked for.
template <typename Value>
class Memo {
public:
    template <typename Find>
    const Value& get(const Find& find) {
        if (!value_) {
            value_ = find();
        }
        return *value_;
    }
    [[nodiscard]] const std::optional<Value>& if_found() const { return value_; }

private:
    std::optional<Value> value_;
};

/// What the ODE says of a query, whatever circuit is measured.
struct QueryMemo {
    Memo<std::vector<double>> passed;  ///< `passed_state`
    Memo<Result<Fork>> fork;           ///< at the query's start
    /// From the query's start, and what it holds on to; null where it would be too large to keep.
    struct Ode {
        Spec spec;
        model::Stimulus stimulus;
        model::Solution solution{spec, stimulus};
    };
    Memo<std::unique_ptr<Ode>> ode;
};

/// Of queries that stay where they are.
class QueryMemos {
public:
    QueryMemo& of(const Query& query) { return memos_[&query]; }

    /// The solution from the query's start, which is kept; null: there is no room for it.
    [[nodiscard]] model::Solution* ode_of(const Context& context, const Query& query,
                                          const model::Stimulus& stimulus);

    /// Of a query that is measured no more.
    void forget(const Query& query);

private:
    [[nodiscard]] static std::size_t size_of(const Spec& spec);

    std::unordered_map<const Query*, QueryMemo> memos_;
    std::size_t room_ = std::size_t{1} << 25U;  ///< numbers
};

/// The states since the release against the ODE's at the same instants, and the last one against
/// where the ODE rests; `result` has status and readout. Errors: HS-E201.
[[nodiscard]] Result<Comparison> compare_with_ode(const Context& context, const Query& query,
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
