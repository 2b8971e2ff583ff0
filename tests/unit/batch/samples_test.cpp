// A sample as element values of the circuit before it.

#include "batch/samples.h"

#include "batch/circuits.h"
#include "dialect/deck.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

namespace hopspice::batch {
namespace {

circuit::Lowered lowered(const std::string& model, const std::string& target,
                         std::vector<std::string> settings, std::uint64_t seed) {
    settings.push_back("seed=" + std::to_string(seed));
    const Spec spec = test::shipped_model(model);
    return test::value_of(driver::prepare(spec, test::target_of(target, settings), spec.queries))
        .lowered;
}

/// The circuit with the values set.
circuit::Circuit with(circuit::Circuit circuit, const sim::ElementValues& values) {
    for (const sim::ElementValue& item : values) {
        for (circuit::Group& group : circuit.groups) {
            for (circuit::Element& element : group.elements) {
                if (element.name == item.element) {
                    (item.parameter == "area" ? element.area : element.value) = item.value;
                }
            }
        }
    }
    return circuit;
}

TEST(ValueChanges, MakeOneSampleOfAnother) {
    struct Case {
        const char* model;
        const char* target;
        std::vector<std::string> settings;
    };
    const std::vector<Case> cases = {
        {"hamming-7-4", "opamp-1G", {"conductance.mismatch=0.02"}},
        {"xor", "opamp-1G", {"conductance.mismatch=0.02", "amplifier.offset_sigma=1m"}},
        {"xor", "behavioral", {"conductance.mismatch=0.02"}},
        {"hamming-7-4", "current-mode", {"conductance.mismatch=0.02"}}};
    for (const Case& item : cases) {
        const circuit::Lowered a = lowered(item.model, item.target, item.settings, 1);
        const circuit::Lowered b = lowered(item.model, item.target, item.settings, 2);
        const auto values = value_changes(a, b);
        ASSERT_TRUE(values) << item.model << " on " << item.target;
        EXPECT_GT(values->size(), 4U);
        EXPECT_EQ(dialect::write_ngspice(with(a.circuit, *values)),
                  dialect::write_ngspice(b.circuit))
            << item.model << " on " << item.target;
    }
}

TEST(ValueChanges, OfTheSameCircuitAreNone) {
    const circuit::Lowered a = lowered("xor", "opamp-1G", {}, 1);
    const auto values = value_changes(a, lowered("xor", "opamp-1G", {}, 2));
    ASSERT_TRUE(values);
    EXPECT_TRUE(values->empty());
}

TEST(ValueChanges, DoNotReachAnotherCircuit) {
    const circuit::Lowered plain = lowered("xor", "opamp-1G", {}, 1);
    EXPECT_FALSE(value_changes(plain, lowered("hamming-7-4", "opamp-1G", {}, 1)));
    EXPECT_FALSE(value_changes(plain, lowered("xor", "opamp-1G", {"amplifier.gbw=2G"}, 1)))
        << "the macromodel differs";
    EXPECT_FALSE(
        value_changes(plain, lowered("xor", "opamp-1G", {"supply.vdd=2", "supply.vss=-2"}, 1)))
        << "the swing differs";
}

TEST(BuildSample, IsTheCircuitThatRecallBuildsWithItsSeed) {
    BatchPlan plan;
    plan.spec = HOPSPICE_SOURCE_DIR "/models/hamming-7-4.json";
    plan.target = "opamp-1G";
    plan.settings = {"conductance.mismatch=0.02", "amplifier.offset_sigma=1m"};
    plan.samples = 3;
    const Inputs inputs = test::value_of(Inputs::read(plan));
    const auto base = test::value_of(build_base(inputs, 0));
    const auto sample = test::value_of(build_sample(inputs, *base, 2));
    EXPECT_FALSE(sample->own_deck);
    ASSERT_TRUE(sample->values);
    const auto fresh = lowered("hamming-7-4", "opamp-1G", plan.settings, sample_seed(1, 2));
    EXPECT_EQ(dialect::write_ngspice(sample->prepared.lowered.circuit),
              dialect::write_ngspice(fresh.circuit));
}

}  // namespace
}  // namespace hopspice::batch
