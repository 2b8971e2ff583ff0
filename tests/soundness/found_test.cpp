// Specs of which `check` once said more than was true, or that it let through to an error of ours:
// a test per kind of fault.

#include "support/prepared.h"
#include "support/soundness.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// What `check` says is true, and it is this.
void expect_sound(const Spec& spec, const std::string& target, Verdict verdict,
                  const std::vector<std::string>& overrides = {}) {
    const Soundness found = soundness(spec, target_of(target, overrides));
    for (const std::string& violation : found.violations) {
        ADD_FAILURE() << spec.name << " on " << target << ": " << violation;
    }
    EXPECT_EQ(to_string(found.verdict), to_string(verdict))
        << spec.name << " on " << target << ": "
        << (found.reasons.empty() ? "no reason" : found.reasons.front());
}

/// A softmax memory of two patterns, started near one of them.
Spec pair_of_memories(double beta) {
    HiddenBlock block =
        make_block("rows", {FunctionType::Softmax, beta}, make_matrix({{1, 0, 1}, {0, 1, 1}}));
    set_distance_bias(block);
    Spec spec = make_spec("pair", std::move(block));
    spec.queries = {make_query("first", {0.8, 0.1, 0.7}), make_query("second", {0.2, 1, 0.6})};
    return spec;
}

TEST(Found, SoftmaxOfAnySteepnessIsRecalled) {
    for (const double beta : {1e4, 1e5, 1e6}) {
        expect_sound(pair_of_memories(beta), "behavioral", Verdict::Certain);
    }
}

/// Bases of 100 kV: what leaks across junctions is a part of a usual tail's current.
TEST(Found, SoftmaxOfLargeWeightsIsRecalled) {
    HiddenBlock block = make_block("rows", {FunctionType::Softmax, 8},
                                   make_matrix({{0.3, 0.5}, {0.2, -910}, {-0.9, 0.4}}));
    Spec spec = make_spec("large", std::move(block));
    spec.queries = {make_query("q", {0.3, -0.4})};
    expect_sound(spec, "behavioral", Verdict::Certain);
}

TEST(Found, BiasesThatTheSoftmaxDoesNotSeeChangeNothing) {
    for (const double common : {1e3, -1e4, 1e5}) {
        Spec spec = pair_of_memories(8);
        for (double& bias : spec.hidden[0].bias) {
            bias += common;
        }
        expect_sound(spec, "behavioral", Verdict::Certain);
    }
}

TEST(Found, LargeVisibleBiasesAreFollowed) {
    Spec spec = pair_of_memories(8);
    spec.visible.bias = {2e3, -1e3, 5e3};
    expect_sound(spec, "behavioral", Verdict::Certain);
}

TEST(Found, SignalsOfAnySizeAreFollowed) {
    for (const double size : {1e-6, 1e6}) {
        HiddenBlock block =
            make_block("mode", {FunctionType::Linear}, make_matrix({{0.5, -0.3}, {0.2, 0.4}}));
        block.bias = {0.3 * size, -0.2 * size};
        Spec spec = make_spec("sized", std::move(block));
        spec.queries = {make_query("q", {size, -size})};
        expect_sound(spec, "behavioral", Verdict::Certain);
    }
}

/// Nine decades: a weight of 1e-9 that a visible neuron lives by, beside one of 1.
Spec spanning_weights() {
    HiddenBlock block =
        make_block("rows", {FunctionType::Tanh, 1, 1e9}, make_matrix({{0.5, 0}, {0, 1e-9}}));
    HiddenBlock back = make_block("back", {FunctionType::Linear}, make_matrix({{0.5, 1e-9}}));
    Spec spec = make_spec("spanning", std::move(block));
    spec.hidden.push_back(std::move(back));
    spec.visible.bias = {0, 0.5e-9};
    spec.queries = {make_query("q", {0.3, 0.2})};
    return spec;
}

TEST(Found, WeightsThatNoCrossbarHoldsAreNotCertain) {
    for (const std::string target : {"opamp-1G", "cmos"}) {
        const Soundness found = soundness(spanning_weights(), target_of(target));
        EXPECT_TRUE(found.violations.empty()) << found.violations.front();
        EXPECT_NE(found.verdict, Verdict::Certain) << target;
    }
}

TEST(Found, HiddenNeuronsOfAnySpeedAreFollowed) {
    for (const double tau : {1e-3, 1e-5, 1e-7}) {
        Spec spec = pair_of_memories(8);
        spec.hidden[0].tau = tau;
        expect_sound(spec, "behavioral", Verdict::Certain);
    }
}

