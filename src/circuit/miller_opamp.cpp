#include "circuit/miller_opamp.h"

#include "circuit/mos_sizing.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::circuit {

namespace {

constexpr double kMillerInputOverdrive = 0.15;  // V: slew/GBW = 2 pi 0.15 V
constexpr double kMillerSmallestTail = 10e-6;
constexpr double kMillerSmallestOutput = 50e-6;
constexpr double kReserve = 4.0 / 3;  // class-A current over the peak current
/// GBW over the frequency at which the output stage would only drive itself.
constexpr double kMillerFastest = 0.3;

struct MillerSizes {
    double output = 0;  ///< A
    double tail = 0;    ///< A
    double miller = 0;  ///< F
    double gm_in = 0;   ///< S
    double gm_out = 0;  ///< S
    double gbw = 0;     ///< Hz
    double gate = 0;    ///< of the output device, F
};

/// gm C_c = k w_u (C_g C_L + C_c C_g + C_c C_L) for the pole at k GBW, with C_g, the stage's own
/// drains and gm in proportion to the current and C_c to C_g.
MillerSizes sizes_for(const OpampNeeds& needs, const MosProcess& n, const MosProcess& p) {
    const double width_p = p.width(1, kOutputOverdrive);
    const double width_n = n.width(1, kBiasOverdrive);
    const double gate = width_p * p.gate_farads_per_metre();
    const double drain =
        width_p * p.drain_farads_per_metre() + width_n * n.drain_farads_per_metre();
    const double spread = 1 + 1 / kMillerRatio;
    const double gm = p.transconductance(1, kOutputOverdrive);
    const double own = kPoleRatio * (spread * drain + gate);
    MillerSizes sizes;
    sizes.gbw = std::min(needs.gbw_hz, kMillerFastest * gm / own / (2 * std::numbers::pi));
    const double omega = 2 * std::numbers::pi * sizes.gbw;
    const double speed = spread * kPoleRatio * omega * needs.load_farads / (gm - omega * own);
    sizes.output = std::max({speed, kReserve * needs.peak_amperes, kMillerSmallestOutput});
    sizes.gm_out = gm * sizes.output;
    sizes.gate = gate * sizes.output;
    sizes.miller = std::max(kMillerRatio * sizes.gate, kSmallestMiller);
    sizes.gm_in = omega * sizes.miller;
    const double least = n.transconductance(kMillerSmallestTail / 2, kMillerInputOverdrive);
    const double raised = std::max(1.0, least / sizes.gm_in);
    sizes.miller *= raised;
    sizes.gm_in *= raised;
    sizes.tail = 2 * n.amperes(sizes.gm_in, kMillerInputOverdrive);
    return sizes;
}

Subcircuit body_of(const OpampNeeds& needs, const MillerSizes& sizes, const MosProcess& n,
                   const MosProcess& p, const std::string& comment) {
    SubcircuitBody body(needs.name, {"inp", "inn", "out", "vcc", "vee", "bn", "bp"});
    Builder build = body.build();
    const MosSize input = n.size(n.ratio(sizes.tail / 2, kMillerInputOverdrive));
    const MosSize mirror = p.size(p.ratio(sizes.tail / 2, kOutputOverdrive));
    const double overlap = p.width(sizes.output, kOutputOverdrive) * p.overlap_farads_per_metre();
    build.mosfet("mtail", "tail", "bn", "vee", "vee", n.model(),
                 n.size(n.ratio(sizes.tail, kBiasOverdrive)));
    build.mosfet("minn", "left", "inn", "tail", "vee", n.model(), input);
    build.mosfet("minp", "right", "inp", "tail", "vee", n.model(), input);
    build.mosfet("ml", "left", "left", "vcc", "vcc", p.model(), mirror);
    build.mosfet("mr", "right", "left", "vcc", "vcc", p.model(), mirror);
    build.mosfet("mout", "out", "right", "vcc", "vcc", p.model(),
                 p.size(p.ratio(sizes.output, kOutputOverdrive)));
    build.mosfet("msink", "out", "bn", "vee", "vee", n.model(),
                 n.size(n.ratio(sizes.output, kBiasOverdrive)));
    build.capacitor("cc", "out", "zero", std::max(sizes.miller - overlap, 0.1 * sizes.miller));
    // The zero sits on the non-dominant pole: R_z = (1 + C_L/C_c)/gm.
    build.resistor("rz", "zero", "right",
                   (1 + (needs.load_farads + sizes.gate) / sizes.miller) / sizes.gm_out);
    // The line of the other polarity is not used here.
    build.resistor("rbp", "bp", "vcc", 1e9);
    return body.finish(comment);
}

}  // namespace

OpampDesign design_miller_opamp(const OpampNeeds& needs, const ModelCard& nmos,
                                const ModelCard& pmos) {
    const MosProcess n(nmos);
    const MosProcess p(pmos);
    const MillerSizes sizes = sizes_for(needs, n, p);
    OpampDesign design;
    const double first = n.transconductance(1, kMillerInputOverdrive) /
                         (n.output_conductance(1, kMillerInputOverdrive) +
                          p.output_conductance(1, kOutputOverdrive));
    const double second =
        p.transconductance(1, kOutputOverdrive) /
        (p.output_conductance(1, kOutputOverdrive) + n.output_conductance(1, kBiasOverdrive));
    design.gain_db = 20 * std::log10(first * second);
    design.gbw_hz = sizes.gbw;
    design.slew = sizes.tail / sizes.miller;
    design.rout = (1 + sizes.gate / sizes.miller) / sizes.gm_out;
    const double slope = n.output_conductance(1, kBiasOverdrive);
    const double raised = 1 + slope / 2 * (needs.vdd - needs.vss) / 2;
    design.iq = (sizes.tail + sizes.output) * raised;
    design.headroom = kOutputOverdrive;
    design.cin = n.width(sizes.tail / 2, kMillerInputOverdrive) * n.gate_farads_per_metre() / 2;
    design.body = body_of(
        needs, sizes, n, p,
        fmt::format("two-stage Miller amplifier: GBW {:.3g} Hz, slew {:.3g} V/s, dc gain {:.0f} "
                    "dB, iq {:.3g} A",
                    design.gbw_hz, design.slew, design.gain_db, design.iq));
    return design;
}

}  // namespace hopspice::circuit
