#pragma once
// What the bench measured of a MOSFET, which no square law says: curves over overdrive and channel
// length. They travel as parameters of the card that comes closest.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::circuit {

struct ModelCard;

/// V_GS - V_T, V, at which points are taken: both positive for either polarity.
inline constexpr std::array kMeasuredOverdrives = {0.05, 0.1, 0.15, 0.2, 0.25, 0.3,
                                                   0.4,  0.5, 0.7,  1.0, 1.5};

/// At one overdrive, for W/L = 1.
struct MosPoint {
    double amperes = 0;     ///< I_D in saturation
    double gm = 0;          ///< over I_D, 1/V
    double gds = 0;         ///< over I_D, 1/V: gm/gds is the intrinsic gain
    double on_siemens = 0;  ///< of the channel without a voltage along it: a switch's
};

/// One channel length. Capacitances are per metre of width.
struct MosChannel {
    double length = 0;             ///< as drawn, m
    double threshold = 0;          ///< V_T without body bias, V, positive
    double gate_farads = 0;        ///< all of the gate's, in saturation, C_gg
    double overlap_farads = 0;     ///< of it to the drain, C_gd
    double drain_farads = 0;       ///< drain to bulk, contacts as mos_parameters draws them
    std::vector<MosPoint> points;  ///< of kMeasuredOverdrives the first so many, two at least
};

struct MosCurves {
    double drain_volts = 0;            ///< V_DS of the points, or V_GS where that is more
    std::vector<MosChannel> channels;  ///< by length, the shortest first

    /// Between the lengths and points that were measured: currents and conductances as powers of
    /// length and overdrive, the last of either beyond its end.
    [[nodiscard]] MosPoint at(double length, double overdrive) const;
    /// The overdrive, V, at which W/L = 1 carries `amperes`, within what was measured.
    [[nodiscard]] double overdrive(double length, double amperes) const;
    /// Threshold and capacitances at that length; no points.
    [[nodiscard]] MosChannel channel(double length) const;
};

/// The curves in a card's parameters; nothing where nobody measured it.
[[nodiscard]] std::optional<MosCurves> curves_of(const ModelCard& card);

/// The same the other way: `l0`, `vt0`, `cgg0`, `id0_250`, ... behind the parameters that are
/// there.
void add_curves(const MosCurves& curves, std::vector<std::pair<std::string, double>>& parameters);

}  // namespace hopspice::circuit
