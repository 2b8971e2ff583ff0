#pragma once
// The twin as what a worker process runs.

#include "circuit/circuit.h"
#include "sim/simulator.h"

#include <hopspice/result.h>

#include <functional>
#include <memory>

namespace hopspice::twin {

/// Results of another number may differ in their last digits or in more.
inline constexpr int kVersion = 1;

/// Makes the simulator of a worker.
using Maker = std::function<std::unique_ptr<sim::Simulator>()>;

/// What makes the simulator of each worker for the jobs of `setup`, of which deck, options and
/// library say nothing to the twin. The circuit is made into equations here, once.
/// Errors: HS-E410 where the twin does not take the circuit.
[[nodiscard]] Result<Maker> simulator_of(const circuit::Circuit& circuit, double temperature_c,
                                         const sim::Setup& setup);

}  // namespace hopspice::twin
