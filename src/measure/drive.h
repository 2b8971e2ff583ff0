#pragma once
// Model units -> volts of a circuit's sources: the way in, as transient.h is the way out.

#include "circuit/layout.h"
#include "model/stimulus.h"
#include "wave/source_wave.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hopspice::measure {

/// Volts of the two sides of a neuron's input (the second only of a differential one).
struct InputVolts {
    double plus = 0;
    double minus = 0;
};
/// While x, in model units, is loaded.
[[nodiscard]] InputVolts input_volts(const circuit::NeuronLayout& at, double x);

/// Volts of the source of a neuron's additional bias, in model units.
[[nodiscard]] double bias_volts(const circuit::NeuronLayout& at, double added);

/// Volts of a digital input: of a token that is chosen, of a control that holds its neuron.
[[nodiscard]] double switch_volts(const circuit::Layout& layout, bool high);

/// The sources that present a stimulus to the circuit.
[[nodiscard]] std::vector<wave::SourceWave> source_values(const circuit::Layout& layout,
                                                          const model::Stimulus& stimulus,
                                                          const Spec& spec);

/// The sources that choose the rows of these tokens, from the input step on; none without tokens.
[[nodiscard]] std::vector<wave::SourceWave> token_values(const circuit::Layout& layout,
                                                         std::span<const std::size_t> tokens);

}  // namespace hopspice::measure
