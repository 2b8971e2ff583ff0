#include "circuit/bjt_opamp.h"

#include "circuit/bjt_sizing.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace hopspice::circuit {

namespace {

constexpr double kPairRange = 4 * kThermalVolts;  // I/gm of the degenerated pair: slew per GBW
constexpr double kSmallestFarads = 0.4e-12;       // at the high-impedance node
constexpr double kBjtFold = 1.3;                  // fold source over tail current
constexpr double kCascodeVolts = 0.3;             // collector-emitter voltage under a cascode
constexpr double kHelper = 0.5;                   // mirror helper over branch current
constexpr double kLoadPole = 8;                   // over GBW
constexpr double kDriverPole = 15;                // over GBW
constexpr double kBjtClassAb = 5;                 // peak over quiescent current of the output
constexpr double kDriverShare = 20;               // peak over driver current
constexpr double kPeakDensity = 50e-6;            // A per unit of area
constexpr double kBjtSmallestOutput = 40e-6;
constexpr double kSmallestDriver = 10e-6;
constexpr double kSmallestBias = 8e-6;
constexpr double kSaturationVolts = 0.15;
constexpr double kBjtFastest = 1.0 / 14;  // GBW over the PNP's transit frequency
constexpr double kGmLoss = 1.05;    // ohmic resistances and current gains take of the pair's gm
constexpr double kCancelled = 0.9;  // part of the base currents that the replicas supply
constexpr double kReverse = 0.6;    // a collector junction in operation over its zero-bias value

struct BjtOpampSizes {
    double gbw = 0;       ///< Hz
    double output = 0;    ///< A, at rest
    double area = 0;      ///< of each output transistor
    double driver_p = 0;  ///< A
    double driver_n = 0;  ///< A
    double gm = 0;        ///< S
    double farads = 0;    ///< at the high-impedance node, parasitics included
    double half = 0;      ///< A, of each input transistor
    double branch = 0;    ///< A, of each cascode
    double fold = 0;      ///< A
    double bias = 0;      ///< A
};

class BjtOpampDesigner {
public:
    BjtOpampDesigner(OpampNeeds needs, const ModelCard& npn, const ModelCard& pnp)
        : needs_(std::move(needs)), n_(npn), p_(pnp) {
        choose_output();
        choose_input();
    }

    OpampDesign design();

private:
    void choose_output();
    void choose_input();
    void add_input();
    void add_cancellation();
    void add_cascodes();
    void add_mirror();
    void add_bias();
    void add_output();
    void npn(const std::string& name, const std::string& collector, const std::string& base,
             const std::string& emitter, double area) {
        body_.build().bjt(name, collector, base, emitter, n_.model(), area);
    }
    void pnp(const std::string& name, const std::string& collector, const std::string& base,
             const std::string& emitter, double area) {
        body_.build().bjt(name, collector, base, emitter, p_.model(), area);
    }
    void resistor(const std::string& name, const std::string& a, const std::string& b,
                  double ohms) {
        body_.build().resistor(name, a, b, ohms);
    }
    void sink(const std::string& name, const std::string& node, double amperes) {
        add_bjt_source(body_.build(), n_, {name, node, "bn", "vee"}, amperes);
    }
    void source(const std::string& name, const std::string& node, double amperes) {
        add_bjt_source(body_.build(), p_, {name, node, "bp", "vcc"}, amperes);
    }
    [[nodiscard]] double area(double amperes) const {
        return std::max(BjtProcess::area(amperes), 0.3);
    }
    [[nodiscard]] double parasitic() const;
    [[nodiscard]] double dc_gain() const;
    [[nodiscard]] double supply_current() const;

