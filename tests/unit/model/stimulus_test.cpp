// What `present`, `clamp`, unknown entries and the two kinds of read time do to a query.

#include "model/stimulus.h"

#include <gtest/gtest.h>

#include "support/specs.h"

namespace hopspice::model {
namespace {

Spec three_neurons(Present present) {
    Spec spec =
        test::make_spec("three", test::make_block("b", {FunctionType::Linear, 1, 1, 2, false},
                                                  test::make_matrix({{1, 2, 3}, {0, -1, 0}})));
    spec.visible.initial = {0.1, 0.2, 0.3};
    spec.visible.bias = {1, 2, 3};
    spec.hidden[0].bias = {5, 7};
    spec.inference.present = present;
    return spec;
}

Query partly_known() {
    Query query;
    query.visible = {9.0, std::nullopt, 8.0};
    return query;
}

using Bools = std::vector<bool>;
using Doubles = std::vector<double>;

TEST(Stimulus, InitialStartsKnownEntriesAndClampsNone) {
    const Stimulus s = stimulus(three_neurons(Present::Initial), partly_known());
    EXPECT_EQ(s.initial, (Doubles{9, 0.2, 8}));
    EXPECT_EQ(s.clamped, (Bools{false, false, false}));
    EXPECT_EQ(s.bias, (Doubles{1, 2, 3}));
}

TEST(Stimulus, ClampHoldsKnownEntriesOnly) {
    const Stimulus s = stimulus(three_neurons(Present::Clamp), partly_known());
    EXPECT_EQ(s.initial, (Doubles{9, 0.2, 8}));
    EXPECT_EQ(s.clamped, (Bools{true, false, true}));
}

TEST(Stimulus, BiasAddsKnownEntriesAndStartsAtTheVisibleInitial) {
    const Stimulus s = stimulus(three_neurons(Present::Bias), partly_known());
    EXPECT_EQ(s.initial, (Doubles{0.1, 0.2, 0.3}));
    EXPECT_EQ(s.clamped, (Bools{false, false, false}));
    EXPECT_EQ(s.bias, (Doubles{10, 2, 11}));
}

TEST(Stimulus, TheClampMapHoldsWhateverPresentSays) {
    for (const Present present : {Present::Initial, Present::Clamp, Present::Bias}) {
        Query query = partly_known();
        query.clamp = {{1, -4}};
        const Stimulus s = stimulus(three_neurons(present), query);
        EXPECT_TRUE(s.clamped[1]);
        EXPECT_EQ(s.initial[1], -4);
    }
}

TEST(Stimulus, AQueryWithoutVisibleStartsAtTheVisibleInitial) {
    const Stimulus s = stimulus(three_neurons(Present::Clamp), Query{});
    EXPECT_EQ(s.initial, (Doubles{0.1, 0.2, 0.3}));
    EXPECT_EQ(s.clamped, (Bools{false, false, false}));
}

TEST(Stimulus, TheQuerysReadTimeOverridesTheSpecs) {
    Spec spec = three_neurons(Present::Initial);
    EXPECT_FALSE(stimulus(spec, Query{}).time.has_value());
    spec.inference.time = 10;
    EXPECT_EQ(stimulus(spec, Query{}).time, 10);
    Query query;
    query.time = 3;
    EXPECT_EQ(stimulus(spec, query).time, 3);
}

TEST(Stimulus, HiddenNeuronsStartAtTheirTargetUnlessGiven) {
    Spec spec = three_neurons(Present::Initial);
    spec.visible.activation.type = FunctionType::Relu;
    Query query = test::make_query("q", {1, -1, 2});
    EXPECT_EQ(initial_state(spec, stimulus(spec, query)).hidden, (Doubles{12, 7}));
    spec.hidden[0].initial = Doubles{0.25, 0.5};
    EXPECT_EQ(initial_state(spec, stimulus(spec, query)).hidden, (Doubles{0.25, 0.5}));
}

TEST(HeldByAll, IsWhatEveryQueryOfBothListsClamps) {
    Spec spec = three_neurons(Present::Clamp);
    EXPECT_EQ(held_by_all(spec, {}), Bools{}) << "nobody asks anything";
    spec.queries = {partly_known()};
    EXPECT_EQ(held_by_all(spec, {}), (Bools{true, false, true}));
    Query other;
    other.visible = {std::nullopt, std::nullopt, std::nullopt};
    other.clamp = {{1, 5.0}, {2, 6.0}};
    const std::vector<Query> others = {other};
    EXPECT_EQ(held_by_all(spec, others), (Bools{false, false, true}));
    other.clamp = {{1, 5.0}};
    const std::vector<Query> disjoint = {other};
    EXPECT_EQ(held_by_all(spec, disjoint), Bools{});
    spec.queries[0].clamp = {{1, 0.0}};
    EXPECT_EQ(held_by_all(spec, {}), Bools{}) << "a circuit of nothing but inputs is none";
}

}  // namespace
}  // namespace hopspice::model
