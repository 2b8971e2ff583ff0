// Noise of resistors and amplifiers in a whole circuit: its size against theory, that a run has the
// noise of its seed and its query whatever is run beside it, and what it does to settling.

#include "driver/noise.h"
#include "driver/prepare.h"
#include "integration/agreement.h"
#include "support/constants.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using Overrides = std::vector<std::string>;

constexpr double kBoltzmann = 1.380649e-23;
constexpr std::size_t kRuns = 300;
constexpr double kNoisyWeight = 0.1;

/// One visible neuron with hardly any feedback, read at different places between two samples.
Spec integrator_model() {
    Spec spec = make_linear(kNoisyWeight, 0, 0, 0.1);
    for (std::size_t k = 0; k < kRuns; ++k) {
        Query query = make_query("run-" + std::to_string(k), {0});
        query.time = 6 + 0.0137 * static_cast<double>(k);
        spec.queries.push_back(std::move(query));
    }
    return spec;
}

double output_variance(const Spec& spec, const Target& target) {
    const Results results = recall_all(spec, target, spec.queries);
    double sum = 0;
    for (const QueryResult& query : results.queries) {
        EXPECT_EQ(query.status, Status::Read) << query.id;
        sum += query.visible[0] * query.visible[0];
    }
    return sum / static_cast<double>(results.queries.size());
}

/// A variance over theory.
void expect_near_one(double ratio, double tolerance) {
    EXPECT_NEAR(ratio, 1, tolerance);
    std::cout << "variance over theory " << ratio << '\n';
}

/// Four standard errors of the variance of kRuns independent numbers.
const double kStatistics = 4 * std::sqrt(2 / static_cast<double>(kRuns));

/// 4kT(1/R_f + G) into the virtual ground, R_f and 1/(1 + s tau) from there. The hidden neuron and
/// the inverters add w^2 of as much again.
TEST(CircuitNoise, OfALossyIntegratorIsThatOfItsResistors) {
    const Spec spec = integrator_model();
    const Target target = make_target("opamp-1G", {"time_unit=auto:100", "noise=1"});
    const auto made = driver::prepare(spec, target, spec.queries);
    ASSERT_TRUE(made);
    const analog::Bank& bank = made->network.banks[0];
    const double siemens =
        1 / bank.feedback_ohms + std::abs(made->network.crossbars[1].siemens(0, 0));
    const double density = 4 * kBoltzmann * 300.15 * siemens * std::pow(bank.feedback_ohms, 2);
    const double tau_s = made->network.time_unit_s;
    const double wanted = density / (4 * tau_s) / std::pow(bank.volts_per_unit, 2);
    expect_near_one(output_variance(spec, target) / wanted,
                    kStatistics + 5 * kNoisyWeight * kNoisyWeight);
}

/// The input noise e appears at the output as e (1 + (N - 1)/(1 + s tau)): its samples as they are,
/// two thirds of whose variance is left between them, and N^2 - 1 of its density within the pole.
TEST(CircuitNoise, OfAnAmplifierIsAtTheOutputAsItIsAtTheInput) {
    const Spec spec = integrator_model();
    const double volts = 200e-9;
    const Target quiet = make_target("opamp-1G", {"time_unit=auto:100"});
    const auto made = driver::prepare(spec, quiet, spec.queries);
    ASSERT_TRUE(made);
    const analog::Bank& bank = made->network.banks[0];
    const double tau_s = made->network.time_unit_s;
    const double interval_s = tau_s / 10;
    const Target target = make_target(
        "opamp-1G", {"time_unit=auto:100", "noise=1", "amplifier.noise=200n",
                     "noise_bandwidth=" + std::to_string(kNoiseBandwidth / interval_s)});
    const double gain =
        1 + bank.feedback_ohms * std::abs(made->network.crossbars[1].siemens(0, 0)) + 1;
    const double density = volts * volts;
    const double slow = (gain * gain - 1) * density / (4 * tau_s);
    const double direct = density / (2 * interval_s) * 2 / 3;
    const double wanted = (slow + direct) / std::pow(bank.volts_per_unit, 2);
    expect_near_one(output_variance(spec, target) / wanted,
                    kStatistics + 5 * kNoisyWeight * kNoisyWeight);
}

std::vector<Query> first_queries(const Spec& spec, std::size_t count) {
    return {spec.queries.begin(), spec.queries.begin() + static_cast<std::ptrdiff_t>(count)};
}

TEST(CircuitNoise, IsThatOfItsSeedAndItsQueryWhateverRunsBesideIt) {
    const Spec spec = shipped_spec("xor.json");
    const Target target = make_target("opamp-1G", {"noise=1", "seed=4"});
    const auto three = recall_all(spec, target, first_queries(spec, 3));
    auto turned = first_queries(spec, 3);
    std::ranges::reverse(turned);
    const auto again = recall_all(spec, target, turned);
    const auto other =
        recall_all(spec, make_target("opamp-1G", {"noise=1", "seed=5"}), first_queries(spec, 3));
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_EQ(three.queries[k].visible, again.queries[2 - k].visible);
        EXPECT_NE(three.queries[k].visible, other.queries[k].visible);
    }
    auto renamed = first_queries(spec, 1);
    renamed[0].id = "the same by another name";
    EXPECT_NE(recall_all(spec, target, renamed).queries[0].visible, three.queries[0].visible);
}

