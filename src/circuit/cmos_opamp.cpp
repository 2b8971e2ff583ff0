#include "circuit/cmos_opamp.h"

#include "circuit/mos_sizing.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace hopspice::circuit {

namespace {

constexpr double kCmosInputOverdrive = 0.25;  // V: slew/GBW = 2 pi 0.25 V
constexpr double kCmosSmallestTail = 4e-6;
constexpr double kZeroRatio =
    2.4;  // zero resistor over 1/gm: past infinity into the left half-plane
constexpr double kCmosFold = 1.2;   // fold source over tail current: no branch starves when slewing
constexpr double kCmosClassAb = 4;  // peak over quiescent current of the output stage
/// GBW over the frequency at which the output stage would only drive itself.
constexpr double kCmosFastest = 0.33;
constexpr double kHeadroom = 0.25;

/// Capacitance per ampere of quiescent output current, both devices, F/A.
struct OutputLoad {
    double gate = 0;
    double overlap = 0;
    double drain = 0;
};

struct CmosOpampSizes {
    double output = 0;   ///< quiescent current of the output stage, A
    double tail = 0;     ///< A
    double fold = 0;     ///< each fold source, A
    double branch = 0;   ///< each cascode branch, A
    double bias = 0;     ///< each local bias branch, A
    double gm_in = 0;    ///< S
    double gm_out = 0;   ///< both output devices, S
    double miller = 0;   ///< both capacitors and the overlaps they are in parallel with, F
    double overlap = 0;  ///< of that, F
    double cascode = 0;  ///< overdrive of cascodes and mirror, V
    double gbw = 0;      ///< Hz
};

class CmosOpampDesigner {
public:
    CmosOpampDesigner(OpampNeeds needs, const ModelCard& nmos, const ModelCard& pmos)
        : needs_(std::move(needs)), n_(nmos), p_(pmos) {
        choose_output();
        choose_input();
    }

    OpampDesign design();

private:
    void choose_output();
    void choose_input();
    void add_input();
    void add_cascodes();
    void add_output();
    void add_bias();
    void nmos(const std::string& name, const std::string& drain, const std::string& gate,
              const std::string& source, double ratio) {
        body_.build().mosfet(name, drain, gate, source, "vee", n_.model(), n_.size(ratio));
    }
    void pmos(const std::string& name, const std::string& drain, const std::string& gate,
              const std::string& source, double ratio) {
        body_.build().mosfet(name, drain, gate, source, "vcc", p_.model(), p_.size(ratio));
    }
    [[nodiscard]] double stage_gain() const;
    [[nodiscard]] double supply_current() const;

