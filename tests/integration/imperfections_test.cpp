// What imperfect parts do to the settled state and to the way there, against closed forms of models
// that are small enough to have one.

#include "cells/junctions.h"
#include "driver/prepare.h"
#include "integration/agreement.h"
#include "passes/passes.h"
#include "support/draws.h"
#include "support/specs.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using Overrides = std::vector<std::string>;

constexpr double kImperfectWeight = 0.5;
constexpr double kVisibleBias = 0.4;
constexpr double kHiddenBias = -0.3;

QueryResult only_result(const Spec& spec, const Target& target) {
    const auto results = recall(spec, target, spec.queries, {});
    if (!results) {
        ADD_FAILURE() << format_diagnostic(results.error().front());
        return {};
    }
    return results->queries.front();
}

/// v = w f + a, h = w g + b, with each of the four off by a factor.
struct Factors {
    double forth = 1;
    double back = 1;
    double visible_bias = 1;
    double hidden_bias = 1;

    [[nodiscard]] double fixed_point() const {
        const double up = kImperfectWeight * forth;
        const double down = kImperfectWeight * back;
        return (down * kHiddenBias * hidden_bias + kVisibleBias * visible_bias) / (1 - up * down);
    }
};

Spec linear_model() {
    Spec spec = make_linear(kImperfectWeight, kVisibleBias, kHiddenBias, 0.1);
    spec.queries = {make_query("rest", {0})};
    return spec;
}

/// Finite gain: N_g/A_0 is some 1e-4 here.
constexpr double kFiniteGain = 2e-3;

void expect_settles(const Overrides& overrides, const Factors& factors) {
    for (const char* level : {"opamp-1G", "behavioral"}) {
        Overrides all = overrides;
        all.emplace_back("time_unit=auto:100");
        Spec spec = linear_model();
        spec.inference.settle = 1e-3;
        const QueryResult result = only_result(spec, make_target(level, all));
        ASSERT_EQ(result.status, Status::Settled) << level;
        EXPECT_NEAR(result.visible[0], factors.fixed_point(), kFiniteGain) << level;
    }
}

TEST(Imperfections, ErrorsThatAnArraySharesMoveTheFixedPointAsComputed) {
    for (const std::uint64_t seed : {3U, 4U}) {
        const auto factor = [&](const char* array) { return spread_of(0.2, seed, array); };
        const Factors factors{factor("array 0 1"), factor("array 1 0"), factor("array bias 0"),
                              factor("array bias 1")};
        EXPECT_GT(std::abs(factors.fixed_point() - Factors{}.fixed_point()), 10 * kFiniteGain);
        expect_settles({"conductance.array_mismatch=0.2", "seed=" + std::to_string(seed)}, factors);
    }
}

TEST(Imperfections, DriftMovesTheFixedPointAsComputed) {
    const double drift = std::pow(1e5, -0.05);
    expect_settles({"conductance.drift_nu=0.05", "conductance.drift_time=1e5"},
                   {drift, drift, drift, drift});
}

/// Of the samples whose fixed point is within the swing that the model was scaled for.
TEST(Imperfections, StuckCellsMoveTheFixedPointAsComputed) {
    int moved = 0;
    for (int seed = 1; seed <= 12; ++seed) {
        Spec spec = linear_model();
        spec.inference.settle = 1e-3;
        const Target target =
            make_target("opamp-1G", {"conductance.stuck_on=0.2", "conductance.stuck_off=0.2",
                                     "time_unit=auto:100", "seed=" + std::to_string(seed)});
        const auto made = driver::prepare(spec, target, spec.queries);
        ASSERT_TRUE(made);
        const analog::Network& built = made->network;
        const Factors factors{1 + built.crossbars[0].deviation(0, 0) / kImperfectWeight,
                              1 + built.crossbars[1].deviation(0, 0) / kImperfectWeight,
                              1 + built.banks[0].bias_deviation[0] / kVisibleBias,
                              1 + built.banks[1].bias_deviation[0] / kHiddenBias};
        const double wanted = factors.fixed_point();
        const bool stable =
            factors.forth * factors.back * kImperfectWeight * kImperfectWeight < 0.9;
        if (!stable || std::abs(wanted) > 0.4) {
            continue;
        }
        const QueryResult result = only_result(spec, target);
        EXPECT_EQ(result.status, Status::Settled) << seed;
        EXPECT_NEAR(result.visible[0], wanted, 2 * kFiniteGain) << seed;
        moved += std::abs(wanted - Factors{}.fixed_point()) > 0.01 ? 1 : 0;
    }
    EXPECT_GE(moved, 3);
}

/// v(t) = v(0) C_i/C exp(-t/(tau C/C_0)): C_i puts the charge of v(0) on C.
TEST(Imperfections, CapacitorsChangeWhatIsLoadedAndHowFastItDecays) {
    for (const char* seed : {"2", "3", "4"}) {
        Spec spec = make_linear(0.1, 0, 0, 0.1);
        spec.queries = {make_query("decay", {1})};
        spec.queries[0].time = 1;
        const Overrides plain = {"time_unit=auto:300", std::string("seed=") + seed};
        Overrides spread = plain;
        spread.emplace_back("capacitor.mismatch=0.1");
        const auto nominal = driver::prepare(spec, make_target("opamp-1G", plain), spec.queries);
        const auto made = driver::prepare(spec, make_target("opamp-1G", spread), spec.queries);
        ASSERT_TRUE(nominal) << format_diagnostic(nominal.error().front());
        ASSERT_TRUE(made) << format_diagnostic(made.error().front());
        const double designed = nominal->network.banks[0].capacitor_farads[0];
        const double state = made->network.banks[0].capacitor_farads[0];
        const double input = made->network.banks[0].input_farads[0];
        const double slower = 1 - 0.1 * 0.1 / (1 - 0.1);  // by the hidden neuron's w^2
        const double wanted = input / state * std::exp(-slower * designed / state);
        const QueryResult result = only_result(spec, make_target("opamp-1G", spread));
        EXPECT_EQ(result.status, Status::Read);
        // The amplifier's lag, 1/300 of tau, is where C was not changed.
        EXPECT_NEAR(result.visible[0], wanted, 0.005);
        EXPECT_GT(std::abs(wanted - std::exp(-1)), 0.01);
    }
}

