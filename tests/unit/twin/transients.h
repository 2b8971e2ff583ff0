#pragma once
// A device between ramps through resistors, from a state at rest: in ngspice, and by a trapezoidal
// rule of steps so small that they do not show.

#include "referee.h"
#include "sim/ngspice.h"

#include <functional>

namespace hopspice::twin::test {

/// A source of two levels and one ramp behind a resistor, one per terminal.
struct Ramp {
    double from = 0;
    double to = 0;
    double ohms = 1e3;

    [[nodiscard]] double at(double time_s, double start_s, double rise_s) const {
        return from + (to - from) * std::clamp((time_s - start_s) / rise_s, 0.0, 1.0);
    }
};

struct Drive {
    std::vector<Ramp> ramps;
    double start_s = 1e-9;
    double rise_s = 1e-9;
    double stop_s = 1e-8;
    std::size_t steps = 2000;
};

/// What the twin's caller does with a device, for one of them. `Model` has evaluate(volts,
/// iteration, out) and accept(volts).
template <class Device>
struct Model {
    const Device& device;
    std::function<void(const std::array<double, Device::kNodes>&, typename Device::Iteration&,
                       Linearised<Device::kNodes>&)>
        evaluate;
    std::function<void(const std::array<double, Device::kNodes>&)> accept = [](const auto&) {};
};

/// The terminals' voltages at the end of each step.
template <class Device>
std::vector<std::vector<double>> integrate(const Model<Device>& model, const Drive& drive) {
    const double step_s = drive.stop_s / static_cast<double>(drive.steps);
    typename Device::Iteration iteration;
    Linearised<Device::kNodes> out;
    std::array<double, Device::kNodes> volts{};
    Reduced<Device> now;
    Eigen::VectorXd charge;
    Eigen::VectorXd flow;  // into the charges, at the last point
    std::vector<std::vector<double>> states;
    for (std::size_t step = 0; step <= drive.steps; ++step) {
        const double time_s = step_s * static_cast<double>(step);
        const double rate = step == 0 ? 0 : 2 / step_s;
        for (int round = 0;; ++round) {
            EXPECT_LT(round, 200) << "at step " << step;
            if (round == 200) {
                return states;
            }
            model.evaluate(volts, iteration, out);
            now = reduce(model.device, out);
            Eigen::VectorXd residual = now.current;
            Eigen::MatrixXd matrix = now.conductance + rate * now.capacitance;
            if (step > 0) {
                residual += rate * (now.charge - charge) - flow;
            }
            for (Eigen::Index n = 0; n < static_cast<Eigen::Index>(Device::kTerminals); ++n) {
                const auto k = static_cast<std::size_t>(n);
                const Ramp& ramp = drive.ramps[k];
                residual[n] +=
                    (volts[k] - ramp.at(time_s, drive.start_s, drive.rise_s)) / ramp.ohms;
                matrix(n, n) += 1 / ramp.ohms;
            }
            const Eigen::VectorXd change = matrix.partialPivLu().solve(-residual);
            if (!iteration.limited && change.cwiseAbs().maxCoeff() < 1e-10) {
                break;
            }
            for (std::size_t n = 0; n < Device::kNodes; ++n) {
                volts[n] += change[static_cast<Eigen::Index>(now.place[n])];
            }
        }
        if (step == 0) {
            flow = Eigen::VectorXd::Zero(now.charge.size());
        } else {
            flow = rate * (now.charge - charge) - flow;
        }
        model.accept(volts);
        model.evaluate(volts, iteration, out);
        charge = reduce(model.device, out).charge;
        states.emplace_back(volts.begin(), volts.begin() + Device::kTerminals);
    }
    return states;
}

/// ngspice on the same, `element` being the device behind its nets.
inline wave::Waveform simulate(char prefix, const std::string& model, const std::string& element,
                               const Drive& drive, double celsius) {
    sim::Setup setup;
    setup.deck = {"a device", model, fmt::format(".temp {}", celsius)};
    setup.options = ".options reltol=1e-5 vntol=1e-8 abstol=1e-14";
    setup.wall_limit_s = 60;
    sim::Job job;
    job.stop_time_s = drive.stop_s;
    job.max_step_s = drive.stop_s / static_cast<double>(drive.steps);
    std::string line(1, prefix);
    line += "1";
    for (std::size_t n = 0; n < drive.ramps.size(); ++n) {
        const Ramp& ramp = drive.ramps[n];
        setup.deck.push_back(fmt::format("v{} s{} 0 pwl(0 {} 1 {})", n, n, ramp.from, ramp.from));
        setup.deck.push_back(fmt::format("r{} s{} n{} {}", n, n, n, ramp.ohms));
        setup.saved.push_back(fmt::format("v(n{})", n));
        line += fmt::format(" n{}", n);
        job.sources.push_back(
            {fmt::format("v{}", n),
             {0, ramp.from, drive.start_s, ramp.from, drive.start_s + drive.rise_s, ramp.to}});
    }
    setup.deck.insert(setup.deck.end(), {line + " " + element, ".end"});
    wave::Waveform waveform;
    const std::vector<sim::Job> jobs{job};
    const auto version = sim::run_jobs(setup, jobs, [&](std::size_t, sim::Outcome outcome) {
        EXPECT_TRUE(outcome.completed) << outcome.message;
        waveform = std::move(outcome.waveform);
    });
    EXPECT_TRUE(version);
    return waveform;
}

/// The same voltages at all instants, within `tolerance` of the ramps' range.
template <class Device>
void expect_same_path(const Model<Device>& model, char prefix, const std::string& card,
                      const std::string& element, const Drive& drive, double celsius,
                      double tolerance) {
    const auto ours = integrate(model, drive);
    const wave::Waveform theirs = simulate(prefix, card, element, drive, celsius);
    double range = 0;
    for (const Ramp& ramp : drive.ramps) {
        range = std::max(range, std::abs(ramp.to - ramp.from));
    }
    ASSERT_EQ(ours.size(), drive.steps + 1);
    double worst = 0;
    double moved = 0;
    for (std::size_t k = 0; k < theirs.points(); ++k) {
        const double place = theirs.time_s[k] / drive.stop_s * static_cast<double>(drive.steps);
        const auto before = std::min(static_cast<std::size_t>(place), drive.steps - 1);
        const double part = place - static_cast<double>(before);
        for (std::size_t n = 0; n < drive.ramps.size(); ++n) {
            const double volts = ours[before][n] + part * (ours[before + 1][n] - ours[before][n]);
            worst = std::max(worst, std::abs(volts - theirs.at(k, n)));
            moved = std::max(moved, std::abs(volts - ours[0][n]));
        }
    }
    EXPECT_LE(worst, tolerance * range);
    EXPECT_GE(moved, 0.1 * range);
}

}  // namespace hopspice::twin::test
