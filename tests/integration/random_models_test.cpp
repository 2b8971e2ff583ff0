// Random stable models, every kind of energy, activation, sign, bias and clamp: the circuit does
// what the ODE says. A seed that fails prints the model as a spec.

#include "integration/agreement.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace hopspice::test {
namespace {

/// Smaller than at the behavioral level: an op-amp circuit costs a hundred times the time.
RandomSpecOptions opamp_options() {
    RandomSpecOptions options;
    options.most_visible = 10;
    options.most_hidden = 6;
    return options;
}

/// The same models presented in every way: clamped, added to the bias, with unknown entries, from
/// hidden states of their own, in another unit of time.
Spec varied_spec(std::uint64_t seed, const RandomSpecOptions& options) {
    Spec spec = random_stable_spec(seed, options);
    Draw draw(seed + 1'000'000);
    spec.inference.present =
        draw.one_of(std::vector<Present>{Present::Initial, Present::Clamp, Present::Bias});
    const double scale = draw.between(0.1, 4);
    spec.visible.tau *= scale;
    spec.inference.timeout *= scale;
    for (HiddenBlock& block : spec.hidden) {
        block.tau *= scale;
        if (draw.chance(0.3)) {
            block.initial.emplace();
            for (std::size_t mu = 0; mu < block.size(); ++mu) {
                block.initial->push_back(draw.between(-1, 1));
            }
        }
    }
    for (Query& query : spec.queries) {
        for (std::optional<double>& value : query.visible) {
            value = draw.chance(0.4) ? std::nullopt : value;
        }
    }
    return spec;
}

class Behavioral : public testing::TestWithParam<std::uint64_t> {};
class Opamp : public testing::TestWithParam<std::uint64_t> {};
class CurrentFeedback : public testing::TestWithParam<std::uint64_t> {};
class LargeOpamp : public testing::TestWithParam<std::uint64_t> {};
class VariedBehavioral : public testing::TestWithParam<std::uint64_t> {};
class VariedOpamp : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Behavioral, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam());
    expect_agreement(recall_all(spec, behavioral()), kBehavioral, spec);
}

TEST_P(Opamp, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam(), opamp_options());
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

TEST_P(LargeOpamp, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam());
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

TEST_P(VariedBehavioral, CircuitFollowsTheOde) {
    const Spec spec = varied_spec(GetParam(), {});
    expect_agreement(recall_all(spec, behavioral()), kBehavioral, spec);
}

TEST_P(VariedOpamp, CircuitFollowsTheOde) {
    const Spec spec = varied_spec(GetParam(), opamp_options());
    expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
}

TEST_P(CurrentFeedback, CircuitFollowsTheOde) {
    const Spec spec = random_stable_spec(GetParam(), opamp_options());
    const Target target = opamp_auto(30, {"amplifier.type=current-feedback"});
    expect_agreement(recall_all(spec, target), kOpampRatio30, spec);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Behavioral, testing::Range<std::uint64_t>(1, 41));
INSTANTIATE_TEST_SUITE_P(Seeds, Opamp, testing::Range<std::uint64_t>(1, 13));
INSTANTIATE_TEST_SUITE_P(Seeds, CurrentFeedback, testing::Range<std::uint64_t>(1, 13));
INSTANTIATE_TEST_SUITE_P(Seeds, LargeOpamp, testing::Values<std::uint64_t>(3, 4, 6, 9));
INSTANTIATE_TEST_SUITE_P(Seeds, VariedBehavioral, testing::Range<std::uint64_t>(1, 21));
INSTANTIATE_TEST_SUITE_P(Seeds, VariedOpamp, testing::Range<std::uint64_t>(1, 7));
// 1018: rectifiers that never conduct; 1198, 1276: off rectifiers whose lines cross a clamped
// column.
INSTANTIATE_TEST_SUITE_P(Found, Opamp, testing::Values<std::uint64_t>(1018, 1198, 1276));
INSTANTIATE_TEST_SUITE_P(Long, VariedBehavioral, testing::Range<std::uint64_t>(1000, 1400));
INSTANTIATE_TEST_SUITE_P(Long, VariedOpamp, testing::Range<std::uint64_t>(1000, 1300));
INSTANTIATE_TEST_SUITE_P(Long, Behavioral, testing::Range<std::uint64_t>(1000, 1400));
INSTANTIATE_TEST_SUITE_P(Long, Opamp, testing::Range<std::uint64_t>(1000, 1400));
INSTANTIATE_TEST_SUITE_P(Long, CurrentFeedback, testing::Range<std::uint64_t>(1000, 1200));
INSTANTIATE_TEST_SUITE_P(Long, LargeOpamp, testing::Range<std::uint64_t>(1000, 1040));

}  // namespace
}  // namespace hopspice::test
