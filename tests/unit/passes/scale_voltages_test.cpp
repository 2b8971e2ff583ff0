// After the scaling every range fits the swing and every junction sees what its function needs.

#include "cells/cell.h"
#include "cells/junctions.h"
#include "cells/shared_tail.h"
#include "cells/values.h"
#include "networks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {
namespace {

constexpr double kRounding = 1e-9;

/// The largest voltage of a bank's state; a softmax neuron far below the winner may clip.
double state_volts(const analog::Bank& bank) {
    const double high = std::abs(bank.volts_per_unit * (bank.state.high - bank.shift));
    const double low = std::abs(bank.volts_per_unit * (bank.state.low - bank.shift));
    return kinds::is_softmax(bank.function) ? high : std::max(high, low);
}

class ScaledModel : public testing::TestWithParam<std::string> {
protected:
    const Target target_ = test::target_of("opamp-1G");
    const analog::Network network_ =
        test::finished_network(test::shipped_model(GetParam()), target_);
};

TEST_P(ScaledModel, EveryStateFitsTheSwing) {
    for (const analog::Bank& bank : network_.banks) {
        EXPECT_LE(state_volts(bank), cells::swing_volts(target_)) << bank.name;
    }
}

TEST_P(ScaledModel, EveryOutputFitsTheSwing) {
    for (const analog::Bank& bank : network_.banks) {
        EXPECT_LE(bank.output_volts_per_unit * bank.output.magnitude(), cells::swing_volts(target_))
            << bank.name;
    }
}

TEST_P(ScaledModel, NoBaseOfASoftmaxRisesAboveItsLimit) {
    for (const analog::Bank& bank : network_.banks) {
        if (kinds::is_softmax(bank.function)) {
            const double top =
                cells::attenuation(bank) * bank.volts_per_unit * (bank.state.high - bank.shift);
            EXPECT_LE(top, cells::kBaseTopVolts + kRounding) << bank.name;
        }
    }
}

TEST_P(ScaledModel, AttenuatorsDivide) {
    for (const analog::Bank& bank : network_.banks) {
        if (kinds::is_softmax(bank.function) || cells::cell_of(bank.function).rests_at_pair) {
            EXPECT_GT(cells::attenuation(bank), 0) << bank.name;
            EXPECT_LE(cells::attenuation(bank), 0.9 + kRounding) << bank.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Shipped, ScaledModel, testing::ValuesIn(test::shipped_models()));

TEST(ScaleVoltages, RandomModelsFitTheSwing) {
    const Target target = test::target_of("opamp-1G");
    hopspice::test::RandomSpecOptions options;
    options.most_visible = 8;
    options.most_hidden = 6;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Spec spec = hopspice::test::random_stable_spec(seed, options);
        for (const analog::Bank& bank : test::finished_network(spec, target).banks) {
            EXPECT_LE(state_volts(bank), cells::swing_volts(target)) << seed << " " << bank.name;
        }
    }
}

TEST(ScaleVoltages, BehavioralLevelHasOneVoltPerUnit) {
    const auto network =
        test::finished_network(test::shipped_model("two-block"), test::target_of("behavioral"));
    for (const analog::Bank& bank : network.banks) {
        EXPECT_EQ(bank.volts_per_unit, 1);
        EXPECT_EQ(bank.output_volts_per_unit, 1);
        EXPECT_EQ(bank.shift, 0);
        EXPECT_EQ(bank.polarity, analog::Polarity::Positive);
    }
}

/// The exponent at the junctions per model unit, from what the pass wrote: k U / V_T.
double exponent_per_unit(const analog::Bank& bank) {
    return cells::attenuation(bank) * bank.volts_per_unit / cells::kThermalVolts;
}

TEST(ScaleVoltages, JunctionsSeeBetaAndGain) {
    const Target target = test::target_of("opamp-1G");
    const auto softmax = test::finished_network(test::shipped_model("grey-level"), target);
    EXPECT_NEAR(exponent_per_unit(softmax.banks[1]), 8, 8e-12);  // softmax(8 h)
    const auto pairs = test::finished_network(test::shipped_model("hopfield-classical"), target);
    // tanh(4 v) of a differential pair is tanh(u/(2 V_T)): u = 8 V_T per unit.
    EXPECT_NEAR(exponent_per_unit(pairs.banks[0]), 8, 8e-12);
}

TEST(ScaleVoltages, AnExponentialHasItsFullScaleAtTheTopOfItsRange) {
    Function energy;
    energy.type = FunctionType::Exponential;
    energy.beta = 1.5;
    Spec spec = hopspice::test::make_spec(
        "exponential",
        hopspice::test::make_block("block", energy, hopspice::test::make_matrix({{0.2, -0.1}})));
    spec.visible.activation.type = FunctionType::Tanh;
    const auto network = test::finished_network(spec, test::target_of("opamp-1G"));
    const analog::Bank& bank = network.banks[1];
    // f = exp(beta h) at the top of h: output_volts_per_unit times that is the full scale.
    EXPECT_NEAR(bank.output_volts_per_unit * std::exp(1.5 * bank.state.high), cells::kOutputVolts,
                1e-12);
    EXPECT_EQ(bank.shift, bank.state.high);
}

TEST(ScaleVoltages, ThePowerOfAPolynomialScalesWithTheStatesScale) {
    const auto network =
        test::finished_network(test::shipped_model("cubic"), test::target_of("opamp-1G"));
    const analog::Bank& bank = network.banks[1];
    // f = h^2: (U h)^2/1 V.
    EXPECT_NEAR(bank.output_volts_per_unit, bank.volts_per_unit * bank.volts_per_unit, 1e-12);
}

TEST(ScaleVoltages, TheBiasInputReachesItsFullScaleAtTheLargestInput) {
    Spec spec = test::shipped_model("grey-level");
    spec.inference.present = Present::Bias;
    const auto network = test::finished_network(spec, test::target_of("opamp-1G"));
    EXPECT_NEAR(network.bias_input_volts_per_unit * network.bias_input_range.magnitude(),
                cells::kOutputVolts, 1e-12);
}

TEST(ScaleVoltages, SignalsGoWithTheSupplies) {
    for (const double volts : {2.5, 1.5, 1.0}) {
        const Target target = test::target_of(
            "cmos", {fmt::format("supply.vdd={}", volts), fmt::format("supply.vss={}", -volts)});
        const double full = cells::full_scale_volts(target);
        EXPECT_NEAR(full, std::min(1.0, 0.9 / 1.25 * (volts - target.amplifier.headroom)), 1e-12);
        for (const char* model : {"xor", "two-block", "cubic", "hopfield-classical", "spherical"}) {
            const Spec spec = test::shipped_model(model);
            const model::Ranges ranges = test::value_of(model::signal_ranges(spec));
            analog::Network network = analog::build_network(spec, ranges);
            scale_voltages(network, target);
            for (const analog::Bank& bank : network.banks) {
                const double line =
                    bank.output_volts_per_unit *
                    kinds::range_over(bank.function, bank.state, bank.size).magnitude();
                const bool direction = kinds::is_divided(bank.function);
                EXPECT_TRUE(direction || line <= full * (1 + 1e-9))
                    << model << bank.name << volts << ": " << line;
            }
        }
    }
}

}  // namespace
}  // namespace hopspice::passes
