#pragma once
// The simulators that can run the jobs of a circuit, and what happens where one of them fails.

#include "driver/prepare.h"
#include "measure/query.h"
#include "sim/ngspice.h"

#include <hopspice/recall.h>

#include <functional>
#include <set>
#include <span>
#include <string>

namespace hopspice::driver {

struct Simulators {
    sim::Setup first;
    std::function<sim::Setup()> second;  ///< has the jobs that the first one fails; may be empty
    std::string declined;  ///< why the twin does not take the circuit; empty: it does, or was not
                           ///< asked
};

/// For `options.engine`. It holds on to `prepared` and `context`.
/// Errors: HS-E410, HS-E411 where the twin is asked for and does not take the circuit.
[[nodiscard]] Result<Simulators> simulators_of(const Prepared& prepared,
                                               const measure::Context& context,
                                               const Target& target, const RecallOptions& options);

/// Has `setup`, which saves what it saves, run by what `choice` says; `ngspice` makes the deck and
/// the options of a setup, where they are needed. Errors: as simulators_of.
[[nodiscard]] Result<Simulators> choose_simulators(EngineChoice choice, sim::Setup setup,
                                                   const circuit::Circuit& circuit,
                                                   double temperature_c,
                                                   std::function<void(sim::Setup&)> ngspice);

/// As of sim::run_stream. A job that the first simulator fails is run by the second one, behind all
/// others; its outcome says so where a remedy stands.
[[nodiscard]] Result<sim::Version> run_stream(const Simulators& simulators,
                                              const sim::JobStream& stream);
[[nodiscard]] Result<sim::Version> run_jobs(
    const Simulators& simulators, std::span<const sim::Job> jobs,
    const std::function<void(std::size_t, sim::Outcome)>& done);

/// The names of the simulators that ran the queries, that of `version` where none did.
[[nodiscard]] std::string simulators_used(std::span<const QueryResult> queries,
                                          const sim::Version& version);

}  // namespace hopspice::driver
