// Nodal analysis against closed forms.

#include "netlist/nodal.h"

#include "circuit/builder.h"
#include "circuit/parts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hopspice::netlist {
namespace {

using circuit::Builder;
using circuit::Circuit;

// kLeakSiemens of the analysis (1e-15 S to ground) against the 1 mS to 0.1 uS used here.
constexpr double kTolerance = 1e-7;

class Nodal : public testing::Test {
protected:
    Nodal() { build_.group({.part = "all"}); }

    NodalSystem system(const NodalView& view = {}) {
        auto built = NodalSystem::build(circuit_, view);
        EXPECT_TRUE(built) << format_diagnostic(built.error().front());
        return std::move(built.value());
    }
    double rest(const std::string& net, const NodalView& view = {}) {
        return system(view).at_rest({net})[0];
    }

    Circuit circuit_;
    Builder build_{circuit_};
};

TEST_F(Nodal, ADividerDivides) {
    build_.voltage("v1", "in", "0", 3);
    build_.resistor("r1", "in", "out", 2000);
    build_.resistor("r2", "out", "0", 1000);
    EXPECT_NEAR(rest("out"), 1, kTolerance);
    EXPECT_NEAR(rest("in"), 3, kTolerance);
    EXPECT_EQ(rest("nowhere"), 0);
    EXPECT_EQ(rest("0"), 0);
}

TEST_F(Nodal, ACurrentSourceDrivesFromItsFirstNetIntoItsSecond) {
    build_.current("i1", "0", "a", 1e-3);
    build_.resistor("r1", "a", "0", 500);
    EXPECT_NEAR(rest("a"), 0.5, kTolerance);
}

TEST_F(Nodal, ControlledSourcesHaveTheirGains) {
    build_.voltage("v1", "in", "0", 0.5);
    build_.vcvs("e1", "e", "in", "0", -4);
    build_.resistor("re", "e", "0", 1000);
    build_.vccs_into("g1", "g", "in", 2e-3);
    build_.resistor("rg", "g", "0", 1000);
    EXPECT_NEAR(rest("e"), -2, kTolerance);
    EXPECT_NEAR(rest("g"), 1, kTolerance) << "a VCCS into a net raises it";
}

TEST_F(Nodal, AnInvertingAmplifierWithFiniteGainHasTheClosedForm) {
    build_.voltage("v1", "in", "0", 1);
    build_.resistor("r1", "in", "sum", 1000);
    build_.resistor("r2", "sum", "out", 5000);
    const double gain = 100;
    build_.vcvs("e1", "out", "0", "sum", gain);
    // -(R2/R1) / (1 + N_g/A) with N_g = 1 + R2/R1 = 6.
    EXPECT_NEAR(rest("out"), -5 / (1 + 6 / gain), kTolerance);
}

TEST_F(Nodal, TheSlopeOfAnRcIsItsTimeConstant) {
    build_.voltage("v1", "in", "0", 0);
    build_.resistor("r1", "in", "out", 10e3);
    build_.capacitor("c1", "out", "0", 2e-12);
    NodalView view;
    view.forced = {"in"};
    Excitation excitation;
    excitation.forced_volts["in"] = 0.5;
    const Response response = system(view).respond(excitation, {"out", "in"});
    // H = 1/(1 + s R C) = 1 - s R C + ...
    EXPECT_NEAR(response.dc[0], 0.5, kTolerance);
    EXPECT_NEAR(response.slope[0], -0.5 * 20e-9, kTolerance * 20e-9);
    EXPECT_NEAR(response.dc[1], 0.5, kTolerance);
    EXPECT_NEAR(response.slope[1], 0, kTolerance * 20e-9) << "a forced net has no lag";
}

TEST_F(Nodal, ALossyIntegratorWithAOnePoleAmplifierHasTheLagOfItsNoiseGain) {
    // 1 + s (tau + N_g/w_t) + s^2 tau/w_t, and 1/(1 + N_g/A0) of everything.
    AmplifierSpec amplifier;
    amplifier.gbw = 1e8;
    amplifier.gain_db = 100;
    amplifier.cin = 1e-18;
    circuit_.subcircuits = {circuit::opamp_subcircuit(amplifier, circuit::OutputResistance::None)};
    const double feedback = 20e3;
    const double farads = 1e-12;
    const std::vector<double> inputs = {10e3, 40e3, 5e3};
    double noise_gain = 1;
    build_.voltage("vdd", "vdd", "0", 2.5);
    build_.voltage("vss", "vss", "0", -2.5);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        build_.resistor("r" + std::to_string(k), k == 0 ? "in" : "0", "sum", inputs[k]);
        noise_gain += feedback / inputs[k];
    }
    build_.voltage("v1", "in", "0", 0);
    build_.resistor("rf", "sum", "out", feedback);
    build_.capacitor("cf", "sum", "out", farads);
    build_.instance("x1", {"0", "sum", "out", "vdd", "vss"}, "hs_opamp");
    NodalView view;
    view.forced = {"in"};
    Excitation excitation;
    excitation.forced_volts["in"] = 1;
    const Response response = system(view).respond(excitation, {"out"});
    const double finite = 1 + noise_gain / 1e5;
    EXPECT_NEAR(response.dc[0], -feedback / inputs[0] / finite, 1e-6);
    const double lag = noise_gain / (2 * std::numbers::pi * amplifier.gbw);
    // tau is multiplied by (1 + 1/A0) before the division by 1 + N_g/A0.
    const double expected = (feedback * farads * (1 + 1e-5) + lag) / finite;
    EXPECT_NEAR(-response.slope[0] / response.dc[0], expected, 1e-5 * expected);
}