TEST(Found, NeuronsThatNothingUsesAreBuilt) {
    HiddenBlock block = make_block("cubes", {FunctionType::Polynomial, 1, 1, 4, true},
                                   make_matrix({{0.4, -0.3}, {0, 0}}));
    Spec spec = make_spec("zero-row", std::move(block));
    spec.visible.activation = {FunctionType::Tanh};
    spec.visible.bias = {0.1, -0.1};
    spec.queries = {make_query("q", {0.5, 0.5})};
    for (const std::string target : {"behavioral", "opamp-1G", "cmos", "bjt"}) {
        const Soundness found = soundness(spec, target_of(target));
        EXPECT_TRUE(found.violations.empty()) << target << ": " << found.violations.front();
        EXPECT_NE(found.verdict, Verdict::Impossible) << target;
    }
}

TEST(Found, OutputsTooSmallForANumberAreNothing) {
    HiddenBlock block =
        make_block("off", {FunctionType::Softplus, 1, 3.2}, make_matrix({{0.1, -0.1}, {0.1, 0.2}}));
    block.bias = {-230, -9885};  // exp(-736) is a denormal, exp(-31632) is 0
    Spec spec = make_spec("off", std::move(block));
    spec.queries = {make_query("q", {0.5, 0.5})};
    const Soundness found = soundness(spec, target_of("behavioral"));
    EXPECT_TRUE(found.violations.empty()) << found.violations.front();
    EXPECT_NE(found.verdict, Verdict::Impossible)
        << (found.reasons.empty() ? "no reason" : found.reasons.front());
}

TEST(Found, OneLargeWeightBehindARectifierIsSaid) {
    HiddenBlock block =
        make_block("rows", {FunctionType::Relu}, make_matrix({{0.3, 0.2}, {1e4, 0.1}}));
    Spec spec = make_spec("large", std::move(block));
    spec.visible.activation = {FunctionType::Tanh};
    spec.queries = {make_query("q", {0.5, -0.5})};
    for (const std::string target : {"behavioral", "opamp-1G", "cmos", "bjt"}) {
        const Soundness found = soundness(spec, target_of(target));
        EXPECT_TRUE(found.violations.empty()) << target << ": " << found.violations.front();
    }
}

TEST(Found, ExponentialsThatNoNumberHoldsAreRefused) {
    HiddenBlock block =
        make_block("rows", {FunctionType::Exponential, 3e4}, make_matrix({{0.5, 0.3}}));
    Spec spec = make_spec("steep", std::move(block));
    spec.visible.activation = {FunctionType::Tanh};
    spec.queries = {make_query("q", {0.5, 0.5})};
    expect_sound(spec, "behavioral", Verdict::Impossible);
    const auto refused = check(spec, target_of("behavioral"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().id, "HS-E265");
    spec.hidden[0].energy.beta = 200;
    expect_sound(spec, "behavioral", Verdict::Impossible);
}

TEST(Found, AnEnergyThatNeedNotFallIsNotCertain) {
    HiddenBlock block = make_block("squares", {FunctionType::Polynomial, 1, 1, 3, false},
                                   make_matrix({{2, -2}, {1, 3}}));
    Spec spec = make_spec("squares", std::move(block));
    spec.visible.activation = {FunctionType::Tanh};
    spec.queries = {make_query("q", {0.5, -0.5})};
    const Soundness found = soundness(spec, target_of("behavioral"));
    EXPECT_TRUE(found.violations.empty()) << found.violations.front();
    EXPECT_EQ(to_string(found.verdict), to_string(Verdict::Risky));
}

/// Columns would have to swing by kilovolts.
TEST(Found, BiasesThatNoColumnHoldsAreRefused) {
    for (const double scale : {1.0, 10.0}) {
        HiddenBlock block =
            make_block("rows", {FunctionType::Softmax, 3.9},
                       make_matrix({{-0.6}, {0.2}, {-0.85}, {-0.9}, {0.65}, {0.55}}));
        block.bias = {1060, -8159, -90, -12742, -16391, -1598};
        for (double& bias : block.bias) {
            bias *= scale;
        }
        Spec spec = make_spec("biased", std::move(block));
        spec.queries = {make_query("q", {-42})};
        expect_sound(spec, "current-mode", Verdict::Impossible);
        const auto refused = check(spec, target_of("current-mode"));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().front().id, "HS-E250");
    }
}

/// Cells of biases far larger than those of weights, which are near the least conductance then.
TEST(Found, SmallWeightsBesideLargeBiasesAreNotCertain) {
    for (const double weight : {1e-3, 3e-3, 0.01}) {
        HiddenBlock block =
            make_block("rows", {FunctionType::Softmax, 3},
                       make_matrix({{weight, 0.3 * weight}, {-0.7 * weight, weight}}));
        block.bias = {-0.4, 0.1};
        Spec spec = make_spec("biased", std::move(block));
        spec.queries = {make_query("q", {0, weight})};
        const Soundness found = soundness(spec, target_of("current-mode"));
        EXPECT_TRUE(found.violations.empty()) << weight << ": " << found.violations.front();
        EXPECT_NE(found.verdict, Verdict::Certain) << weight;
    }
}

