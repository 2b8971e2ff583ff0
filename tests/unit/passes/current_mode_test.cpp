// Topology current-mode: the exact map onto differences, the loaded crossbar against closed forms,
// sizes that follow from time constants and temperature, and what the topology refuses.

#include "passes/current_mode.h"

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

analog::Network network_of(const Spec& spec) {
    return analog::build_network(spec, value_of(model::signal_ranges(spec)));
}

analog::Network built(const Spec& spec, const std::vector<std::string>& overrides = {}) {
    return value_of(run_pipeline(network_of(spec), target_of("current-mode", overrides)));
}

Spec real_model(std::uint64_t seed) {
    test::RandomSpecOptions options;
    options.most_blocks = 1;
    options.most_visible = 6;
    options.most_hidden = 8;
    options.energies = {FunctionType::Softmax};
    options.activations = {FunctionType::Linear};
    return test::random_stable_spec(seed, options);
}

std::vector<double> softmax(std::vector<double> h, double beta) {
    const double top = *std::ranges::max_element(h);
    double sum = 0;
    for (double& x : h) {
        x = std::exp(beta * (x - top));
        sum += x;
    }
    for (double& x : h) {
        x /= sum;
    }
    return h;
}

TEST(CentreSignals, LeavesTheSoftmaxAndItsColumnsWhatTheyAre) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Spec spec = real_model(seed);
        analog::Network network = network_of(spec);
        ASSERT_TRUE(centre_signals(network, target_of("current-mode")).empty());
        const analog::CurrentMode& machine = *network.current_mode;
        const HiddenBlock& block = spec.hidden[0];
        test::Draw draw(seed);
        std::vector<double> h = block.bias;
        std::vector<double> centred = machine.bias;
        for (std::size_t i = 0; i < spec.visible.size; ++i) {
            const double v = draw.between(-2, 2);
            for (std::size_t mu = 0; mu < h.size(); ++mu) {
                h[mu] += block.weights(mu, i) * v;
                centred[mu] += machine.weights(mu, i) * (v - machine.centre[i]);
            }
        }
        const auto f = softmax(h, block.energy.beta);
        const auto g = softmax(centred, block.energy.beta);
        for (std::size_t i = 0; i < spec.visible.size; ++i) {
            double wanted = spec.visible.bias[i];
            double got = machine.centre[i];
            for (std::size_t mu = 0; mu < f.size(); ++mu) {
                wanted += block.weights(mu, i) * f[mu];
                got += machine.weights(mu, i) * g[mu];
            }
            EXPECT_NEAR(got, wanted, 1e-12) << seed;
        }
    }
}

/// Two memories between the two lines of one column, one line in the middle of both: by hand.
TEST(Loading, IsADividerOfCellsAndFollowers) {
    constexpr double kCell = 1e-4;
    constexpr double kOhms = 500;
    // Lines v0+, v0-, reference+, reference-; one memory on v0+ and reference+.
    const Matrix cells{1, 4, {kCell, 0, kCell, 0}};
    const Loading loading = loading_of(cells, {kOhms, kOhms}, 99);
    const double amperes = 0.5 / (2 * kOhms + 2 / kCell);
    EXPECT_NEAR(loading.volts(0, 0), 0.25, 1e-12);  // the middle of a symmetric chain
    EXPECT_NEAR(loading.volts(0, 1), 0.25, 1e-12);
    EXPECT_NEAR(loading.siemens[0], amperes / 100, 1e-12);
    EXPECT_NEAR(loading.crosstalk_siemens, amperes / 100, 1e-12);
}

TEST(Loading, OfIdealFollowersIsTheWeightedMean) {
    const Matrix cells{2, 4, {3e-5, 0, 0, 1e-5, 0, 2e-5, 2e-5, 0}};
    const Loading loading = loading_of(cells, {}, 150);
    EXPECT_NEAR(loading.volts(0, 0), 0.5 * 3 / 4, 1e-12);
    EXPECT_NEAR(loading.volts(0, 1), -0.5 * 1 / 4, 1e-12);
    EXPECT_NEAR(loading.volts(1, 0), -0.5 * 2 / 4, 1e-12);
    EXPECT_NEAR(loading.volts(1, 1), 0.5 * 2 / 4, 1e-12);
}

