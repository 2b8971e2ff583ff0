// Topology steered: the exact map onto shares of a tail, sizes against closed forms, what bounds
// the number of memories, and what the topology refuses.

#include "passes/steering.h"

#include "cells/junctions.h"
#include "cells/steered.h"
#include "passes/passes.h"
#include "support/prepared.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {
namespace {

using test::target_of;
using test::value_of;

analog::Network blocks_of(const Spec& spec) {
    return analog::build_network(spec, value_of(model::signal_ranges(spec)));
}

analog::Network steered_network(const Spec& spec, const std::vector<std::string>& overrides = {}) {
    return value_of(run_pipeline(blocks_of(spec), target_of("steered-1G", overrides)));
}

const analog::Crossbar& steered_of(const analog::Network& network) {
    return *std::ranges::find_if(network.crossbars, [](const analog::Crossbar& crossbar) {
        return crossbar.steering.has_value();
    });
}

/// Random memories of +-1, beta N = 20.
Spec memories(std::size_t patterns, std::size_t neurons = 16) {
    hopspice::test::Draw draw(7);
    Matrix weights{patterns, neurons, {}};
    for (std::size_t k = 0; k < patterns * neurons; ++k) {
        weights.values.push_back(draw.between(-1, 1) > 0 ? 1 : -1);
    }
    return hopspice::test::make_spec(
        "memories",
        hopspice::test::make_block(
            "memories", {FunctionType::Softmax, 20.0 / static_cast<double>(neurons), 1, 2, false},
            weights));
}

TEST(SteerSoftmax, IsTheSameModelOfSharesAndBiases) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        hopspice::test::RandomSpecOptions options;
        options.most_blocks = 1;
        options.energies = {FunctionType::Softmax};
        const Spec spec = hopspice::test::random_stable_spec(seed, options);
        analog::Network network = blocks_of(spec);
        ASSERT_TRUE(steer_softmax(network, target_of("steered-1G")).empty());
        const analog::Crossbar& crossbar = steered_of(network);
        const analog::Steering& steering = *crossbar.steering;
        for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
            const double constant = network.banks[0].bias[row] - spec.visible.bias[row];
            for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                const double share = steering.share(row, col);
                EXPECT_GE(share, 0);
                EXPECT_LE(share, 1);
                EXPECT_NEAR(constant + steering.scale * (2 * share - 1),
                            spec.hidden[0].weights(col, row), 1e-12);
            }
        }
    }
}

TEST(SteerSoftmax, LeavesWeightsOfOneSizeToOneTransistorEach) {
    analog::Network network = blocks_of(memories(4));
    ASSERT_TRUE(steer_softmax(network, target_of("steered-1G")).empty());
    EXPECT_EQ(steered_of(network).steering->scale, 1);
    for (const double share : steered_of(network).steering->share.values) {
        EXPECT_TRUE(share == 0 || share == 1) << share;
    }
    EXPECT_EQ(network.banks[0].bias, std::vector<double>(16, 0.0));
}

TEST(SizeTails, TheDifferenceOfACellFullyOnAndOffIsThatOfTheWeights) {
    const analog::Network network = steered_network(memories(16));
    const analog::Steering& steering = *steered_of(network).steering;
    const analog::Bank& visible = network.banks[0];
    const circuit::Bipolar device = circuit::bipolar_of("npn_generic");
    const double density = steering.density;
    const double copied = cells::copied_amperes(device, steering.tail_amperes, 0.2,
                                                cells::tail_volts(device, density));
    const double arrives = copied * device.collector_share(density) * cells::cascode_share(device);
    EXPECT_NEAR(arrives * visible.feedback_ohms, 2 * visible.volts_per_unit * steering.scale, 1e-9);
    const double bleed = cells::copied_amperes(device, network.steered->bleed_amperes, 0.2,
                                               cells::line_volts(device));
    EXPECT_NEAR(network.steered->offset_siemens * visible.reference_volts,
                arrives / 2 + cells::cascode_share(device) * bleed, 1e-12);
    EXPECT_NEAR(steering.density * steering.area, copied, 1e-12);
    EXPECT_NEAR(steering.correction_volts, device.missing_volts(density), 1e-12);
}

