#include "circuit/bias_generator.h"

#include "circuit/mos_sizing.h"
#include "circuit/subcircuit_body.h"

namespace hopspice::circuit {

namespace {

/// Keeps a shared line still while amplifiers switch.
constexpr double kLineFarads = 5e-12;

}  // namespace

Subcircuit cmos_bias_generator(const BiasNeeds& needs, const ModelCard& nmos,
                               const ModelCard& pmos) {
    const MosProcess n(nmos);
    const MosProcess p(pmos);
    SubcircuitBody body(needs.name, {"ref", "vcc", "vee", "bn", "bp"});
    Builder build = body.build();
    const MosSize sink = n.size(n.ratio(kBiasAmperes, kBiasOverdrive));
    const MosSize source = p.size(p.ratio(kBiasAmperes, kBiasOverdrive));
    build.resistor("rref", "ref", "sense", kReferenceVolts / kBiasAmperes);
    build.mosfet("mref", "sense", "bn", "vee", "vee", n.model(), sink);
    // The amplifier needs no bias line of its own: a resistor feeds its tail.
    const double tail = kBiasAmperes;
    const MosSize input = p.size(p.ratio(tail / 2, kBiasOverdrive));
    const MosSize mirror = n.size(n.ratio(tail / 2, kBiasOverdrive));
    build.resistor("rtail", "vcc", "tail", (needs.vdd - p.threshold() - kBiasOverdrive) / tail);
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

}  // namespace hopspice::circuit
