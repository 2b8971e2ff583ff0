#pragma once
// A macromodel on a test bench: supplies with ammeters, signal sources, a load, and the simulator.

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "dialect/deck.h"
#include "sim/ngspice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::circuit::test {

inline constexpr double kRail = 2.5;

/// Circuit of one macromodel between rails `vcc` and `vee` of +-2.5 V.
class Bench {
public:
    explicit Bench(const Subcircuit& part) {
        circuit_.title = "bench";
        circuit_.subcircuits = {part};
        build().group({.part = "supplies and load"});
        build().voltage("vcc", "vcc", "0", kRail);
        build().voltage("vee", "vee", "0", -kRail);
    }

    [[nodiscard]] Builder build() { return Builder(circuit_); }

    /// Runs one transient per entry of `sources`; the waveforms in order.
    std::vector<wave::Waveform> run(const std::vector<std::vector<wave::SourceWave>>& sources,
                                    double stop_s, double max_step_s) {
        sim::Setup setup;
        setup.deck = dialect::write_ngspice(circuit_);
        setup.deck.emplace_back(".end");
        setup.saved = {"v(out)", "i(vcc)", "i(vee)"};
        // Far below the 0.1 % to 1 % the figures are held to.
        setup.options = ".options reltol=1e-5 abstol=1e-15 vntol=1e-9";
        setup.wall_limit_s = 30;
        std::vector<sim::Job> jobs;
        for (const auto& source : sources) {
            jobs.push_back({source, stop_s, max_step_s, {}});
        }
        std::vector<wave::Waveform> waveforms(jobs.size());
        const auto version = sim::run_jobs(setup, jobs, [&](std::size_t k, sim::Outcome outcome) {
            EXPECT_TRUE(outcome.completed) << outcome.message;
            waveforms.at(k) = std::move(outcome.waveform);
        });
        EXPECT_TRUE(version);
        return waveforms;
    }

private:
    Circuit circuit_;
};

/// A constant source value.
inline wave::SourceWave constant(const std::string& name, double volts) {
    return {name, {0, volts, 1, volts}};
}

/// The value of a signal at an instant, by linear interpolation.
inline double at_time(const wave::Waveform& waveform, std::size_t signal, double time_s) {
    const auto& time = waveform.time_s;
    const auto after = std::ranges::lower_bound(time, time_s) - time.begin();
    const auto k = std::clamp<std::size_t>(static_cast<std::size_t>(after), 1, time.size() - 1);
    const double part = (time_s - time[k - 1]) / (time[k] - time[k - 1]);
    return waveform.at(k - 1, signal) +
           part * (waveform.at(k, signal) - waveform.at(k - 1, signal));
}

/// The first time at which a signal passes a level after `from_s`, by linear interpolation.
inline double crossing(const wave::Waveform& waveform, std::size_t signal, double level,
                       double from_s = 0) {
    for (std::size_t k = 1; k < waveform.points(); ++k) {
        const double before = waveform.at(k - 1, signal) - level;
        const double after = waveform.at(k, signal) - level;
        if (waveform.time_s[k - 1] >= from_s && before * after <= 0 && before != after) {
            return waveform.time_s[k - 1] +
                   before / (before - after) * (waveform.time_s[k] - waveform.time_s[k - 1]);
        }
    }
    ADD_FAILURE() << "signal " << signal << " never passes " << level;
    return NAN;
}

}  // namespace hopspice::circuit::test
