// Controllers on running circuits, through the public interface.

#include "support/memory.h"
#include "support/prepared.h"

#include <hopspice/cosim.h>
#include <hopspice/recall.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

namespace hopspice {
namespace {

using test::shipped_model;
using test::target_of;
using test::value_of;

constexpr double kReadUnits = 12;  // model time units after the release: exp(-12) of a tau_v left

/// Presents the visible entries of one query after the other and reads each a fixed time after its
/// release.
class Presenter : public Controller {
public:
    explicit Presenter(std::vector<Query> queries) : queries_(std::move(queries)) {}

    Actions start(const CircuitView& circuit) override {
        view = circuit;
        return present();
    }

    Actions tick(const Observation& seen) override {
        if (on_tick) {
            on_tick(seen);
        }
        const double read_s = *seen.loaded_s + kReadUnits * view.time_unit_s;
        if (seen.time_s < read_s - view.edge_s) {
            return {.next_tick_s = std::min(seen.time_s + view.clock_s, read_s)};
        }
        Actions actions = next_ < queries_.size() ? present() : Actions{.finish = true};
        actions.settled = true;
        return actions;
    }

    CircuitView view;
    std::function<void(const Observation&)> on_tick;

private:
    Actions present() {
        Actions actions{.hold = Hold::LoadAndRelease};
        const Query& query = queries_[next_++];
        for (std::size_t k = 0; k < query.visible.size(); ++k) {
            actions.visible[k] = query.visible[k].value_or(0);
        }
        for (const auto& [neuron, value] : query.clamp) {
            actions.visible[neuron] = value;
            actions.clamped.insert(neuron);
        }
        return actions;
    }

    std::vector<Query> queries_;
    std::size_t next_ = 0;
};

/// Some words and single errors, far from each other on purpose, read at a fixed time.
std::vector<Query> some_words(const Spec& spec, std::size_t count) {
    std::vector<Query> queries;
    for (std::size_t k = 0; k < count; ++k) {
        queries.push_back(spec.queries[(k * 37 + 5) % spec.queries.size()]);
        queries.back().time = kReadUnits;
    }
    return queries;
}

/// `load_error`: what a load leaves of the hidden states that were there before, as a fraction. A
/// recall loads from rest, a word in between from where the last one ended; near its end v moves by
/// the band (1 %) in a tau_v, so that the instant it enters the band may differ by
/// load_error/0.01 tau_v at most, and the energy until then by as much of a settling time.
void expect_as_recalls(const std::string& target_name, std::size_t count, double load_error) {
    const Spec spec = shipped_model("hamming-7-4");
    const Target target = target_of(target_name);
    const std::vector<Query> queries = some_words(spec, count);
    const Results alone = value_of(recall(spec, target, queries, {}));
    Presenter presenter(queries);
    const CosimResult together = value_of(cosimulate(spec, target, presenter, {}));
    ASSERT_TRUE(together.finished) << test::words_of(together.diagnostics);
    ASSERT_EQ(together.presentations.size(), queries.size());
    // Time points are tau/20 apart at most.
    const double tolerance_s = (0.02 + load_error / 0.01) * presenter.view.tau_s;
    for (std::size_t k = 0; k < queries.size(); ++k) {
        const Presentation& seen = together.presentations[k];
        const QueryResult& one = alone.queries[k];
        EXPECT_EQ(seen.readout, one.readout) << one.id;
        EXPECT_EQ(seen.readout, one.expected) << one.id;
        for (std::size_t v = 0; v < one.visible.size(); ++v) {
            EXPECT_NEAR(seen.visible[v], one.visible[v], 1e-3 * alone.visible_range) << one.id;
        }
        if (target_name == "current-mode" && one.id.starts_with("word-")) {
            continue;  // released at its end: whether that moves it by the band is on the edge
        }
        EXPECT_NEAR(*seen.release_time_s, *one.release_time_s, tolerance_s) << one.id;
        EXPECT_NEAR(*seen.settle_time_s, *one.settle_time_s, tolerance_s) << one.id;
        EXPECT_EQ(seen.energy_j.has_value(), one.energy_j.has_value());
        if (one.energy_j && target.level != Level::Behavioral) {
            const double watts = one.energy_j->total / *one.settle_time_s;
            EXPECT_NEAR(seen.energy_j->total, one.energy_j->total, 2 * watts * tolerance_s);
        }
    }
}

TEST(Cosimulation, HammingWordsInOneTransientAreWhatSeparateRecallsGive) {
    expect_as_recalls("behavioral", 8, std::exp(-14));
}

TEST(Cosimulation, HammingWordsInOneTransientOfOpampsAreWhatSeparateRecallsGive) {
    expect_as_recalls("opamp-1G", 4, std::exp(-6));
}

TEST(Cosimulation, HammingWordsInOneTransientOfDifferentialPairsAreWhatSeparateRecallsGive) {
    expect_as_recalls("current-mode", 3, std::exp(-6));
}

TEST(Cosimulation, HammingWordsInOneTransientOfSteeredTailsAreWhatSeparateRecallsGive) {
    expect_as_recalls("steered-1G", 3, std::exp(-6));
}

/// Two inputs are held in every query of the model, and a controller holds others all the same.
TEST(Cosimulation, AControllerReleasesWhatEveryQueryHolds) {
    const Spec spec = test::xor_of_two_inputs();
    std::vector<Query> queries = shipped_model("xor").queries;
    queries = {queries[1], queries[5], queries[10]};  // 01x, x01, 1x0
    Presenter presenter(queries);
    const CosimResult result = value_of(cosimulate(spec, target_of("opamp-1G"), presenter, {}));
    ASSERT_TRUE(result.finished) << test::words_of(result.diagnostics);
    ASSERT_EQ(result.presentations.size(), queries.size());
    for (std::size_t k = 0; k < queries.size(); ++k) {
        for (std::size_t v = 0; v < 3; ++v) {
            EXPECT_NEAR(result.presentations[k].visible[v], *queries[k].expect->visible[v], 0.1)
                << queries[k].id << " " << v;
        }
    }
}

/// The process forked by this one.
pid_t only_child() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream status(entry.path() / "stat");
        std::string pid;
        std::string name;
        std::string state;
        pid_t parent = 0;
        if (status >> pid >> name >> state >> parent && parent == ::getpid()) {
            return static_cast<pid_t>(std::stoi(pid));
        }
    }
    return -1;
}