/// J (RE + RB q_b/BF) + V_T ln q_b with q_b = 1 + J/IKF of npn_generic, at about 400 uA/um2.
TEST(SizeTails, TheCorrectionIsThatOfTheCard) {
    const analog::Network network = steered_network(memories(16));
    const analog::Steering& steering = *steered_of(network).steering;
    EXPECT_NEAR(steering.density, 400e-6, 2e-6);
    const double charge = 1 + steering.density / 1.5e-3;
    EXPECT_NEAR(
        steering.correction_volts,
        steering.density * (20 + 200 * charge / 150) + cells::kThermalVolts * std::log(charge),
        1e-9);
}

/// kappa = (M C_je/J + (C_jc + C_js)/J_sink) beta V_T reach.
TEST(ChooseDensities, HoldTheDelayOfTailsAtAThirdOfTheTimeConstant) {
    double before = 0;
    for (const std::size_t patterns : {4U, 64U, 128U, 256U, 1024U}) {
        const analog::Network network = steered_network(memories(patterns));
        const analog::Crossbar& crossbar = steered_of(network);
        const analog::Steering& steering = *crossbar.steering;
        const double density = steering.density;
        const double kappa = (static_cast<double>(patterns) * 4e-15 / density + 7e-15 / 200e-6) *
                             (20.0 / 16 * cells::kThermalVolts * steering.reach);
        EXPECT_NEAR(steering.delay_s, kappa, 1e-6 * kappa);
        EXPECT_LE(steering.delay_s, network.time_unit_s / 3 * (1 + 1e-3)) << patterns;
        EXPECT_GE(density, before * (1 - 1e-9)) << patterns;
        EXPECT_LE(density, 1600e-6 * (1 + 1e-9));
        before = density;
    }
}

TEST(ChooseDensities, LengthenTheTimeUnitWhereNoDensityWillDo) {
    EXPECT_EQ(steered_network(memories(16)).time_unit_s, 1e-9);
    const analog::Network network = steered_network(memories(1024));
    EXPECT_GT(network.time_unit_s, 1e-9);
    EXPECT_NEAR(steered_of(network).steering->delay_s, network.time_unit_s / 3, 1e-15);
}

TEST(Steered, CurrentsAndResistorsMeetInOneColumn) {
    const analog::Network network = steered_network(test::shipped_model("two-block"));
    std::size_t steered = 0;
    std::size_t resistors = 0;
    for (const analog::Crossbar& crossbar : network.crossbars) {
        if (crossbar.to == 0) {
            (crossbar.steering ? steered : resistors) += 1;
            EXPECT_EQ(crossbar.siemens.values.empty(), crossbar.steering.has_value());
        }
    }
    EXPECT_EQ(steered, 1U);
    EXPECT_EQ(resistors, 1U);
}

void expect_not_steered(const Spec& spec, const std::vector<std::string>& overrides,
                        const std::string& words) {
    const auto network = run_pipeline(blocks_of(spec), target_of("steered-1G", overrides));
    ASSERT_FALSE(network) << words;
    EXPECT_EQ(network.error().front().id, "HS-E266");
    EXPECT_NE(hopspice::test::words_of(network.error()).find(words), std::string::npos)
        << hopspice::test::words_of(network.error());
}

TEST(Steered, RefusesWhatItDoesNotBuild) {
    const Spec good = test::shipped_model("xor");
    expect_not_steered(test::shipped_model("cubic"), {}, "a model without a softmax block");
    expect_not_steered(hopspice::test::make_token_model(), {}, "rows that tokens choose");
    expect_not_steered(good, {"conductance.wire_resistance=1"}, "wires that resist");
}

TEST(Steered, IsNoMatterToLevelBehavioral) {
    const Target target = target_of("steered-1G", {"level=behavioral"});
    EXPECT_FALSE(is_steered(target));
    EXPECT_TRUE(run_pipeline(blocks_of(test::shipped_model("cubic")), target));
}

}  // namespace
}  // namespace hopspice::passes
