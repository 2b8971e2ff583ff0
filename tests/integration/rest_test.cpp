// Circuits of models whose ODE passes what looks settled: none is called right where it is not.

#include "integration/agreement.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// Two memories, the first of which has just lost its fixed point where `bias` is above 0.53675.
Spec two_memories(double bias, double tau_h, double timeout) {
    HiddenBlock block =
        make_block("words", {FunctionType::Softmax, 8, 1, 2, false}, make_matrix({{1, 0}, {0, 1}}));
    block.bias = {0, bias};
    block.tau = tau_h;
    Spec spec = make_spec("ghost", block);
    spec.readout.type = ReadoutType::Threshold;
    spec.inference.timeout = timeout;
    spec.queries = {make_query("q", {0.95, 0.05})};
    return spec;
}

/// v' = tanh(2 v) + a - v, whose lower rest vanishes at a = 0.26640.
Spec tanh_neuron(double a, double tau_h, double timeout) {
    HiddenBlock block = make_block("b", {FunctionType::Tanh, 1, 2, 2, false}, make_matrix({{1.0}}));
    block.tau = tau_h;
    Spec spec = make_spec("tanh", block);
    spec.visible.bias = {a};
    spec.readout.type = ReadoutType::Sign;
    spec.inference.timeout = timeout;
    spec.queries = {make_query("q", {-1})};
    return spec;
}

/// The second memory pulls the state out of the basin of the first beyond a bias of -1/4.
Spec basins(double beyond, double timeout) {
    HiddenBlock block = make_block("b", {FunctionType::Epanechnikov, 4, 1, 2, false},
                                   make_matrix({{1, 0}, {0, 1}}));
    block.bias = {-0.5, -0.25 + beyond};
    Spec spec = make_spec("basins", block);
    spec.readout.type = ReadoutType::Threshold;
    spec.inference.timeout = timeout;
    spec.queries = {make_query("q", {1, 0})};
    return spec;
}

QueryResult recalled(const Spec& spec, const Target& target) {
    const auto results = recall(spec, target, spec.queries, {});
    EXPECT_TRUE(results) << spec.name;
    return results ? results->queries.front() : QueryResult{};
}

/// Settled, at rest and agreeing is right; else nothing says that it is.
void expect_no_false_assurance(const QueryResult& query, const std::string& right) {
    const bool assured = query.status == Status::Settled && query.rests == true &&
                         query.reference && query.reference->agrees;
    if (assured) {
        EXPECT_EQ(query.readout, right);
    } else {
        EXPECT_TRUE(query.status == Status::Unsettled || query.rests == false ||
                    (query.reference && !query.reference->agrees));
    }
}

TEST(Rest, IdealCircuitsPassGhostsAsTheOdeDoes) {
    const Target target = behavioral();
    for (const double bias : {0.5369, 0.537, 0.5375, 0.538}) {
        for (const double tau_h : {0.1, 3.0}) {
            const QueryResult early = recalled(two_memories(bias, tau_h, 30), target);
            EXPECT_NE(early.status, Status::Settled) << bias << " " << tau_h;
            expect_no_false_assurance(early, "01");
            const QueryResult late = recalled(two_memories(bias, tau_h, 1500), target);
            EXPECT_EQ(late.status, Status::Settled) << bias << " " << tau_h;
            EXPECT_EQ(late.readout, "01") << bias << " " << tau_h;
            expect_no_false_assurance(late, "01");
        }
    }
}

TEST(Rest, SoDoOtherEnergies) {
    const Target target = behavioral();
    for (const double above : {3e-4, 1e-3, 3e-3}) {
        for (const double tau_h : {0.1, 3.0}) {
            for (const double timeout : {30.0, 600.0}) {
                const Spec spec = tanh_neuron(0.26640 + above, tau_h, timeout);
                expect_no_false_assurance(recalled(spec, target), "1");
            }
        }
    }
    for (const double beyond : {1e-5, 1e-4, 1e-3}) {
        expect_no_false_assurance(recalled(basins(beyond, 60), target), "01");
    }
}

TEST(Rest, CircuitsOfAmplifiersAreNotBlamedForBeingFaster) {
    for (const double bias : {0.5369, 0.537, 0.5375, 0.538}) {
        const QueryResult query = recalled(two_memories(bias, 0.1, 40), make_target("opamp-1G"));
        EXPECT_EQ(query.status, Status::Settled) << bias;
        EXPECT_EQ(query.readout, "01") << bias;
        EXPECT_EQ(query.rests, true) << bias;
        ASSERT_TRUE(query.reference);
        EXPECT_TRUE(query.reference->agrees) << bias;
        EXPECT_FALSE(query.reference->same_path) << bias;
    }
}

}  // namespace
}  // namespace hopspice::test