    OpampNeeds needs_;
    MosProcess n_;
    MosProcess p_;
    CmosOpampSizes sizes_;
    OutputLoad per_ampere_;
    SubcircuitBody body_{needs_.name, {"inp", "inn", "out", "vcc", "vee", "bn", "bp"}};
};

/// gm C_c = k w_u (C_g C_L + C_c C_g + C_c C_L) for the pole at k GBW, with C_g, C_L and gm in
/// proportion to the current and C_c to C_g.
void CmosOpampDesigner::choose_output() {
    const double width_n = n_.width(1, kOutputOverdrive);
    const double width_p = p_.width(1, kOutputOverdrive);
    per_ampere_.gate = width_n * n_.gate_farads_per_metre() + width_p * p_.gate_farads_per_metre();
    per_ampere_.overlap =
        width_n * n_.overlap_farads_per_metre() + width_p * p_.overlap_farads_per_metre();
    per_ampere_.drain =
        width_n * n_.drain_farads_per_metre() + width_p * p_.drain_farads_per_metre();
    const double spread = 1 + 1 / kMillerRatio;
    const double gm =
        n_.transconductance(1, kOutputOverdrive) + p_.transconductance(1, kOutputOverdrive);
    const double own = kPoleRatio * (spread * per_ampere_.drain + per_ampere_.gate);
    const double fastest = kCmosFastest * gm / own / (2 * std::numbers::pi);
    sizes_.gbw = std::min(needs_.gbw_hz, fastest);
    const double omega = 2 * std::numbers::pi * sizes_.gbw;
    const double for_speed = spread * kPoleRatio * omega * needs_.load_farads / (gm - omega * own);
    sizes_.output = std::max({for_speed, needs_.peak_amperes / kCmosClassAb, 20e-6});
    sizes_.gm_out = gm * sizes_.output;
}

/// gm = w_u C_c, raised half way (in dB) to make up for what the load takes from the second stage.
void CmosOpampDesigner::choose_input() {
    const double gate = per_ampere_.gate * sizes_.output;
    sizes_.overlap = per_ampere_.overlap * sizes_.output;
    sizes_.miller = std::max(kMillerRatio * gate, kSmallestMiller);
    const double loss = needs_.load_siemens / sizes_.gm_out * (1 + gate / sizes_.miller);
    sizes_.gm_in = 2 * std::numbers::pi * sizes_.gbw * sizes_.miller * std::sqrt(1 + loss);
    const double least = p_.transconductance(kCmosSmallestTail / 2, kCmosInputOverdrive);
    const double slowest = std::max(1.0, least / sizes_.gm_in);
    sizes_.miller *= slowest;
    sizes_.gm_in *= slowest;
    sizes_.tail = 2 * p_.amperes(sizes_.gm_in, kCmosInputOverdrive);
    sizes_.fold = kCmosFold * sizes_.tail;
    sizes_.branch = sizes_.fold - sizes_.tail / 2;
    sizes_.bias = std::max(sizes_.fold / 8, 5e-6);
    // Two devices have to saturate within the gate-source voltage of an output transistor.
    const double room = std::min(n_.threshold(), p_.threshold()) + kOutputOverdrive - 0.15;
    sizes_.cascode = std::min(0.3, room / 2);
}

/// Pair and tail. A rising `inn` takes current from the left branch, which the mirror turns into a
/// rising gate of the output stage.
void CmosOpampDesigner::add_input() {
    const double ratio = p_.ratio(sizes_.tail / 2, kCmosInputOverdrive);
    body_.build().mosfet("mtail", "tail", "bp", "vcc", "vcc", p_.model(),
                         p_.size(p_.ratio(sizes_.tail, kBiasOverdrive)));
    body_.build().mosfet("minp", "fr", "inp", "tail", "tail", p_.model(), p_.size(ratio));
    body_.build().mosfet("minn", "fl", "inn", "tail", "tail", p_.model(), p_.size(ratio));
}

/// Left branch: diode of the mirror; right branch: the two gate lines `gp`, `gn` with the class-AB
/// mesh between them.
void CmosOpampDesigner::add_cascodes() {
    const double fold = n_.ratio(sizes_.fold, kBiasOverdrive);
    const double down = n_.ratio(sizes_.branch, sizes_.cascode);
    const double up = p_.ratio(sizes_.branch, sizes_.cascode);
    nmos("mfoldl", "fl", "bn", "vee", fold);
    nmos("mfoldr", "fr", "bn", "vee", fold);
    nmos("mcasnl", "ln", "cn", "fl", down);
    nmos("mcasnr", "gn", "cn", "fr", down);
    pmos("mmirl", "ml", "mirror", "vcc", up);
    pmos("mmirr", "mr", "mirror", "vcc", up);
    pmos("mcaspl", "mirror", "cp", "ml", up);
    pmos("mcaspr", "gp", "cp", "mr", up);
    nmos("mmeshn", "gp", "an", "gn", down / 2);
    pmos("mmeshp", "gn", "ap", "gp", up / 2);
    // The same in the left branch: equal drain voltages on both sides, hence no systematic offset.
    nmos("mlikn", "mirror", "an", "ln", down / 2);
    pmos("mlikp", "ln", "ap", "mirror", up / 2);
    // Past GBW the signal takes the capacitor to the mirror and not that mesh.
    const double mesh_gm = n_.transconductance(sizes_.branch, sizes_.cascode);
    body_.build().capacitor("clik", "mirror", "ln", mesh_gm / (2 * std::numbers::pi * sizes_.gbw));
}

void CmosOpampDesigner::add_output() {
    nmos("moutn", "out", "gn", "vee", n_.ratio(sizes_.output, kOutputOverdrive));
    pmos("moutp", "out", "gp", "vcc", p_.ratio(sizes_.output, kOutputOverdrive));
    const double capacitor = (sizes_.miller - sizes_.overlap) / 2;
    const double ohms = 2 * kZeroRatio / sizes_.gm_out;
    Builder build = body_.build();
    build.capacitor("cn", "out", "zn", capacitor);
    build.resistor("rn", "zn", "gn", ohms);
    build.capacitor("cp", "out", "zp", capacitor);
    build.resistor("rp", "zp", "gp", ohms);
}

/// Cascode gates from one wide-overdrive diode each; class-AB gates from two stacked diodes with
/// the current densities of the output and mesh transistors.
void CmosOpampDesigner::add_bias() {
    const double source = p_.ratio(sizes_.bias, kBiasOverdrive);
    const double sink = n_.ratio(sizes_.bias, kBiasOverdrive);
    const double below = sizes_.cascode + 0.05;
    const double over_n = below + n_.body_effect(below) + sizes_.cascode;
    const double over_p = below + p_.body_effect(below) + sizes_.cascode;
    pmos("mbcn", "cn", "bp", "vcc", source);
    nmos("mdcn", "cn", "cn", "vee", n_.ratio(sizes_.bias, over_n));
    nmos("mbcp", "cp", "bn", "vee", sink);
    pmos("mdcp", "cp", "cp", "vcc", p_.ratio(sizes_.bias, over_p));
    pmos("mban", "an", "bp", "vcc", source);
    nmos("mdan", "an", "an", "sn", n_.ratio(sizes_.bias, sizes_.cascode));
    nmos("mdsn", "sn", "sn", "vee", n_.ratio(sizes_.bias, kOutputOverdrive));
    nmos("mbap", "ap", "bn", "vee", sink);
    pmos("mdap", "ap", "ap", "sp", p_.ratio(sizes_.bias, sizes_.cascode));
    pmos("mdsp", "sp", "sp", "vcc", p_.ratio(sizes_.bias, kOutputOverdrive));
}

/// gm_in R_1 gm_out R_2 with cascoded R_1 and channel-length modulation alone in R_2.
double CmosOpampDesigner::stage_gain() const {
    const double up = p_.output_conductance(sizes_.branch, sizes_.cascode);
    const double below = n_.output_conductance(sizes_.fold, kBiasOverdrive) +
                         p_.output_conductance(sizes_.tail / 2, kCmosInputOverdrive);
    const double conductance =
        up / p_.intrinsic_gain(sizes_.cascode) + below / n_.intrinsic_gain(sizes_.cascode);
    const double second = n_.output_conductance(sizes_.output, kOutputOverdrive) +
                          p_.output_conductance(sizes_.output, kOutputOverdrive);
    return sizes_.gm_in / conductance * sizes_.gm_out / second;
}

/// The branches, each raised by the drain-source voltage beyond what the equations assume.
double CmosOpampDesigner::supply_current() const {
    const double sum = sizes_.tail + 2 * sizes_.branch + sizes_.output + 4 * sizes_.bias;
    const double half_supply = (needs_.vdd - needs_.vss) / 2;
    const double slope =
        n_.output_conductance(1, kBiasOverdrive) + p_.output_conductance(1, kBiasOverdrive);
    return sum * (1 + slope / 2 * half_supply);
}

OpampDesign CmosOpampDesigner::design() {
    add_input();
    add_cascodes();
    add_output();
    add_bias();
    OpampDesign design;
    design.gain_db = 20 * std::log10(stage_gain());
    design.gbw_hz = sizes_.gbw;
    design.slew = sizes_.tail / sizes_.miller;
    design.rout = (1 + per_ampere_.gate * sizes_.output / sizes_.miller) / sizes_.gm_out;
    design.iq = supply_current();
    design.headroom = kHeadroom;
    const double input_width = p_.width(sizes_.tail / 2, kCmosInputOverdrive);
    design.cin = input_width * p_.gate_farads_per_metre() / 2;
    design.body = body_.finish(fmt::format(
        "CMOS operational amplifier: GBW {:.3g} Hz, slew {:.3g} V/s, dc gain {:.0f} dB, iq {:.3g} "
        "A",
        design.gbw_hz, design.slew, design.gain_db, design.iq));
    return design;
}

}  // namespace

OpampDesign design_cmos_opamp(const OpampNeeds& needs, const ModelCard& nmos,
                              const ModelCard& pmos) {
    return CmosOpampDesigner(needs, nmos, pmos).design();
}

}  // namespace hopspice::circuit
