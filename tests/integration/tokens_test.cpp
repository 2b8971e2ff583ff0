// Token-driven rows: one netlist, every context of small models, circuit against the ODE of the
// context.

#include "integration/agreement.h"
#include "support/token_specs.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

namespace hopspice::test {
namespace {

struct TokenCase {
    std::string name;
    std::string target;
    std::vector<std::string> overrides;
    Bounds bounds;
    std::size_t vocabulary;
    double lowest;
    std::size_t queries;
    double beta = 2;
};

void PrintTo(const TokenCase& one, std::ostream* out) { *out << one.name; }

Spec model_of(const TokenCase& one) {
    TokenModelOptions options;
    options.vocabulary = one.vocabulary;
    options.lowest = one.lowest;
    options.beta = one.beta;
    return make_random_token_model(options);
}

class Tokens : public testing::TestWithParam<TokenCase> {};

TEST_P(Tokens, EveryContextFollowsItsOde) {
    const TokenCase& one = GetParam();
    const Spec spec = model_of(one);
    const Results results =
        recall_all(spec, make_target(one.target, one.overrides), spread(spec.queries, one.queries));
    expect_agreement(results, one.bounds, spec);
    // Contexts are told apart: their answers lie further from each other than from the ODE.
    const auto& first = results.queries.front().visible;
    const auto& last = results.queries.back().visible;
    double distance = 0;
    for (std::size_t k = 0; k < first.size(); ++k) {
        distance = std::max(distance, std::abs(first[k] - last[k]) / results.visible_range);
    }
    EXPECT_GT(distance, 3 * one.bounds.settled);
}

const auto kCases = testing::Values(
    TokenCase{"two_behavioral", "behavioral", {}, kBehavioral, 2, 0, 8},
    TokenCase{"three_behavioral", "behavioral", {}, kBehavioral, 3, -1, 27},
    TokenCase{"two_opamp", "opamp-1G", {"time_unit=auto:30"}, kOpampRatio30, 2, 0, 8},
    TokenCase{"three_opamp", "opamp-1G", {"time_unit=auto:30"}, kOpampRatio30, 3, -1, 27},
    TokenCase{"two_cmos", "cmos", {}, kTransistor, 2, 0, 2},
    // Beta 2 makes signed weights bistable, and context 000 starts 1 % from where the basins meet.
    TokenCase{"two_bjt", "bjt", {}, kTransistor, 2, -1, 2, 0.3});
INSTANTIATE_TEST_SUITE_P(Levels, Tokens, kCases, [](const auto& one) { return one.param.name; });

/// A decoder of three classes in the circuit.
Spec with_decoder() {
    Spec spec = make_random_token_model({});
    spec.readout.type = ReadoutType::Linear;
    spec.readout.in_circuit = true;
    spec.readout.weights = make_matrix({{2, -1, 0, 1}, {-1, 2, 1, -2}, {0, 0, -1.5, 1.5}});
    spec.readout.bias = {-0.1, 0.2, 0.1};
    spec.readout.labels = {"a", "b", "c"};
    return spec;
}

TEST(TokenDecoder, AgreesWithTheDigitalOne) {
    const Spec spec = with_decoder();
    Spec digital = spec;
    digital.readout.in_circuit = false;
    const Results wanted = reference(digital, spec.queries, 1, {}).value();
    for (const char* name : {"behavioral", "opamp-1G", "cmos"}) {
        const Target target = make_target(name, {"time_unit=auto:30"});
        const std::size_t count = target.level == Level::Transistor ? 2 : 8;
        const Results results = recall_all(spec, target, spread(spec.queries, count));
        for (const QueryResult& query : results.queries) {
            const auto same = std::ranges::find(wanted.queries, query.id, &QueryResult::id);
            EXPECT_EQ(query.readout, same->readout) << name << " " << query.id;
            EXPECT_TRUE(query.reference->agrees) << name << " " << query.id;
            double sum = 0;
            for (const auto& [label, output] : query.decoder) {
                sum += output;
            }
            EXPECT_NEAR(sum, 1, 0.03) << name << ": outputs of a softmax";
        }
    }
}

std::vector<std::string> changed_lines(const std::string& one, const std::string& other) {
    std::istringstream a(one);
    std::istringstream b(other);
    std::string left;
    std::string right;
    std::vector<std::string> changed;
    while (std::getline(a, left) && std::getline(b, right)) {
        if (left != right) {
            changed.push_back(left);
        }
    }
    return changed;
}

TEST(TokenNetlists, OfTwoContextsDifferInTheirDigitalInputsAlone) {
    const Spec spec = make_random_token_model({});
    for (const char* target : {"behavioral", "opamp-1G", "cmos"}) {
        const auto one = compile(spec, make_target(target), {{spec.queries[1]}});
        const auto other = compile(spec, make_target(target), {{spec.queries[6]}});
        ASSERT_TRUE(one && other) << target;
        const auto changed = changed_lines(one->text, other->text);
        EXPECT_EQ(changed.size(), 7) << target << ": six inputs and the comment of the query";
        for (const std::string& line : changed) {
            EXPECT_TRUE(line.starts_with("vsel_") || line.starts_with("*")) << line;
        }
    }
}

}  // namespace
}  // namespace hopspice::test
