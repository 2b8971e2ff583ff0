#include "circuit/gilbert.h"

#include "circuit/bjt_sizing.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace hopspice::circuit {

namespace {

constexpr double kCoreAmperes = 100e-6;  // I_0: each side of each pair
constexpr double kAttenuation = 0.3;
constexpr double kModulation = 0.4;  // signal over rest current at full scale
constexpr double kDividerOhms = 20e3;
constexpr double kFullScale = 1;        // V
constexpr double kPairDensity = 10e-6;  // A per unit of area
constexpr double kCoreDensity = 5e-6;   // small drops over emitter resistances
constexpr double kTailVolts = 0.4;      // below the diodes and across the core's sinks
/// What the loaded CMOS amplifier's finite gain and the MOS sources' errors take from the product
/// at mid scale, measured in ngspice.
constexpr double kMosLoss = 0.006;

class MultiplierDesigner {
public:
    MultiplierDesigner(OpampNeeds needs, Devices devices)
        : needs_(std::move(needs)),
          devices_(std::move(devices)),
          n_(devices_.npn),
          p_(devices_.pnp) {}

    MultiplierDesign design();

private:
    void add_input(const std::string& input, const std::string& left, const std::string& right);
    void add_divider(const std::string& port, const std::string& base);
    void add_core();
    void add_output(const OpampDesign& amplifier);
    /// Between the emitters of a pair, from one base to the other: resistor, both junctions, and
    /// the dividers seen through the current gain, ohm.
    [[nodiscard]] double loop_ohms() const {
        return kAttenuation * kFullScale / (kModulation * kCoreAmperes);
    }
    [[nodiscard]] double degeneration_ohms() const;
    [[nodiscard]] double core_gain() const;
    [[nodiscard]] double feedback_ohms() const;
    [[nodiscard]] OpampNeeds amplifier_needs() const;

