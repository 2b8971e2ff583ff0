// A circuit does not know in which units the model counts: v in units of 1/s and h in units of 1/r
// are the same memory, so they are the same circuit, element by element.
//   g(s v) = gamma g(v)   gamma = s for identity and relu; 1 for the others, whose gain is divided
//                         by s or whose eps is multiplied by s^2
//   f(r h) = phi f(h)     phi = r^(n-1) for h^(n-1), relu and linear among them; 1 for the others,
//                         whose beta or gain is divided by r
//   xi -> w xi            w gamma = r on the way to h, w phi = s on the way back: r phi = s gamma
// Biases, initial states, queries and levels of the readout go with their signal.

#include "cells/cell.h"
#include "circuit/circuit.h"
#include "integration/agreement.h"
#include "kinds/functions.h"
#include "support/prepared.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

constexpr double kSame = 1e-9;      ///< relative: what rounding makes of a sum of some ten terms
constexpr double kSamePart = 1e-6;  ///< and of a probe that crosses a kink
const std::vector<double> kUnits = {0.01, 30, 1000};

std::vector<Function> activations() {
    std::vector<Function> all;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        if (!kind->visible_word.empty()) {
            all.push_back({.type = kind->type, .gain = 2, .eps = 0.02});
        }
    }
    return all;
}

/// Powers of all sorts.
std::vector<Function> energies() {
    std::vector<Function> all;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        const bool power = std::ranges::any_of(
            kind->parameters, [](const auto& parameter) { return parameter.key == "degree"; });
        for (const int degree : power ? std::vector{2, 4} : std::vector{2}) {
            for (const bool rectified : power ? std::vector{false, true} : std::vector{false}) {
                if (!kind->word.empty()) {
                    all.push_back({kind->type, 0.8, 2, degree - (rectified ? degree / 4 : 0),
                                   rectified, 0.02});
                }
            }
        }
    }
    return all;
}

Spec small_memory(const Function& activation, const Function& energy) {
    Spec spec = make_spec(
        "units",
        make_block(
            "block", energy,
            make_matrix(
                {{0.5, -0.3, 0.2}, {-0.25, 0.45, 0.35}, {0.3, 0.2, -0.4}, {0.15, 0.4, 0.25}})));
    spec.visible.activation = activation;
    spec.visible.bias = {0.1, -0.05, 0.2};
    spec.visible.initial = {0.3, -0.2, 0.1};
    spec.hidden[0].bias = {0.1, -0.2, 0.15, 0.05};
    spec.readout.type = ReadoutType::Threshold;
    spec.readout.level = 0.15;
    spec.queries.push_back(make_query("a", {0.8, -0.4, 0.3}));
    spec.queries.push_back(make_query("b", {-0.5, 0.9, 0.6}));
    spec.queries[1].clamp[1] = 0.7;
    return spec;
}

void scale(std::vector<double>& values, double factor) {
    for (double& value : values) {
        value *= factor;
    }
}

/// A function with a scale of its own, in units of x that are so much smaller.
void rescale(Function& function, double unit) {
    const kinds::Kind& kind = kinds::kind_of(function);
    double Function::*parameter =
        kind.single() != nullptr ? kind.single()->steepness : kind.joint()->module_parameter;
    if (parameter != nullptr) {
        function.*parameter *= parameter == &Function::eps ? unit * unit : 1 / unit;
    }
}

/// p of f(unit x) = unit^p f(x), once the function is rescaled.
double power_of(const Function& function) {
    if (kinds::is_joint(function)) {
        return 0;
    }
    constexpr double kState = 0.6;
    Function half = function;
    rescale(half, 2);
    return std::round(
        std::log2(kinds::value_of(half, 2 * kState) / kinds::value_of(function, kState)));
}

/// `unit` of v is 1 of the spec's.
Spec in_units(Spec spec, double unit) {
    const double output = std::pow(unit, power_of(spec.visible.activation));
    rescale(spec.visible.activation, unit);
    scale(spec.visible.bias, unit);
    scale(spec.visible.initial, unit);
    spec.readout.level *= unit;
    for (HiddenBlock& block : spec.hidden) {
        // Weights scale by hidden/output on the way there and on the way back.
        const double hidden = std::pow(unit * output, 1 / (1 + power_of(block.energy)));
        rescale(block.energy, hidden);
        scale(block.bias, hidden);
        scale(block.weights.values, hidden / output);
    }
    for (Query& query : spec.queries) {
        for (std::optional<double>& value : query.visible) {
            value = *value * unit;
        }
        for (auto& [neuron, value] : query.clamp) {
            value *= unit;
        }
    }
    return spec;
}

/// Of two numbers that are one but for rounding.
bool same(double a, double b) {
    return std::abs(a - b) <= kSamePart * std::max(std::abs(a), std::abs(b));
}

bool same(const circuit::Element& a, const circuit::Element& b) {
    bool all = a.name == b.name && a.nets == b.nets && same(a.value, b.value) &&
               same(a.area, b.area) && a.pwl.size() == b.pwl.size();
    for (std::size_t k = 0; all && k < a.pwl.size(); ++k) {
        all = same(a.pwl[k], b.pwl[k]);
    }
    return all;
}

void expect_same_circuit(const circuit::Circuit& a, const circuit::Circuit& b) {
    ASSERT_EQ(a.groups.size(), b.groups.size());
    for (std::size_t group = 0; group < a.groups.size(); ++group) {
        const auto& before = a.groups[group].elements;
        const auto& after = b.groups[group].elements;
        ASSERT_EQ(before.size(), after.size()) << circuit::comment_of(a.groups[group].origin);
        for (std::size_t k = 0; k < before.size(); ++k) {
            EXPECT_TRUE(same(before[k], after[k]))
                << before[k].name << ": " << before[k].value << ", " << after[k].value;
        }
    }
}

