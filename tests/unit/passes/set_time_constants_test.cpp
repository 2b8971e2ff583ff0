// tau -> R_f C_f = tau - N_g/(2 pi GBW), and the seconds of a model time unit.

#include "cells/values.h"
#include "circuit/parts.h"
#include "networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::passes {
namespace {

using hopspice::test::make_matrix;

double lag_of(double noise_gain, const Target& target) {
    return noise_gain / (2 * std::numbers::pi * target.amplifier.gbw);
}

/// plain_network() through mapping and time constants.
test::PlainNetwork timed(const Matrix& weights, const TimeUnit& unit) {
    test::PlainNetwork plain = test::plain_network(weights);
    plain.target.time_unit = unit;
    plain.network.banks[0].bias_siemens = {};
    static_cast<void>(map_conductances(plain.network, plain.target));
    EXPECT_TRUE(set_time_constants(plain.network, plain.target).empty());
    return plain;
}

TEST(SetTimeConstants, NoiseGainIsOnePlusFeedbackTimesAllInputs) {
    const auto [network, target] = timed(make_matrix({{1, -0.5}, {0.25, 0}}), {false, 1e-6, 30});
    // Into hidden neuron 0: gains 0.5 and 0.25; into neuron 1: 0.125. No output resistance.
    EXPECT_NEAR(network.banks[1].noise_gain[0], 1 + 0.5 + 0.25, 1e-12);
    EXPECT_NEAR(network.banks[1].noise_gain[1], 1 + 0.125, 1e-12);
    // Into visible neurons: twice the weight.
    EXPECT_NEAR(network.banks[0].noise_gain[0], 1 + 2 + 0.5, 1e-12);
    EXPECT_NEAR(network.banks[0].noise_gain[1], 1 + 1, 1e-12);
}

TEST(SetTimeConstants, BiasesAndTheBiasInputCountForTheNoiseGain) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1}}));
    plain.network.banks[1].bias = {2};  // 2 units of 0.25 V from 1 V: gain 0.5
    plain.network.bias_input = true;
    plain.network.bias_input_volts_per_unit = 1;  // gain 0.5 into the visible neuron
    static_cast<void>(map_conductances(plain.network, plain.target));
    static_cast<void>(set_time_constants(plain.network, plain.target));
    EXPECT_NEAR(plain.network.banks[1].noise_gain[0], 1 + 0.5 + 0.5, 1e-12);
    EXPECT_NEAR(plain.network.banks[0].noise_gain[0], 1 + 2 + 0.5, 1e-12);
}

TEST(SetTimeConstants, OutputResistanceAndLoadRaiseTheNoiseGain) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1}}));
    static_cast<void>(map_conductances(plain.network, plain.target));
    plain.target.amplifier.rout = 50;
    static_cast<void>(set_time_constants(plain.network, plain.target));
    const analog::Bank& hidden = plain.network.banks[1];
    // The linear neuron drives its feedback resistor and, by itself or over an inverter, the line.
    EXPECT_GT(hidden.noise_gain[0], 1.5 * (1 + 50 / hidden.feedback_ohms) - 1e-12);
    EXPECT_LT(hidden.noise_gain[0], 1.5 * 1.05);
}

/// N_g of one neuron of bank 0 or 1, of 100 ohm output resistance, with its load taken out.
double load_siemens(const Spec& spec, std::size_t index) {
    Target target = test::target_of("opamp-1G");
    target.amplifier.rout = 100;
    const auto network = test::finished_network(spec, target);
    analog::Network alone = network;
    target.amplifier.rout = 0;
    set_noise_gains(alone, target);
    const analog::Bank& bank = network.banks[index];
    return (bank.noise_gain[0] / alone.banks[index].noise_gain[0] - 1) / 100 -
           1 / bank.feedback_ohms;
}

Spec loaded_spec(const Function& activation, const Function& energy, double unit) {
    Spec spec = hopspice::test::make_spec(
        "loaded", hopspice::test::make_block("block", energy, make_matrix({{0.5, 0.2}})));
    spec.visible.activation = activation;
    spec.queries.push_back(hopspice::test::make_query("q", {unit, 0.5 * unit}));
    return spec;
}

TEST(SetTimeConstants, ARectifierLoadsItsNeuronByItsResistorInEveryUnit) {
    for (const double unit : {0.01, 1.0, 100.0}) {
        const Spec spec =
            loaded_spec({.type = FunctionType::Relu}, {.type = FunctionType::Relu}, unit);
        EXPECT_NEAR(load_siemens(spec, 0), 1 / cells::kRectifierOhms, 1e-12) << unit;
        EXPECT_NEAR(load_siemens(spec, 1), 1 / cells::kRectifierOhms, 1e-12) << unit;
    }
    const Spec square = loaded_spec({}, {FunctionType::Polynomial, 1, 1, 2, true}, 1);
    EXPECT_NEAR(load_siemens(square, 1), 1 / cells::kRectifierOhms, 1e-12);
}

