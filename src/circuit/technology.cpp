#include "circuit/technology.h"

#include "circuit/bjt_opamp.h"
#include "circuit/bjt_sizing.h"
#include "circuit/cmos_opamp.h"
#include "circuit/miller_opamp.h"
#include "circuit/mos_sizing.h"

namespace hopspice::circuit {

namespace {

struct Rail {
    std::string net;
    std::string line;
};

constexpr double kLargestClassA = 2e-3;     // A, peak
constexpr double kCascodedVolts = 0.3;      // across a source under a cascode
constexpr double kCascodeOverdrive = 0.15;  // V
constexpr double kLineAmperes = 10e-6;

/// The diode on the line has its gate-source voltage across it, the source `volts`.
void add_mos(Builder build, const ModelCard& card, const Rail& rail, const SourceNeeds& needs) {
    const MosProcess process(card);
    const double diode = process.threshold() + kBiasOverdrive;
    const bool cascoded = !needs.cascode.empty();
    const double volts = cascoded ? kCascodedVolts : needs.volts;
    const double ratio =
        process.ratio(needs.amperes, kBiasOverdrive) / process.modulation(volts, diode);
    const std::string drain = cascoded ? needs.name + "_c" : needs.node;
    build.mosfet("m" + needs.name, drain, rail.line, rail.net, rail.net, process.model(),
                 process.size(ratio));
    if (cascoded) {
        build.mosfet("mc" + needs.name, needs.node, needs.cascode, drain, rail.net, process.model(),
                     process.size(process.ratio(needs.amperes, kCascodeOverdrive)));
    }
}

void add_bjt(Builder build, const ModelCard& card, const Rail& rail, const SourceNeeds& needs) {
    add_bjt_source(build, BjtProcess(card), {needs.name, needs.node, rail.line, rail.net},
                   needs.amperes);
}

}  // namespace

OpampDesign design_opamp(const OpampNeeds& needs, const Devices& devices) {
    if (devices.technology == Technology::Bipolar) {
        return design_bjt_opamp(needs, devices.npn, devices.pnp);
    }
    const OpampDesign plain = design_miller_opamp(needs, devices.nmos, devices.pmos);
    return needs.peak_amperes <= kLargestClassA && plain.gbw_hz >= needs.gbw_hz
               ? plain
               : design_cmos_opamp(needs, devices.nmos, devices.pmos);
}

Subcircuit bias_generator(const BiasNeeds& needs, const Devices& devices) {
    return devices.technology == Technology::Cmos
               ? cmos_bias_generator(needs, devices.nmos, devices.pmos)
               : bjt_bias_generator(needs, devices.npn, devices.pnp);
}

void add_cascode_line(Builder build, const Devices& devices, const std::string& net) {
    if (devices.technology == Technology::Bipolar) {
        return;
    }
    const MosProcess process(devices.pmos);
    const double overdrive =
        kCascodedVolts + process.body_effect(kCascodedVolts) + kCascodeOverdrive;
    add_sink(build, devices, {"s" + net, net, kLineAmperes, 1, ""});
    build.mosfet("md" + net, net, net, "vcc", "vcc", process.model(),
                 process.size(process.ratio(kLineAmperes, overdrive)));
}

void add_source(Builder build, const Devices& devices, const SourceNeeds& needs) {
    const Rail rail{"vcc", "bp"};
    if (devices.technology == Technology::Cmos) {
        add_mos(build, devices.pmos, rail, needs);
    } else {
        add_bjt(build, devices.pnp, rail, needs);
    }
}

void add_sink(Builder build, const Devices& devices, const SourceNeeds& needs) {
    const Rail rail{"vee", "bn"};
    if (devices.technology == Technology::Cmos) {
        add_mos(build, devices.nmos, rail, needs);
    } else {
        add_bjt(build, devices.npn, rail, needs);
    }
}

double sink_modulation(const Devices& devices) {
    if (devices.technology == Technology::Cmos) {
        return MosProcess(devices.nmos).output_conductance(1, kBiasOverdrive);
    }
    return 1 / (BjtProcess(devices.npn).early() * (1 + kDegenerationVolts / kThermalVolts));
}

}  // namespace hopspice::circuit