TEST(CircuitNoise, BelowTheBandSettlesAndAboveItDoesNot) {
    const Spec spec = shipped_spec("xor.json");
    const auto asked = spread(spec.queries, 4);
    const auto thermal = recall_all(spec, make_target("opamp-1G", {"noise=1"}), asked);
    for (const QueryResult& query : thermal.queries) {
        EXPECT_EQ(query.status, Status::Settled) << query.id;
        EXPECT_EQ(query.correct, true) << query.id;
        EXPECT_LT(query.reference->visible_error, 0.02) << query.id;
    }
    const auto loud =
        recall_all(spec, make_target("opamp-1G", {"noise=1", "amplifier.noise=1u"}), asked);
    for (const QueryResult& query : loud.queries) {
        EXPECT_EQ(query.status, Status::Unsettled) << query.id;
    }
}

TEST(CircuitNoise, IsInEveryModelAndAtTransistorLevel) {
    for (const std::string model : {"cubic.json", "grey-level.json", "two-block.json",
                                    "spherical.json", "epanechnikov.json"}) {
        const Spec spec = shipped_spec(model);
        const auto asked = spread(spec.queries, 1);
        const auto quiet = recall_all(spec, make_target("opamp-1G"), asked);
        const auto noisy =
            recall_all(spec, make_target("opamp-1G", {"noise=1", "amplifier.noise=5n"}), asked);
        EXPECT_EQ(noisy.queries[0].status, Status::Settled) << model;
        EXPECT_NE(noisy.queries[0].visible, quiet.queries[0].visible) << model;
        EXPECT_EQ(noisy.queries[0].correct, quiet.queries[0].correct) << model;
    }
    const Spec spec = shipped_spec("xor.json");
    const auto noisy = recall_all(spec, make_target("cmos", {"noise=1"}), first_queries(spec, 1));
    EXPECT_EQ(noisy.queries[0].status, Status::Settled);
    EXPECT_EQ(noisy.queries[0].correct, true);
}

TEST(CircuitNoise, IsNotBuiltWhereNothingCarriesIt) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const auto current = driver::prepare(spec, make_target("current-mode", {"noise=1"}), {});
    ASSERT_FALSE(current);
    EXPECT_EQ(current.error().front().id, "HS-E260");
    const auto ideal = driver::prepare(spec, make_target("behavioral", {"noise=1"}), {});
    ASSERT_TRUE(ideal);
    EXPECT_FALSE(driver::noise_of(ideal->lowered.layout, "any"));
}

/// Behind rectifiers as well: their lines are held as those of amplifiers are.
TEST(CircuitNoise, HasFarFewerSourcesThanThereAreResistors) {
    for (const std::string model : {"hamming-7-4.json", "two-block.json", "epanechnikov.json"}) {
        const auto made =
            driver::prepare(shipped_spec(model), make_target("opamp-1G", {"noise=1"}), {});
        ASSERT_TRUE(made) << model;
        std::size_t cells = 0;
        for (const circuit::NoiseSpot& spot : made->lowered.layout.noise) {
            cells += spot.source.starts_with("in_rw_") ? 1U : 0U;
            EXPECT_GT(spot.density, 0) << spot.source;
        }
        EXPECT_EQ(cells, 0U) << model << ": no cell has a source of its own";
    }
}

/// Every cell, feedback and bias resistor is in a source once, wires or not.
TEST(CircuitNoise, OfAVirtualGroundIsTheSumOfItsResistors) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    for (const char* wires : {"conductance.wire_resistance=0", "conductance.wire_resistance=2"}) {
        const auto made = driver::prepare(
            spec, make_target("opamp-1G", {"noise=1", "temperature_c=77", wires}), {});
        ASSERT_TRUE(made);
        const analog::Network& network = made->network;
        for (std::size_t neuron = 0; neuron < 16; ++neuron) {
            double siemens = 1 / network.banks[1].feedback_ohms +
                             std::abs(network.banks[1].bias_siemens[neuron]);
            for (std::size_t col = 0; col < 7; ++col) {
                siemens += std::abs(network.crossbars[0].siemens(neuron, col));
            }
            const std::string name = "in_h1_" + std::to_string(neuron) + "_c";
            const auto& noise = made->lowered.layout.noise;
            const auto place = std::ranges::find(noise, name, &circuit::NoiseSpot::source);
            ASSERT_NE(place, noise.end()) << name;
            EXPECT_NEAR(place->density / (4 * kBoltzmann * 350.15 * siemens), 1, 1e-9);
        }
    }
}

}  // namespace
}  // namespace hopspice::test
