// Every form a spec can take reaches the circuit: for each one small model, written as a user would
// write it, whose circuit must follow the ODE at both levels.

#include "integration/agreement.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

namespace hopspice::test {
namespace {

/// `members` are the spec's own, but for format and name.
Spec read_members(const std::string& name, const std::string& members) {
    const std::string text =
        R"({"format": "denseam/1", "name": ")" + name + R"(", )" + members + "}";
    const Result<Spec> spec = read_spec_text(text, name, ".");
    if (!spec) {
        ADD_FAILURE() << format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

struct Form {
    std::string name;
    std::string members;
    friend std::ostream& operator<<(std::ostream& out, const Form& form) {
        return out << form.name;
    }
};

/// Three visible and two hidden neurons with signed weights, small enough for any energy.
Form energy_form(const std::string& name, const std::string& energy,
                 const std::string& visible = R"("activation": {"type": "tanh", "gain": 1})") {
    return {name, R"("visible": {"size": 3, )" + visible + R"(, "bias": [0.1, -0.2, 0]},
        "hidden": [{"energy": )" +
                      energy + R"(, "weights": [[0.3, -0.4, 0.2], [-0.1, 0.35, 0.3]],
                    "bias": [0.6, 0.4], "tau": 0.2}],
        "queries": [{"id": "a", "visible": [0.9, -0.5, 0.3]}, {"id": "b", "visible": [-0.8, 0.7, 0.9]}])"};
}

/// Two stored grey words under softmax, and what else the form is about.
Form memory_form(const std::string& name, const std::string& rest,
                 const std::string& block = R"("tau": 0.1)") {
    return {
        name,
        R"("visible": {"size": 4, "initial": [0.5, 0.4, 0.3, 0.2]},
        "hidden": [{"name": "words", "energy": {"type": "softmax", "beta": 6}, )" +
            block +
            R"(, "weights": [[1, 0.2, -0.6, 0.4], [-0.3, 0.9, 0.5, -0.8]], "bias": [-0.78, -0.895]}],
        )" + rest};
}

const std::string kQuery = R"("queries": [{"id": "q", "visible": [0.7, 0.1, -0.3, 0.2]}])";

std::vector<Form> energy_forms() {
    return {
        energy_form("softmax", R"({"type": "softmax", "beta": 4})"),
        energy_form("relu", R"({"type": "relu"})"),
        energy_form("linear", R"({"type": "linear"})"),
        energy_form("exponential", R"({"type": "exponential", "beta": 1.5})"),
        energy_form("tanh_low_gain", R"({"type": "tanh", "gain": 0.3})"),
        energy_form("tanh_high_gain", R"({"type": "tanh", "gain": 5})"),
        energy_form("degree_2", R"({"type": "polynomial", "degree": 2})"),
        energy_form("degree_3", R"({"type": "polynomial", "degree": 3})"),
        energy_form("degree_4", R"({"type": "polynomial", "degree": 4})"),
        energy_form("degree_5", R"({"type": "polynomial", "degree": 5})"),
        energy_form("rectified_2", R"({"type": "polynomial", "degree": 2, "rectified": true})"),
        energy_form("rectified_3", R"({"type": "polynomial", "degree": 3, "rectified": true})"),
        energy_form("rectified_4", R"({"type": "polynomial", "degree": 4, "rectified": true})"),
        energy_form("rectified_5", R"({"type": "polynomial", "degree": 5, "rectified": true})"),
        energy_form("sigmoid_visible", R"({"type": "softmax", "beta": 4})",
                    R"("activation": {"type": "sigmoid", "gain": 3})"),
        energy_form("relu_visible", R"({"type": "softmax", "beta": 4})", R"("activation": "relu")"),
        energy_form("tanh_visible_high_gain", R"({"type": "linear"})",
                    R"("activation": {"type": "tanh", "gain": 6})"),
        energy_form("epanechnikov", R"({"type": "epanechnikov", "beta": 1.5})"),
        energy_form("epanechnikov_hard", R"({"type": "epanechnikov", "beta": 12})"),
        energy_form("spherical_visible", R"({"type": "softmax", "beta": 4})",
                    R"("activation": "spherical")"),
        energy_form("spherical_visible_large_eps", R"({"type": "linear"})",
                    R"("activation": {"type": "spherical", "eps": 0.1})"),
        energy_form("layernorm_visible", R"({"type": "relu"})", R"("activation": "layernorm")"),
        energy_form("layernorm_visible_large_eps", R"({"type": "tanh", "gain": 2})",
                    R"("activation": {"type": "layernorm", "eps": 0.05})"),
        energy_form("slow_hidden", R"({"type": "linear"})", R"("tau": 0.1)"),
        energy_form("initial_for_all", R"({"type": "relu"})", R"("initial": -0.4)"),
    };
}

std::vector<Form> presentation_forms() {
    return {
        memory_form("hidden_initial", kQuery, R"("initial": [0.5, -0.75])"),
        memory_form("clamp_map", R"("queries": [{"id": "q", "visible": [0.7, null, -0.3, null],
                                                 "clamp": {"1": 0.85, "2": 0.5}}])"),
        memory_form("present_clamp", R"("inference": {"present": "clamp"}, "queries":
            [{"id": "q", "visible": [0.9, null, null, 0.3]}, {"id": "all", "visible": [0.9, 0, 0.1, 0.3]}])"),
        memory_form("present_bias", R"("inference": {"present": "bias"}, "queries":
            [{"id": "q", "visible": [0.2, null, -0.1, 0.3]}, {"id": "c", "clamp": {"0": -0.3},
              "visible": [0.9, 0.4, null, null]}])"),
        memory_form("unknown", R"("queries": [{"id": "bits", "visible": "1??0"}, {"id": "none"}])"),
        memory_form("tight_settle", R"("inference": {"stop": {"settle": 0.001}}, )" + kQuery),
        memory_form("slow_softmax", kQuery, R"("tau": 2.5)"),
        memory_form("fast_softmax", kQuery, R"("tau": 0.02)"),
    };
}

/// Sizes of one, zeros, neurons that never move, numbers far from one.
std::vector<Form> extreme_forms() {
    return {
        {"one_hidden",
         R"("visible": {"size": 3, "bias": 0.2}, "hidden": [{"energy": {"type": "tanh",
            "gain": 2}, "weights": [[0.8, -0.5, 0.3]], "bias": 0.3}], "queries": [{"id": "q",
            "visible": [1, 0.5, -0.4]}])"},
        {"one_hidden_softmax", R"("visible": {"size": 2}, "hidden": [{"energy": {"type": "softmax",
            "beta": 3}, "weights": [[0.8, -0.5]]}], "queries": [{"id": "q", "visible": [1, 0.5]}])"},
        {"one_visible", R"("visible": {"size": 1, "bias": 0.3}, "hidden": [{"energy": {"type":
            "softmax", "beta": 5}, "weights": [[1], [-1]], "bias": 0}], "queries": [{"id": "q",
            "visible": [0.4]}, {"id": "r", "visible": [-0.9]}])"},
        {"zero_row_and_column",
         R"("visible": {"size": 3, "bias": [0, 0.5, -0.25]}, "hidden": [{"energy":
            {"type": "relu"}, "weights": [[0, 0, 0], [0.5, 0, -0.4]], "bias": [0.3, 0.2]}],
            "queries": [{"id": "q", "visible": [1, 0.5, -0.4]}])"},
        {"zero_weights", R"("visible": {"size": 2, "bias": [0.5, -0.25]}, "hidden": [{"energy":
            {"type": "linear"}, "weights": [[0, 0]]}], "queries": [{"id": "q", "visible": [1, 0.5]}])"},
        {"dead_rectifier", R"("visible": {"size": 2, "bias": [0.5, 0.25]}, "hidden": [{"energy":
            {"type": "relu"}, "weights": [[0.3, 0.3]], "bias": -3}], "queries": [{"id": "q",
            "visible": [1, 0.5]}])"},
        {"rectifier_that_never_conducts",
         R"("visible": {"size": 3, "bias": [0.5, 0.25, 0.1]}, "hidden":
            [{"energy": {"type": "relu"}, "weights": [[0.3, 0.3, 0.2]], "bias": -0.6}], "queries":
            [{"id": "q", "visible": [0.2, 0.5, 0.1]}])"},
        {"softmax_that_never_moves",
         R"("visible": {"size": 2, "activation": "relu", "bias": [-0.5, -0.3]},
            "hidden": [{"energy": {"type": "softmax", "beta": 2}, "weights": [[-0.4, -0.8], [0.2, -0.9]],
            "bias": [-0.262, -0.261]}], "queries": [{"id": "q", "visible": [-0.2, -0.6]}])"},
        {"small_units_added_to_the_bias",
         R"("visible": {"size": 2}, "hidden": [{"energy": {"type": "tanh",
            "gain": 1}, "weights": [[2e-5, -1e-5]], "bias": 0.5}], "inference": {"present": "bias"},
            "queries": [{"id": "q", "visible": [1e-5, -2e-5]}])"},
        {"large_units_added_to_the_bias",
         R"("visible": {"size": 2}, "hidden": [{"energy": {"type": "softmax",
            "beta": 0.0003}, "weights": [[255, 10], [20, 200]], "bias": [-32000, -20000]}],
            "inference": {"present": "bias"}, "queries": [{"id": "q", "visible": [200, 40]}])"},
        {"large_units", R"("visible": {"size": 3}, "hidden": [{"energy": {"type": "softmax",
            "beta": 0.001}, "weights": [[255, 10, 128], [20, 200, 60]], "bias": [-40754.5, -22000]}],
            "queries": [{"id": "q", "visible": [200, 40, 100]}, {"id": "r", "visible": [90, 180, 70]}])"},
        {"small_units",
         R"("visible": {"size": 3, "bias": 1e-6}, "hidden": [{"energy": {"type": "tanh",
            "gain": 1}, "weights": [[2e-5, -1e-5, 5e-6]], "bias": 0.5}], "queries":
            [{"id": "q", "visible": [1e-5, 5e-6, -2e-5]}])"},
        {"three_blocks",
         R"("visible": {"size": 3, "activation": {"type": "sigmoid", "gain": 2}}, "hidden": [
            {"energy": {"type": "softmax", "beta": 4}, "weights": [[1, 0, 0.5], [0, 1, -0.5]]},
            {"energy": {"type": "exponential", "beta": 1}, "weights": [[0.3, -0.4, 0.1]], "tau": 0.3},
            {"energy": {"type": "polynomial", "degree": 3, "rectified": true}, "weights":
             [[0.5, 0.5, -0.2], [-0.3, 0.2, 0.6]], "bias": 0.1}],
            "queries": [{"id": "q", "visible": [1, 0.5, -0.4]}, {"id": "c", "clamp": {"1": 0.5}}])"},
    };
}