TEST(Cosimulation, ANoisyCircuitIsTheSameEveryTimeAndStillCorrects) {
    const Spec spec = shipped_model("hamming-7-4");
    const std::vector<Query> queries = some_words(spec, 1);
    const auto run = [&](const std::vector<std::string>& overrides) {
        Presenter presenter(queries);
        const auto result =
            value_of(cosimulate(spec, target_of("opamp-1G", overrides), presenter, {}));
        EXPECT_TRUE(result.finished) << test::words_of(result.diagnostics);
        return result.presentations;
    };
    const auto quiet = run({});
    const auto noisy = run({"noise=1"});
    const auto again = run({"noise=1"});
    const auto other = run({"noise=1", "seed=2"});
    ASSERT_EQ(noisy.size(), queries.size());
    for (std::size_t k = 0; k < queries.size(); ++k) {
        EXPECT_EQ(noisy[k].readout, quiet[k].readout);
        EXPECT_EQ(noisy[k].visible, again[k].visible);
        EXPECT_NE(noisy[k].visible, other[k].visible);
        EXPECT_NE(noisy[k].visible, quiet[k].visible);
    }
}

TEST(Cosimulation, ASimulatorThatIsKilledCostsWhatComesAfterIt) {
    const Spec spec = shipped_model("hamming-7-4");
    Presenter presenter(some_words(spec, 6));
    double killed_s = 0;
    presenter.on_tick = [&](const Observation& seen) {
        const double third_s =
            2.5 * (presenter.view.load_s + kReadUnits * presenter.view.time_unit_s);
        if (killed_s == 0 && seen.time_s > third_s) {
            killed_s = seen.time_s;
            ::kill(only_child(), SIGKILL);
        }
    };
    const CosimResult result = value_of(cosimulate(spec, target_of("behavioral"), presenter, {}));
    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.time_s, killed_s);
    ASSERT_EQ(result.diagnostics.size(), 1U);
    EXPECT_EQ(result.diagnostics.front().id, "HS-E409");
    EXPECT_NE(result.diagnostics.front().message.find("SIGKILL"), std::string::npos)
        << result.diagnostics.front().message;
    ASSERT_EQ(result.presentations.size(), 3U);
    EXPECT_TRUE(result.presentations[0].settled);
    EXPECT_TRUE(result.presentations[1].settled);
    EXPECT_FALSE(result.presentations[2].settled) << "the one it was killed in";
}

