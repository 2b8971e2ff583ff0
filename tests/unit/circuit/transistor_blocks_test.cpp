// The transistor-level blocks as data: what they are made of, and that their sizes follow from the
// figures asked for.

#include "circuit/bjt_opamp.h"
#include "circuit/bjt_sizing.h"
#include "circuit/cmos_opamp.h"
#include "circuit/gilbert.h"
#include "circuit/mos_sizing.h"
#include "circuit/parts.h"
#include "circuit/subcircuit_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <string>
#include <vector>

namespace hopspice::circuit {
namespace {

/// The class-AB amplifier of either technology, whatever the load.
OpampDesign strong_opamp(const OpampNeeds& needs, const Devices& devices) {
    return devices.technology == Technology::Bipolar
               ? design_bjt_opamp(needs, devices.npn, devices.pnp)
               : design_cmos_opamp(needs, devices.nmos, devices.pmos);
}

ModelCard card(const std::string& name) { return *find_generic_card(name); }

Devices devices_of(Technology technology) {
    return {technology, card("n_generic"), card("p_generic"), card("npn_generic"),
            card("pnp_generic")};
}

OpampNeeds needs_of(Technology technology) {
    const double rail = technology == Technology::Cmos ? 1.65 : 2.5;
    return {"amp", 1e8, 1e-3, 1e-12, 1e-3 / 1.4, rail, -rail};
}

const Element& element_of(const Subcircuit& body, const std::string& name) {
    const auto place = std::ranges::find(body.elements, name, &Element::name);
    EXPECT_NE(place, body.elements.end()) << name;
    return *place;
}

double parameter(const Element& element, const std::string& name) {
    const auto place =
        std::ranges::find(element.parameters, name, &std::pair<std::string, double>::first);
    EXPECT_NE(place, element.parameters.end()) << name;
    return place->second;
}

double drawn_ratio(const Subcircuit& body, const std::string& name) {
    const Element& element = element_of(body, name);
    return parameter(element, "w") * parameter(element, "m") / parameter(element, "l");
}

/// Every net of the body but the ports has two terminals at least; names are unique; values are
/// finite and positive; nothing but devices and passive parts.
void expect_devices_only(const Subcircuit& body) {
    const std::set<Kind> allowed{Kind::Resistor, Kind::Capacitor, Kind::Diode, Kind::Bjt,
                                 Kind::Mosfet};
    std::set<std::string> names;
    std::map<NetId, int> terminals;
    for (const Element& element : body.elements) {
        SCOPED_TRACE(element.name);
        EXPECT_TRUE(allowed.contains(element.kind));
        EXPECT_EQ(element.name[0], row_of(element.kind).prefix);
        EXPECT_EQ(element.nets.size(), row_of(element.kind).terminals);
        EXPECT_TRUE(names.insert(element.name).second);
        const bool passive = element.kind == Kind::Resistor || element.kind == Kind::Capacitor;
        EXPECT_EQ(passive, element.model.empty());
        EXPECT_TRUE(std::isfinite(element.value) && element.value >= 0);
        EXPECT_TRUE(!passive || element.value > 0);
        EXPECT_TRUE(std::isfinite(element.area) && element.area > 0);
        for (const auto& [name, value] : element.parameters) {
            EXPECT_TRUE(std::isfinite(value) && value > 0) << name;
        }
        for (const NetId net : element.nets) {
            ++terminals[net];
        }
    }
    for (std::size_t index = 1; index < body.nets.size(); ++index) {
        EXPECT_GE(terminals[NetId{static_cast<std::uint32_t>(index)}],
                  index <= body.ports.size() ? 1 : 2)
            << body.nets[index];
    }
}

class TransistorBlocks : public testing::TestWithParam<Technology> {
protected:
    Devices devices_ = devices_of(GetParam());
    OpampNeeds needs_ = needs_of(GetParam());
};

TEST_P(TransistorBlocks, AmplifierIsDevicesBetweenItsPorts) {
    for (const double gbw : {1e6, 2e7, 1e8, 4e8, 1e12}) {
        for (const double peak : {0.0, 1e-4, 1e-2}) {
            needs_.gbw_hz = gbw;
            needs_.peak_amperes = peak;
            const OpampDesign design = strong_opamp(needs_, devices_);
            EXPECT_EQ(design.body.name, "amp");
            EXPECT_EQ(design.body.ports,
                      (std::vector<std::string>{"inp", "inn", "out", "vcc", "vee", "bn", "bp"}));
            expect_devices_only(design.body);
            for (const double figure : {design.gain_db, design.gbw_hz, design.slew, design.rout,
                                        design.iq, design.headroom, design.cin}) {
                EXPECT_TRUE(std::isfinite(figure) && figure > 0);
            }
        }
    }
}

TEST_P(TransistorBlocks, GbwIsTheAskedOneUpToWhatTheDevicesGive) {
    needs_.gbw_hz = 2e8;
    EXPECT_EQ(strong_opamp(needs_, devices_).gbw_hz, 2e8);
    needs_.gbw_hz = 1e12;
    const OpampDesign fastest = strong_opamp(needs_, devices_);
    EXPECT_GT(fastest.gbw_hz, 4e8);
    EXPECT_LT(fastest.gbw_hz, 1e9);
    needs_.load_farads *= 10;
    EXPECT_EQ(strong_opamp(needs_, devices_).gbw_hz, fastest.gbw_hz);
}

TEST_P(TransistorBlocks, SupplyCurrentGrowsWithGbwLoadAndPeak) {
    const double before = strong_opamp(needs_, devices_).iq;
    OpampNeeds faster = needs_;
    faster.gbw_hz *= 4;
    OpampNeeds heavier = needs_;
    heavier.load_farads *= 100;
    OpampNeeds stronger = needs_;
    stronger.peak_amperes *= 4;
    for (const OpampNeeds& needs : {faster, heavier, stronger}) {
        EXPECT_GT(strong_opamp(needs, devices_).iq, 1.2 * before);
    }
}

TEST(MillerOpamp, TakesOrdinaryLoadsAndLeavesHeavyAndFastOnesToClassAb) {
    const Devices devices = devices_of(Technology::Cmos);
    OpampNeeds needs = needs_of(Technology::Cmos);
    needs.gbw_hz = 1e8;
    needs.peak_amperes = 5e-4;
    EXPECT_EQ(design_opamp(needs, devices).body.elements.size(), 10U);  // seven, C_c, R_z, line
    EXPECT_GE(design_opamp(needs, devices).gain_db, 60);
    needs.peak_amperes = 5e-3;
    EXPECT_GT(design_opamp(needs, devices).body.elements.size(), 20U);
    needs.peak_amperes = 5e-4;
    needs.gbw_hz = 4e8;
    EXPECT_GT(design_opamp(needs, devices).body.elements.size(), 20U);
}

TEST_P(TransistorBlocks, BiasGeneratorIsDevicesBetweenItsPorts) {
    const Subcircuit body = bias_generator({"bias", needs_.vdd, needs_.vss}, devices_);
    EXPECT_EQ(body.ports, (std::vector<std::string>{"ref", "vcc", "vee", "bn", "bp"}));
    expect_devices_only(body);
    // The reference resistor alone sets the current.
    EXPECT_DOUBLE_EQ(element_of(body, "rref").value, kReferenceVolts / kBiasAmperes);
}

TEST_P(TransistorBlocks, MultiplierHoldsItsAmplifierInline) {
    needs_.name = "mul";
    const MultiplierDesign design = design_multiplier(needs_, devices_);
    EXPECT_EQ(design.body.ports,
              (std::vector<std::string>{"xp", "xn", "yp", "yn", "out", "vcc", "vee", "bn", "bp"}));
    expect_devices_only(design.body);
    // A 20 kohm divider on each input; six branches of 100 uA beside the amplifier.
    EXPECT_DOUBLE_EQ(design.input_siemens, 1 / 20e3);
    EXPECT_DOUBLE_EQ(design.iq, design.amplifier.iq + 600e-6);
    for (const Element& inner : design.amplifier.body.elements) {
        element_of(design.body, inner.name.substr(0, 1) + "amp_" + inner.name);
    }
}

INSTANTIATE_TEST_SUITE_P(Both, TransistorBlocks,
                         testing::Values(Technology::Cmos, Technology::Bipolar),
                         [](const auto& technology) {
                             return technology.param == Technology::Cmos ? "Cmos" : "Bipolar";
                         });

TEST(CmosOpamp, InputPairGivesTheGbwWithTheMillerCapacitance) {
    OpampNeeds needs = needs_of(Technology::Cmos);
    needs.load_siemens = 0;
    const OpampDesign design = strong_opamp(needs, devices_of(Technology::Cmos));
    // gm = KP W/L V at the pair's overdrive of 0.25 V; both capacitors and the overlaps of the
    // output transistors are between output and gates.
    const double gm = 5.8e-5 * drawn_ratio(design.body, "minp") * 0.25;
    double farads = element_of(design.body, "cn").value + element_of(design.body, "cp").value;
    for (const std::string output : {"moutn", "moutp"}) {
        const Element& element = element_of(design.body, output);
        farads += parameter(element, "w") * parameter(element, "m") * 2e-10;
    }
    EXPECT_NEAR(gm / (2 * std::numbers::pi * farads), needs.gbw_hz, 1e-9 * needs.gbw_hz);
}

TEST(CmosOpamp, ClassAbDiodesHaveTheDensityOfTheOutputTransistors) {
    const OpampDesign design =
        strong_opamp(needs_of(Technology::Cmos), devices_of(Technology::Cmos));
    // The quiescent output current over the bias branches' is the ratio of both pairs.
    EXPECT_NEAR(drawn_ratio(design.body, "moutn") / drawn_ratio(design.body, "mdsn"),
                drawn_ratio(design.body, "moutp") / drawn_ratio(design.body, "mdsp"), 1e-9);
}

TEST(MosProcess, SizesFollowTheSquareLaw) {
    const MosProcess process(card("n_generic"));
    EXPECT_DOUBLE_EQ(process.length(), 0.35e-6);
    // I = KP/2 W/L V^2
    EXPECT_NEAR(1.7e-4 / 2 * process.ratio(1e-4, 0.2) * 0.04, 1e-4, 1e-16);
    for (const double ratio : {0.1, 1.0, 10.0, 1000.0}) {
        const MosSize size = process.size(ratio);
        EXPECT_NEAR(size.width * size.multiple / size.length, ratio, 1e-9 * ratio);
        EXPECT_GE(size.width, 0.5e-6 - 1e-18);
        EXPECT_LE(size.width, 20e-6);
        EXPECT_GE(size.length, 0.35e-6 - 1e-18);
    }
}

/// The card of a device whose gain is 20 at the shortest channel and 320 at four times it.
ModelCard measured_card() {
    ModelCard measured = card("n_generic");
    MosCurves curves;
    curves.drain_volts = 1;
    for (const double lengths : {1, 2, 4}) {
        MosChannel channel{lengths * 0.5e-6, 0.7, lengths * 1e-9, 3e-10, 1e-9, {}};
        for (const double overdrive : kMeasuredOverdrives) {
            const double gm = 2 / overdrive;
            channel.points.push_back(
                {5e-5 * overdrive * overdrive, gm, 8 / (20 * lengths * lengths), 1e-4 * overdrive});
        }
        curves.channels.push_back(channel);
    }
    add_curves(curves, measured.parameters);
    return measured;
}

TEST(MosProcess, SizesFollowWhatWasMeasured) {
    const MosProcess process(measured_card());
    // gm/g_ds = 8 20 l^2/8 at 0.25 V is 80 at twice the shortest length.
    EXPECT_NEAR(process.length(), 1e-6, 0.02e-6);
    EXPECT_NEAR(process.intrinsic_gain(kBiasOverdrive), kIntrinsicGain, 0.05 * kIntrinsicGain);
    EXPECT_NEAR(process.threshold(), 0.7, 1e-12);
    EXPECT_NEAR(process.gate_farads_per_metre(), 2e-9, 0.05e-9);
    for (const double overdrive : {0.15, 0.25, 0.27}) {
        EXPECT_NEAR(process.ratio(1e-4, overdrive), 2 / (overdrive * overdrive), 1e-6 / overdrive);
        EXPECT_NEAR(process.transconductance(1e-4, overdrive), 2e-4 / overdrive, 1e-12);
        EXPECT_NEAR(process.amperes(process.transconductance(1e-4, overdrive), overdrive), 1e-4,
                    1e-16);
    }
    const MosProcess fast(measured_card(), Channel::Switching);
    EXPECT_DOUBLE_EQ(fast.length(), 0.5e-6);
    EXPECT_NEAR(fast.switch_ratio(100, 1), 100, 1e-9);
}

TEST(BjtProcess, GainAndTransitFrequencyComeFromTheCard) {
    const BjtProcess process(card("npn_generic"));
    EXPECT_DOUBLE_EQ(process.gain(0), 150);
    EXPECT_DOUBLE_EQ(process.gain(60), 300);
    EXPECT_NEAR(process.junction(kEmitterDensity), 0.743, 1e-3);
    // gm = 1.55 mS, TF gm = 12.4 fF, 1.5 CJE + CJC = 9 fF
    EXPECT_NEAR(process.transit_frequency(), 11.5e9, 0.1e9);
}

TEST(SubcircuitBody, InlinedPartKeepsGroundAndRenamesTheRest) {
    SubcircuitBody inner("inner", {"in"});
    inner.build().resistor("ra", "in", "mid", 1);
    inner.build().resistor("rb", "mid", "0", 2);
    SubcircuitBody outer("outer", {"port"});
    outer.inline_part(inner.finish("inner"), "x", {{"in", "port"}});
    const Subcircuit body = outer.finish("outer");
    EXPECT_EQ(body.nets, (std::vector<std::string>{"0", "port", "x_mid"}));
    ASSERT_EQ(body.elements.size(), 2U);
    EXPECT_EQ(body.elements[0].name, "rx_ra");
    EXPECT_EQ(body.elements[0].nets, (std::vector<NetId>{NetId{1}, NetId{2}}));
    EXPECT_EQ(body.elements[1].nets, (std::vector<NetId>{NetId{2}, kGround}));
}

}  // namespace
}  // namespace hopspice::circuit
