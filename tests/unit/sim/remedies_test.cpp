// The ladder of remedies on circuits that make ngspice fail for real, and second chances for jobs
// whose worker was lost.

#include "sim/remedies.h"

#include "circuits.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>

namespace hopspice::sim {
namespace {

/// The circuit for 20 ns in steps of 20 ps.
Setup setup_of(const std::vector<std::string>& elements, const std::string& saved) {
    sim::Setup setup;
    setup.deck = {"remedies"};
    setup.deck.insert(setup.deck.end(), elements.begin(), elements.end());
    setup.deck.emplace_back(".end");
    setup.saved = {saved};
    setup.options = ".options reltol=5e-4";
    setup.wall_limit_s = 30;
    return setup;
}

Job plain_job() {
    Job job;
    job.stop_time_s = 20e-9;
    job.max_step_s = 20e-12;
    return job;
}

/// 1 kohm and 1 V; the test of the ladder is what hangs on it.
const std::vector<std::string> kRest = {"va a 0 1", "ra a 0 1k"};

/// The trapezoidal rule rings after a step of an ideal source across a capacitor, so far that the
/// square root is taken of a negative number; the Gear formula goes below zero once, by 0.5 of it.
const std::vector<std::string> kRings = {
    "b1 x 0 v=tanh((time-1e-9)/1e-12)", "v0 x y 0",  "c1 y 0 1p",
    "b2 z 0 v=sqrt(i(v0)*10+0.4)",      "rz z 0 1k",
};

/// A step of current into an exponential: Newton comes down 25 mV at a time from 10 V.
const std::vector<std::string> kCreeps = {
    "vt t 0 pwl(0 0 20n 20)",
    "b0 0 x i=(v(t)>1) ? 1e-3 : 0",
    "b1 x 0 i=1e-14*exp(v(x)/0.025)",
    "r1 x 0 10k",
};

/// A transconductance into a node that nothing else holds.
const std::vector<std::string> kFloats = {
    "vin in 0 pwl(0 0 1n 0 2n 1)",
    "g1 0 x in 0 1e-9",
    "g2 0 y x 0 1e-3",
    "ry y 0 1k",
};

/// A source with a jump of 0.3 % has no solution between 0.34997 and 0.35027 V.
const std::vector<std::string> kJumps = {
    "vin in 0 pwl(0 0 10n 0.24985 20n 0.24985)",
    "r1 in x 1k",
    "b1 0 x i=1e-4*(1+3e-3*(v(x)>0.35 ? 0 : 1))",
};

/// A comparator that contradicts itself: no solution, whatever the tolerance.
const std::vector<std::string> kContradicts = {
    "vin in 0 pwl(0 -1 1n -1 1.1n 0.5 20n 0.5)",
    "b1 c 0 v=(v(in)-v(x)>0) ? 1 : 0",
    "r1 c x 1k",
    "rx x 0 1k",
};

TEST(Remedies, TheLadderBeginsAsAskedAndSaysWhatChangesTheAnswer) {
    const auto ladder = remedies();
    ASSERT_GE(ladder.size(), 2U);
    EXPECT_TRUE(ladder.front().options.empty());
    EXPECT_EQ(ladder.front().step_factor, 1);
    for (const Remedy& remedy : ladder.subspan(1)) {
        const std::string options(remedy.options);
        EXPECT_FALSE(remedy.name.empty());
        EXPECT_EQ(contains(options, "shunt"), contains(std::string(remedy.caution), "circuit"));
        EXPECT_EQ(contains(options, "reltol"), contains(std::string(remedy.caution), "tolerances"));
        EXPECT_FALSE(contains(options, "cshunt")) << "it stays in the process";
    }
}

struct Cure {
    std::string name;
    std::vector<std::string> elements;
    std::string saved;
    std::size_t rung;    ///< the first that works
    double final_volts;  ///< closed form
    double tolerance;    ///< volts
};

class RemedyTest : public testing::TestWithParam<Cure> {};

TEST_P(RemedyTest, IsFoundReportedAndRight) {
    const Cure& cure = GetParam();
    const auto outcome = run_all(setup_of(cure.elements, cure.saved), {plain_job()}).at(0);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    EXPECT_EQ(outcome.remedy, format_remedy(remedies()[cure.rung]));
    EXPECT_FALSE(outcome.message.empty()) << "why it was needed";
    EXPECT_NEAR(outcome.waveform.samples.back(), cure.final_volts, cure.tolerance);
    EXPECT_NEAR(outcome.waveform.time_s.back(), 20e-9, 1e-15);
}

/// x/r + is exp(x/vt) = i, by bisection.
double creeping_volts() {
    double low = 0;
    double high = 10;
    while (high - low > 1e-12) {
        const double x = (low + high) / 2;
        (x / 10e3 + 1e-14 * std::exp(x / 0.025) < 1e-3 ? low : high) = x;
    }
    return low;
}

// Tolerances: reltol of the last Newton step, and 1 kohm against 1 Gohm at a shunted node.
INSTANTIATE_TEST_SUITE_P(Ladder, RemedyTest,
                         testing::Values(Cure{"Rings", kRings, "v(z)", 1, std::sqrt(0.4), 1e-5},
                                         Cure{"Creeps", kCreeps, "v(x)", 2, creeping_volts(), 5e-4},
                                         Cure{"Floats", kFloats, "v(y)", 3, 1, 1e-5},
                                         Cure{"Jumps", kJumps, "v(x)", 4, 0.35, 5e-3 * 0.35}),
                         [](const auto& cure) { return cure.param.name; });

TEST(Remedies, AJobThatNothingHelpsFailsWithWhatWasTried) {
    const auto outcome = run_all(setup_of(kContradicts, "v(x)"), {plain_job()}).at(0);
    EXPECT_FALSE(outcome.completed);
    EXPECT_TRUE(outcome.remedy.empty());
    EXPECT_TRUE(contains(outcome.message, "imestep too small")) << outcome.message;
    const std::size_t tried = outcome.message.find("tried in vain: ");
    ASSERT_NE(tried, std::string::npos) << outcome.message;
    for (const Remedy& remedy : remedies().subspan(1)) {
        EXPECT_NE(outcome.message.find(format_remedy(remedy), tried), std::string::npos)
            << outcome.message;
    }
    EXPECT_GT(outcome.waveform.points(), 10U) << "what was simulated as asked is kept";
}

TEST(Remedies, AreForTheJobThatNeedsThemAlone) {
    sim::Setup setup = setup_of(kRings, "v(z)");
    setup.deck.insert(setup.deck.begin() + 1, "vamp amp 0 pwl(0 0 1 0)");
    setup.deck[2] = "b1 x 0 v=v(amp)*tanh((time-1e-9)/1e-12)";
    Job quiet = plain_job();
    quiet.sources = {{"vamp", {0, 1e-3, 1, 1e-3}}};
    Job ringing = plain_job();
    ringing.sources = {{"vamp", {0, 1, 1, 1}}};
    for (const std::size_t workers : {1U, 2U}) {
        setup.workers = workers;
        const auto outcomes = run_all(setup, {quiet, ringing, quiet, ringing, quiet});
        for (const std::size_t k : {0U, 2U, 4U}) {
            EXPECT_TRUE(outcomes[k].remedy.empty()) << outcomes[k].remedy;
            expect_same(outcomes[k], outcomes[0]);
        }
        EXPECT_EQ(outcomes[1].remedy, format_remedy(remedies()[1]));
        expect_same(outcomes[1], outcomes[3]);
    }
}

TEST(Remedies, WhatWasAskedWronglyIsNotTriedAgain) {
    sim::Setup setup = setup_of(kRest, "v(a)");
    setup.saved.emplace_back("v(nowhere)");
    Job unknown = plain_job();
    unknown.sources = {{"vnone", {0, 1}}};
    const auto outcomes = run_all(setup, {plain_job(), unknown});
    for (const Outcome& outcome : outcomes) {
        EXPECT_FALSE(outcome.completed);
        EXPECT_FALSE(contains(outcome.message, "tried")) << outcome.message;
    }
}

/// The first run does a deed, every other one is good.
Setup misbehaving_once(const SharedNumbers& shared, void (*deed)()) {
    sim::Setup setup = rc_setup();
    setup.stop = [&shared, deed](std::span<const double>) {
        const bool first = shared->runs++ == 0;
        return std::make_unique<StopFunction>([first, deed](double, std::span<const double>) {
            if (first) {
                deed();
            }
            return false;
        });
    };
    return setup;
}

TEST(Remedies, AJobWhoseWorkerCrashedGetsASecondChance) {
    const SharedNumbers shared;
    const auto outcome =
        run_all(misbehaving_once(shared, [] { ::raise(SIGSEGV); }), {step_job(0, 1)}).at(0);
    EXPECT_EQ(shared->runs, 2);
    EXPECT_TRUE(contains(outcome.remedy, "fresh simulator")) << outcome.remedy;
    EXPECT_TRUE(contains(outcome.message, "SIGSEGV")) << outcome.message;
    expect_same(outcome, run_all(rc_setup(), {step_job(0, 1)}).at(0));
}

TEST(Remedies, AJobThatHungGetsASecondChance) {
    const SharedNumbers shared;
    sim::Setup setup = misbehaving_once(shared, [] { ::pause(); });
    setup.wall_limit_s = 0.5;
    const auto outcome = run_all(setup, {step_job(0, 1)}).at(0);
    EXPECT_EQ(shared->runs, 2);
    EXPECT_TRUE(outcome.completed) << outcome.message;
    EXPECT_TRUE(contains(outcome.message, "no answer within 0.5 s")) << outcome.message;
    EXPECT_GE(outcome.wall_time_s, 0.5);
}

TEST(Remedies, AJobThatCrashesTwiceHasFailed) {
    const SharedNumbers shared;
    sim::Setup setup = rc_setup();
    setup.stop = [&shared](std::span<const double>) {
        ++shared->runs;
        ::raise(SIGSEGV);
        return nullptr;
    };
    const auto outcome = run_all(setup, {step_job(0, 1)}).at(0);
    EXPECT_EQ(shared->runs, 2);
    EXPECT_FALSE(outcome.completed);
    EXPECT_TRUE(contains(outcome.message, "SIGSEGV")) << outcome.message;
    EXPECT_TRUE(contains(outcome.message, "tried in vain: a fresh simulator")) << outcome.message;
}

TEST(Remedies, AWorkerKilledWhileIdleCostsNoJob) {
    const SharedNumbers shared;
    sim::Setup setup = rc_setup();
    setup.stop = [&shared](std::span<const double>) {
        shared->process = ::getpid();
        return nullptr;
    };
    std::size_t made = 0;
    std::vector<Outcome> outcomes;
    // The only worker is idle when a job is made.
    const JobStream stream{
        [&]() -> std::optional<Job> {
            const auto worker = static_cast<pid_t>(shared->process.load());
            if (made > 0) {
                ::kill(worker, SIGKILL);
                siginfo_t info{};
                ::waitid(P_PID, static_cast<id_t>(worker), &info, WEXITED | WNOWAIT);
            }
            return made++ < 3 ? std::optional(step_job(0, 1)) : std::nullopt;
        },
        [&](std::size_t, Outcome outcome) { outcomes.push_back(std::move(outcome)); },
        {}};
    ASSERT_TRUE(run_stream(setup, stream));
    ASSERT_EQ(outcomes.size(), 3U);
    for (const Outcome& outcome : outcomes) {
        EXPECT_TRUE(outcome.remedy.empty()) << outcome.remedy;
        expect_same(outcome, outcomes[0]);
    }
}

/// So many elements that the matrix is solved by KLU where the library has it; they change nothing.
sim::Setup large(sim::Setup setup) {
    for (int i = 0; i < 2000; ++i) {
        const std::string number = std::to_string(i);
        setup.deck.insert(setup.deck.end() - 1, "rlarge" + number + " l" + number + " 0 1k");
    }
    return setup;
}

TEST(LargeCircuits, GiveTheSameByKluWhereItIs) {
    const sim::Setup small = rc_setup();
    const auto expected = run_all(small, {step_job(0, 1)}).at(0);
    const auto given = run_all(large(small), {step_job(0, 1)}).at(0);
    ASSERT_TRUE(given.completed) << given.message;
    EXPECT_TRUE(given.remedy.empty()) << given.remedy;
    ASSERT_EQ(given.waveform.samples.size(), expected.waveform.samples.size());
    for (std::size_t i = 0; i < given.waveform.samples.size(); ++i) {
        EXPECT_NEAR(given.waveform.samples[i], expected.waveform.samples[i], 1e-12);
    }
}

TEST(LargeCircuits, AreTriedWithTheOtherSolverBeforeAnyRemedy) {
    const auto version = run_jobs(large(rc_setup()), {}, {});
    ASSERT_TRUE(version);
    const auto outcome =
        run_all(large(setup_of(kContradicts, "v(x)")), {plain_job(), plain_job()}).at(1);
    EXPECT_FALSE(outcome.completed);
    EXPECT_EQ(contains(outcome.message, "tried in vain: Sparse as matrix solver"), version->klu)
        << outcome.message;
    EXPECT_TRUE(contains(outcome.message, "Gear integration; Gear")) << outcome.message;
    EXPECT_FALSE(run_jobs(rc_setup(), {}, {})->klu) << "a small circuit";
}

}  // namespace
}  // namespace hopspice::sim
