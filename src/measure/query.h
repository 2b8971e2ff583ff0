#pragma once
// One query's result: readout, status, times, energy, and the circuit held against the ODE.

#include "analog/network.h"
#include "circuit/layout.h"
#include "measure/readout.h"
#include "model/reference.h"
#include "model/stimulus.h"
#include "wave/waveform.h"

#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

namespace hopspice::measure {

class QueryMemos;

/// What every query of one recall shares. Where `spec` has token-driven rows, each query is
/// measured against the spec its tokens choose.
struct Context {
    const Spec& spec;
    double range = 1;  ///< visible range, model units
    double time_unit_s = 1;
    double tolerance = 0.01;      ///< of the settled state against the ODE, fraction of the range
    bool noisy = false;           ///< of the circuit's states
    QueryMemos* memos = nullptr;  ///< what is asked of a query more than once; null: is computed
};

/// The settling rule of a spec, for samples in model units on a time axis whose tau_v is `tau`;
/// that for noise where the context is noisy.
[[nodiscard]] wave::SettleRule settle_rule(const Context& context, double tau);

/// Measures a completed transient. `stopped_early`: the settling rule ended it.
[[nodiscard]] Result<QueryResult> measure_circuit(const Context& context, const Query& query,
                                                  const analog::Network& network,
                                                  const circuit::Layout& layout,
                                                  const wave::Waveform& waveform,
                                                  bool stopped_early);

/// The same figures of the ODE itself; energy and reference stay empty.
[[nodiscard]] Result<QueryResult> measure_reference(const Context& context, const Query& query);

/// The visible state at which the ODE of a query meets the settling rule and does not rest, the
/// last one where there are several; empty where there is none, where the query is read at a fixed
/// time, and where the ODE cannot be integrated.
[[nodiscard]] std::vector<double> passed_state(const Context& context, const Query& query);

/// All zero without values.
[[nodiscard]] Quantiles quantiles(std::vector<double> values);

/// Medians, maxima and counts over all queries.
[[nodiscard]] Summary summarise(const std::vector<QueryResult>& queries);

}  // namespace hopspice::measure
