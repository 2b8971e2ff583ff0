// Steps and tolerances of a recall by what its amplifiers can do.

#include "driver/recall_steps.h"
#include "dialect/spice_words.h"
#include "driver/query_runs.h"
#include "driver/recall_stop.h"
#include "measure/transient.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hopspice::driver {

namespace {

RecallSteps steps_on(const std::string& name, const std::vector<std::string>& overrides = {}) {
    const Spec spec = test::shipped_model("xor");
    const Target target = test::target_of(name, overrides);
    return recall_steps(test::value_of(prepare(spec, target, spec.queries)), spec, target);
}

bool is_strict(const RecallSteps& steps) {
    return steps.options == dialect::options_line() && steps.ready_s == 0 &&
           steps.held_s == steps.finest_s;
}

TEST(RecallSteps, AreLooseWhereNoAmplifierRings) {
    const RecallSteps calm = steps_on("opamp-1G");
    EXPECT_NE(calm.options.find(" trtol="), std::string::npos) << calm.options;
    EXPECT_GT(calm.ready_s, 0);
    EXPECT_LT(calm.ready_s, calm.finest_s);
    EXPECT_GT(calm.held_s, calm.finest_s);
    EXPECT_GT(calm.coarsest_s, calm.held_s);
}

TEST(RecallSteps, AreTheSimulatorsOwnWhereAmplifiersRing) {
    EXPECT_TRUE(is_strict(steps_on("opamp-10G")));
}

TEST(RecallSteps, AreTheSimulatorsOwnWhereDevicesMakeTheAmplifiers) {
    EXPECT_TRUE(is_strict(steps_on("cmos")));
    EXPECT_TRUE(is_strict(steps_on("bjt")));
    EXPECT_FALSE(is_strict(steps_on("opamp-1G")));
}

TEST(RecallSteps, KeepTheTolerancesOfAnIdealCircuit) {
    const RecallSteps ideal = steps_on("behavioral");
    EXPECT_EQ(ideal.options, dialect::options_line());
    EXPECT_LT(ideal.chord, steps_on("opamp-1G").chord);
    EXPECT_GT(ideal.ready_s, 0);
}

TEST(RecallSteps, AreEqualWhereThereIsNoise) {
    const RecallSteps noisy = steps_on("opamp-1G", {"noise=1"});
    EXPECT_TRUE(is_strict(noisy));
    EXPECT_EQ(noisy.coarsest_s, noisy.finest_s);
}

TEST(RecallSteps, AreTheSimulatorsOwnWhileStatesAreLoaded) {
    const Spec spec = test::shipped_model("xor");
    const Target target = test::target_of("opamp-1G", {});
    const auto prepared = test::value_of(prepare(spec, target, spec.queries));
    const circuit::Layout& layout = prepared.lowered.layout;
    const auto context = context_of(spec, prepared, target);
    RecallStop stop(measure::settle_rule(context, 1), layout, recall_steps(prepared, spec, target));
    const std::vector<double> values(measure::visible_signals(layout), 0.0);
    const auto ready_at = [&](double time_s) {
        stop.sample(time_s, values);
        return stop.ready_step_s();
    };
    const double rounding = 1e-12 * layout.release_s;
    EXPECT_GT(ready_at(0), 0);
    EXPECT_GT(ready_at(layout.apply_s - layout.edge_s), 0);
    EXPECT_EQ(ready_at(layout.apply_s - rounding), 0);
    EXPECT_EQ(ready_at(layout.apply_s + layout.edge_s), 0);
    EXPECT_GT(ready_at(layout.release_s - rounding), 0);
    EXPECT_GT(ready_at(layout.release_s + layout.edge_s), 0);
}

}  // namespace

}  // namespace hopspice::driver
