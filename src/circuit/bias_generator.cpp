#include "circuit/bias_generator.h"

#include "circuit/bjt_sizing.h"
#include "circuit/mos_sizing.h"
#include "circuit/subcircuit_body.h"

namespace hopspice::circuit {

namespace {

/// Keeps a shared line still while amplifiers switch.
constexpr double kLineFarads = 5e-12;
constexpr double kFollowerAmperes = 3e-4;  // of the bipolar lines' followers, at rest
constexpr double kFirstAmperes = 1e-5;  // of the follower before: its base takes from the reference

}  // namespace

Subcircuit cmos_bias_generator(const BiasNeeds& needs, const ModelCard& nmos,
                               const ModelCard& pmos) {
    const MosProcess n(nmos);
    const MosProcess p(pmos);
    SubcircuitBody body(needs.name, {"ref", "vcc", "vee", "bn", "bp"});
    Builder build = body.build();
    // Each is narrowed by what channel-length modulation adds to it over a diode on the same line.
    const double line_n = n.threshold() + kBiasOverdrive;
    const double line_p = p.threshold() + kBiasOverdrive;
    const double ratio = n.ratio(kBiasAmperes, kBiasOverdrive);
    const MosSize reference = n.size(ratio / n.modulation(-needs.vss, line_n));
    const MosSize sink = n.size(ratio / n.modulation(needs.vdd - needs.vss - line_p, line_n));
    const MosSize source = p.size(p.ratio(kBiasAmperes, kBiasOverdrive));
    build.resistor("rref", "ref", "sense", kReferenceVolts / kBiasAmperes);
    build.mosfet("mref", "sense", "bn", "vee", "vee", n.model(), reference);
    // The amplifier needs no bias line of its own: a resistor feeds its tail.
    const double tail = kBiasAmperes;
    const MosSize input = p.size(p.ratio(tail / 2, kBiasOverdrive));
    const MosSize mirror = n.size(n.ratio(tail / 2, kBiasOverdrive));
    build.resistor("rtail", "vcc", "tail", (needs.vdd - line_p) / tail);
    build.mosfet("minn", "mirror", "sense", "tail", "tail", p.model(), input);
    build.mosfet("minp", "bn", "0", "tail", "tail", p.model(), input);
    build.mosfet("mmirror", "mirror", "mirror", "vee", "vee", n.model(), mirror);
    build.mosfet("mload", "bn", "mirror", "vee", "vee", n.model(), mirror);
    build.mosfet("msink", "bp", "bn", "vee", "vee", n.model(), sink);
    build.mosfet("mdiode", "bp", "bp", "vcc", "vcc", p.model(), source);
    build.capacitor("cn", "bn", "vee", kLineFarads);
    build.capacitor("cp", "bp", "vcc", kLineFarads);
    return body.finish("bias lines from the reference voltage, MOS");
}

Subcircuit bjt_bias_generator(const BiasNeeds& needs, const ModelCard& npn, const ModelCard& pnp) {
    const BjtProcess n(npn);
    const BjtProcess p(pnp);
    SubcircuitBody body(needs.name, {"ref", "vcc", "vee", "bn", "bp"});
    Builder build = body.build();
    const double half = BjtProcess::area(kBiasAmperes / 2);
    const double follower = BjtProcess::area(kFollowerAmperes);
    const double line = kJunctionVolts + kDegenerationVolts;
    build.resistor("rref", "ref", "sense", kReferenceVolts / kBiasAmperes);
    add_bjt_source(build, n, {"ref_n", "sense", "bn", "vee"}, kBiasAmperes);
    build.resistor("rtail", "vcc", "tail", (needs.vdd - kJunctionVolts) / kBiasAmperes);
    build.bjt("qinn", "mirror", "sense", "tail", p.model(), half);
    build.bjt("qinp", "gate", "0", "tail", p.model(), half);
    build.bjt("qmirror", "mirror", "mirror", "vee", n.model(), half);
    build.bjt("qload", "gate", "mirror", "vee", n.model(), half);
    build.bjt("qline_n", "vcc", "gate", "bn", n.model(), follower);
    build.resistor("rline_n", "bn", "vee", line / kFollowerAmperes);
    // The PNP line: the transistor that carries the current drives its own base over two followers.
    add_bjt_source(build, n, {"sink", "upper", "bn", "vee"}, kBiasAmperes);
    add_bjt_source(build, p, {"ref_p", "upper", "bp", "vcc"}, kBiasAmperes);
    build.bjt("qfirst", "vee", "upper", "second", p.model(), 1);
    build.resistor("rfirst", "second", "vcc", (line + kJunctionVolts) / kFirstAmperes);
    build.bjt("qline_p", "vee", "second", "bp", p.model(), follower);
    build.resistor("rline_p", "bp", "vcc", line / kFollowerAmperes);
    build.capacitor("cn", "gate", "vee", kLineFarads);
    build.capacitor("cp", "upper", "vcc", kLineFarads);
    return body.finish("bias lines from the reference voltage, bipolar");
}

}  // namespace hopspice::circuit
