#pragma once
// Small circuits that run in the twin, and in ngspice as well.

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "dialect/deck.h"
#include "sim/ngspice.h"
#include "support/results.h"
#include "twin/twin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::twin::test {

/// A circuit under construction, a job for it, and what it saves.
struct Bench {
    circuit::Circuit circuit;
    std::vector<std::string> saved;
    std::vector<std::size_t> watch;
    sim::Job job;
    double celsius = 27;

    Bench() { circuit.groups.emplace_back(); }
    circuit::Builder build() { return circuit::Builder(circuit); }
    void run_for(double stop_s, double max_step_s) {
        job.stop_time_s = stop_s;
        job.max_step_s = max_step_s;
    }

    [[nodiscard]] Result<Twin> twin() const {
        return Twin::build(circuit, celsius, {saved, watch});
    }
    /// Nothing saved where it fails, which is one failure of the test.
    [[nodiscard]] wave::Waveform run() const {
        auto built = twin();
        if (!built) {
            ADD_FAILURE() << hopspice::test::words_of(built.error());
            return {};
        }
        sim::Outcome outcome = built->run(job, nullptr);
        EXPECT_TRUE(outcome.completed) << outcome.message;
        return std::move(outcome.waveform);
    }

    /// In ngspice, at small tolerances and with a tenth of the steps.
    [[nodiscard]] wave::Waveform simulate() const {
        sim::Setup setup;
        setup.deck = dialect::write_ngspice(circuit);
        setup.deck.push_back(".temp " + std::to_string(celsius));
        setup.deck.emplace_back(".end");
        setup.saved = saved;
        setup.options = ".options reltol=1e-5 vntol=1e-8 abstol=1e-14";
        setup.wall_limit_s = 60;
        wave::Waveform waveform;
        std::vector<sim::Job> jobs{job};
        jobs[0].max_step_s /= 10;
        const auto version = sim::run_jobs(setup, jobs, [&](std::size_t, sim::Outcome outcome) {
            EXPECT_TRUE(outcome.completed) << outcome.message;
            waveform = std::move(outcome.waveform);
        });
        EXPECT_TRUE(version);
        return waveform;
    }
};

/// A signal at a time, linear between points.
inline double value_at(const wave::Waveform& waveform, std::size_t signal, double time_s) {
    const auto& times = waveform.time_s;
    const auto after =
        static_cast<std::size_t>(std::ranges::lower_bound(times, time_s) - times.begin());
    if (after == 0 || after == times.size()) {
        return waveform.at(after == 0 ? 0 : times.size() - 1, signal);
    }
    const double share = (time_s - times[after - 1]) / (times[after] - times[after - 1]);
    return (1 - share) * waveform.at(after - 1, signal) + share * waveform.at(after, signal);
}

/// The twin follows ngspice within `tolerance` volts, its currents within four times as large a
/// part of what they move by.
inline void expect_as_simulated(const Bench& bench, double tolerance) {
    const wave::Waveform ours = bench.run();
    const wave::Waveform theirs = bench.simulate();
    ASSERT_GT(ours.points(), 3U);
    ASSERT_GT(theirs.points(), 3U);
    EXPECT_EQ(ours.names, theirs.names);
    constexpr int kInstants = 500;
    for (std::size_t signal = 0; signal < ours.names.size(); ++signal) {
        double worst = 0;
        double low = theirs.at(0, signal);
        double high = low;
        for (int k = 0; k <= kInstants; ++k) {
            const double time_s = bench.job.stop_time_s * k / kInstants;
            const double value = value_at(theirs, signal, time_s);
            low = std::min(low, value);
            high = std::max(high, value);
            worst = std::max(worst, std::abs(value_at(ours, signal, time_s) - value));
        }
        const bool is_voltage = ours.names[signal].starts_with("v(");
        EXPECT_LE(worst, tolerance * (is_voltage ? 1 : 4 * (high - low))) << ours.names[signal];
        EXPECT_GT(high - low, 0) << ours.names[signal] << " does not move";
    }
}

}  // namespace hopspice::twin::test