/// One memory on two lines: its cells in parallel, and half of what drives each.
TEST(Loading, OfABaseIsItsCellsAndTheFollowersBehindThem) {
    const Matrix cells{1, 4, {1e-4, 0, 1e-4, 0}};
    const std::vector<double> ohms = base_ohms_of(cells, {500, 900});
    ASSERT_EQ(ohms.size(), 1U);
    EXPECT_NEAR(ohms[0], 1 / (1 / (1e4 + 500) + 1 / (1e4 + 900)), 1e-9);
}

/// The reference's lines give way more than the columns': by its loads.
TEST(Loading, TheReferenceHasAResistanceOfItsOwn) {
    constexpr double kCell = 1e-4;
    const Matrix cells{1, 4, {kCell, 0, kCell, 0}};
    const Loading loading = loading_of(cells, {500, 900}, 99);
    const double amperes = 0.5 / (500 + 2 / kCell + 900);
    EXPECT_NEAR(loading.volts(0, 0), 0.5 - amperes * (500 + 1 / kCell), 1e-12);
    EXPECT_NEAR(loading.siemens[0], amperes / 100, 1e-12);
}

TEST(BalanceCells, MakesTheLoadedCrossbarTheWeights) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const analog::Network network = built(real_model(seed));
        // What is left is rounding of cells below conductance.min.
        EXPECT_LT(network.current_mode->loading_error, 5e-3) << seed;
        EXPECT_LT(network.current_mode->gain, 1) << seed;
    }
    EXPECT_LT(built(test::shipped_model("hamming-7-4")).current_mode->loading_error, 1e-9);
}

TEST(BalanceCells, SharesOneTailByAreas) {
    const Spec spec = real_model(3);
    const analog::Network network = built(spec);
    const analog::CurrentMode& machine = *network.current_mode;
    for (std::size_t mu = 0; mu < spec.hidden[0].size(); ++mu) {
        for (std::size_t i = 0; i < spec.visible.size; ++i) {
            const double up = machine.rising(i, mu);
            const double down = machine.falling(i, mu);
            EXPECT_NEAR(up + down, machine.device_area, 1e-12);
            EXPECT_NEAR((up - down) / (up + down) * machine.half_range, machine.weights(mu, i),
                        1e-12);
        }
    }
}

TEST(SizeCurrents, EverythingIsProportionalToAbsoluteTemperature) {
    const Spec spec = test::shipped_model("xor");
    const analog::Network cold = built(spec, {"temperature_c=0"});
    const analog::Network warm = built(spec, {"temperature_c=70"});
    const double ratio = 343.15 / 273.15;
    EXPECT_NEAR(warm.current_mode->tail_amperes / cold.current_mode->tail_amperes, ratio, 1e-12);
    // The followers' gain into the crossbar changes a little with their current gain.
    EXPECT_NEAR(warm.banks[0].volts_per_unit / cold.banks[0].volts_per_unit, ratio, 0.01 * ratio);
    EXPECT_NEAR(warm.current_mode->column_ohms / cold.current_mode->column_ohms, 1, 0.01);
}

/// Random +-1 memories; beta so that the swing is that of any other number of neurons.
Spec plus_minus(std::size_t neurons, std::size_t memories, std::uint64_t seed) {
    test::Draw draw(seed);
    Matrix weights{memories, neurons, {}};
    for (std::size_t k = 0; k < neurons * memories; ++k) {
        weights.values.push_back(draw.between(-1, 1) < 0 ? -1 : 1);
    }
    const double beta = 8 / static_cast<double>(neurons);
    return test::make_spec(
        "plus-minus",
        test::make_block("memories", {FunctionType::Softmax, beta, 1, 2, false}, weights));
}

/// What a line draws goes with the memories on it, and with nothing else while the cells keep their
/// resistance; beyond 64 the tails alone take longer than tau_h, and no cell makes up for that.
TEST(SizeCurrents, CurrentsGrowNoFasterThanTheMemories) {
    double before = 0;
    for (const std::size_t memories : {16U, 24U, 32U, 48U, 64U, 96U, 128U}) {
        const analog::Network network = built(plus_minus(16, memories, 1));
        const double amperes = network.current_mode->follower_amperes;
        if (before > 0) {
            EXPECT_LT(amperes / before, 3) << memories;
        }
        before = amperes;
    }
}