TEST(SetTimeConstants, APowerOfTwoIsLinearAndAHigherOneLoadsNothing) {
    const Spec linear = loaded_spec({}, {FunctionType::Linear}, 1);
    const Spec same = loaded_spec({}, {FunctionType::Polynomial, 1, 1, 2, false}, 1);
    EXPECT_GT(load_siemens(linear, 1), 1e-6);
    EXPECT_NEAR(load_siemens(same, 1), load_siemens(linear, 1), 1e-12);
    const Spec cubic = loaded_spec({}, {FunctionType::Polynomial, 1, 1, 4, false}, 1);
    EXPECT_NEAR(load_siemens(cubic, 1), 0, 1e-12);
}

TEST(SetTimeConstants, FeedbackTimesCapacitorIsTauLessTheLag) {
    const auto [network, target] = timed(make_matrix({{1, -0.5}, {0.25, 0}}), {false, 1e-6, 30});
    for (const analog::Bank& bank : network.banks) {
        for (std::size_t k = 0; k < bank.size; ++k) {
            const double wanted = bank.tau * 1e-6 - lag_of(bank.noise_gain[k], target);
            EXPECT_NEAR(bank.feedback_ohms * bank.capacitor_farads[k], wanted, 1e-12 * wanted);
        }
    }
}

TEST(SetTimeConstants, AHeldNeuronsSwitchIsTakenOutOfItsCapacitor) {
    test::PlainNetwork plain = test::plain_network(make_matrix({{1}}));
    plain.network.banks[0].initial = std::vector<double>{0};
    static_cast<void>(map_conductances(plain.network, plain.target));
    static_cast<void>(set_time_constants(plain.network, plain.target));
    const analog::Bank& bank = plain.network.banks[0];
    // The switch in the column sees the capacitor's current times R_on sum G: R_f and the weight.
    const double switched = cells::switch_ohms(plain.target) * 3 / bank.feedback_ohms;
    const double wanted = 1e-6 - lag_of(bank.noise_gain[0], plain.target);
    EXPECT_NEAR(bank.feedback_ohms * bank.capacitor_farads[0] * (1 + switched), wanted,
                1e-12 * wanted);
}

TEST(SetTimeConstants, ATauShorterThanTheLagKeepsATenthOfItself) {
    const auto [network, target] = timed(make_matrix({{1}}), {false, 1e-10, 30});
    for (const analog::Bank& bank : network.banks) {
        const double tau = bank.tau * 1e-10;
        EXPECT_GT(lag_of(bank.noise_gain[0], target), tau);
        EXPECT_NEAR(bank.feedback_ohms * bank.capacitor_farads[0], 0.1 * tau, 1e-12 * tau);
    }
}

class AutomaticUnit : public testing::TestWithParam<std::string> {};

TEST_P(AutomaticUnit, IsTheSmallestForWhichEveryTauIsKTimesTheLag) {
    for (const double ratio : {10.0, 30.0, 100.0}) {
        const Target target =
            test::target_of("opamp-1G", {fmt::format("time_unit=auto:{}", ratio)});
        const auto network = test::finished_network(test::shipped_model(GetParam()), target);
        double least = INFINITY;
        for (const analog::Bank& bank : network.banks) {
            least = std::min(least, bank.tau * network.time_unit_s / amplifier_lag_s(bank));
        }
        EXPECT_NEAR(least, ratio, 1e-9 * ratio);
    }
}

TEST_P(AutomaticUnit, EveryCapacitorIsPositiveAndRoundsToItsTau) {
    const Target target = test::target_of("opamp-1G", {"time_unit=auto:30"});
    const auto network = test::finished_network(test::shipped_model(GetParam()), target);
    for (const analog::Bank& bank : network.banks) {
        const double tau = bank.tau * network.time_unit_s;
        for (std::size_t k = 0; k < bank.size; ++k) {
            const double built = bank.feedback_ohms * bank.capacitor_farads[k];
            EXPECT_GT(built, 0);
            // The lag takes 1/30 of the slowest neuron's tau; a held neuron's switch a few
            // R_on sum G more.
            EXPECT_NEAR(built, tau, 0.08 * tau) << bank.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Shipped, AutomaticUnit, testing::ValuesIn(test::shipped_models()));

TEST(SetTimeConstants, AFixedUnitIsTakenAsItIs) {
    const auto network = test::finished_network(test::shipped_model("xor"),
                                                test::target_of("opamp-1G", {"time_unit=25n"}));
    EXPECT_EQ(network.time_unit_s, 25e-9);
}

TEST(SetTimeConstants, BehavioralLevelHasNoLag) {
    const Target target = test::target_of("behavioral");
    const auto network = test::finished_network(test::shipped_model("hamming-7-4"), target);
    for (const analog::Bank& bank : network.banks) {
        EXPECT_EQ(amplifier_lag_s(bank), 0);
        for (const double farads : bank.capacitor_farads) {
            const double tau = bank.tau * network.time_unit_s;
            EXPECT_NEAR(bank.feedback_ohms * farads, tau, 1e-12 * tau);
        }
    }
}

}  // namespace
}  // namespace hopspice::passes
