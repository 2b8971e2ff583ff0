// Runs that go wrong: what one job costs, and what fails as a whole.

#include "circuits.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace hopspice::sim {
namespace {

/// The step after 2 ns does what the job's first stop parameter asks for.
Setup misbehaving_setup() {
    sim::Setup setup = rc_setup();
    setup.stop = [](std::span<const double> parameters) {
        const int deed = static_cast<int>(parameters[0]);
        return std::make_unique<StopFunction>([deed](double time_s, std::span<const double>) {
            if (time_s > 2e-9) {
                switch (deed) {
                    case 1:
                        std::raise(SIGSEGV);
                        break;
                    case 2:
                        std::abort();
                    case 3:
                        ::_exit(3);
                    case 4:
                        throw std::runtime_error("no more patience");
                    case 5:
                        while (true) {
                            ::pause();
                        }
                    default:
                        break;
                }
            }
            return false;
        });
    };
    return setup;
}

std::vector<Job> misbehaving_jobs(const std::vector<double>& deeds) {
    std::vector<Job> jobs;
    for (const double deed : deeds) {
        jobs.push_back(step_job(0, 1));
        jobs.back().stop_parameters = {deed};
    }
    return jobs;
}

TEST(Simulator, ACrashCostsOneJob) {
    sim::Setup setup = misbehaving_setup();
    for (const std::size_t workers : {1U, 2U}) {
        setup.workers = workers;
        const auto outcomes = run_all(setup, misbehaving_jobs({0, 1, 0, 2, 0, 3, 0, 4, 0}));
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            EXPECT_EQ(outcomes[i].completed, i % 2 == 0) << i << ": " << outcomes[i].message;
        }
        EXPECT_TRUE(contains(outcomes[1].message, "SIGSEGV")) << outcomes[1].message;
        EXPECT_TRUE(contains(outcomes[3].message, "SIGABRT")) << outcomes[3].message;
        EXPECT_TRUE(contains(outcomes[5].message, "code 3")) << outcomes[5].message;
        EXPECT_TRUE(contains(outcomes[7].message, "no more patience")) << outcomes[7].message;
        expect_same(outcomes[8], outcomes[0]);
    }
}

TEST(Simulator, AHangIsEndedByTheWallLimitAndTheOthersGoOn) {
    sim::Setup setup = misbehaving_setup();
    setup.workers = 2;
    setup.wall_limit_s = 1;
    const auto outcomes = run_all(setup, misbehaving_jobs({0, 5, 0, 0, 0}));
    for (const std::size_t i : {0U, 2U, 3U, 4U}) {
        EXPECT_TRUE(outcomes[i].completed) << outcomes[i].message;
    }
    EXPECT_FALSE(outcomes[1].completed);
    EXPECT_TRUE(contains(outcomes[1].message, "no answer within 1 s")) << outcomes[1].message;
    EXPECT_GE(outcomes[1].wall_time_s, 1);
    EXPECT_EQ(outcomes[1].waveform.names, setup.saved);
}

TEST(Simulator, AStepThatIsFarTooSmallEndsAtTheWallLimit) {
    sim::Setup setup = rc_setup();
    setup.wall_limit_s = 1;
    Job slow = step_job(0, 1, 10 * kTau);
    slow.max_step_s = slow.stop_time_s / 5e7;
    const auto outcomes = run_all(setup, {slow, step_job(0, 1)});
    EXPECT_TRUE(contains(outcomes[0].message, "no answer within 1 s")) << outcomes[0].message;
    EXPECT_TRUE(outcomes[1].completed) << outcomes[1].message;
}

TEST(Simulator, AStateThatEscapesToInfinityFailsItsJobWithTheReason) {
    sim::Setup setup;
    setup.deck = {"escape",
                  "vin in 0 pwl(0 0 1 0)",
                  "bx 0 x i=1e-3*v(x)*v(x)+1e-3*v(in)",
                  "rx x 0 1k",
                  "cx x 0 1p",
                  ".end"};
    setup.saved = {"v(x)"};
    // dx/dt = x^2 - x + u: rest at 0 for u = 0, a pole in finite time for u = 1.
    Job escapes = step_job(0, 0, 20 * kTau);
    escapes.sources[0].pwl = {0, 0, 1e-9, 0, 1.1e-9, 1};
    const auto outcomes = run_all(setup, {step_job(0, 0), escapes, step_job(0, 0)});
    EXPECT_TRUE(outcomes[0].completed) << outcomes[0].message;
    EXPECT_FALSE(outcomes[1].completed);
    EXPECT_TRUE(contains(outcomes[1].message, "imestep too small")) << outcomes[1].message;
    EXPECT_FALSE(contains(outcomes[1].message, "hs_end")) << outcomes[1].message;
    EXPECT_GT(outcomes[1].waveform.points(), 10U) << "what was simulated is kept";
    expect_same(outcomes[2], outcomes[0]);
}