/// Of the reference current in a tail whose sink has another area: V_T ln(s/area) + R I (s-1) = 0.
double tail_share(double area) {
    double share = 1;
    for (int k = 0; k < 100; ++k) {
        share = 1 + cells::kThermalVolts / cells::sink_volts({}) * std::log(area / share);
    }
    return share;
}

/// f = A exp(beta h) / sum: an area is a shift of ln(A)/beta of a softmax's input.
TEST(Imperfections, AreasShiftTheInputsOfASoftmaxByTheirLogarithm) {
    constexpr double kBeta = 1;
    HiddenBlock block =
        make_block("pair", {FunctionType::Softmax, kBeta, 1, 2, false}, make_matrix({{0}, {1}}));
    Spec spec = make_spec("pair", std::move(block));
    spec.queries = {make_query("rest", {0})};
    spec.inference.settle = 1e-3;
    for (const char* seed : {"1", "2"}) {
        const Target target =
            make_target("opamp-1G", {"device_mismatch.is=0.2", "device_mismatch.vt=5m",
                                     "time_unit=auto:100", std::string("seed=") + seed});
        const auto made = driver::prepare(spec, target, spec.queries);
        ASSERT_TRUE(made);
        const auto area = [&](const char* name) {
            return made->lowered.circuit.find_element(name)->area;
        };
        const double shift = std::log(area("qh1_1") / area("qh1_0")) / kBeta;
        const double tail = tail_share(area("qt1_0") / area("qt1_ref"));
        double v = 0.5;
        for (int k = 0; k < 200; ++k) {
            v = tail / (1 + std::exp(-kBeta * (v + shift)));
        }
        const QueryResult result = only_result(spec, target);
        EXPECT_EQ(result.status, Status::Settled);
        EXPECT_NEAR(result.visible[0], v, 0.005) << "what the devices' gain and resistances add";
        EXPECT_GT(std::abs(shift), 0.1);
    }
}

TEST(Imperfections, WireCapacitanceLeavesTheSettledStateAndDelaysTheWay) {
    const Spec spec = shipped_spec("two-block.json");
    const auto run = [&](const Overrides& overrides) {
        return recall_all(spec, make_target("opamp-1G", overrides), spread(spec.queries, 1))
            .queries.front();
    };
    const QueryResult plain = run({"time_unit=auto:30"});
    const QueryResult wired = run(
        {"time_unit=auto:30", "conductance.wire_capacitance=20f", "conductance.wire_resistance=1"});
    ASSERT_EQ(wired.status, Status::Settled);
    for (std::size_t k = 0; k < plain.visible.size(); ++k) {
        EXPECT_NEAR(wired.visible[k], plain.visible[k], 0.02);
    }
    EXPECT_NE(*wired.settle_time_s, *plain.settle_time_s);
}

std::size_t named(const std::string& target, const Overrides& overrides,
                  const std::string& subject) {
    const auto report = check(shipped_spec("hamming-7-4.json"), make_target(target, overrides));
    if (!report) {
        ADD_FAILURE() << format_diagnostic(report.error().front());
        return 0;
    }
    return static_cast<std::size_t>(
        std::ranges::count(report->items, subject, &CheckItem::subject));
}

TEST(Imperfections, ThatAreNotOffAreNamedByACheck) {
    for (const char* target : {"opamp-1G", "current-mode"}) {
        EXPECT_EQ(named(target, {}, "imperfection"), 0U);
        EXPECT_EQ(named(target, {"conductance.mismatch=0.01"}, "imperfection"), 1U);
        EXPECT_EQ(named(target,
                        {"conductance.drift_nu=0.01", "conductance.drift_time=100",
                         "capacitor.mismatch=0.01", "device_mismatch.vt=1m"},
                        "imperfection"),
                  3U);
    }
    EXPECT_EQ(named("opamp-1G", {}, "noise"), 0U);
    EXPECT_EQ(named("opamp-1G", {"noise=1"}, "noise"), 2U) << "one per bank";
}

/// A wire's capacitance at the virtual ground counts like the amplifier's own.
TEST(Imperfections, WiresAtAVirtualGroundAreInItsPole) {
    const auto pole = [](const Overrides& overrides) {
        const auto report =
            check(shipped_spec("hamming-7-4.json"), make_target("opamp-1G", overrides));
        for (const CheckItem& item : report->items) {
            if (item.where == "visible" && item.quantity.starts_with("R_f C_in")) {
                return item.value;
            }
        }
        return 0.0;
    };
    // Eight of sixteen words have a given bit: cells of 1 fF on 20 fF of the amplifier's.
    EXPECT_NEAR(pole({"conductance.wire_capacitance=1f"}) / pole({}), 28.0 / 20, 1e-9);
}

}  // namespace
}  // namespace hopspice::test
