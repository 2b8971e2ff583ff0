#pragma once
// From a current and an overdrive to a MOSFET's size, by the square law of its card.

#include "circuit/builder.h"
#include "circuit/circuit.h"

#include <string>

namespace hopspice::circuit {

/// Overdrive (gate-source voltage less threshold) of the devices on the bias lines, V.
inline constexpr double kBiasOverdrive = 0.25;

// What the amplifiers with Miller compensation have in common.
inline constexpr double kOutputOverdrive = 0.25;    ///< V, of the output devices at rest
inline constexpr double kPoleRatio = 2.5;           ///< non-dominant pole over GBW
inline constexpr double kMillerRatio = 1.5;         ///< Miller over gate capacitance
inline constexpr double kSmallestMiller = 0.3e-12;  ///< F

/// One polarity of a process, seen through its level 1 card.
class MosProcess {
public:
    explicit MosProcess(const ModelCard& card);

    [[nodiscard]] const std::string& model() const { return model_; }

    /// Shortest channel, m: 50 oxide thicknesses, the proportion that constant-field scaling has
    /// kept from one generation to the next.
    [[nodiscard]] double length() const { return length_; }
    [[nodiscard]] double threshold() const { return threshold_; }  ///< V, positive, no body bias
    [[nodiscard]] double lambda() const { return lambda_; }        ///< 1/V

    /// W/L that carries `amperes` in saturation at `overdrive` volts: 2 I/(KP V^2).
    [[nodiscard]] double ratio(double amperes, double overdrive) const;
    /// W at the shortest channel, m.
    [[nodiscard]] double width(double amperes, double overdrive) const;

    /// Per metre of width at the shortest channel: 2/3 of the oxide and the source's overlap.
    [[nodiscard]] double gate_farads_per_metre() const;
    [[nodiscard]] double overlap_farads_per_metre() const { return overlap_; }
    /// Per metre of width: a drain junction at about the middle of the supply.
    [[nodiscard]] double drain_farads_per_metre() const;
    /// Rise of the threshold under `volts` between source and bulk, V.
    [[nodiscard]] double body_effect(double volts) const;

    /// Saturation current at `volts` between drain and source over that at `reference` volts.
    [[nodiscard]] double modulation(double volts, double reference) const {
        return (1 + lambda_ * volts) / (1 + lambda_ * reference);
    }

    /// The size with this W/L: the shortest channel, or the narrowest width and a longer channel;
    /// fingers of 20 um at most.
    [[nodiscard]] MosSize size(double ratio) const;

private:
    std::string model_;
    double transconductance_ = 0;  ///< KP, A/V^2
    double threshold_ = 0;
    double lambda_ = 0;
    double gamma_ = 0;
    double phi_ = 0;
    double oxide_ = 0;  ///< F/m^2
    double overlap_ = 0;
    double length_ = 0;
    double junction_ = 0;  ///< F/m^2
    double sidewall_ = 0;  ///< F/m
};

}  // namespace hopspice::circuit
