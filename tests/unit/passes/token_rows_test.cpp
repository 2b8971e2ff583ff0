// Rows that tokens choose: what the passes make of the candidates side by side, and the circuit.

#include "passes/token_rows.h"
#include "cells/values.h"
#include "networks.h"
#include "passes/lower.h"
#include "support/token_specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::passes {
namespace {

using hopspice::test::make_random_token_model;
using hopspice::test::TokenModelOptions;

const Target& opamp() {
    static const Target kTarget = test::target_of("opamp-1G", {"conductance.min=1n"});
    return kTarget;
}

/// What the chosen row of one slot gives for these outputs, with its bias.
double visible_drive(const analog::Network& network, std::size_t neuron,
                     const std::vector<std::size_t>& tokens, const std::vector<double>& f) {
    const analog::Crossbar& crossbar = network.crossbars[1];
    double sum = network.banks[0].bias[neuron];
    for (std::size_t slot = 0; slot < f.size(); ++slot) {
        sum += crossbar.weights(neuron, slot * crossbar.col_choices + tokens[slot]) * f[slot];
    }
    return sum;
}

TEST(TokenRows, OffsetsAreExactInEveryContext) {
    TokenModelOptions options;
    options.vocabulary = 3;
    options.lowest = -1;
    const Spec spec = make_random_token_model(options);
    const analog::Network before = test::network_of(spec);
    const analog::Network after = test::network_after("offset-softmax", spec, opamp());
    const std::vector<double> f = {0.5, 0.2, 0.3};
    for (const Query& query : spec.queries) {
        for (std::size_t neuron = 0; neuron < spec.visible.size; ++neuron) {
            EXPECT_NEAR(visible_drive(after, neuron, query.tokens, f),
                        visible_drive(before, neuron, query.tokens, f), 1e-12);
        }
    }
    EXPECT_GE(*std::ranges::min_element(after.crossbars[1].weights.values), 0);
    EXPECT_LT(*std::ranges::min_element(before.crossbars[1].weights.values), 0);
}

/// All cells on the wire of a candidate: of one sign out of a slot, of both into it.
double on_wire(const analog::Network& network, const analog::Crossbar& crossbar, std::size_t row,
               std::size_t col) {
    if (crossbar.row_choices > 1) {
        double sum = pad_siemens(crossbar, row / crossbar.row_choices, row % crossbar.row_choices);
        for (std::size_t cell = 0; cell < crossbar.siemens.cols; ++cell) {
            sum += std::abs(crossbar.siemens(row, cell));
        }
        return sum;
    }
    double sum = 0;
    const analog::Bank& to = network.banks[crossbar.to];
    const auto polarity = cells::driver_polarity(to, crossbar.siemens(row, col));
    for (std::size_t cell = 0; cell < crossbar.siemens.rows; ++cell) {
        const double siemens = crossbar.siemens(cell, col);
        sum += cells::driver_polarity(to, siemens) == polarity ? std::abs(siemens) : 0;
    }
    return sum;
}

TEST(TokenRows, WeightsThroughTheSwitchesAreThoseOfTheModel) {
    for (const FunctionType energy : {FunctionType::Softmax, FunctionType::Tanh}) {
        TokenModelOptions options;
        options.lowest = -1;
        options.energy = energy;
        const Target target = test::target_of("opamp-1G", {"conductance.min=1n"});
        const analog::Network network =
            test::finished_network(make_random_token_model(options), target);
        for (const std::size_t index : {0U, 1U}) {
            const analog::Crossbar& crossbar = network.crossbars[index];
            const analog::Bank& from = network.banks[crossbar.from];
            const analog::Bank& to = network.banks[crossbar.to];
            const double scale = to.feedback_ohms * from.output_volts_per_unit / to.volts_per_unit;
            for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
                for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
                    const double siemens = crossbar.siemens(row, col);
                    const double series =
                        1 + select_ohms(target) * on_wire(network, crossbar, row, col);
                    EXPECT_NEAR(siemens / series * scale, crossbar.weights(row, col), 1e-9);
                    EXPECT_LE(std::abs(siemens), target.conductance.max * (1 + 1e-12));
                }
            }
        }
        EXPECT_LT(network.mapping_error, 1e-9);
    }
}

TEST(TokenRows, TheSwitchesTakeSomethingThatIsMadeUpFor) {
    const Target target = test::target_of("opamp-1G", {"conductance.min=1n"});
    const analog::Network network = test::finished_network(make_random_token_model({}), target);
    const analog::Crossbar& crossbar = network.crossbars[0];
    const double series = select_ohms(target) * slot_siemens(crossbar, crossbar.siemens, 0);
    EXPECT_GT(series, 1e-4);
    EXPECT_LT(series, 0.1);
}

TEST(TokenRows, EveryCandidateOfASlotLoadsItsColumnAlike) {
    TokenModelOptions options;
    options.vocabulary = 3;
    const analog::Network network =
        test::finished_network(make_random_token_model(options), opamp());
    const analog::Crossbar& crossbar = network.crossbars[0];
    for (std::size_t slot = 0; slot < options.slots; ++slot) {
        std::size_t unpadded = 0;
        for (std::size_t token = 0; token < options.vocabulary; ++token) {
            EXPECT_NEAR(on_wire(network, crossbar, slot * options.vocabulary + token, 0),
                        slot_siemens(crossbar, crossbar.siemens, slot), 1e-15);
            unpadded += pad_siemens(crossbar, slot, token) == 0 ? 1U : 0U;
        }
        EXPECT_EQ(unpadded, 1) << "the heaviest candidate needs no pad";
    }
}

