// The arithmetic of transfer errors, and benches of one block.

#include "bench/activation_bench.h"
#include "cells/cell.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hopspice::bench {
namespace {

Target opamp_target() {
    const auto target = read_target("opamp-1G", {});
    EXPECT_TRUE(target);
    return *target;
}

ActivationCase case_of(const std::string& block) {
    for (const ActivationCase& activation : activation_cases()) {
        if (activation.block == block) {
            return activation;
        }
    }
    ADD_FAILURE() << "no " << block;
    return {};
}

/// What ideal lines would say, two per neuron.
Outputs ideal_lines(const ActivationCase& activation) {
    Outputs outputs;
    for (const auto& state : activation.states) {
        outputs.emplace_back();
        for (const double output : ideal_outputs(activation, state)) {
            outputs.back().push_back({output, output});
        }
    }
    return outputs;
}

TEST(ActivationCases, CoverEveryActivationOfTheContract) {
    const std::vector<ActivationCase> cases = activation_cases();
    for (const ActivationCase& activation : cases) {
        EXPECT_EQ(transfer_error(ideal_lines(activation), activation), 0) << activation.block;
    }
    const auto has = [&](std::size_t bank, FunctionType type) {
        return std::ranges::any_of(cases, [&](const ActivationCase& activation) {
            const Function& function =
                bank == 0 ? activation.spec.visible.activation : activation.spec.hidden[0].energy;
            return activation.bank == bank && function.type == type;
        });
    };
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        const bool built = cells::find_cell({.type = kind->type}) != nullptr;
        EXPECT_EQ(has(1, kind->type), built && !kind->word.empty()) << kind->word;
        EXPECT_EQ(has(0, kind->type), built && !kind->visible_word.empty()) << kind->visible_word;
    }
    EXPECT_TRUE(std::ranges::any_of(cases, [](const ActivationCase& activation) {
        return activation.spec.hidden[0].energy.rectified;
    }));
}

TEST(ActivationCases, DriveTheWholeRange) {
    for (const ActivationCase& activation : activation_cases()) {
        model::Range driven{1e9, -1e9};
        for (const auto& state : activation.states) {
            driven.include(state[0]);
        }
        EXPECT_DOUBLE_EQ(driven.low, activation.range().low) << activation.block;
        EXPECT_DOUBLE_EQ(driven.high, activation.range().high) << activation.block;
    }
}

TEST(TransferError, IsTheLargestOfAnyLineOverFullScale) {
    const ActivationCase relu = case_of("relu");
    ASSERT_EQ(full_scale_of(relu), 1);
    Outputs outputs = ideal_lines(relu);
    outputs[3][1][1] += 0.02;
    outputs[5][0][0] -= 0.03;
    EXPECT_NEAR(transfer_error(outputs, relu), 0.03, 1e-12);
    EXPECT_NEAR(transfer_drift(outputs, ideal_lines(relu), relu), 0.03, 1e-12);
}

TEST(ActivationBench, LeavesTheBlockAndNoIntegrator) {
    const Target target = opamp_target();
    const auto bench = activation_bench(case_of("tanh"), target);
    ASSERT_TRUE(bench);
    const circuit::Circuit& circuit = bench->lowered.circuit;
    EXPECT_EQ(circuit.find_element("rf_h1_0"), nullptr);
    EXPECT_EQ(circuit.find_element("cf_v0"), nullptr);
    EXPECT_NE(circuit.find_element("q1_h1_0"), nullptr);
    EXPECT_NE(circuit.find_element("vdrive_h1_0"), nullptr);
    EXPECT_NE(circuit.find_element("vcolumn_v1"), nullptr);
}

TEST(ActivationBench, MeasuresAWrongBlockAsWrong) {
    const Target target = opamp_target();
    const ActivationCase relu = case_of("relu");
    auto bench = activation_bench(relu, target);
    ASSERT_TRUE(bench);
    const auto right = drive(*bench, relu, target, {});
    ASSERT_TRUE(right);
    EXPECT_LT(transfer_error(outputs_of(*right, *bench, relu), relu), 0.002);
    for (circuit::Group& group : bench->lowered.circuit.groups) {
        for (circuit::Element& element : group.elements) {
            element.value *= element.name == "r2_h1_0_f" ? 1.1 : 1;
        }
    }
    const auto wrong = drive(*bench, relu, target, {});
    ASSERT_TRUE(wrong);
    EXPECT_NEAR(transfer_error(outputs_of(*wrong, *bench, relu), relu), 0.1, 0.002);
}

TEST(ActivationBench, EveryBlockOfTheMacromodelsIsWithinAPercent) {
    const Target target = opamp_target();
    for (const ActivationCase& activation : activation_cases()) {
        const auto bench = activation_bench(activation, target);
        ASSERT_TRUE(bench) << activation.block;
        const auto waveform = drive(*bench, activation, target, {});
        ASSERT_TRUE(waveform) << activation.block;
        const double error = transfer_error(outputs_of(*waveform, *bench, activation), activation);
        EXPECT_LT(error, 0.01) << activation.block;
    }
}

TEST(ActivationBench, SizesJunctionsForATimeConstant) {
    const Target target = opamp_target();
    const ActivationCase softmax = softmax_case(8);
    double before = 0;
    for (const double tau : {0.1e-9, 1e-9, 3e-9}) {
        const auto bench = activation_bench(softmax, target, tau);
        ASSERT_TRUE(bench);
        EXPECT_DOUBLE_EQ(bench->hidden_tau_s, tau);
        const auto* device = bench->lowered.circuit.find_element("qh1_0");
        ASSERT_NE(device, nullptr);
        EXPECT_GT(device->area, before);
        before = device->area;
    }
}

}  // namespace
}  // namespace hopspice::bench