/// Ten times the clamp's error at one percent of a column would be a neuron that is not clamped.
TEST(SizeCurrents, SwitchesHoldColumnsOfAnyResistance) {
    for (const double beta : {0.1, 1.0, 10.0}) {
        Spec spec = plus_minus(8, 1, 1);
        spec.hidden[0].energy.beta = beta;
        const analog::Network network = built(spec);
        const analog::CurrentMode& machine = *network.current_mode;
        EXPECT_LT(kSwitchOhmMetres / machine.switch_metres, 0.05 * machine.column_ohms) << beta;
    }
}

TEST(SizeCurrents, AutomaticTimeLeavesRoomForEveryCapacitor) {
    for (const char* model : {"xor", "hamming-7-4"}) {
        const analog::Network network = built(test::shipped_model(model), {"time_unit=auto"});
        const analog::CurrentMode& machine = *network.current_mode;
        EXPECT_GT(machine.column_farads, 0.1 * machine.column_parasitic_farads) << model;
        EXPECT_GT(network.time_unit_s, 1e-10) << model;
        EXPECT_LT(network.time_unit_s, 1e-8) << model;
        EXPECT_GE(network.banks[0].tau * network.time_unit_s, 30 * machine.tail_lag_s * (1 - 1e-9))
            << model;
    }
}

TEST(PerturbCells, ChangesResistorsAndEmittersByTheirSeed) {
    const Spec spec = test::shipped_model("hamming-7-4");
    const analog::Network plain = built(spec);
    const analog::Network spread = built(spec, {"conductance.mismatch=0.1", "seed=4"});
    const analog::Network again = built(spec, {"conductance.mismatch=0.1", "seed=4"});
    const analog::Network other = built(spec, {"conductance.mismatch=0.1", "seed=5"});
    const auto deviation = [](const Matrix& a, const Matrix& b) {
        double sum = 0;
        double count = 0;
        for (std::size_t k = 0; k < a.values.size(); ++k) {
            if (b.values[k] > 0) {
                sum += std::pow(a.values[k] / b.values[k] - 1, 2);
                count += 1;
            }
        }
        return std::sqrt(sum / count);
    };
    // 112 draws of sigma 0.1: their deviation is within 3 x 0.1/sqrt(224) of it.
    const auto& ideal = *plain.current_mode;
    EXPECT_NEAR(deviation(spread.current_mode->cells, ideal.cells), 0.1, 0.02);
    EXPECT_NEAR(deviation(spread.current_mode->rising, ideal.rising), 0.1, 0.03);
    EXPECT_EQ(spread.current_mode->cells.values, again.current_mode->cells.values);
    EXPECT_NE(spread.current_mode->cells.values, other.current_mode->cells.values);
}

void expect_refused(const Spec& spec, const std::vector<std::string>& overrides,
                    const std::string& words) {
    const auto network = run_pipeline(network_of(spec), target_of("current-mode", overrides));
    ASSERT_FALSE(network) << words;
    EXPECT_EQ(network.error().front().id, "HS-E260");
    EXPECT_NE(test::words_of(network.error()).find(words), std::string::npos)
        << test::words_of(network.error());
}

TEST(CurrentMode, RefusesWhatItDoesNotBuild) {
    const Spec good = test::shipped_model("xor");
    expect_refused(test::shipped_model("cubic"), {}, "an energy other than softmax");
    expect_refused(test::shipped_model("two-block"), {}, "2 hidden blocks");
    Spec tanh = good;
    tanh.visible.activation.type = FunctionType::Tanh;
    expect_refused(tanh, {}, "a visible activation other than identity");
    Spec biased = good;
    biased.inference.present = Present::Bias;
    expect_refused(biased, {}, "inference.present `bias`");
    Spec preset = good;
    preset.hidden[0].initial = std::vector<double>(preset.hidden[0].size(), 0.0);
    expect_refused(preset, {}, "hidden initial states");
    expect_refused(good, {"conductance.wire_resistance=1"}, "wire resistance");
    expect_refused(good, {"level=opamp"}, "level opamp");
}

TEST(CurrentMode, IsNoMatterToLevelBehavioral) {
    const Target target = target_of("current-mode", {"level=behavioral"});
    EXPECT_FALSE(is_current_mode(target));
    EXPECT_TRUE(run_pipeline(network_of(test::shipped_model("cubic")), target));
}

}  // namespace
}  // namespace hopspice::passes
