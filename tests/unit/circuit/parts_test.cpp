// The text of the macromodels and cards, with the numbers their figures mean.

#include "circuit/parts.h"
#include "dialect/deck.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

namespace hopspice::circuit {
namespace {

/// Figures whose products with 1 pF are exact: gm = 2 pi GBW 1p = 1 S, slew current 0.25 A.
AmplifierSpec plain_amplifier() {
    AmplifierSpec amplifier;
    amplifier.gbw = 1e12 / (2 * std::numbers::pi);
    amplifier.slew = 0.25e12;
    amplifier.gain_db = 60;
    amplifier.rout = 50;
    amplifier.iq = 2e-3;
    amplifier.cin = 1e-14;
    amplifier.headroom = 0.25;
    return amplifier;
}

std::vector<std::string> body_of(const Subcircuit& subcircuit) {
    Circuit circuit;
    circuit.subcircuits = {subcircuit};
    std::vector<std::string> lines = dialect::write_ngspice(circuit);
    lines.erase(lines.begin(), lines.begin() + 2);  // title and comment
    return lines;
}

TEST(Opamp, TextSaysPoleSlewClampOutputAndSupply) {
    // R_p = A0/gm = 1 kohm; the clamp takes 50 times the slew current per volt.
    EXPECT_EQ(body_of(opamp_subcircuit(plain_amplifier(), OutputResistance::Series)),
              (std::vector<std::string>{
                  ".subckt hs_opamp inp inn out vcc vee", "cin inp inn 1e-14", "gd 0 d inp inn 4",
                  "rd d 0 1", "bgm 0 p i=0.25*tanh(v(d))", "rp p 0 1000", "cp p 0 1e-12",
                  "ghi 0 hi p vcc 1", "rhi hi 0 1", "glo 0 lo p vee 1", "rlo lo 0 1",
                  "bclamp p 0 i=12.5*(max(v(hi)+0.25,0)+min(v(lo)-0.25,0))", "eout o vcc p vcc 1",
                  "rout o out 50", "bsup vcc vee i=0.002+max(i(eout),0)", ".ends"}));
}

TEST(Opamp, WithoutOutputResistanceTheSupplyFollowsTheOutputsOwnCurrent) {
    const auto lines = body_of(opamp_subcircuit(plain_amplifier(), OutputResistance::None));
    EXPECT_EQ(std::ranges::count(lines, "eout out vcc p vcc 1"), 1);
    EXPECT_EQ(std::ranges::count(lines, "bsup vcc vee i=0.002+max(i(eout),0)"), 1);
    EXPECT_TRUE(std::ranges::none_of(lines, [](const auto& l) { return l.starts_with("rout"); }));
}

TEST(Multiplier, TextIsAProductInAUnityGainLoop) {
    const auto lines = body_of(multiplier_subcircuit(plain_amplifier()));
    EXPECT_EQ(lines[0], ".subckt hs_multiplier xp xn yp yn out vcc vee");
    EXPECT_EQ(lines[1], "bgm 0 p i=0.25*tanh(4*((v(xp)-v(xn))*(v(yp)-v(yn))-v(out)))");
}

TEST(Multiplier, WithoutOutputResistanceHasNoResistorOfZeroOhms) {
    AmplifierSpec stiff = plain_amplifier();
    stiff.rout = 0;
    const auto lines = body_of(multiplier_subcircuit(stiff));
    EXPECT_EQ(std::ranges::count(lines, "eout out vcc p vcc 1"), 1);
    EXPECT_TRUE(std::ranges::none_of(lines, [](const auto& l) { return l.starts_with("rout"); }));
}

TEST(Parts, CommentsNameTheFigures) {
    const std::string comment =
        opamp_subcircuit(plain_amplifier(), OutputResistance::Series).comment;
    for (const char* figure : {"60 dB", "rout 50 ohm", "iq 0.002 A", "slew 250000000000 V/s"}) {
        EXPECT_NE(comment.find(figure), std::string::npos) << figure << " in " << comment;
    }
}

TEST(Parts, GenericCardsAreFoundByName) {
    ASSERT_NE(find_generic_card("npn_generic"), nullptr);
    EXPECT_EQ(find_generic_card("npn_generic")->type, "npn");
    ASSERT_NE(find_generic_card("schottky_generic"), nullptr);
    EXPECT_EQ(find_generic_card("schottky_generic")->type, "d");
    EXPECT_EQ(find_generic_card("nowhere"), nullptr);
}

TEST(Parts, SwitchesCloseOnOppositeSidesOfTheirControl) {
    const auto threshold = [](const ModelCard& card) {
        return std::ranges::find(card.parameters, "vt", &std::pair<std::string, double>::first)
            ->second;
    };
    EXPECT_EQ(threshold(switch_on_card(10)), 0.5);
    EXPECT_EQ(threshold(switch_off_card(10)), -0.5);
}

}  // namespace
}  // namespace hopspice::circuit