TEST_F(Nodal, ASwitchIsWhereItsControlSourceLeavesIt) {
    circuit_.models = {circuit::switch_on_card(10)};
    build_.voltage("v1", "in", "0", 1);
    build_.voltage("vctl", "ctl", "0", std::vector<double>{0, 1, 1e-9, 1, 2e-9, 0});
    build_.switch_between("s1", "in", "out", "ctl", "0", "sw_on");
    build_.resistor("r1", "out", "0", 10);
    // The last value of the waveform is 0: open, 1 Tohm.
    EXPECT_NEAR(rest("out"), 1e-11, 1e-13);
    NodalView closed;
    closed.sources["vctl"] = 1;
    EXPECT_NEAR(rest("out", closed), 0.5, kTolerance);
}

TEST_F(Nodal, ASwitchThatOpensOnItsControlClosesWithoutIt) {
    circuit_.models = {circuit::switch_off_card(10)};
    build_.voltage("v1", "in", "0", 1);
    build_.voltage("vctl", "ctl", "0", 0);
    build_.switch_between("s1", "in", "out", "0", "ctl", "sw_off");
    build_.resistor("r1", "out", "0", 10);
    EXPECT_NEAR(rest("out"), 0.5, kTolerance);
    NodalView held;
    held.sources["vctl"] = 1;
    EXPECT_NEAR(rest("out", held), 1e-11, 1e-13);
}

TEST_F(Nodal, AForcedNetIsHeldAgainstTheSourceThatDrivesIt) {
    build_.voltage("v1", "in", "0", 1);
    build_.vcvs("e1", "mid", "in", "0", 3);
    build_.resistor("r1", "mid", "out", 1000);
    build_.resistor("r2", "out", "0", 1000);
    NodalView view;
    view.forced = {"mid"};
    EXPECT_NEAR(rest("out", view), 0, kTolerance) << "forced nets rest at 0 V";
    Excitation excitation;
    excitation.forced_volts["mid"] = 0.4;
    EXPECT_NEAR(system(view).respond(excitation, {"out"}).dc[0], 0.2, kTolerance);
}

TEST_F(Nodal, AnExcitationIsTheChangeFromRest) {
    build_.voltage("v1", "bias", "0", 1);
    build_.voltage("v2", "in", "0", 0);
    build_.resistor("r1", "bias", "out", 1000);
    build_.resistor("r2", "in", "out", 1000);
    NodalView view;
    view.forced = {"in"};
    const NodalSystem solved = system(view);
    EXPECT_NEAR(solved.at_rest({"out"})[0], 0.5, kTolerance);
    Excitation excitation;
    excitation.forced_volts["in"] = 1;
    EXPECT_NEAR(solved.respond(excitation, {"out"}).dc[0], 0.5, kTolerance);
}

