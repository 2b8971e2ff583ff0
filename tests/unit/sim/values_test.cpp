// Element values of a job: they hold for it, and for no other one.

#include "circuits.h"

#include <algorithm>
#include <cmath>

namespace hopspice::sim {
namespace {

std::shared_ptr<const ElementValues> values(ElementValues list) {
    return std::make_shared<const ElementValues>(std::move(list));
}

Job with(Job job, std::shared_ptr<const ElementValues> list) {
    job.values = std::move(list);
    return job;
}

/// The deck of rc_setup() with other lines in the place of some.
Setup rewritten(const std::string& line, const std::string& other) {
    auto setup = rc_setup();
    std::ranges::replace(setup.deck, line, other);
    return setup;
}

/// Within what reading a number from a command instead of a deck changes: an ulp or two.
void expect_close(const Outcome& a, const Outcome& b) {
    ASSERT_TRUE(a.completed) << a.message;
    ASSERT_TRUE(b.completed) << b.message;
    ASSERT_EQ(a.waveform.points(), b.waveform.points());
    for (std::size_t k = 0; k < a.waveform.samples.size(); ++k) {
        EXPECT_NEAR(a.waveform.samples[k], b.waveform.samples[k], 1e-12);
    }
}

TEST(ElementValues, GiveWhatADeckWithTheseValuesGives) {
    const auto list = values({{"r1", "", 2345.678}, {"c1", "", 0.7e-12}});
    const auto set = run_all(rc_setup(), {with(step_job(0, 1), list)}).at(0);
    auto setup = rewritten("r1 in out 1k", "r1 in out 2345.678");
    std::ranges::replace(setup.deck, "c1 out 0 1p", "c1 out 0 0.7e-12");
    expect_close(set, run_all(setup, {step_job(0, 1)}).at(0));
}

TEST(ElementValues, ReachEveryKindOfElementASampleChanges) {
    sim::Setup setup;
    setup.deck = {"kinds",
                  "vs a 0 1",
                  "r1 a b 1k",
                  "r2 b 0 1k",
                  "e1 e 0 b 0 2",
                  "re e 0 1k",
                  "g1 0 g b 0 1m",
                  "rg g 0 1k",
                  "i1 0 i 1m",
                  "ri i 0 1k",
                  "q1 a q 0 qm 1",
                  "rq a q 10k",
                  "d1 d 0 dm area=1",
                  "rd a d 1k",
                  ".model qm npn is=1e-15 bf=100",
                  ".model dm d is=1e-14",
                  ".end"};
    setup.saved = {"v(b)", "v(e)", "v(g)", "v(i)", "v(q)", "v(d)"};
    Job job;
    job.stop_time_s = 1e-9;
    job.max_step_s = 1e-9;
    const auto list = values({{"vs", "dc", 3},
                              {"r1", "", 2000},
                              {"e1", "gain", 5},
                              {"g1", "gain", 2e-3},
                              {"i1", "dc", 3e-3},
                              {"q1", "area", 4},
                              {"d1", "area", 4}});
    const auto outcomes = run_all(setup, {job, with(job, list), job});
    for (const Outcome& outcome : outcomes) {
        ASSERT_TRUE(outcome.completed) << outcome.message;
    }
    const auto at = [&](std::size_t index, std::size_t signal) {
        return outcomes[index].waveform.at(0, signal);
    };
    for (const std::size_t plain : {0U, 2U}) {
        EXPECT_NEAR(at(plain, 0), 0.5, 1e-6);
        EXPECT_NEAR(at(plain, 1), 1, 1e-6);
        EXPECT_NEAR(at(plain, 2), 0.5, 1e-6);
        EXPECT_NEAR(at(plain, 3), 1, 1e-6);
    }
    EXPECT_NEAR(at(1, 0), 1, 1e-6);  // 3 V / 3
    EXPECT_NEAR(at(1, 1), 5, 1e-6);
    EXPECT_NEAR(at(1, 2), 2, 1e-6);
    EXPECT_NEAR(at(1, 3), 3, 1e-6);
    auto written = setup;
    std::ranges::replace(written.deck, "vs a 0 1", "vs a 0 3");
    std::ranges::replace(written.deck, "q1 a q 0 qm 1", "q1 a q 0 qm 4");
    std::ranges::replace(written.deck, "d1 d 0 dm area=1", "d1 d 0 dm area=4");
    const auto reference = run_all(written, {job}).at(0);
    for (const std::size_t signal : {4U, 5U}) {
        EXPECT_NEAR(at(1, signal), reference.waveform.at(0, signal), 1e-9);
        EXPECT_GT(std::abs(at(1, signal) - at(0, signal)), 1e-3);
    }
}

TEST(ElementValues, ReachIntoSubcircuits) {
    auto setup = rc_setup();
    setup.deck = {
        "sub",          "vin in 0 pwl(0 0 1 0)", "x1 in out rc", "vb b 0 0.25", "rb b bout 1",
        "rl bout 0 1k", ".subckt rc a b",        "r1 a b 1k",    "c1 b 0 1p",   ".ends",
        ".end"};
    const auto list = values({{"r.x1.r1", "", 2000}});
    const auto outcome = run_all(setup, {with(step_job(0, 1), list)}).at(0);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    const auto slower = rewritten("r1 in out 1k", "r1 in out 2k");
    EXPECT_NEAR(
        outcome.waveform.at(outcome.waveform.points() - 1, 0),
        run_all(slower, {step_job(0, 1)}).at(0).waveform.at(outcome.waveform.points() - 1, 0),
        1e-9);
}

TEST(ElementValues, AreForTheirJobAlone) {
    const Job plain = step_job(0, 1);
    const auto both = values({{"r1", "", 3000}, {"c1", "", 2e-12}});
    const auto one = values({{"r1", "", 500}});
    const std::vector<Job> jobs = {plain, with(plain, both), with(plain, one), with(plain, both),
                                   plain, with(plain, one)};
    const auto together = run_all(rc_setup(), jobs);
    for (std::size_t k = 0; k < jobs.size(); ++k) {
        expect_same(together[k], run_all(rc_setup(), {jobs[k]}).at(0));
    }
}

TEST(ElementValues, OfOneListAreTheSameForEveryJobAndWorker) {
    const auto list = values({{"r1", "", 1234.5678901234567}, {"c1", "", 1.1e-12}});
    const std::vector<Job> jobs(6, with(step_job(0.1, 0.9), list));
    auto setup = rc_setup();
    setup.workers = 2;
    const auto outcomes = run_all(setup, jobs);
    for (const Outcome& outcome : outcomes) {
        expect_same(outcome, outcomes.front());
    }
}

/// The trapezoidal rule rings after the step until the square root fails; Gear integration helps,
/// in a fresh worker (remedies_test).
TEST(ElementValues, AreSetInTheWorkerOfARemedyToo) {
    auto setup = rc_setup();
    setup.deck = {"rings",
                  "b1 x 0 v=tanh((time-1e-9)/1e-12)",
                  "v0 x y 0",
                  "c1 y 0 1p",
                  "b2 z 0 v=sqrt(i(v0)*10+0.4)",
                  "rs z s 1k",
                  "rt s 0 1k",
                  ".end"};
    setup.saved = {"v(s)"};
    setup.options = ".options reltol=5e-4";
    setup.watch = {};
    Job job;
    job.stop_time_s = 20e-9;
    job.max_step_s = 20e-12;
    const auto outcomes = run_all(setup, {job, with(job, values({{"rt", "", 3000}})), job});
    const double end = std::sqrt(0.4);
    const std::vector<double> shares = {0.5, 0.75, 0.5};
    for (std::size_t k = 0; k < shares.size(); ++k) {
        ASSERT_TRUE(outcomes[k].completed) << outcomes[k].message;
        EXPECT_EQ(outcomes[k].rung, 1U);
        EXPECT_NEAR(outcomes[k].waveform.samples.back(), shares[k] * end, 1e-5);
    }
}

TEST(ElementValues, UnknownElementsAndBadValuesFailTheirJob) {
    const Job plain = step_job(0, 1);
    for (const ElementValue& bad : {ElementValue{"r9", "", 1}, ElementValue{"r 1", "", 1},
                                    ElementValue{"r1", "", NAN}, ElementValue{"r1", "x y", 1}}) {
        const auto outcomes = run_all(rc_setup(), {plain, with(plain, values({bad})), plain});
        EXPECT_FALSE(outcomes[1].completed) << bad.element;
        EXPECT_FALSE(outcomes[1].message.empty());
        expect_same(outcomes[0], outcomes[2]);
    }
}

}  // namespace
}  // namespace hopspice::sim