TEST(Simulator, ASingularCircuitFailsEachJobWithTheReason) {
    sim::Setup setup = rc_setup();
    setup.deck.insert(setup.deck.begin() + 1, "vtoo out2 0 1");
    setup.deck.insert(setup.deck.begin() + 1, "vmany out2 0 2");
    const auto outcomes = run_all(setup, {step_job(0, 1), step_job(0, 2)});
    for (const Outcome& outcome : outcomes) {
        EXPECT_FALSE(outcome.completed);
        EXPECT_TRUE(contains(outcome.message, "singular")) << outcome.message;
    }
}

TEST(Simulator, AFunctionOutsideItsDomainFailsItsJobWithTheReason) {
    sim::Setup setup = rc_setup();
    setup.deck.insert(setup.deck.begin() + 1, "bs s 0 v=sqrt(v(in))");
    const auto outcomes = run_all(setup, {step_job(0.5, 1), step_job(1, -1)});
    EXPECT_TRUE(outcomes[0].completed) << outcomes[0].message;
    EXPECT_TRUE(contains(outcomes[1].message, "out of range for sqrt")) << outcomes[1].message;
}

TEST(Simulator, ADeckWithAnErrorIsRefusedAsAWhole) {
    const std::map<std::string, std::string> decks = {
        {"d1 in 0 nomod", "nomod"},
        {"x1 in 0 nosub", "unknown subckt"},
        {"b1 q 0 v=foo(v(in))", "no such function"},
        {"r9 in 0 {undefinedp}", "undefinedp"},
        {".include nowhere.lib", "nowhere.lib"},
        {"r1 in 0 1k", "r1"},
    };
    for (const auto& [line, reason] : decks) {
        sim::Setup setup = rc_setup();
        setup.workers = 2;
        setup.deck.insert(setup.deck.end() - 1, line);
        const Diagnostic diagnostic = refusal(setup, {step_job(0, 1), step_job(0, 1)});
        EXPECT_EQ(diagnostic.id, "HS-E403") << line;
        EXPECT_TRUE(contains(diagnostic.message, reason)) << diagnostic.message;
    }
}

TEST(Simulator, ADeckWithoutAnEndIsRefused) {
    sim::Setup setup = rc_setup();
    setup.deck.pop_back();
    EXPECT_EQ(refusal(setup, {step_job(0, 1)}).id, "HS-E403");
    setup.deck.clear();
    EXPECT_EQ(refusal(setup, {step_job(0, 1)}).id, "HS-E403");
}

TEST(Simulator, ADeckThatCrashesTheSimulatorIsRefusedAsAWhole) {
    sim::Setup setup = rc_setup();
    setup.library = HOPSPICE_NGSPICE_99;  // what crashes a real one differs from version to version
    setup.deck.insert(setup.deck.end() - 1, "crash");
    const Diagnostic diagnostic = refusal(setup, {step_job(0, 1)});
    EXPECT_EQ(diagnostic.id, "HS-E404");
    EXPECT_TRUE(contains(diagnostic.message, "SIGSEGV")) << diagnostic.message;
}

TEST(Simulator, AJobItCannotAskForFailsWithoutARun) {
    Job long_source = step_job(0, 1);
    long_source.sources[0].pwl.clear();
    for (int i = 0; i < 200; ++i) {
        long_source.sources[0].pwl.insert(long_source.sources[0].pwl.end(), {i * 1e-9, 0.1 * i});
    }
    Job backwards = step_job(0, 1);
    backwards.sources[0].pwl = {0, 0, 2e-9, 1, 1e-9, 0};
    Job endless = step_job(0, 1);
    endless.stop_time_s = 0;
    Job nameless = step_job(0, 1);
    nameless.sources[0].name = "vin] = [ 0 1 ]";
    const auto outcomes =
        run_all(rc_setup(), {long_source, backwards, endless, nameless, step_job(0, 1)});
    EXPECT_TRUE(contains(outcomes[0].message, "200 points")) << outcomes[0].message;
    EXPECT_TRUE(contains(outcomes[1].message, "do not increase")) << outcomes[1].message;
    EXPECT_TRUE(contains(outcomes[2].message, "must be positive")) << outcomes[2].message;
    EXPECT_TRUE(contains(outcomes[3].message, "not the name")) << outcomes[3].message;
    EXPECT_TRUE(outcomes[4].completed) << outcomes[4].message;
}

TEST(Simulator, UnknownSourcesAndSignalsAreNamed) {
    Job job = step_job(0, 1);
    job.sources[0].name = "vnone";
    const auto outcomes = run_all(rc_setup(), {job, step_job(0, 1)});
    EXPECT_TRUE(contains(outcomes[0].message, "vnone")) << outcomes[0].message;
    EXPECT_TRUE(outcomes[1].completed) << outcomes[1].message;
    sim::Setup setup = rc_setup();
    setup.saved.emplace_back("v(nowhere)");
    const auto blind = run_all(setup, {step_job(0, 1)}).at(0);
    EXPECT_FALSE(blind.completed);
    EXPECT_TRUE(contains(blind.message, "v(nowhere)")) << blind.message;
}

}  // namespace
}  // namespace hopspice::sim