void expect_same_read_back(const ReadBack& a, const ReadBack& b) {
    EXPECT_NEAR(a.weight_error, b.weight_error, kSame);
    EXPECT_NEAR(a.bias_error, b.bias_error, kSame);
    EXPECT_NEAR(a.tau_error, b.tau_error, kSame);
    EXPECT_NEAR(a.gain_error, b.gain_error, kSame);
}

void expect_same_design(const driver::Prepared& a, const driver::Prepared& b) {
    ASSERT_EQ(a.network.banks.size(), b.network.banks.size());
    for (std::size_t bank = 0; bank < a.network.banks.size(); ++bank) {
        const auto& before = a.network.banks[bank].noise_gain;
        const auto& after = b.network.banks[bank].noise_gain;
        for (std::size_t k = 0; k < before.size(); ++k) {
            EXPECT_NEAR(after[k] / before[k], 1, kSame) << a.network.banks[bank].name;
        }
    }
    expect_same_read_back(a.read_back, b.read_back);
}

/// Of one activation with every energy.
class UnitsOfVAndH : public testing::TestWithParam<std::size_t> {};

TEST_P(UnitsOfVAndH, ChangeNoCircuit) {
    const Target target = opamp_auto(30);
    for (const Function& energy : energies()) {
        if (cells::find_cell(energy) == nullptr) {
            continue;  // ideal sources compute in model units
        }
        const Spec spec = small_memory(activations()[GetParam()], energy);
        const driver::Prepared plain = value_of(driver::prepare(spec, target, spec.queries));
        for (const double unit : kUnits) {
            SCOPED_TRACE(testing::Message() << "1/" << unit << " of v: " << spec_text(spec));
            const Spec other = in_units(spec, unit);
            const driver::Prepared scaled = value_of(driver::prepare(other, target, other.queries));
            expect_same_design(plain, scaled);
            expect_same_circuit(plain.lowered.circuit, scaled.lowered.circuit);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Activations, UnitsOfVAndH,
                         testing::Range<std::size_t>(0, activations().size()));

/// Each recall is within `bounds` of the ODE. Where a run ends hangs on the last bits of the twin's
/// choice of steps, which no unit leaves as they are: by ngspice.
void expect_same_recall(const Spec& spec, const Target& target, const Bounds& bounds) {
    const Results plain = recall_all(spec, target, spec.queries, EngineChoice::Ngspice);
    for (const double unit : kUnits) {
        SCOPED_TRACE(testing::Message() << "1/" << unit << " of v: " << spec_text(spec));
        const Spec other = in_units(spec, unit);
        const Results scaled = recall_all(other, target, other.queries, EngineChoice::Ngspice);
        ASSERT_EQ(scaled.queries.size(), plain.queries.size());
        for (std::size_t k = 0; k < plain.queries.size(); ++k) {
            const QueryResult& before = plain.queries[k];
            const QueryResult& after = scaled.queries[k];
            EXPECT_EQ(after.status, before.status);
            EXPECT_EQ(after.readout, before.readout);
            for (std::size_t i = 0; i < before.visible.size(); ++i) {
                EXPECT_NEAR(after.visible[i] / unit, before.visible[i],
                            2 * bounds.settled * plain.visible_range);
            }
        }
    }
}

/// Two energies per activation, so that every energy has its turn.
class RecallInUnits : public testing::TestWithParam<std::size_t> {};

TEST_P(RecallInUnits, IsTheSame) {
    const std::size_t k = GetParam();
    for (const std::size_t other : {k, k + activations().size()}) {
        const Function energy = energies()[other % energies().size()];
        expect_same_recall(small_memory(activations()[k], energy), behavioral(), kBehavioral);
    }
}

TEST(RecallInUnits, IsTheSameWithAmplifiers) {
    expect_same_recall(
        small_memory({.type = FunctionType::Relu}, {.type = FunctionType::Polynomial, .degree = 4}),
        opamp_auto(30), kOpampRatio30);
}

INSTANTIATE_TEST_SUITE_P(Activations, RecallInUnits,
                         testing::Range<std::size_t>(0, activations().size()));

/// The grey-level memory in pixels: 0 is black, 255 white.
Spec in_pixels(Spec spec) {
    constexpr double kHalf = 127.5;
    const auto pixel = [](double grey) { return std::round(kHalf * (grey + 1)); };
    spec.visible.activation = {.type = FunctionType::Relu};
    spec.visible.initial.assign(spec.visible.size, pixel(0));
    spec.hidden[0].energy.beta /= kHalf * kHalf;
    for (Matrix* matrix : {&spec.hidden[0].weights, &spec.readout.patterns}) {
        std::ranges::transform(matrix->values, matrix->values.begin(), pixel);
    }
    set_distance_bias(spec.hidden[0]);
    for (Query& query : spec.queries) {
        for (std::optional<double>& value : query.visible) {
            value = value ? std::optional(pixel(*value)) : std::nullopt;
        }
    }
    return spec;
}

TEST(PixelMemory, OfGreyLevelsUpTo255BehindAReluRecalls) {
    const Spec spec = in_pixels(shipped_spec("grey-level.json"));
    const Results results = recall_all(spec, opamp_auto(30));
    expect_recalled(results);
    expect_agreement(results, kOpampRatio30, spec);
}

}  // namespace
}  // namespace hopspice::test
