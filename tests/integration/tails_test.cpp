// The reference of tail currents: its amplifier reaches where it has to, and its loop has one
// operating point.

#include "bench/simulate.h"
#include "circuit/builder.h"
#include "support/prepared.h"

#include <hopspice/check.h>
#include <hopspice/recall.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

namespace hopspice {
namespace {

using test::shipped_model;
using test::target_of;
using test::value_of;

struct Case {
    std::string model;
    std::string target;
    std::vector<std::string> overrides;
    friend std::ostream& operator<<(std::ostream& out, const Case& c) {
        out << c.model << " on " << c.target;
        for (const std::string& text : c.overrides) {
            out << ", " << text;
        }
        return out;
    }
};

class TailReference : public testing::TestWithParam<Case> {
protected:
    Spec spec_ = shipped_model(GetParam().model);
    Target target_ = target_of(GetParam().target, GetParam().overrides);
};

/// What check calls possible is recalled, and agrees.
TEST_P(TailReference, HasAnAmplifierThatReachesItsBaseLine) {
    ASSERT_NE(value_of(check(spec_, target_)).verdict(), Verdict::Impossible);
    const Results results = value_of(recall(spec_, target_, spec_.queries, {}));
    for (const QueryResult& query : results.queries) {
        ASSERT_TRUE(query.reference.has_value()) << query.id;
        EXPECT_TRUE(query.correct.value_or(false)) << query.id;
        EXPECT_LT(query.reference->visible_error, 0.01) << query.id;
    }
}

INSTANTIATE_TEST_SUITE_P(Headrooms, TailReference,
                         testing::Values(Case{"xor", "opamp-1G", {"amplifier.headroom=1.0"}},
                                         Case{"xor", "opamp-1G", {"amplifier.headroom=1.2"}},
                                         Case{"hopfield-classical",
                                              "opamp-1G",
                                              {"supply.vdd=5", "supply.vss=-5",
                                               "amplifier.headroom=3"}},
                                         Case{"xor", "cmos", {}}));

/// The amplifier is taken out of the loop and its output forced from rail to rail: with one
/// crossing of what it compares, of the sign that a stable loop needs, there is nothing else that
/// the loop could rest at.
TEST_P(TailReference, HasOneOperatingPoint) {
    circuit::Circuit circuit =
        value_of(driver::prepare(spec_, target_, spec_.queries)).lowered.circuit;
    const std::string tag = GetParam().model == "xor" ? "t1" : "t0";  // of the softmax, of tanh
    const double low = target_.vss;
    const double high = target_.vdd;
    bool opened = false;
    for (circuit::Group& group : circuit.groups) {
        opened |= std::erase_if(group.elements, [&](const circuit::Element& element) {
                      return element.name == "x" + tag;
                  }) > 0;
    }
    ASSERT_TRUE(opened);
    constexpr double kSeconds = 1e-3;
    circuit::Builder build(circuit);
    build.group({.part = "bench"});
    build.voltage("vforce", tag + "_o", "0", std::vector<double>{0, low, kSeconds, high});
    const wave::Waveform wave =
        value_of(bench::simulate({.circuit = circuit,
                                  .saved = {"v(" + tag + "_k)", "v(" + tag + "_ref)"},
                                  .stop_s = kSeconds,
                                  .max_step_s = kSeconds / 500},
                                 {}));
    std::size_t crossings = 0;
    const auto above = [&](double time) {  // the amplifier's + input over its - input
        return bench::value_at(wave, 0, time) > bench::value_at(wave, 1, time);
    };
    constexpr int kSteps = 500;
    // From where supplies and references have come up.
    for (int k = kSteps / 20; k < kSteps; ++k) {
        crossings += above(kSeconds * k / kSteps) != above(kSeconds * (k + 1) / kSteps) ? 1U : 0U;
    }
    EXPECT_EQ(crossings, 1U);
    EXPECT_TRUE(above(kSeconds / 20));
    EXPECT_FALSE(above(kSeconds));
}

}  // namespace
}  // namespace hopspice
