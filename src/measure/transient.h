#pragma once
// A simulated transient in the model's own units.

#include "analog/network.h"
#include "circuit/layout.h"
#include "wave/waveform.h"

#include <hopspice/results.h>
#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hopspice::measure {

/// The signals a recall needs saved, visible states first (visible_signals of them), then hidden
/// states, lines and supply currents.
[[nodiscard]] std::vector<std::string> saved_signals(const circuit::Layout& layout);

/// How many saved signals the visible states take: N_v, or 2 N_v where they are differential (then
/// the nets they are measured against come after the N_v first).
[[nodiscard]] std::size_t visible_signals(const circuit::Layout& layout);

/// The voltage of visible neuron `neuron`, `values` being those of the visible signals.
[[nodiscard]] double visible_volts(const circuit::Layout& layout, std::size_t neuron,
                                   std::span<const double> values);

/// visible: T x N_v, hidden: T x sum N_h, model units; time from the start of the transient.
struct Transient {
    std::vector<double> time_s;
    Matrix visible;
    Matrix hidden;
};
[[nodiscard]] Transient decode(const wave::Waveform& waveform, const circuit::Layout& layout);

/// What the decoder in the circuit says at the end: f per class, between 0 and 1; empty where there
/// is none.
[[nodiscard]] std::vector<double> readout_outputs(const wave::Waveform& waveform,
                                                  const circuit::Layout& layout);

/// What the supplies deliver between two instants, by power domain, and what the crossbar
/// resistors turn into heat (trapezoidal rule on the simulator's own points).
[[nodiscard]] EnergyUse energy_use(const wave::Waveform& waveform, const circuit::Layout& layout,
                                   const analog::Network& network, double from_s, double to_s);

}  // namespace hopspice::measure
