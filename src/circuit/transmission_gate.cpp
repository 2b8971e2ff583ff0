#include "circuit/transmission_gate.h"

#include "circuit/mos_sizing.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

namespace hopspice::circuit {

namespace {

constexpr double kInverterAmperes = 2e-3;  // at full gate drive: edges well below a nanosecond
constexpr double kInverterOverdrive = 1;

/// W/L for a channel of `ohms` at ground with its gate at the rail, its bulk at the other one.
double ratio_of(const MosProcess& process, double ohms, double rail) {
    const double overdrive = rail - process.threshold() - process.body_effect(rail);
    return process.switch_ratio(ohms, overdrive);
}

}  // namespace

Subcircuit transmission_gate(const std::string& name, double ohms, double vdd,
                             const ModelCard& nmos, const ModelCard& pmos) {
    const MosProcess n(nmos, Channel::Switching);
    const MosProcess p(pmos, Channel::Switching);
    SubcircuitBody body(name, {"a", "b", "on", "off", "vcc", "vee"});
    Builder build = body.build();
    build.mosfet("mn", "a", "on", "b", "vee", n.model(), n.size(ratio_of(n, ohms, vdd)));
    build.mosfet("mp", "a", "off", "b", "vcc", p.model(), p.size(ratio_of(p, ohms, vdd)));
    return body.finish(fmt::format("transmission gate, {} ohm per device", ohms));
}

Subcircuit logic_inverter(const ModelCard& nmos, const ModelCard& pmos) {
    const MosProcess n(nmos, Channel::Switching);
    const MosProcess p(pmos, Channel::Switching);
    SubcircuitBody body("hs_inverter", {"in", "out", "vcc", "vee"});
    Builder build = body.build();
    build.mosfet("mn", "out", "in", "vee", "vee", n.model(),
                 n.size(n.ratio(kInverterAmperes, kInverterOverdrive)));
    build.mosfet("mp", "out", "in", "vcc", "vcc", p.model(),
                 p.size(p.ratio(kInverterAmperes, kInverterOverdrive)));
    return body.finish("complement of a control");
}

}  // namespace hopspice::circuit
