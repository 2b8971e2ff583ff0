#pragma once
// What every recall of a prepared circuit shares: one query as a simulator job, and the job's
// outcome as a result.

#include "driver/prepare.h"
#include "measure/query.h"
#include "sim/ngspice.h"

#include <hopspice/recall.h>
#include <hopspice/results.h>

#include <set>
#include <string>
#include <vector>

namespace hopspice::driver {

/// Settled state against the ODE, of the visible range: what the level promises.
[[nodiscard]] double tolerance_of(Level level);

/// The context holds on to `spec`.
[[nodiscard]] measure::Context context_of(const Spec& spec, const Prepared& prepared,
                                          const Target& target);

/// The transient of one query, with the steps of recall_steps; at most tau_v/20
/// (Timing::max_step_s) where it runs for a fixed time or is noisy. It does not end in a state that
/// the ODE passes.
[[nodiscard]] sim::Job job_of(const Prepared& prepared, const measure::Context& context,
                              const Query& query);
/// The same with steps of at most `step_s` throughout.
void fix_steps(sim::Job& job, double step_s);

/// What the simulator gets of a circuit (`simulation` of the target).
[[nodiscard]] circuit::Circuit simulated_circuit(const circuit::Lowered& lowered,
                                                 const Target& target);

/// The deck of that circuit as a worker loads it, line by line. Sources of noise, and those that
/// are `driven`, wait for their values; what to save, options and transient come with the job.
[[nodiscard]] std::vector<std::string> worker_deck(const circuit::Lowered& lowered,
                                                   const Target& target,
                                                   std::set<std::string> driven = {});
/// The same of what `simulated_circuit` made.
[[nodiscard]] std::vector<std::string> worker_deck(circuit::Circuit circuit,
                                                   const circuit::Layout& layout,
                                                   const Target& target,
                                                   std::set<std::string> driven = {});

/// What the jobs of a circuit share on any simulator: signals, the stop condition, limits. It holds
/// on to `prepared` and `context`.
[[nodiscard]] sim::Setup recall_setup(const Prepared& prepared, const measure::Context& context,
                                      const Target& target, const RecallOptions& options);
/// The circuit as a deck, with its options and its shortcut, for libngspice.
void load_deck(sim::Setup& setup, const Prepared& prepared, const measure::Context& context,
               const Target& target);
/// Both.
[[nodiscard]] sim::Setup setup_of(const Prepared& prepared, const measure::Context& context,
                                  const Target& target, const RecallOptions& options);

/// Measures what a job of `query` gave, with the simulator's words where it gave nothing.
[[nodiscard]] QueryResult result_of(const sim::Outcome& outcome, const Query& query,
                                    const measure::Context& context, const Prepared& prepared);

/// A query without an answer: HS-E406 with these words.
[[nodiscard]] QueryResult failed_result(const Query& query, const measure::Context& context,
                                        const std::string& words);

/// All but the queries and their summary.
[[nodiscard]] Results empty_results(const Spec& spec, const Prepared& prepared,
                                    const Target& target);

}  // namespace hopspice::driver
