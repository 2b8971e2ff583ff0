// What is written is read, and written again it is the same text: every shipped model, every
// target that builds it.

#include "netlist/reader.h"
#include "support/kits.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

namespace hopspice::netlist {
namespace {

struct Case {
    std::string model;
    std::string target;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.model << " on " << c.target; }

/// Topologies of softmax models build those; grey-level asks for more volts than there are.
bool is_built(const std::string& model, const std::string& target) {
    const bool softmax = model == "xor" || model == "hamming-7-4";
    return target == "current-mode" ? softmax
           : target == "steered-1G" ? softmax || model == "two-block"
                                    : true;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const std::string& model : test::shipped_models()) {
        for (const ListedItem& target : test::targets_without_kits()) {
            if (is_built(model, target.name)) {
                all.push_back({model, target.name});
            }
        }
    }
    return all;
}

class RoundTrip : public testing::TestWithParam<Case> {};

TEST_P(RoundTrip, GivesTheSameTextAndTheSameCounts) {
    const Spec spec = test::shipped_model(GetParam().model);
    const Target target = test::target_of(GetParam().target);
    const auto prepared = test::value_of(driver::prepare(spec, target, spec.queries));
    const circuit::Circuit& written = prepared.lowered.circuit;
    const std::string text = test::netlist_text(written);
    const circuit::Circuit read = test::value_of(read_deck(text)).circuit;
    EXPECT_EQ(test::netlist_text(read), text);
    EXPECT_EQ(circuit::count_elements(read), circuit::count_elements(written));
    EXPECT_TRUE(circuit::verify_circuit(read).empty())
        << test::words_of(circuit::verify_circuit(read));
}

INSTANTIATE_TEST_SUITE_P(Shipped, RoundTrip, testing::ValuesIn(cases()));

}  // namespace
}  // namespace hopspice::netlist
