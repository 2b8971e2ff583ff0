#include "bench/mos_bench.h"

#include "bench/device_figures.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace hopspice::bench {

namespace {

constexpr double kOxidePermittivity = 3.9 * 8.854e-12;
constexpr std::array kLengths = {1.0, 2.0, 4.0};  // of the shortest
constexpr double kWidth = 5e-6;
constexpr std::array kBodyShares = {0.25, 0.5, 1.0};  // V_SB, of half the voltage from rail to rail
constexpr double kCardOverdrive = 0.25;               // V, at which the card is that of the curves
// Slow: time is the axis of a sweep.
constexpr double kGateSeconds = 1;
constexpr double kGateSteps = 400;
constexpr double kGateDelta = 5e-3;    // V, between the devices that differ in V_GS
constexpr double kDrainDelta = 20e-3;  // V_DS
constexpr double kOnVolts = 1e-3;      // V_DS of a channel that is a switch's
constexpr int kThresholdPoints = 200;
// Fast: currents of charges.
constexpr double kChargeSeconds = 1e-9;
constexpr double kChargeSteps = 100;
constexpr double kChargeVolts = 0.1;  // from beginning to end
constexpr double kInversion = 1;  // V of overdrive at which the oxide's capacitance is all there

class MosBench {
public:
    MosBench(const Device& device, const Target& target, const Simulator& simulator)
        : device_(device), target_(target), simulator_(simulator) {
        const double rails = target.vdd - target.vss;
        const double most = device.most_volts > 0 ? std::min(device.most_volts, rails) : rails;
        gate_ = device.most_gate > 0 ? std::min(device.most_gate, rails) : rails;
        drain_ = most / 4;
        body_ = most / 2;
    }

    Result<MosFigures> run() {
        Diagnostics problem = add_currents();
        if (!problem.has_errors()) {
            problem = add_charges();
        }
        return problem.has_errors() ? Result<MosFigures>(Unexpected{std::move(problem)}) : figures_;
    }

private:
    [[nodiscard]] double length(std::size_t k) const { return kLengths[k] * device_.shortest; }

    void place(circuit::Circuit& circuit, std::size_t k, const std::string& drain,
               const std::string& gate, const std::string& source, const std::string& bulk) const {
        circuit::Builder(circuit).mosfet("m" + drain, drain, gate, source, bulk, device_.name,
                                         {kWidth, length(k), 1});
    }

    /// From 0, or what it begins with, to the last gate voltage.
    [[nodiscard]] std::vector<double> gate_ramp(double more) const {
        return {0, more, kGateSeconds, gate_ + more};
    }
    /// V_DS, or V_GS where that is more.
    [[nodiscard]] std::vector<double> drain_ramp(double more) const {
        if (drain_ >= gate_) {
            return {0, drain_ + more, kGateSeconds, drain_ + more};
        }
        return {
            0,           drain_ + more, kGateSeconds * drain_ / gate_, drain_ + more, kGateSeconds,
            gate_ + more};
    }

    static std::string net(const char* what, std::size_t k) { return fmt::format("{}{}", what, k); }

    /// Of each length: `s` as the curves are taken, `g` and `o` a little beside it in V_GS and in
    /// V_DS, `r` without V_DS, `t` for the threshold; `b` of the shortest under body bias.
    [[nodiscard]] TraceRun current_run() const {
        TraceRun run;
        run.circuit = device_circuit(device_, target_, "currents");
        run.start_s = kGateSeconds / 10;
        Terminals at(run.circuit, device_.sign(), run.start_s);
        at.lead("gate", gate_ramp(0));
        at.lead("more", gate_ramp(kGateDelta));
        for (std::size_t k = 0; k < kLengths.size(); ++k) {
            place(run.circuit, k, at.lead(net("s", k), drain_ramp(0)), "gate", "0", "0");
            place(run.circuit, k, at.lead(net("g", k), drain_ramp(0)), "more", "0", "0");
            place(run.circuit, k, at.lead(net("o", k), drain_ramp(kDrainDelta)), "gate", "0", "0");
            place(run.circuit, k, at.hold(net("r", k), kOnVolts), "gate", "0", "0");
            place(run.circuit, k, at.hold(net("t", k), body_), "gate", "0", "0");
            for (const char* what : {"s", "g", "o", "r", "t"}) {
                run.saved.amperes.push_back(net(what, k));
            }
        }
        for (std::size_t k = 0; k < kBodyShares.size(); ++k) {
            place(run.circuit, 0, at.hold(net("b", k), body_), "gate", "0",
                  at.hold(net("bulk", k), -kBodyShares[k] * body_));
            run.saved.amperes.push_back(net("b", k));
        }
        run.stop_s = kGateSeconds;
        run.steps = kGateSteps;
        return run;
    }

    [[nodiscard]] double threshold(const Trace& trace, const std::string& drain) const {
        std::vector<double> amperes;
        for (int k = 0; k <= kThresholdPoints; ++k) {
            amperes.push_back(trace.amperes(drain, kGateSeconds * k / kThresholdPoints));
        }
        return threshold_of(amperes, 0, gate_ / kThresholdPoints);
    }

