// Weights into conductances a cell can hold.

#include "networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace hopspice::passes {
namespace {

using hopspice::test::make_matrix;

// plain_network(): into the hidden bank a weight w needs G R_f = w 0.25/0.5, into the visible
// bank w 0.5/0.25.
constexpr double kGainToHidden = 0.5;
constexpr double kGainToVisible = 2;

test::PlainNetwork mapped(const Matrix& weights,
                          const std::function<void(ConductanceSpec&)>& change = {}) {
    test::PlainNetwork plain = test::plain_network(weights);
    if (change) {
        change(plain.target.conductance);
    }
    EXPECT_TRUE(map_conductances(plain.network, plain.target).empty());
    return plain;
}

TEST(MapConductances, TheLargestWeightOfABankTakesTheLargestConductance) {
    const auto [network, target] = mapped(make_matrix({{1, -0.5}, {0.25, 1}}));
    for (const analog::Crossbar& crossbar : network.crossbars) {
        double largest = 0;
        for (const double siemens : crossbar.siemens.values) {
            largest = std::max(largest, std::abs(siemens));
        }
        EXPECT_NEAR(largest, target.conductance.max, 1e-12 * target.conductance.max);
    }
    EXPECT_NEAR(network.banks[1].feedback_ohms, kGainToHidden / 1e-4, 1e-9);
    EXPECT_NEAR(network.banks[0].feedback_ohms, kGainToVisible / 1e-4, 1e-9);
}

TEST(MapConductances, ConductanceTimesFeedbackIsTheWeightInVolts) {
    const Matrix weights = make_matrix({{1, -0.5}, {0.25, 0.125}});
    const auto [network, target] = mapped(weights);
    for (std::size_t k = 0; k < weights.values.size(); ++k) {
        EXPECT_NEAR(network.crossbars[0].siemens.values[k] * network.banks[1].feedback_ohms,
                    weights.values[k] * kGainToHidden, 1e-12);
    }
    EXPECT_EQ(network.mapping_error, 0);
}

TEST(MapConductances, TheFeedbackResistorHasAFloor) {
    // A weight of 0.02 alone would ask for R_f = 100 ohm into the hidden bank.
    const auto small = mapped(make_matrix({{0.02}}));
    EXPECT_EQ(small.network.banks[1].feedback_ohms, 1000);
    test::PlainNetwork stiff = test::plain_network(make_matrix({{0.02}}));
    stiff.target.amplifier.rout = 100;
    static_cast<void>(map_conductances(stiff.network, stiff.target));
    EXPECT_EQ(stiff.network.banks[1].feedback_ohms, 100 * stiff.target.amplifier.rout);
}

TEST(MapConductances, BiasesCountForTheFeedbackAndKeepTheirSign) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1, 1}}));
    plain.network.banks[1].bias = {-8};
    plain.network.banks[1].reference_volts = 2;
    static_cast<void>(map_conductances(plain.network, plain.target));
    // 8 units of 0.25 V from a reference of 2 V: gain 1, twice that of the weights.
    EXPECT_NEAR(plain.network.banks[1].feedback_ohms, 1 / 1e-4, 1e-9);
    EXPECT_NEAR(plain.network.banks[1].bias_siemens[0], -1e-4, 1e-16);
}

TEST(MapConductances, AShiftIsMadeByTheBias) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1, 1}}));
    plain.network.banks[1].bias = {0.5};
    plain.network.banks[1].shift = 1.5;
    static_cast<void>(map_conductances(plain.network, plain.target));
    const analog::Bank& bank = plain.network.banks[1];
    EXPECT_NEAR(bank.bias_siemens[0] * bank.feedback_ohms, (0.5 - 1.5) * 0.25, 1e-12);
}

TEST(MapConductances, EveryConductanceIsWithinTheWindowOrAbsent) {
    const Target target = test::target_of("opamp-1G", {"conductance.min=2u"});
    for (const std::string& model : test::shipped_models()) {
        const auto network =
            test::network_after("map-conductances", test::shipped_model(model), target);
        for (const analog::Crossbar& crossbar : network.crossbars) {
            for (const double siemens : crossbar.siemens.values) {
                const double magnitude = std::abs(siemens);
                EXPECT_TRUE(magnitude == 0 || (magnitude >= target.conductance.min &&
                                               magnitude <= target.conductance.max))
                    << model << " " << siemens;
            }
        }
    }
}

TEST(MapConductances, TinyWeightsGetNoCellAndSmallOnesTheLeast) {
    // max 100 uS for weight 1, so min 1 uS is weight 0.01: half of it decides.
    const auto [network, target] = mapped(make_matrix({{1, 0.0049, 0.0051, -0.0051, 0.02}}));
    const auto& siemens = network.crossbars[0].siemens.values;
    EXPECT_EQ(siemens[1], 0);
    EXPECT_EQ(siemens[2], target.conductance.min);
    EXPECT_EQ(siemens[3], -target.conductance.min);
    EXPECT_NEAR(siemens[4], 2e-6, 1e-18);
    // The worst of these is 0.0051 as 0.01.
    EXPECT_NEAR(network.mapping_error, 0.0049, 1e-12);
}

TEST(MapConductances, BitsLeaveEvenlySpacedLevels) {
    const auto coarse = [](ConductanceSpec& cell) {
        cell.bits = 3;
        cell.min = 1e-9;
    };
    const auto [network, target] = mapped(make_matrix({{1, 0.5, -0.3, 0.07, 0.08}}), coarse);
    const double step = target.conductance.max / 7;
    const auto& siemens = network.crossbars[0].siemens.values;
    const std::vector<double> levels = {7, 4, -2, 0, 1};  // 0.5 is 3.5 steps, away from zero
    for (std::size_t k = 0; k < levels.size(); ++k) {
        EXPECT_NEAR(siemens[k], levels[k] * step, 1e-9 * step) << k;
    }
    // 0.5 of 3.5/7 became 4/7.
    EXPECT_NEAR(network.mapping_error, 0.5 / 7, 1e-9);
}

TEST(MapConductances, OneBitIsOnOrOff) {
    const auto binary = [](ConductanceSpec& cell) { cell.bits = 1; };
    const auto [network, target] = mapped(make_matrix({{1, 0.4, -0.6, 0}}), binary);
    const double full = target.conductance.max;
    EXPECT_EQ(network.crossbars[0].siemens.values, (std::vector<double>{full, 0, -full, 0}));
}

TEST(MapConductances, BehavioralLevelHoldsEveryValueExactly) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1, 1e-9, -0.3}}));
    plain.target.level = Level::Behavioral;
    plain.target.conductance.bits = 2;
    static_cast<void>(map_conductances(plain.network, plain.target));
    for (std::size_t k = 0; k < 3; ++k) {
        const double wanted = plain.network.crossbars[0].weights.values[k] * kGainToHidden;
        EXPECT_NEAR(
            plain.network.crossbars[0].siemens.values[k] * plain.network.banks[1].feedback_ohms,
            wanted, 1e-12 * std::abs(wanted));
    }
    EXPECT_EQ(plain.network.wire_ohms, 0);
}

}  // namespace
}  // namespace hopspice::passes