std::vector<Form> forms() {
    std::vector<Form> all = energy_forms();
    for (const std::vector<Form>& more : {presentation_forms(), extreme_forms()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

class SpecForm : public testing::TestWithParam<Form> {};

TEST_P(SpecForm, FollowsTheOdeWithIdealParts) {
    const Spec spec = read_members(GetParam().name, GetParam().members);
    expect_agreement(recall_all(spec, behavioral()), kBehavioral, spec);
}

TEST_P(SpecForm, FollowsTheOdeOnAmplifiers) {
    const Spec spec = read_members(GetParam().name, GetParam().members);
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

std::string name_of(const testing::TestParamInfo<Form>& form) { return form.param.name; }
INSTANTIATE_TEST_SUITE_P(Forms, SpecForm, testing::ValuesIn(forms()), name_of);

QueryResult recall_first(const Spec& spec, const Target& target) {
    const Results results = recall_all(spec, target);
    return results.queries.empty() ? QueryResult{} : results.queries.front();
}

Spec memory(const std::string& rest) {
    const Form form = memory_form("memory", rest);
    return read_members(form.name, form.members);
}

TEST(SpecForm, AReadTimeIsReadInTheMiddleOfThePath) {
    const Spec spec = memory(R"("inference": {"stop": {"time": 0.8}}, )" + kQuery);
    for (const Target& target : {behavioral(), opamp_auto(100)}) {
        const Results results = recall_all(spec, target);
        expect_agreement(results, kOpampRatio100, spec);
        const QueryResult& query = results.queries.front();
        EXPECT_EQ(query.status, Status::Read);
        // v_0 goes from 0.7 to 1 with tau 1: at 0.8 it still has 0.3 exp(-0.8) = 0.13 to go.
        EXPECT_NEAR(query.visible.front(), 1 - 0.3 * std::exp(-0.8), 0.03) << target.name;
    }
}

TEST(SpecForm, TheTimeOfAQueryOverridesTheStopRule) {
    Spec spec = memory(kQuery);
    spec.queries.front().time = 0.25;
    const QueryResult early = recall_first(spec, behavioral());
    spec.queries.front().time = 6;
    const QueryResult late = recall_first(spec, behavioral());
    EXPECT_EQ(early.status, Status::Read);
    EXPECT_EQ(late.status, Status::Read);
    EXPECT_LT(early.visible.front() + 0.1, late.visible.front());
}

TEST(SpecForm, ATimeoutBeforeSettlingIsUnsettled) {
    const Spec spec = memory(R"("inference": {"stop": {"timeout": 0.5}}, )" + kQuery);
    for (const Target& target : {behavioral(), opamp_auto(30)}) {
        const QueryResult query = recall_first(spec, target);
        EXPECT_EQ(query.status, Status::Unsettled) << target.name;
        EXPECT_FALSE(query.settle_time_s.has_value()) << target.name;
    }
}

TEST(SpecForm, AnUnsettledQueryIsNotRecalled) {
    Spec spec = memory(R"("readout": {"type": "sign"},
                          "inference": {"stop": {"timeout": 0.5}}, )" +
                       kQuery);
    spec.queries.front().expect = Expectation{{1.0, 1.0, -1.0, 1.0}, ""};
    const Results results = recall_all(spec, behavioral());
    ASSERT_EQ(results.queries.size(), 1U);
    EXPECT_EQ(results.queries.front().correct, false);
    EXPECT_EQ(exit_code(results), 5);
}

/// sigma = 1.5 > 1: v grows like exp(1.25 t) in the adiabatic limit, until the rails or the bound.
TEST(SpecForm, ADivergingModelIsNeverCalledSettled) {
    const Spec spec = read_members("runaway", R"("visible": {"size": 2}, "hidden": [{"energy":
        {"type": "relu"}, "weights": [[1.5, 0]]}], "queries": [{"id": "q", "visible": [0.2, 0.1]}])");
    for (const Target& target : {behavioral(), opamp_auto(30)}) {
        const auto results = recall(spec, target, spec.queries, {});
        if (!results) {
            EXPECT_EQ(results.error().front().id, "HS-E250") << "refused before it is built";
            continue;
        }
        const Status status = results->queries.front().status;
        EXPECT_TRUE(status == Status::Diverged || status == Status::Unsettled)
            << target.name << ": " << to_string(status);
    }
    const auto ode = reference(spec, spec.queries, 1, {});
    ASSERT_TRUE(ode.has_value());
    EXPECT_EQ(ode->queries.front().status, Status::Diverged);
}

TEST(SpecForm, SeveralStatesOfOneModelDoNotDisturbEachOther) {
    const Spec spec = shipped_spec("grey-level.json");
    const Results together = recall_all(spec, behavioral());
    for (const std::size_t index : {std::size_t{0}, spec.queries.size() - 1}) {
        const Results alone = recall_all(spec, behavioral(), {spec.queries[index]});
        ASSERT_EQ(alone.queries.size(), 1U);
        EXPECT_EQ(alone.queries.front().visible, together.queries[index].visible);
        EXPECT_EQ(alone.queries.front().settle_time_s, together.queries[index].settle_time_s);
    }
}

/// Neurons that all queries hold are lines: no part of the circuit but an inverter of their input.
TEST(SpecForm, NeuronsThatEveryQueryHoldsAreLines) {
    Spec held = shipped_spec("xor.json");
    const Spec free = held;
    std::erase_if(held.queries, [](const Query& query) { return query.clamp.contains(2); });
    for (const std::string name : {"behavioral", "opamp-1G", "steered-1G", "cmos"}) {
        const Target target = make_target(name, {});
        const Results results = recall_all(held, target, held.queries);
        const Results whole = recall_all(free, target, held.queries);
        EXPECT_LT(results.counts.at("capacitors"), whole.counts.at("capacitors")) << name;
        EXPECT_EQ(results.counts.contains("amplifiers"), whole.counts.contains("amplifiers"));
        ASSERT_EQ(results.queries.size(), 4U);
        for (std::size_t k = 0; k < 4; ++k) {
            const QueryResult& query = results.queries[k];
            EXPECT_EQ(query.correct, true) << name << query.id;
            EXPECT_LT(query.reference->visible_error, 0.02) << name << query.id;
            for (const auto& [neuron, value] : held.queries[k].clamp) {
                EXPECT_NEAR(query.visible[neuron], value, 0.01) << name << query.id;
            }
        }
    }
}

}  // namespace
}  // namespace hopspice::test