    OpampNeeds needs_;
    Devices devices_;
    BjtProcess n_;
    BjtProcess p_;
    SubcircuitBody body_{needs_.name, {"xp", "xn", "yp", "yn", "out", "vcc", "vee", "bn", "bp"}};
};

double MultiplierDesigner::degeneration_ohms() const {
    const double area = kCoreAmperes / kPairDensity;
    const double thevenin = kDividerOhms * kAttenuation * (1 - kAttenuation);
    // Of the pair's junctions, their chord to the modulation at which the remaining error is equal
    // below and above.
    const double chord = std::sqrt(0.75) * kModulation;
    const double junction = kThermalVolts / kCoreAmperes * std::atanh(chord) / chord;
    const double side = junction + (p_.emitter_ohms() + kThermalVolts / p_.knee()) / area +
                        thevenin / (1 + p_.gain(kJunctionVolts));
    return loop_ohms() - 2 * side;
}

/// What the core makes of the product at low signals: the current gains; the tails' unequal drops
/// over the emitter resistances; the sinks' share of what the y pair steers from tail to tail.
double MultiplierDesigner::core_gain() const {
    const double alpha_p = 1 - 1 / (1 + p_.gain(kJunctionVolts));
    const double alpha_n = 1 - 1 / (1 + n_.gain(kJunctionVolts));
    const double emitter_volts = 2 * kCoreDensity * n_.emitter_ohms();
    const double drops = emitter_volts / (2 * kThermalVolts);
    const double sinks = 2 * kThermalVolts * sink_modulation(devices_);
    const double mos = devices_.technology == Technology::Cmos ? kMosLoss : 0;
    return alpha_p * alpha_n * (1 - drops) * (1 - sinks) * (1 - mos);
}

double MultiplierDesigner::feedback_ohms() const {
    const double ohms = loop_ohms() / kAttenuation;
    return kCoreAmperes * ohms * ohms / (2 * core_gain() * kFullScale);
}

void MultiplierDesigner::add_divider(const std::string& port, const std::string& base) {
    Builder build = body_.build();
    build.resistor("ra" + port, port, base, (1 - kAttenuation) * kDividerOhms);
    build.resistor("rb" + port, base, "0", kAttenuation * kDividerOhms);
}

/// A pair whose collectors carry I_0 -+ i, i = k (v(p) - v(n))/R.
void MultiplierDesigner::add_input(const std::string& input, const std::string& left,
                                   const std::string& right) {
    Builder build = body_.build();
    const double volts = needs_.vdd - kJunctionVolts;
    for (const char side : {'p', 'n'}) {
        const std::string name = input + side;
        add_divider(name, "b" + name);
        add_source(build, devices_, {"s" + name, "e" + name, kCoreAmperes, volts, "cc"});
        build.bjt("q" + name, side == 'p' ? left : right, "b" + name, "e" + name, p_.model(),
                  kCoreAmperes / kPairDensity);
    }
    build.resistor("re" + input, "e" + input + "p", "e" + input + "n", degeneration_ohms());
}

void MultiplierDesigner::add_core() {
    Builder build = body_.build();
    const double area = kCoreAmperes / kCoreDensity;
    build.bjt("qda", "da", "da", "dv", n_.model(), area);
    build.bjt("qdb", "db", "db", "dv", n_.model(), area);
    build.resistor("rdv", "dv", "vee", kTailVolts / (2 * kCoreAmperes));
    add_sink(build, devices_, {"ta", "ea", 2 * kCoreAmperes, kTailVolts, ""});
    add_sink(build, devices_, {"tb", "eb", 2 * kCoreAmperes, kTailVolts, ""});
    build.bjt("qaa", "p", "da", "ea", n_.model(), area / 2);
    build.bjt("qab", "n", "db", "ea", n_.model(), area / 2);
    build.bjt("qba", "n", "da", "eb", n_.model(), area / 2);
    build.bjt("qbb", "p", "db", "eb", n_.model(), area / 2);
    add_source(build, devices_, {"sp", "p", kCoreAmperes, needs_.vdd, ""});
    add_source(build, devices_, {"sn", "n", kCoreAmperes, needs_.vdd, ""});
}

/// R_f from the output to the inverting input and a like one from ground to the other; capacitors
/// in parallel for the zero that the inputs' capacitance asks for.
void MultiplierDesigner::add_output(const OpampDesign& amplifier) {
    Builder build = body_.build();
    const double ohms = feedback_ohms();
    const double collectors =
        kCoreAmperes / kCoreDensity * (n_.collector_farads() + n_.substrate_farads());
    const double input = collectors + 2 * amplifier.cin;
    const double farads = std::sqrt(input / (2 * std::numbers::pi * ohms * amplifier.gbw_hz));
    build.resistor("rf", "out", "n", ohms);
    build.capacitor("cf", "out", "n", farads);
    build.resistor("rg", "0", "p", ohms);
    build.capacitor("cg", "0", "p", farads);
    body_.inline_part(amplifier.body, "amp",
                      {{"inp", "p"},
                       {"inn", "n"},
                       {"out", "out"},
                       {"vcc", "vcc"},
                       {"vee", "vee"},
                       {"bn", "bn"},
                       {"bp", "bp"}});
}

OpampNeeds MultiplierDesigner::amplifier_needs() const {
    OpampNeeds needs = needs_;
    needs.peak_amperes += kFullScale / feedback_ohms();
    needs.load_siemens += 1 / feedback_ohms();
    return needs;
}

MultiplierDesign MultiplierDesigner::design() {
    MultiplierDesign design;
    design.amplifier = design_opamp(amplifier_needs(), devices_);
    add_cascode_line(body_.build(), devices_, "cc");
    add_input("x", "da", "db");
    add_input("y", "ea", "eb");
    add_core();
    add_output(design.amplifier);
    design.input_siemens = 1 / kDividerOhms;
    design.iq = design.amplifier.iq + 6 * kCoreAmperes;
    design.body = body_.finish(
        fmt::format("four-quadrant multiplier: translinear, (x)(y)/1 V, amplifier of GBW {:.3g} "
                    "Hz, iq {:.3g} A",
                    design.amplifier.gbw_hz, design.iq));
    return design;
}

}  // namespace

MultiplierDesign design_multiplier(const OpampNeeds& needs, const Devices& devices) {
    return MultiplierDesigner(needs, devices).design();
}

}  // namespace hopspice::circuit
