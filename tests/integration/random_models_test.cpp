// Random stable models, every kind of energy, activation, sign, bias and clamp: the circuit does
// what the ODE says. A seed that fails prints the model as a spec.

#include "integration/agreement.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace hopspice::test {
namespace {

/// Smaller than at the behavioral level: an op-amp circuit costs a hundred times the time.
RandomSpecOptions opamp_options() {
    RandomSpecOptions options;
    options.most_visible = 10;
    options.most_hidden = 6;
    return options;
}

class Behavioral : public testing::TestWithParam<std::uint64_t> {};
class Opamp : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Behavioral, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam());
    expect_agreement(recall_all(spec, behavioral()), kBehavioral, spec);
}

TEST_P(Opamp, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam(), opamp_options());
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

/// The whole range of sizes.
TEST_P(Opamp, LargeCircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam());
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Behavioral, testing::Range<std::uint64_t>(1, 41));
INSTANTIATE_TEST_SUITE_P(Seeds, Opamp, testing::Range<std::uint64_t>(1, 13));
INSTANTIATE_TEST_SUITE_P(Long, Behavioral, testing::Range<std::uint64_t>(1000, 1300));
INSTANTIATE_TEST_SUITE_P(Long, Opamp, testing::Range<std::uint64_t>(1000, 1060));

}  // namespace
}  // namespace hopspice::test
