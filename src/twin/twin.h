#pragma once
// Our own transient simulation of our own circuits: the same elements and jobs as the simulator
// library gets, as equations that are built once per circuit.
//
//   f(x, t) + d/dt q(x, t) = 0
//
// x: the voltages that no ideal source holds, and the currents that something depends on.

#include "circuit/circuit.h"
#include "sim/ngspice.h"

#include <hopspice/result.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace hopspice::twin {

/// What a run gives, and what of it the stop condition sees: as in sim::Setup.
struct Signals {
    std::span<const std::string> saved;  ///< `v(net)` and `i(voltage source)`
    std::span<const std::size_t> watch;  ///< indices into `saved`
};

/// A circuit as equations. Jobs change its sources and element values, for themselves alone.
class Twin {
public:
    /// Whom a live job asks at every tick (sim::TickFunction); nothing where the caller is gone.
    using Consult = std::function<std::optional<sim::Orders>(const wave::Waveform& points)>;

    /// Finds the operating point at t = 0 too. Keeps nothing of `circuit`. Errors: HS-E410 for the
    /// first element that is no part of ours, a parameter that its model does not have, sources in
    /// a loop, a switch whose control is no source; HS-E411 without an operating point.
    [[nodiscard]] static Result<Twin> build(const circuit::Circuit& circuit, double temperature_c,
                                            const Signals& signals);

    Twin(Twin&&) noexcept;
    Twin& operator=(Twin&&) noexcept;
    ~Twin();

    /// One transient; `stop` may be null. What it gives depends on nothing that ran before, bit by
    /// bit. A run that fails has `completed == false` and a message.
    [[nodiscard]] sim::Outcome run(const sim::Job& job, sim::StopCondition* stop,
                                   const Consult& consult = {});

    /// What it cost, over all runs.
    struct Effort {
        std::size_t steps = 0;        ///< that were accepted
        std::size_t rejected = 0;     ///< error too large, or without a solution
        std::size_t evaluations = 0;  ///< of the equations
        std::size_t factorings = 0;
        std::size_t analyses = 0;  ///< of these, with other pivots
    };
    [[nodiscard]] Effort effort() const;
    [[nodiscard]] std::size_t unknowns() const;

private:
    struct Parts;
    explicit Twin(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace hopspice::twin
