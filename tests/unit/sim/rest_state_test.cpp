// Runs that start from an operating point taken once, against runs that look for it themselves.

#include "sim/rest_state.h"
#include "circuits.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hopspice::sim {
namespace {

/// A charged capacitor behind a diode: its operating point is neither zero nor linear.
sim::Setup charged_setup() {
    Setup setup;
    setup.deck = {"Charged Title",
                  "vin in 0 pwl(0 1 1 1)",
                  "d1 in a dmod",
                  "r1 a 0 1k",
                  "c1 a 0 1p",
                  "r2 a 7 1k",
                  "c2 7 0 1p",
                  "r3 7 0 1k",
                  ".model dmod d(is=1e-14)",
                  ".end"};
    setup.saved = {"v(a)", "v(7)"};
    setup.options = ".options reltol=1e-5";
    return setup;
}

/// At rest with 1 V, then to `high` at 1 ns.
Job from_rest(double high) {
    Job job;
    job.sources = {{"vin", {0, 1, 1e-9, 1, 1e-9 + kRise, high}}};
    job.stop_time_s = 5e-9;
    job.max_step_s = 2e-11;
    return job;
}

double value_at(const wave::Waveform& waveform, std::size_t signal, double time_s) {
    const auto& times = waveform.time_s;
    const auto after = std::ranges::lower_bound(times, time_s);
    const auto next = static_cast<std::size_t>(std::min(after, times.end() - 1) - times.begin());
    const std::size_t last = next == 0 ? 0 : next - 1;
    const auto value = [&](std::size_t point) {
        return waveform.samples[point * waveform.names.size() + signal];
    };
    return next == last ? value(0)
                        : std::lerp(value(last), value(next),
                                    (time_s - times[last]) / (times[next] - times[last]));
}

TEST(RestState, ARunFromItIsTheRunFromItsOwnOperatingPoint) {
    sim::Setup setup = charged_setup();
    const std::vector<Job> jobs{from_rest(2), from_rest(0.5), from_rest(2)};
    const auto own = run_all(setup, jobs);
    setup.start_at_rest = true;
    const auto shared = run_all(setup, jobs);
    for (std::size_t job = 0; job < jobs.size(); ++job) {
        ASSERT_TRUE(own[job].completed && shared[job].completed) << shared[job].message;
        EXPECT_TRUE(shared[job].message.empty()) << shared[job].message;
        for (const double time_s : {0.0, 0.5e-9, 1.2e-9, 2e-9, 5e-9}) {
            for (std::size_t signal = 0; signal < 2; ++signal) {
                EXPECT_NEAR(value_at(shared[job].waveform, signal, time_s),
                            value_at(own[job].waveform, signal, time_s), 1e-4)
                    << time_s;
            }
        }
        EXPECT_GT(value_at(shared[job].waveform, 1, 0), 0.1) << "it starts charged";
    }
}

TEST(RestState, OfACircuitWithoutAnOperatingPointIsNotUsed) {
    sim::Setup setup = rc_setup();
    setup.start_at_rest = true;
    setup.deck.insert(setup.deck.end() - 1, "v1 x 0 1");
    setup.deck.insert(setup.deck.end() - 1, "v2 x 0 2");
    const auto outcome = run_all(setup, {step_job(0, 1)}).front();
    EXPECT_FALSE(outcome.completed);
    EXPECT_FALSE(outcome.message.empty());
}

TEST(RestState, LinesNameTheNetsAndLeaveOutBranchesAndInnerNodes) {
    std::array<std::string, 4> names{"xv0.p", "vin#branch", "q1#base", "V(7)"};
    std::array<vecvalues, 4> values{};
    std::array<pvecvalues, 4> pointers{};
    for (std::size_t k = 0; k < names.size(); ++k) {
        values.at(k).name = names.at(k).data();
        values.at(k).creal = 0.25 * static_cast<double>(k);
        pointers.at(k) = &values.at(k);
    }
    vecvaluesall point{static_cast<int>(names.size()), 0, pointers.data()};
    RestState rest;
    rest.take(point);
    EXPECT_EQ(rest.lines(), (std::vector<std::string>{".ic v(xv0.p)=0", ".ic v(7)=0.75"}));
    values[0].creal = NAN;
    rest.take(point);
    EXPECT_TRUE(rest.lines().empty());
}

}  // namespace
}  // namespace hopspice::sim
