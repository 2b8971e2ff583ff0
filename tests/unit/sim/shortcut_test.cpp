// A cheaper circuit in the place of another one: what it lacks is added, where it does not hold the
// other one runs, and where it fails too.

#include "circuits.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>

namespace hopspice::sim {
namespace {

constexpr std::size_t kOut = 0;
constexpr std::size_t kInput = 1;  // its current
constexpr std::size_t kOther = 2;

/// Its input also feeds what draws 1 mA and 1 A per positive volt of both outputs.
sim::Setup whole_setup() {
    sim::Setup setup = rc_setup();
    setup.deck.insert(setup.deck.end() - 1, "bload in 0 i=1e-3+max(v(out),0)+max(v(inner),0)");
    setup.deck.insert(setup.deck.end() - 1, "einner inner 0 out 0 -0.5");
    setup.deck.insert(setup.deck.end() - 1, "rinner inner 0 1k");
    return setup;
}

/// Computes that load afterwards.
sim::Setup with_shortcut() {
    sim::Setup setup = whole_setup();
    Shortcut shortcut;
    std::ranges::copy_if(setup.deck, std::back_inserter(shortcut.deck),
                         [](const std::string& line) { return !line.starts_with("bload"); });
    shortcut.saved = {"v(inner)", "i(einner)"};
    shortcut.shares = {{kInput, -1, 1e-3, {kOut, 3}}};
    setup.shortcut = std::move(shortcut);
    return setup;
}

void expect_near(const Outcome& a, const Outcome& b) {
    ASSERT_TRUE(a.completed) << a.message;
    ASSERT_TRUE(b.completed) << b.message;
    EXPECT_EQ(a.waveform.names, b.waveform.names);
    ASSERT_EQ(a.waveform.samples.size(), b.waveform.samples.size());
    for (std::size_t i = 0; i < a.waveform.samples.size(); ++i) {
        // A load in the circuit is a Newton iteration behind what it depends on.
        EXPECT_NEAR(a.waveform.samples[i], b.waveform.samples[i], 1e-6);
    }
}

TEST(Shortcut, CompletesAPointOrSaysThatItDoesNotHold) {
    Shortcut shortcut;
    shortcut.shares = {{0, -2, 0.5, {1, 2}}};
    shortcut.limits = {{1, 10, 2, -1, 5}};
    std::array<double, 3> point = {7, 3, -0.2};
    EXPECT_TRUE(shortcut.complete(point)) << "3 + 2 is the limit";
    EXPECT_EQ(point, (std::array<double, 3>{7 - 2 * 3.5, 3, -0.2}));
    std::array<double, 3> above = {7, 3, -0.3};
    std::array<double, 3> below = {7, -2, 0};
    EXPECT_FALSE(shortcut.complete(above));
    EXPECT_FALSE(shortcut.complete(below));
}

TEST(Shortcut, GivesTheSignalsOfTheCircuit) {
    const std::vector<Job> jobs = {step_job(0, 1), step_job(0.5, -1), step_job(0, 1)};
    const auto expected = run_all(whole_setup(), jobs);
    const auto given = run_all(with_shortcut(), jobs);
    for (std::size_t k = 0; k < jobs.size(); ++k) {
        expect_near(given[k], expected[k]);
        EXPECT_TRUE(given[k].remedy.empty()) << given[k].remedy;
    }
}

TEST(Shortcut, IsLeftForTheCircuitWhereItDoesNotHoldByThatRunAlone) {
    sim::Setup setup = with_shortcut();
    setup.shortcut->limits = {{kOut, 0, 0, -2, 0.5}};
    for (std::string& line : setup.shortcut->deck) {  // which circuit ran
        line = line.starts_with("vb ") ? "vb b 0 pwl(0 0.75 1 0.75)" : line;
    }
    const auto given = run_all(setup, {step_job(0, 0.4), step_job(0, 1), step_job(0, 0.4)});
    const auto other = [&](std::size_t k) { return given[k].waveform.samples.at(kOther); };
    EXPECT_NEAR(other(0), 0.75, 1e-9);
    EXPECT_NEAR(other(1), 0.25, 1e-9);
    expect_same(given[1], run_all(whole_setup(), {step_job(0, 1)}).at(0));
    EXPECT_TRUE(given[1].message.empty()) << given[1].message;
    EXPECT_TRUE(given[1].remedy.empty()) << given[1].remedy;
    expect_same(given[2], given[0]);
}

/// Kills its worker, as often as it is told to.
sim::Setup killed(sim::Setup setup, const SharedNumbers& runs, int times) {
    setup.stop = [&runs, times](std::span<const double>) -> std::unique_ptr<StopCondition> {
        if (runs->runs++ < times) {
            ::raise(SIGKILL);
        }
        return nullptr;
    };
    return setup;
}

TEST(Shortcut, IsTakenAgainWhereAWorkerWasKilledSoThatBitsStay) {
    const auto expected = run_all(with_shortcut(), {step_job(0, 1)}).at(0);
    const SharedNumbers once;
    const auto given = run_all(killed(with_shortcut(), once, 1), {step_job(0, 1)}).at(0);
    expect_same(given, expected);
    EXPECT_EQ(given.remedy, "a fresh simulator process");
    const SharedNumbers twice;
    const auto plain = run_all(killed(with_shortcut(), twice, 2), {step_job(0, 1)}).at(0);
    expect_same(plain, run_all(whole_setup(), {step_job(0, 1)}).at(0));
    EXPECT_TRUE(contains(plain.remedy, "the circuit without its shortcut")) << plain.remedy;
    const SharedNumbers always;
    const auto none = run_all(killed(with_shortcut(), always, 9), {step_job(0, 1)}).at(0);
    EXPECT_FALSE(none.completed);
    EXPECT_EQ(always->runs, 3);
}

/// A comparator that contradicts itself has no solution.
const std::vector<std::string> kNoSolution = {"bc c 0 v=(v(in)-v(x)>0.3) ? 1 : 0", "rc c x 1k",
                                              "rx x 0 1k"};

void add(std::vector<std::string>& deck, const std::vector<std::string>& lines) {
    deck.insert(deck.end() - 1, lines.begin(), lines.end());
}

TEST(Shortcut, ThatFailsIsReplacedByTheCircuitBeforeAnyRemedy) {
    sim::Setup setup = with_shortcut();
    add(setup.shortcut->deck, kNoSolution);
    const auto given = run_all(setup, {step_job(0, 0.6), step_job(0, 0.1)});
    expect_same(given[0], run_all(whole_setup(), {step_job(0, 0.6)}).at(0));
    EXPECT_EQ(given[0].remedy, "the circuit without its shortcut");
    EXPECT_EQ(given[0].rung, 0U);
    EXPECT_FALSE(given[0].message.empty());
    EXPECT_TRUE(given[1].remedy.empty()) << given[1].remedy;

    add(setup.deck, kNoSolution);
    const auto failed = run_all(setup, {step_job(0, 0.6)}).at(0);
    EXPECT_FALSE(failed.completed);
    EXPECT_TRUE(contains(failed.message,
                         "tried in vain: the circuit without its shortcut; Gear integration; Gear"))
        << failed.message;
}

}  // namespace
}  // namespace hopspice::sim