    [[nodiscard]] circuit::MosPoint point(const Trace& trace, std::size_t k, double volts) const {
        const double time = kGateSeconds * volts / gate_;
        const double ratio = kWidth / length(k);
        const double here = trace.amperes(net("s", k), time);
        const double slope = (trace.amperes(net("g", k), time) - here) / kGateDelta;
        return {here / ratio, slope / (here + slope * kGateDelta / 2),
                (trace.amperes(net("o", k), time) - here) / kDrainDelta / here,
                trace.amperes(net("r", k), time) / kOnVolts / ratio};
    }

    Diagnostics add_currents() {
        const auto traced = trace(current_run(), device_.sign(), simulator_);
        if (!traced) {
            return traced.error();
        }
        figures_.curves.drain_volts = drain_;
        for (std::size_t k = 0; k < kLengths.size(); ++k) {
            circuit::MosChannel channel;
            channel.length = length(k);
            channel.threshold = threshold(*traced, net("t", k));
            for (const double overdrive : circuit::kMeasuredOverdrives) {
                const double volts = channel.threshold + overdrive;
                const circuit::MosPoint found =
                    volts <= gate_ ? point(*traced, k, volts) : circuit::MosPoint{};
                if (!(found.amperes > 0 && found.gm > 0 && found.gds > 0)) {
                    break;
                }
                channel.points.push_back(found);
            }
            if (channel.points.size() < 2) {
                return fail(Rule::BenchFailed, {}, device_.name,
                            "it does not conduct as a MOSFET does")
                    .diagnostics;
            }
            figures_.curves.channels.push_back(std::move(channel));
        }
        add_card(*traced);
        return {};
    }

    void add_card(const Trace& traced) {
        const circuit::MosChannel& shortest = figures_.curves.channels.front();
        figures_.vto = device_.sign() * shortest.threshold;
        std::vector<BodyPoint> body;
        for (std::size_t k = 0; k < kBodyShares.size(); ++k) {
            body.push_back(
                {kBodyShares[k] * body_, threshold(traced, net("b", k)) - shortest.threshold});
        }
        const BodyFit fit = fit_body(body);
        figures_.gamma = fit.gamma;
        figures_.phi = fit.phi;
        const circuit::MosPoint at = figures_.curves.at(shortest.length, kCardOverdrive);
        const double volts = std::max(drain_, shortest.threshold + kCardOverdrive);
        figures_.lambda = at.gds / (1 - at.gds * volts);
        figures_.kp =
            2 * at.amperes / (kCardOverdrive * kCardOverdrive) / (1 + figures_.lambda * volts);
    }

    /// Of each length: gate `a` and drain `e` led in saturation, gate `h` led in strong inversion
    /// without V_DS. In the middle of all ramps voltages are those of the curves' points.
    [[nodiscard]] TraceRun charge_run() const {
        TraceRun run;
        run.circuit = device_circuit(device_, target_, "charges");
        run.start_s = kChargeSeconds;
        Terminals at(run.circuit, device_.sign(), run.start_s);
        const auto around = [](double volts) {
            return std::vector<double>{0, volts - kChargeVolts / 2, kChargeSeconds,
                                       volts + kChargeVolts / 2};
        };
        for (std::size_t k = 0; k < kLengths.size(); ++k) {
            const double threshold = figures_.curves.channels[k].threshold;
            const double gate = threshold + kCardOverdrive;
            const double drain = std::max(drain_, gate);
            place(run.circuit, k, at.hold(net("da", k), drain), at.lead(net("a", k), around(gate)),
                  "0", "0");
            place(run.circuit, k, at.lead(net("de", k), around(drain)), at.hold(net("e", k), gate),
                  "0", at.hold(net("b", k), 0));
            place(run.circuit, k, at.hold(net("dh", k), 0),
                  at.lead(net("h", k),
                          around(std::min(threshold + kInversion, gate_ - kChargeVolts / 2))),
                  "0", "0");
            for (const char* what : {"a", "e", "h", "b"}) {
                run.saved.amperes.push_back(net(what, k));
            }
        }
        run.stop_s = kChargeSeconds;
        run.steps = kChargeSteps;
        return run;
    }

    Diagnostics add_charges() {
        const auto traced = trace(charge_run(), device_.sign(), simulator_);
        if (!traced) {
            return traced.error();
        }
        const auto farads = [&](const char* what, std::size_t k) {
            // What flows without a ramp, at the first point, is no charge.
            const double rest = traced->amperes(net(what, k), 0);
            const double amperes = traced->amperes(net(what, k), kChargeSeconds / 2) - rest;
            return std::abs(amperes) * kChargeSeconds / kChargeVolts / kWidth;
        };
        for (std::size_t k = 0; k < kLengths.size(); ++k) {
            circuit::MosChannel& channel = figures_.curves.channels[k];
            channel.gate_farads = farads("a", k);
            channel.overlap_farads = farads("e", k);
            channel.drain_farads = farads("b", k);
        }
        const std::size_t last = kLengths.size() - 1;
        const double oxide = (farads("h", last) - farads("h", 0)) / (length(last) - length(0));
        figures_.tox = kOxidePermittivity / oxide;
        return {};
    }

    const Device& device_;
    const Target& target_;
    const Simulator& simulator_;
    double gate_ = 0;   ///< V_GS, the last
    double drain_ = 0;  ///< V_DS of the curves
    double body_ = 0;   ///< V_SB, the last, and V_DS where thresholds are taken
    MosFigures figures_;
};

}  // namespace

Result<MosFigures> measure_mosfet(const Device& device, const Target& target,
                                  const Simulator& simulator) {
    return MosBench(device, target, simulator).run();
}

}  // namespace hopspice::bench
