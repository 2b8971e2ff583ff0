#pragma once
// From a current and an overdrive to a MOSFET's size: by what was measured of it, or by the square
// law of its card.

#include "circuit/builder.h"
#include "circuit/circuit.h"
#include "circuit/measured_mos.h"

#include <optional>
#include <string>

namespace hopspice::circuit {

/// Overdrive (gate-source voltage less threshold) of the devices on the bias lines, V.
inline constexpr double kBiasOverdrive = 0.25;

// What the amplifiers with Miller compensation have in common.
inline constexpr double kOutputOverdrive = 0.25;    ///< V, of the output devices at rest
inline constexpr double kPoleRatio = 2.5;           ///< non-dominant pole over GBW
inline constexpr double kMillerRatio = 1.5;         ///< Miller over gate capacitance
inline constexpr double kSmallestMiller = 0.3e-12;  ///< F

/// What a measured device amplifies by at kBiasOverdrive, if a longer channel makes it: gm/g_ds of
/// the project's own cards.
inline constexpr double kIntrinsicGain = 80;

/// What a channel is for: gain at rest, or current alone.
enum class Channel { Amplifying, Switching };

/// One polarity of a process, seen through its level 1 card or through what was measured of it.
class MosProcess {
public:
    explicit MosProcess(const ModelCard& card, Channel channel = Channel::Amplifying);

    [[nodiscard]] const std::string& model() const { return model_; }

    /// Of all channels, m: by the card 50 oxide thicknesses, the proportion that constant-field
    /// scaling has kept from one generation to the next. Measured: the shortest there is, or where
    /// it amplifies the shortest of kIntrinsicGain.
    [[nodiscard]] double length() const { return length_; }
    [[nodiscard]] double threshold() const { return threshold_; }  ///< V, positive, no body bias

    /// W/L that carries `amperes` in saturation at `overdrive` volts: 2 I/(KP V^2).
    [[nodiscard]] double ratio(double amperes, double overdrive) const;
    /// W at `length()`, m.
    [[nodiscard]] double width(double amperes, double overdrive) const;
    /// W/L of a switch of `ohms` at `overdrive` volts: 1/(KP V R).
    [[nodiscard]] double switch_ratio(double ohms, double overdrive) const;

    /// Of a device that carries `amperes` at that overdrive, S: 2 I/V.
    [[nodiscard]] double transconductance(double amperes, double overdrive) const;
    /// A that give it: g V/2.
    [[nodiscard]] double amperes(double transconductance, double overdrive) const;
    /// Of its drain, S: lambda I.
    [[nodiscard]] double output_conductance(double amperes, double overdrive) const;
    /// The ratio of both.
    [[nodiscard]] double intrinsic_gain(double overdrive) const;

    /// Per metre of width at `length()`: 2/3 of the oxide and the source's overlap.
    [[nodiscard]] double gate_farads_per_metre() const { return gate_; }
    [[nodiscard]] double overlap_farads_per_metre() const { return overlap_; }
    /// Per metre of width: a drain junction at about the middle of the supply.
    [[nodiscard]] double drain_farads_per_metre() const { return drain_; }
    /// Rise of the threshold under `volts` between source and bulk, V.
    [[nodiscard]] double body_effect(double volts) const;

    /// Saturation current at kBiasOverdrive and `volts` between drain and source over that at
    /// `reference` volts.
    [[nodiscard]] double modulation(double volts, double reference) const;

    /// The size with this W/L: this length, or the narrowest width and a longer channel; fingers of
    /// 20 um at most.
    [[nodiscard]] MosSize size(double ratio) const;

private:
    [[nodiscard]] MosPoint at(double overdrive) const { return curves_->at(length_, overdrive); }

    std::string model_;
    std::optional<MosCurves> curves_;
    double transconductance_ = 0;  ///< KP, A/V^2
    double threshold_ = 0;
    double lambda_ = 0;
    double gamma_ = 0;
    double phi_ = 0;
    double length_ = 0;
    double gate_ = 0;     ///< F/m
    double overlap_ = 0;  ///< F/m
    double drain_ = 0;    ///< F/m
};

}  // namespace hopspice::circuit