TEST(Cosimulation, AControllerThatAsksForWhatCannotBeEndsTheRun) {
    class Wrong : public Controller {
        Actions start(const CircuitView&) override { return {.hold = Hold::LoadAndRelease}; }
        Actions tick(const Observation&) override {
            return ++ticks_ < 3 ? Actions{} : Actions{.visible = {{7, 1.0}}};
        }
        int ticks_ = 0;
    };
    Wrong wrong;
    const Spec spec = shipped_model("hamming-7-4");
    const CosimResult result = value_of(cosimulate(spec, target_of("behavioral"), wrong, {}));
    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.ticks, 3U);
    ASSERT_EQ(result.diagnostics.size(), 1U);
    EXPECT_EQ(result.diagnostics.front().id, "HS-E408");
}

TEST(Cosimulation, AControllerThatNeverFinishesIsEndedByTheLimit) {
    class Idle : public Controller {
        Actions start(const CircuitView&) override { return {}; }
        Actions tick(const Observation& seen) override {
            EXPECT_TRUE(seen.held);
            return {};
        }
    };
    Idle idle;
    CosimOptions options;
    options.limit_s = 2e-5;
    const CosimResult result =
        value_of(cosimulate(shipped_model("hamming-7-4"), target_of("behavioral"), idle, options));
    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.diagnostics.front().id, "HS-E409");
    EXPECT_NEAR(result.time_s, 2e-5, 1e-6);
}

/// What the controller sees is the codes of the ADC, at the clock's ticks.
TEST(Cosimulation, TheControllerSeesTheClockAndTheCodes) {
    const Spec spec = shipped_model("hamming-7-4");
    Presenter presenter(some_words(spec, 1));
    std::vector<double> times;
    presenter.on_tick = [&](const Observation& seen) {
        times.push_back(seen.time_s);
        const CircuitView& view = presenter.view;
        for (const double v : seen.visible) {
            const double code = (v - view.low) / view.adc_step;
            EXPECT_NEAR(code, std::round(code), 1e-9);
        }
    };
    const Target target =
        target_of("behavioral", {"controller.adc_bits=4", "controller.clock=0.3u", "time_unit=1u"});
    static_cast<void>(value_of(cosimulate(spec, target, presenter, {})));
    EXPECT_NEAR(presenter.view.adc_step, (presenter.view.high - presenter.view.low) / 15, 1e-12);
    ASSERT_GT(times.size(), 20U);
    for (std::size_t k = 0; k + 1 < times.size(); ++k) {
        EXPECT_NEAR(times[k], 0.3e-6 * static_cast<double>(k + 1), 1e-11);
    }
}

TEST(Cosimulation, MemoryOfBothProcessesStaysWhereItWasOverTwoHundredWords) {
    if (!test::kFreedMemoryReturns) {
        GTEST_SKIP() << "the sanitizer keeps freed memory";
    }
    const Spec spec = shipped_model("hamming-7-4");
    Presenter presenter(some_words(spec, 200));
    std::vector<double> worker;
    std::vector<double> own;
    std::size_t ticks = 0;
    presenter.on_tick = [&](const Observation&) {
        if (++ticks % 200 == 0) {
            worker.push_back(test::resident_megabytes(only_child()));
            own.push_back(test::resident_megabytes(::getpid()));
        }
    };
    const Target target = target_of("behavioral", {"controller.clock=1u", "time_unit=1u"});
    const CosimResult result = value_of(cosimulate(spec, target, presenter, {}));
    ASSERT_TRUE(result.finished) << test::words_of(result.diagnostics);
    EXPECT_EQ(result.presentations.size(), 200U);
    ASSERT_GT(worker.size(), 8U);
    // About 300 points of 40 signals a word: 190 words are 18 MB, were they kept.
    EXPECT_LT(worker.back() - worker[1], 1);
    EXPECT_LT(own.back() - own[1], 2);
}

}  // namespace
}  // namespace hopspice
