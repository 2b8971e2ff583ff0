// A recall's steps and tolerances do not show in its result: the same queries with a tenth of both.

#include "dialect/spice_words.h"
#include "driver/query_runs.h"
#include "integration/agreement.h"
#include "support/prepared.h"

#include <cmath>

namespace hopspice {

namespace {

constexpr double kRefine = 10;
constexpr std::size_t kQueries = 8;
constexpr double kStates = 1e-3;  // of the visible range
constexpr double kTimes = 0.05;   // of tau_v

struct Recalls {
    std::vector<QueryResult> results;
    double range = 0;  ///< of the visible states
    double tau_s = 0;  ///< tau_v
};

Recalls recalls(const Spec& spec, bool refined) {
    const Target target = test::make_target("opamp-1G");
    const auto prepared = test::value_of(driver::prepare(spec, target, spec.queries));
    const auto context = driver::context_of(spec, prepared, target);
    sim::Setup setup = driver::setup_of(prepared, context, target, {});
    std::vector<sim::Job> jobs;
    for (const Query& query : spec.queries) {
        jobs.push_back(driver::job_of(prepared, context, query));
        if (refined) {
            driver::fix_steps(jobs.back(), driver::max_step_s(prepared, spec) / kRefine);
        }
    }
    if (refined) {
        setup.options = dialect::options_line(netlist::kReltol / kRefine);
    }
    Recalls all{std::vector<QueryResult>(jobs.size()), context.range,
                spec.visible.tau * context.time_unit_s};
    test::value_of(sim::run_jobs(setup, jobs, [&](std::size_t index, const auto& outcome) {
        all.results[index] = driver::result_of(outcome, spec.queries[index], context, prepared);
    }));
    return all;
}

class RecallSteps : public testing::TestWithParam<std::string> {};

TEST_P(RecallSteps, DoNotShowInTheResult) {
    Spec spec = test::shipped_spec(GetParam() + ".json");
    spec.queries.resize(std::min(kQueries, spec.queries.size()));
    const Recalls usual = recalls(spec, false);
    const Recalls fine = recalls(spec, true);
    for (std::size_t k = 0; k < spec.queries.size(); ++k) {
        const QueryResult& one = usual.results[k];
        const QueryResult& other = fine.results[k];
        SCOPED_TRACE(one.id);
        ASSERT_TRUE(one.settle_time_s && other.settle_time_s);
        EXPECT_NEAR(*one.settle_time_s, *other.settle_time_s, kTimes * fine.tau_s);
        EXPECT_EQ(one.readout, other.readout);
        ASSERT_EQ(one.visible.size(), other.visible.size());
        for (std::size_t i = 0; i < one.visible.size(); ++i) {
            EXPECT_NEAR(one.visible[i], other.visible[i], kStates * fine.range);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, RecallSteps, testing::Values("xor", "hamming-7-4", "grey-level"),
                         test::model_name);

}  // namespace

}  // namespace hopspice