    OpampNeeds needs_;
    BjtProcess n_;
    BjtProcess p_;
    BjtOpampSizes sizes_;
    SubcircuitBody body_{needs_.name, {"inp", "inn", "out", "vcc", "vee", "bn", "bp"}};
};

void BjtOpampDesigner::choose_output() {
    sizes_.gbw = std::min(needs_.gbw_hz, kBjtFastest * p_.transit_frequency());
    const double omega = 2 * std::numbers::pi * sizes_.gbw;
    // Both output transistors have gm = I/V_T at rest.
    const double for_load = kLoadPole * omega * needs_.load_farads * kThermalVolts / 2;
    sizes_.output = std::max({for_load, needs_.peak_amperes / kBjtClassAb, kBjtSmallestOutput});
    sizes_.area = std::max(sizes_.output * kBjtClassAb / kPeakDensity, 1.0);
    // The emitter's charge follows the base: half of it counts.
    const double base = sizes_.area *
                        (kReverse * (n_.collector_farads() + p_.collector_farads()) +
                         (n_.emitter_farads() + p_.emitter_farads()) / 2) /
                        2;
    sizes_.driver_p = std::max({kDriverPole * omega * kThermalVolts * base,
                                needs_.peak_amperes / kDriverShare, kSmallestDriver});
}

/// gm = w_u C, no less than a dc gain of 70 dB unloaded and 60 dB loaded need against what the
/// followers draw from the high-impedance node.
void BjtOpampDesigner::choose_input() {
    const double omega = kGmLoss * 2 * std::numbers::pi * sizes_.gbw;
    sizes_.gm = std::max({omega * kSmallestFarads, 2 * sizes_.driver_p,
                          0.2 * needs_.load_siemens + sizes_.driver_p});
    sizes_.farads = sizes_.gm / omega;
    sizes_.half = sizes_.gm * kPairRange;
    sizes_.fold = 2 * kBjtFold * sizes_.half;
    sizes_.branch = sizes_.fold - sizes_.half;
    sizes_.bias = std::max(sizes_.branch / 6, kSmallestBias);
    // Base currents at the high-impedance node: the NPN driver draws what the PNP driver and the
    // mirror's asymmetry (its helper) supply; each driver lacks its output transistor's base.
    const double gain_n = n_.gain(needs_.vdd);
    const double gain_p = p_.gain(needs_.vdd);
    sizes_.driver_n = (sizes_.driver_p - sizes_.output / gain_n) * gain_n / gain_p +
                      sizes_.output / gain_p + kHelper * sizes_.branch;
}

void BjtOpampDesigner::add_input() {
    const double degeneration = (kPairRange - kThermalVolts) / sizes_.half;
    sink("tail", "tail", 2 * sizes_.half);
    npn("qinp", "fl", "inp", "ep", area(sizes_.half));
    npn("qinn", "fr", "inn", "en", area(sizes_.half));
    resistor("rep", "ep", "tail", degeneration);
    resistor("ren", "en", "tail", degeneration);
}

/// A third transistor with the pair's current; a mirror hands its base current to the inputs.
void BjtOpampDesigner::add_cancellation() {
    sink("rep_t", "rep", sizes_.half);
    npn("qrep", "vcc", "base", "rep", area(sizes_.half));
    pnp("qbase", "base", "base", "vcc", 1);
    pnp("qbasep", "inp", "base", "vcc", 1);
    pnp("qbasen", "inn", "base", "vcc", 1);
}

void BjtOpampDesigner::add_cascodes() {
    source("foldl", "fl", sizes_.fold);
    source("foldr", "fr", sizes_.fold);
    const double unit = area(sizes_.branch);
    pnp("qcaspl", "ml", "cp", "fl", unit);
    pnp("qcaspr", "hz", "cp", "fr", unit);
    npn("qcasnl", "ml", "cn", "nl", unit);
    npn("qcasnr", "hz", "cn", "nr", unit);
    body_.build().capacitor("chz", "hz", "0",
                            std::max(sizes_.farads - parasitic(), 0.05 * sizes_.farads));
}

/// Mirror with an emitter follower for its base currents. The follower's collector resistor limits
/// what it can force into the bases: without it the mirror latches saturated.
void BjtOpampDesigner::add_mirror() {
    const double unit = area(sizes_.branch);
    const double helper = kHelper * sizes_.branch;
    const double room = needs_.vdd - needs_.vss - kJunctionVolts - kDegenerationVolts;
    npn("qmirl", "nl", "mb", "rl", unit);
    npn("qmirr", "nr", "mb", "rr", unit);
    resistor("rmirl", "rl", "vee", kDegenerationVolts / sizes_.fold);
    resistor("rmirr", "rr", "vee", kDegenerationVolts / sizes_.fold);
    resistor("rlimit", "vcc", "hc", room / 2 / helper);
    npn("qhelp", "hc", "ml", "mb", area(helper));
    resistor("rhelp", "mb", "vee", (kJunctionVolts + kDegenerationVolts) / helper);
}

/// Cascode bases behind followers, stiff enough for a saturated cascode.
void BjtOpampDesigner::add_bias() {
    const double unit = area(sizes_.bias);
    const double drop = kDegenerationVolts + kCascodeVolts;
    sink("bcp", "cpb", sizes_.bias);
    pnp("qdcp", "xcp", "xcp", "ycp", unit);
    resistor("rdcp", "ycp", "vcc", drop / sizes_.bias);
    pnp("qecp", "cpb", "cpb", "xcp", unit);
    pnp("qfcp", "vee", "cpb", "cp", unit);
    resistor("rfcp", "cp", "vcc", (drop + kJunctionVolts) / sizes_.bias);
    source("bcn", "cnb", sizes_.bias);
    npn("qdcn", "xcn", "xcn", "ycn", unit);
    resistor("rdcn", "ycn", "vee", drop / sizes_.bias);
    npn("qecn", "cnb", "cnb", "xcn", unit);
    npn("qfcn", "vcc", "cnb", "cn", unit);
    resistor("rfcn", "cn", "vee", (drop + kJunctionVolts) / sizes_.bias);
}

void BjtOpampDesigner::add_output() {
    const double driver_p = sizes_.area * sizes_.driver_p / sizes_.output;
    const double driver_n = sizes_.area * sizes_.driver_n / sizes_.output;
    source("feedp", "u", sizes_.driver_p);
    pnp("qdrvp", "vee", "hz", "u", driver_p);
    sink("feedn", "d", sizes_.driver_n);
    npn("qdrvn", "vcc", "hz", "d", driver_n);
    npn("qoutn", "vcc", "u", "out", sizes_.area);
    pnp("qoutp", "vee", "d", "out", sizes_.area);
}

double BjtOpampDesigner::parasitic() const {
    const double cascodes =
        BjtProcess::area(sizes_.branch) * (n_.collector_farads() + n_.substrate_farads() +
                                           p_.collector_farads() + p_.substrate_farads());
    const double drivers =
        sizes_.area / sizes_.output *
        (sizes_.driver_p * p_.collector_farads() + sizes_.driver_n * n_.collector_farads());
    // 1.5: also what the emitters do not follow.
    return 1.5 * kReverse * (cascodes + drivers);
}

/// gm over the Early effect of the drivers' base currents and the cascodes' output conductances.
double BjtOpampDesigner::dc_gain() const {
    const double supply = needs_.vdd;
    const double drivers = sizes_.driver_p / (p_.gain(0) * (p_.early() + supply)) +
                           sizes_.driver_n / (n_.gain(0) * (n_.early() + supply));
    const double cascodes =
        sizes_.branch / (p_.gain(0) * p_.early()) + sizes_.branch / (n_.gain(0) * n_.early());
    return sizes_.gm / (drivers + cascodes);
}

double BjtOpampDesigner::supply_current() const {
    return (2 + 1) * sizes_.half + 2 * sizes_.branch + sizes_.driver_p + sizes_.driver_n +
           sizes_.output + 4 * sizes_.bias + kHelper * sizes_.branch;
}

OpampDesign BjtOpampDesigner::design() {
    add_input();
    add_cancellation();
    add_cascodes();
    add_mirror();
    add_bias();
    add_output();
    OpampDesign design;
    design.gain_db = 20 * std::log10(dc_gain());
    design.gbw_hz = sizes_.gbw;
    design.slew = 2 * sizes_.half / sizes_.farads;
    design.rout = kThermalVolts / (2 * sizes_.output);
    design.iq = supply_current();
    design.headroom = kDegenerationVolts + kSaturationVolts + n_.junction(kPeakDensity);
    design.cin = area(sizes_.half) * (n_.emitter_farads() + n_.collector_farads()) / 2;
    design.input_bias = (1 - kCancelled) * sizes_.half / n_.gain(0);
    design.body = body_.finish(fmt::format(
        "bipolar operational amplifier: GBW {:.3g} Hz, slew {:.3g} V/s, dc gain {:.0f} dB, iq "
        "{:.3g} A",
        design.gbw_hz, design.slew, design.gain_db, design.iq));
    return design;
}

}  // namespace

OpampDesign design_bjt_opamp(const OpampNeeds& needs, const ModelCard& npn, const ModelCard& pnp) {
    return BjtOpampDesigner(needs, npn, pnp).design();
}

}  // namespace hopspice::circuit
