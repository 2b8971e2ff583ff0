#pragma once
// The analog blocks between the model and the circuit: banks of lossy integrators joined by
// crossbars. The passes fill in volts, siemens, ohms and farads; the lowering turns it into
// elements.

#include "analog/current_mode.h"
#include "analog/steering.h"
#include "model/ranges.h"

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hopspice::analog {

/// The sign of the voltage at an integrator's output: +U (x - shift) or -U (x - shift).
enum class Polarity { Positive, Negative };
[[nodiscard]] constexpr double sign_of(Polarity polarity) {
    return polarity == Polarity::Positive ? 1.0 : -1.0;
}

/// Of a bank whose crossbars' tiles have a stage each (passes/tile_stages.h): the resistor across a
/// stage, which is also the one from it to the neuron, the capacitor beside it, N_g of the worst.
struct Stages {
    double ohms = 0;
    double farads = 0;
    double noise_gain = 1;
};

/// A layer of neurons: the visible one, or one hidden block.
struct Bank {
    std::string name;   ///< `visible` or `hidden codewords`
    Function function;  ///< g of the visible layer, f of a hidden block
    std::size_t size = 0;
    double tau = 1;                              ///< model time units
    std::vector<double> bias;                    ///< model units; rewritten by the passes
    std::optional<std::vector<double>> initial;  ///< set by switches; absent: wherever it settles
    std::vector<bool> held;  ///< neurons that are lines their inputs drive; empty: none
    bool steered = false;    ///< its outputs are currents into the visible neurons (steering.h)

    // What a volt means (scale_voltages).
    model::Range state;   ///< of x, model units
    model::Range output;  ///< of g(x) or f(x), model units
    /// What the outputs are normalised by together, model units: of spherical, layernorm, and
    /// epanechnikov, there of sum relu(h + 1/beta).
    model::Divisor divisor;
    Polarity polarity = Polarity::Positive;
    double volts_per_unit = 1;         ///< U of x
    double shift = 0;                  ///< x that is 0 V, model units
    double output_volts_per_unit = 1;  ///< U of the activation's output

    // Parts (map_conductances, set_time_constants).
    double feedback_ohms = 0;
    std::vector<double> bias_siemens;  ///< signed, to +-reference
    double reference_volts = 1;
    /// Output stages, side by side, of the amplifiers of integrators, and of those that drive the
    /// lines of outputs (size_drivers).
    int state_drive = 1;
    int line_drive = 1;
    std::vector<double> noise_gain;  ///< N_g, output loading included
    std::vector<double> lag_s;       ///< what the amplifier adds to the time constant
    std::optional<Stages> stages;
    std::vector<double> capacitor_farads;
    std::vector<double> input_farads;  ///< that put the charge of `initial` on them

    /// What imperfect parts add to the biases, model units, and to the time constants, seconds;
    /// empty: nothing (perturb_conductances, perturb_capacitors).
    std::vector<double> bias_deviation;
    std::vector<double> tau_deviation_s;

    [[nodiscard]] bool is_held(std::size_t neuron) const { return !held.empty() && held[neuron]; }
    /// How many neurons have an integrator.
    [[nodiscard]] std::size_t integrators() const;
};

/// Weights from the outputs of one bank to the inputs of another. Where tokens choose, a neuron has
/// several rows or columns side by side, its candidates, of which one is connected at a time: row
/// (or column) `neuron V + token` is what the neuron holds for that token.
struct Crossbar {
    std::size_t from = 0;  ///< bank index
    std::size_t to = 0;
    Matrix weights;               ///< to.size V x from.size V, model units; rewritten by the passes
    Matrix siemens;               ///< signed conductances, the same shape (map_conductances)
    std::size_t row_choices = 1;  ///< V of `to`
    std::size_t col_choices = 1;  ///< V of `from`
    /// What imperfect cells add to the weights, the shape of those; no values: nothing
    /// (perturb_conductances).
    Matrix deviation = {};
    std::optional<Steering> steering = {};  ///< transistors in the place of conductances

    [[nodiscard]] bool has_choices() const { return row_choices > 1 || col_choices > 1; }
};

struct Network {
    std::vector<Bank> banks;  ///< 0 is the visible layer, then the hidden blocks, then the readout
    std::optional<std::size_t> readout_bank;  ///< the decoder, where it is in the circuit
    std::vector<Crossbar> crossbars;
    bool bias_input = false;               ///< `present: bias`: one more input per visible neuron
    model::Range bias_input_range;         ///< of that input, model units
    double bias_input_siemens = 0;         ///< from the input source to the visible column
    double bias_input_volts_per_unit = 1;  ///< of the input source
    double time_unit_s = 0;                ///< seconds of one model time unit (set_time_constants)
    double wire_ohms = 0;                  ///< per crossbar cell
    double wire_farads = 0;                ///< per crossbar cell, of the row and of the column
    TileSpec tile = {};        ///< of the target; trunks as wires are (map_conductances)
    double mapping_error = 0;  ///< largest weight error of the mapping, of the largest weight
    double visible_range = 1;  ///< model units
    std::optional<CurrentMode> current_mode;  ///< topology current-mode only
    std::optional<SteeredColumns> steered;    ///< topology steered only
};

/// Rows become columns.
[[nodiscard]] Matrix transposed(const Matrix& matrix);

/// The blocks of a spec, in model units: every number still as the spec has it.
[[nodiscard]] Network build_network(const Spec& spec, const model::Ranges& ranges);

}  // namespace hopspice::analog