TEST_F(Nodal, AnInjectedCurrentMeetsTheResistanceOfTheNet) {
    build_.resistor("r1", "a", "0", 3000);
    build_.resistor("r2", "a", "0", 6000);
    Excitation excitation;
    excitation.injected_amperes["a"] = 1e-3;
    EXPECT_NEAR(system().respond(excitation, {"a"}).dc[0], 2, kTolerance);
}

TEST_F(Nodal, ManyExcitationsAreAnsweredInTheirOrder) {
    constexpr std::size_t kMany = 150;
    std::vector<Excitation> excitations(kMany);
    std::vector<std::string> nets;
    for (std::size_t k = 0; k < kMany; ++k) {
        nets.push_back("n" + std::to_string(k));
        build_.resistor("r" + std::to_string(k), nets[k], "0", 1000);
        build_.capacitor("c" + std::to_string(k), nets[k], "0", 1e-12);
        excitations[k].injected_amperes[nets[k]] = 1e-6 * static_cast<double>(k + 1);
    }
    const NodalSystem solved = system();
    const auto dc = solved.dc_responses(excitations, nets);
    const auto responses = solved.respond(excitations, nets);
    ASSERT_EQ(dc.size(), kMany);
    ASSERT_EQ(responses.size(), kMany);
    for (std::size_t k = 0; k < kMany; ++k) {
        for (std::size_t i = 0; i < kMany; ++i) {
            const double volts = i == k ? 1e-3 * static_cast<double>(k + 1) : 0;
            EXPECT_NEAR(dc[k][i], volts, kTolerance);
            EXPECT_NEAR(responses[k].dc[i], volts, kTolerance);
            EXPECT_NEAR(responses[k].slope[i], -1e-9 * volts, kTolerance * 1e-9);
        }
    }
}

TEST_F(Nodal, ABehavioralSourceIsLinearisedWhereTiedNetsHoldIt) {
    build_.voltage("v1", "a", "0", 0.5);
    build_.behavioral_voltage("b1", "out", "tanh(2*v(a))+v(free)");
    build_.resistor("r1", "out", "0", 1000);
    build_.resistor("r2", "free", "0", 1000);
    EXPECT_NEAR(rest("out"), std::tanh(1.0), kTolerance);
    Excitation excitation;
    excitation.injected_amperes["free"] = 1e-4;
    EXPECT_NEAR(system().respond(excitation, {"out"}).dc[0], 0.1, kTolerance);
}

TEST_F(Nodal, DiodesAreCutUnlessTheViewSaysTheyConduct) {
    build_.voltage("v1", "in", "0", 1);
    build_.diode("d1", "in", "out", "schottky_generic");
    build_.resistor("r1", "out", "0", 1000);
    EXPECT_NEAR(rest("out"), 0, kTolerance);
    NodalView view;
    view.conducting_diodes = {"d1"};
    EXPECT_NEAR(rest("out", view), 1, kTolerance);
}

TEST_F(Nodal, TransistorsAreCut) {
    build_.voltage("v1", "in", "0", 1);
    build_.bjt("q1", "in", "in", "out", "npn_generic", 1);
    build_.resistor("r1", "out", "0", 1000);
    EXPECT_NEAR(rest("out"), 0, kTolerance);
}

TEST_F(Nodal, TwoSourcesAgainstEachOtherAreSingular) {
    build_.voltage("v1", "a", "0", 1);
    build_.voltage("v2", "a", "0", 2);
    circuit_.title = "clash";
    const auto built = NodalSystem::build(circuit_, {});
    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().front().id, "HS-E304");
    EXPECT_NE(built.error().front().message.find("clash"), std::string::npos);
}

TEST_F(Nodal, AnExpressionThatCannotBeReadIsADiagnostic) {
    build_.behavioral_voltage("b1", "a", "sin(v(a))");
    build_.resistor("r1", "a", "0", 1000);
    const auto built = NodalSystem::build(circuit_, {});
    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().front().id, "HS-E303");
}

}  // namespace
}  // namespace hopspice::netlist
