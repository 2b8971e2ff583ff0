// Runs of the twin: closed forms, instants, jobs that change a circuit, runs that end.

#include "bench.h"

#include "sim/noise.h"

#include <functional>

namespace hopspice::twin::test {
namespace {

constexpr double kTau = 1e-9;

/// 1 kohm into 1 pF, stepped from 0 to 1 V within a thousandth of tau.
Bench rc_bench() {
    Bench bench;
    bench.build().voltage("vin", "in", "0", {0, 0, kTau, 0, 1.001 * kTau, 1});
    bench.build().resistor("r1", "in", "out", 1e3);
    bench.build().capacitor("c1", "out", "0", 1e-12);
    bench.saved = {"v(out)", "i(vin)"};
    bench.watch = {0};
    bench.run_for(6 * kTau, kTau / 4);
    return bench;
}

/// Of the ramp's middle.
double rc_step(double time_s) {
    const double since = time_s - 1.0005 * kTau;
    return since <= 0 ? 0 : 1 - std::exp(-since / kTau);
}

class StopAt : public sim::StopCondition {
public:
    explicit StopAt(std::function<bool(double, std::span<const double>)> ends)
        : ends_(std::move(ends)) {}
    std::optional<double> sample(double time_s, std::span<const double> values) override {
        return ends_(time_s, values) ? std::optional(time_s) : std::nullopt;
    }

private:
    std::function<bool(double, std::span<const double>)> ends_;
};

Twin built(const Bench& bench) { return hopspice::test::value_of(bench.twin()); }

TEST(TwinRuns, BeginAtRestHoweverSlowTheCircuit) {
    for (const double tau : {1e-15, kTau, 1e-3, 1.0}) {
        Bench bench;
        bench.build().voltage("vin", "in", "0", {0, 1, kTau, 1});
        bench.build().resistor("r1", "in", "out", tau / 1e-12);
        bench.build().capacitor("c1", "out", "0", 1e-12);
        bench.saved = {"v(out)"};
        bench.watch = {0};
        bench.run_for(6 * kTau, kTau / 4);
        EXPECT_NEAR(bench.run().at(0, 0), 1, 1e-6) << tau;
    }
}

TEST(TwinRuns, FollowAStepOfAnRc) {
    const wave::Waveform wave = rc_bench().run();
    double charge = 0;
    for (std::size_t k = 0; k < wave.points(); ++k) {
        // The trapezoidal rule's error: steps of a quarter of tau are 0.25^2/12 off in the rate.
        EXPECT_NEAR(wave.at(k, 0), rc_step(wave.time_s[k]), 3e-3) << wave.time_s[k];
        if (k > 0) {
            charge -=
                (wave.time_s[k] - wave.time_s[k - 1]) * (wave.at(k, 1) + wave.at(k - 1, 1)) / 2;
        }
    }
    EXPECT_NEAR(charge, 1e-12 * wave.at(wave.points() - 1, 0), 5e-15);
    EXPECT_LT(wave.points(), 60U);
    EXPECT_EQ(wave.time_s.front(), 0);
    EXPECT_EQ(wave.time_s.back(), 6 * kTau);
}

TEST(TwinRuns, StepAsFinelyAsTheyAreTold) {
    Bench bench = rc_bench();
    bench.job.max_step_s = kTau / 50;
    const wave::Waveform wave = bench.run();
    for (std::size_t k = 0; k < wave.points(); ++k) {
        EXPECT_NEAR(wave.at(k, 0), rc_step(wave.time_s[k]), 1e-4);
    }
    for (std::size_t k = 1; k < wave.points(); ++k) {
        EXPECT_LE(wave.time_s[k] - wave.time_s[k - 1], kTau / 50 * (1 + 1e-9));
    }
}

/// A switch with hysteresis on a ramp of 1 V per tau: closed at 0.6 V, open again at 0.4 V.
TEST(TwinRuns, MoveSwitchesAtTheirInstants) {
    Bench bench;
    bench.circuit.models = {circuit::switch_on_card(1e3)};
    bench.build().voltage("vc", "c", "0", {0, 0, kTau, 1, 4 * kTau, 1, 5 * kTau, 0});
    bench.build().voltage("vin", "in", "0", 1);
    bench.build().switch_between("s1", "in", "out", "c", "0", "sw_on");
    bench.build().capacitor("c1", "out", "0", 1e-12);
    bench.build().resistor("r1", "out", "0", 1e8);
    bench.saved = {"v(out)"};
    bench.run_for(8 * kTau, kTau / 20);
    const wave::Waveform wave = bench.run();
    const double held = 1 - std::exp(-(4.6 - 0.6));
    for (std::size_t k = 0; k < wave.points(); ++k) {
        const double closed = std::clamp(wave.time_s[k] / kTau, 0.6, 4.6) - 0.6;
        EXPECT_NEAR(wave.at(k, 0), 1 - std::exp(-closed), 5e-4) << wave.time_s[k];
    }
    EXPECT_NEAR(wave.at(wave.points() - 1, 0), held, 1e-3);
    EXPECT_TRUE(std::ranges::any_of(
        wave.time_s, [](double time) { return std::abs(time - 0.6 * kTau) < 1e-9 * kTau; }));
}

/// Two corners that are one but for rounding.
TEST(TwinRuns, PassCornersThatAreNextToEachOther) {
    Bench bench = rc_bench();
    const double next = std::nextafter(kTau, 1);
    bench.build().voltage("v2", "in2", "0", {0, 0, next, 0, 1.001 * kTau, 1});
    bench.build().resistor("r2", "in2", "out", 1e3);
    const wave::Waveform wave = bench.run();
    EXPECT_NEAR(wave.at(wave.points() - 1, 0), 1 - std::exp(-2 * 4.9995), 1e-3);
}

/// A ramp that only switches go by is no corner: its ends are no points.
TEST(TwinRuns, DoNotStopAtCornersThatDriveNothing) {
    Bench bench = rc_bench();
    bench.circuit.models = {circuit::switch_on_card(1e3)};
    bench.build().voltage("vc", "c", "0", {0, 0, 2.2 * kTau, 0, 2.3 * kTau, 0.3});
    bench.build().switch_between("s1", "out", "0", "c", "0", "sw_on");
    const wave::Waveform with = bench.run();
    EXPECT_EQ(with.points(), rc_bench().run().points());
}

TEST(TwinRuns, EndWhereTheStopConditionSays) {
    const Bench bench = rc_bench();
    Twin twin = built(bench);
    StopAt stop([](double, std::span<const double> values) { return values[0] > 0.5; });
    const sim::Outcome outcome = twin.run(bench.job, &stop);
    EXPECT_TRUE(outcome.completed);
    EXPECT_TRUE(outcome.stopped_early);
    EXPECT_GT(outcome.waveform.at(outcome.waveform.points() - 1, 0), 0.5);
    EXPECT_LT(outcome.waveform.time_s.back(), 2.2 * kTau);
}

TEST(TwinRuns, FailWithTheWordsOfAStopConditionThatThrows) {
    const Bench bench = rc_bench();
    Twin twin = built(bench);
    StopAt stop([](double, std::span<const double>) -> bool { throw std::runtime_error("no"); });
    const sim::Outcome outcome = twin.run(bench.job, &stop);
    EXPECT_FALSE(outcome.completed);
    EXPECT_EQ(outcome.message, "the stop condition failed: no");
}

TEST(TwinRuns, GiveTheSameBitsWhateverRanBefore) {
    Bench bench = rc_bench();
    bench.circuit.models = {*circuit::find_generic_card("npn_generic")};
    bench.build().bjt("q1", "in", "out", "e", "npn_generic", 1);
    bench.build().resistor("re", "e", "0", 1e3);
    Twin first = built(bench);
    const sim::Outcome alone = first.run(bench.job, nullptr);
    sim::Job other = bench.job;
    other.sources = {{"vin", {0, 1.5, kTau, 1.5, 1.1 * kTau, -0.3}}};
    other.values = std::make_shared<sim::ElementValues>(
        sim::ElementValues{{"re", "", 2e3}, {"q1", "area", 3}});
    Twin second = built(bench);
    const sim::Outcome changed = second.run(other, nullptr);
    const sim::Outcome after = second.run(bench.job, nullptr);
    EXPECT_EQ(alone.waveform.time_s, after.waveform.time_s);
    EXPECT_EQ(alone.waveform.samples, after.waveform.samples);
    EXPECT_NE(alone.waveform.samples, changed.waveform.samples);
    EXPECT_EQ(changed.waveform.samples, first.run(other, nullptr).waveform.samples);
}

TEST(TwinRuns, TakeTheElementValuesOfTheirJob) {
    const Bench bench = rc_bench();
    Bench other;
    other.build().voltage("vin", "in", "0", {0, 0, kTau, 0, 1.001 * kTau, 1});
    other.build().resistor("r1", "in", "out", 3e3);
    other.build().capacitor("c1", "out", "0", 5e-13);
    other.saved = bench.saved;
    other.job = bench.job;
    sim::Job job = bench.job;
    job.values = std::make_shared<sim::ElementValues>(
        sim::ElementValues{{"r1", "", 3e3}, {"c1", "", 5e-13}});
    Twin twin = built(bench);
    const sim::Outcome outcome = twin.run(job, nullptr);
    EXPECT_EQ(outcome.waveform.samples, other.run().samples);
    job.values = std::make_shared<sim::ElementValues>(sim::ElementValues{{"r9", "", 3e3}});
    const sim::Outcome refused = twin.run(job, nullptr);
    EXPECT_FALSE(refused.completed);
    EXPECT_EQ(refused.message, "the circuit has no value  of r9");
    EXPECT_TRUE(twin.run(bench.job, nullptr).completed);
}

TEST(TwinRuns, RefuseSourcesThatTheCircuitHasNot) {
    Bench bench = rc_bench();
    bench.job.sources = {{"vout", {0, 1}}};
    Twin twin = built(bench);
    const sim::Outcome outcome = twin.run(bench.job, nullptr);
    EXPECT_FALSE(outcome.completed);
    EXPECT_EQ(outcome.message, "the circuit has no source vout");
}

TEST(TwinRuns, CarryTheNoiseOfTheirJob) {
    Bench bench;
    bench.build().voltage("vn", "n", "0", 0);
    bench.circuit.groups.back().elements.back().external = true;
    bench.build().resistor("r1", "n", "0", 1e3);
    bench.build().capacitor("c1", "n", "0", 1e-12);
    bench.saved = {"v(n)"};
    bench.run_for(100 * kTau, kTau / 4);
    bench.job.noise = sim::Noise{7, kTau, {{"vn", 0.1}}};
    sim::NoiseValues values(*bench.job.noise);
    const wave::Waveform wave = bench.run();
    ASSERT_GT(wave.points(), 400U);
    for (std::size_t k = 0; k < wave.points(); ++k) {
        EXPECT_EQ(wave.at(k, 0), values.at("vn", wave.time_s[k]));
    }
}

/// A tick per tau; the controller turns the source over at each.
TEST(TwinRuns, AskTheirControllerAtEveryTick) {
    Bench bench = rc_bench();
    bench.circuit.groups.back().elements.front().pwl.clear();
    bench.circuit.groups.back().elements.front().external = true;
    bench.job.live = sim::Live{{{"vin", 0.0}}, {{{0, 0, kTau / 100, 1}}, kTau, false}};
    Twin twin = built(bench);
    std::vector<double> ticks;
    double charge = 0;
    const sim::Outcome outcome = twin.run(
        bench.job, nullptr, [&](const wave::Waveform& points) -> std::optional<sim::Orders> {
            ticks.push_back(points.time_s.back());
            charge = points.at(points.points() - 1, 0);
            const double goal = ticks.size() % 2 == 0 ? 1 : 0;
            return sim::Orders{
                {{0, ticks.back(), kTau / 100, goal}}, ticks.back() + kTau, ticks.size() == 5};
        });
    EXPECT_TRUE(outcome.completed) << outcome.message;
    ASSERT_EQ(ticks.size(), 5U);
    double expected = 0;
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_NEAR(ticks[k], static_cast<double>(k + 1) * kTau, 1e-9 * kTau);
        const double goal = k % 2 == 0 ? 1 : 0;
        expected = goal + (expected - goal) * std::exp(-0.995);
    }
    EXPECT_NEAR(charge, expected, 3e-3);
}

TEST(TwinRuns, EndWithWordsWhereTheirControllerIsGone) {
    Bench bench = rc_bench();
    bench.job.live = sim::Live{{}, {{}, kTau, false}};
    Twin twin = built(bench);
    const sim::Outcome outcome =
        twin.run(bench.job, nullptr,
                 [](const wave::Waveform&) -> std::optional<sim::Orders> { return std::nullopt; });
    EXPECT_FALSE(outcome.completed);
    EXPECT_EQ(outcome.message, "the controller is gone");
}

}  // namespace
}  // namespace hopspice::twin::test