TEST(TokenRows, NoiseGainIsThatOfEveryContext) {
    const Target target = opamp();
    const Spec spec = make_random_token_model({});
    const analog::Network network = test::finished_network(spec, target);
    const analog::Bank& hidden = network.banks[1];
    const analog::Crossbar& into = network.crossbars[0];
    const double row = slot_siemens(into, into.siemens, 2);
    const double siemens = std::abs(hidden.bias_siemens[2]) + row / (1 + select_ohms(target) * row);
    EXPECT_GE(hidden.noise_gain[2], 1 + hidden.feedback_ohms * siemens);
    EXPECT_LE(hidden.noise_gain[2], 1.3 * (1 + hidden.feedback_ohms * siemens));
    // The visible columns see the candidates that are not chosen as well: their ends are grounded.
    const analog::Bank& visible = network.banks[0];
    double all = std::abs(visible.bias_siemens[1]);
    for (const analog::Crossbar& crossbar : network.crossbars) {
        for (std::size_t col = 0; crossbar.to == 0 && col < crossbar.siemens.cols; ++col) {
            all += std::abs(crossbar.siemens(1, col));
        }
    }
    EXPECT_GE(visible.noise_gain[1], 1 + visible.feedback_ohms * all);
}

TEST(TokenRows, MismatchIsDrawnPerCandidate) {
    const Spec spec = make_random_token_model({});
    const Target target =
        test::target_of("opamp-1G", {"conductance.mismatch=0.02", "conductance.min=1p"});
    const analog::Network plain = test::network_after("map-conductances", spec, target);
    const analog::Network spread = test::network_after("perturb-conductances", spec, target);
    std::set<double> factors;
    for (std::size_t cell = 0; cell < plain.crossbars[0].siemens.values.size(); ++cell) {
        factors.insert(spread.crossbars[0].siemens.values[cell] /
                       plain.crossbars[0].siemens.values[cell]);
    }
    EXPECT_EQ(factors.size(), plain.crossbars[0].siemens.values.size());
}

TEST(TokenRows, ShapesAreHeldAgainstTheVocabulary) {
    analog::Network network = test::network_of(make_random_token_model({}));
    network.crossbars[0].row_choices = 3;
    const auto broken = run_pipeline(std::move(network), opamp());
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().front().id, "HS-E307");
}

TEST(TokenRows, CurrentModeDoesNotBuildThem) {
    const auto refused = run_pipeline(test::network_of(make_random_token_model({})),
                                      test::target_of("current-mode"));
    ASSERT_FALSE(refused);
    EXPECT_NE(hopspice::test::words_of(refused.error()).find("rows that tokens choose"),
              std::string::npos);
    EXPECT_EQ(refused.error().front().id, "HS-E260");
}

TEST(TokenRows, ASourcePerSlotAndTokenChoosesFromTheInputStepOn) {
    for (const char* name : {"behavioral", "opamp-1G", "cmos"}) {
        const Target target = test::target_of(name);
        const auto lowered = test::value_of(
            lower(test::finished_network(make_random_token_model({}), target), target));
        ASSERT_EQ(lowered.layout.tokens.size(), 3) << name;
        EXPECT_EQ(lowered.layout.tokens[2], (std::vector<std::string>{"vsel_2_0", "vsel_2_1"}));
        const circuit::Element* source = lowered.circuit.find_element("vsel_2_0");
        ASSERT_NE(source, nullptr) << name;
        EXPECT_EQ(source->pwl,
                  (std::vector<double>{0, lowered.layout.released_volts, lowered.layout.apply_s,
                                       lowered.layout.released_volts,
                                       lowered.layout.apply_s + lowered.layout.edge_s,
                                       lowered.layout.held_volts}));
        EXPECT_EQ(test::count_prefix(lowered.circuit, "vsel_"), 6) << name;
    }
}

TEST(TokenRows, EveryCandidateIsSwitchedToItsNeuronOrToGround) {
    const Target target = test::target_of("opamp-1G");
    const auto lowered =
        test::value_of(lower(test::finished_network(make_random_token_model({}), target), target));
    // Three slots of two tokens, a wire each way: softmax outputs need one sign only.
    EXPECT_EQ(test::count_prefix(lowered.circuit, "ss_h1_"), 12);
    EXPECT_EQ(test::count_prefix(lowered.circuit, "sg_h1_"), 12);
}

TEST(TokenRows, WeightsOfBothSignsHaveAWirePerSign) {
    const Target target = test::target_of("opamp-1G");
    TokenModelOptions options;
    options.lowest = -1;
    options.energy = FunctionType::Tanh;
    const auto lowered = test::value_of(
        lower(test::finished_network(make_random_token_model(options), target), target));
    EXPECT_NE(lowered.circuit.find_element("ss_h1_0_t1_out"), nullptr);
    EXPECT_NE(lowered.circuit.find_element("ss_h1_0_t1_outn"), nullptr);
}

TEST(TokenRows, SwitchesAreTransmissionGatesWhereEverythingIsTransistors) {
    const Target target = test::target_of("cmos");
    const auto lowered =
        test::value_of(lower(test::finished_network(make_random_token_model({}), target), target));
    EXPECT_NE(lowered.circuit.find_subcircuit(kSelectGate), nullptr);
    EXPECT_EQ(test::count_prefix(lowered.circuit, "xss_h1_"), 12);
    EXPECT_EQ(test::count_prefix(lowered.circuit, "xn_sel_"), 6) << "complements of the inputs";
}

}  // namespace
}  // namespace hopspice::passes