/// Their bases' capacitors, far larger than the columns', rest while the columns move.
TEST(Found, MemoriesSlowerThanTheVisibleNeuronsAreBuiltAsAnnounced) {
    for (const double tau : {3.0, 1e2, 1e4}) {
        HiddenBlock block = make_block("rows", {FunctionType::Softmax, 3},
                                       make_matrix({{0.5, -0.1}, {0.4, 0.4}, {0.45, 0.2}}));
        block.bias = {-0.1, -0.1, 0.1};
        block.tau = tau;
        Spec spec = make_spec("slow", std::move(block));
        spec.queries = {make_query("q", {0.5, 0.1})};
        const Soundness found = soundness(spec, target_of("current-mode"));
        EXPECT_TRUE(found.violations.empty()) << tau << ": " << found.violations.front();
        EXPECT_NE(found.verdict, Verdict::Impossible) << tau;
    }
}

/// A single neuron between two basins: what is off at the start grows until it is read.
TEST(Found, StatesOnTheirWayAreNotCertainWhereThePathsPart) {
    HiddenBlock block =
        make_block("rows", {FunctionType::Softmax, 1.9081},
                   make_matrix({{0.8475}, {-0.7223}, {-0.8783}, {-0.2249}, {0.6213}, {-0.2744}}));
    block.bias = {0.4951, 0.3176, 0.1477, 0.1899, -0.3178, -0.3125};
    block.tau = 0.2726;
    Spec spec = make_spec("parting", std::move(block));
    spec.visible.tau = 0.765;
    spec.visible.bias = {-0.0505};
    spec.queries = {make_query("q", {0.4265})};
    spec.queries[0].time = 0.9449;
    const Soundness found = soundness(spec, target_of("current-mode"));
    EXPECT_TRUE(found.violations.empty()) << found.violations.front();
    EXPECT_EQ(to_string(found.verdict), to_string(Verdict::Risky));
}

/// Amplifiers as slow as the model.
TEST(Found, AmplifiersThatMayLatchAreSaid) {
    Draw draw(3);
    HiddenBlock block = make_block("rows", {FunctionType::Softmax, 8}, Matrix{8, 16, {}});
    for (std::size_t k = 0; k < 8 * 16; ++k) {
        block.weights.values.push_back(draw.chance(0.5) ? 1 : 0);
    }
    set_distance_bias(block);
    Spec spec = make_spec("random", std::move(block));
    const std::vector<double>& rows = spec.hidden[0].weights.values;
    spec.queries = {make_query("q", {rows.begin(), rows.begin() + 16})};
    const auto report = check(spec, target_of("cmos", {"time_unit=auto:1"}));
    ASSERT_TRUE(report);
    bool said = false;
    for (const CheckItem& item : report->items) {
        said = said ||
               (item.verdict == Verdict::Risky && item.meaning.find("latch") != std::string::npos);
    }
    EXPECT_TRUE(said);
}

/// Base lines of losers thousands of volts below the winner's: the noise gain of their drivers
/// leaves nothing of the level that they should have.
TEST(Found, BaseLinesFarBelowTheRailsAreRefused) {
    HiddenBlock block =
        make_block("rows", {FunctionType::Softmax, 1.95},
                   make_matrix({{0.68, 0.17, 0}, {0, 0.37, 0.78}, {0.14, -0.36, 0.6}}));
    block.bias = {-19000, -28800, 9975};
    Spec spec = make_spec("biased", std::move(block));
    spec.queries = {make_query("q", {0.8, 0.9, -0.9})};
    expect_sound(spec, "steered-1G", Verdict::Impossible);
}

/// Without weights, what little amplifiers of transistors couple by their references was infinitely
/// large against them.
TEST(Found, ASoftmaxWithoutWeightsBesideARectifierIsProved) {
    HiddenBlock rectifier =
        make_block("features", {FunctionType::Relu}, make_matrix({{-0.45}, {-1.3}, {0.67}}));
    rectifier.bias = {-0.09, -0.09, -0.16};
    HiddenBlock block =
        make_block("rows", {FunctionType::Softmax, 1.8}, make_matrix({{0}, {0}, {0}}));
    block.bias = {-0.26, 0.19, -0.14};
    Spec spec = make_spec("nothing", std::move(rectifier));
    spec.hidden.push_back(std::move(block));
    spec.queries = {make_query("q", {-0.8})};
    for (const char* topology : {"topology=virtual-ground", "topology=steered"}) {
        const Soundness found = soundness(spec, target_of("cmos", {topology}));
        EXPECT_TRUE(found.violations.empty()) << topology << ": " << found.violations.front();
    }
}

}  // namespace
}  // namespace hopspice::test
