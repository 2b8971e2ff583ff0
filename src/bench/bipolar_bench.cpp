#include "bench/bipolar_bench.h"

#include "bench/device_figures.h"
#include "circuit/bipolar.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace hopspice::bench {

namespace {

// Slow: time is the axis of a sweep.
constexpr double kSweepSeconds = 1;
constexpr double kSweepSteps = 250;
constexpr double kSweepDown = 40;  // currents from a 40th of that of use
constexpr double kSweepUp = 8;     // to 8 times that
constexpr double kCornersPerDecade = 20;
constexpr double kEarlyFrom = 0.1;  // V_CB
constexpr double kEarlyTo = 0.6;
constexpr double kBreakdownVolts = 4;  // V_CB, the last
// Fast: currents of charges.
constexpr double kJunctionSeconds = 2e-9;
constexpr double kJunctionVolts = 2;  // of reverse bias, the last
constexpr double kForwardVolts = 0.25;
constexpr double kJunctionSteps = 200;
constexpr double kFirstRamp = 150e-12;  // s, of the base, for the transit time
constexpr double kRampSteps = 150;      // of each of the two
constexpr double kSettle = 2;           // ramps before the first
constexpr double kRampRatio = 5;        // of the currents at its ends to that of use
constexpr double kMostLag = 1.0 / 20;   // of the ramp
constexpr int kMostRamps = 5;
constexpr int kFitRounds = 4;  // the emitter's resistance and the base's, each from the other
constexpr double kGrading = 0.33;
constexpr double kSpreadKelvin = 50;  // so far from 27 C it is measured as well
// NF of the cold device over that of the hot one: 1, or 1.4 where V_T is not scaled.
constexpr double kFrozen = 1.2;

Diagnostics unlike(const Device& device, const char* why) {
    return fail(Rule::BenchFailed, {}, device.name, why).diagnostics;
}

class BipolarBench {
public:
    BipolarBench(const Device& device, const Target& target, const Simulator& simulator)
        : device_(device), target_(target), simulator_(simulator) {
        figures_.amperes = device.amperes;
    }

    Result<BipolarFigures> run() {
        for (const auto part : {&BipolarBench::sweep, &BipolarBench::add_junctions,
                                &BipolarBench::add_speed, &BipolarBench::add_temperatures}) {
            if (Diagnostics problem = (this->*part)(); problem.has_errors()) {
                return Unexpected{std::move(problem)};
            }
        }
        return figures_;
    }

private:
    /// The device between four nets.
    void place(circuit::Circuit& circuit, const std::string& name, const std::string& collector,
               const std::string& base, const std::string& emitter) const {
        circuit::Builder(circuit).bjt("q" + name, collector, base, emitter, device_.name, 1, "sub");
    }

    /// Of the emitter current at instants of the sweep, `{s, A, ...}`: as far on a logarithmic
    /// scale as in time.
    [[nodiscard]] std::vector<double> sweep_currents() const {
        const double decades = std::log10(kSweepDown * kSweepUp);
        const auto corners = static_cast<int>(std::ceil(decades * kCornersPerDecade));
        std::vector<double> pwl;
        for (int k = 0; k <= corners; ++k) {
            const double part = static_cast<double>(k) / corners;
            pwl.insert(pwl.end(), {part * kSweepSeconds,
                                   device_.amperes / kSweepDown * std::pow(10, part * decades)});
        }
        return pwl;
    }

    /// Three of the device: one with its emitter current swept; two of one base-emitter voltage
    /// and a collector that is led; one with a collector that is led far.
    [[nodiscard]] TraceRun sweep_run(double kelvin) const {
        TraceRun run;
        run.circuit = device_circuit(device_, target_, "currents");
        circuit::Circuit& circuit = run.circuit;
        run.start_s = kSweepSeconds / 10;
        Terminals at(circuit, device_.sign(), run.start_s);
        at.hold("sub", -1);
        place(circuit, "gummel", at.hold("c0", 0), at.hold("b0", 0),
              at.draw("e0", sweep_currents()));
        place(circuit, "rest", at.hold("c1", 0), at.hold("b1", 0), at.draw("e1", device_.amperes));
        place(circuit, "early", at.lead("c2", {0, 0, kSweepSeconds, kEarlyTo + kEarlyFrom}),
              at.hold("b2", 0), at.follow("e2", "e1"));
        place(circuit, "output", at.lead("c3", {0, 0, kSweepSeconds, kBreakdownVolts}),
              at.hold("b3", 0), at.draw("e3", device_.amperes));
        run.saved = {{"e0", "e1", "e3"}, {"c0", "b0", "c1", "b1", "c2", "b3"}};
        run.stop_s = kSweepSeconds;
        run.steps = kSweepSteps;
        run.temperature_c = kelvin - kZeroCelsius;
        return run;
    }

    [[nodiscard]] std::vector<GummelPoint> gummel(const Trace& trace) const {
        std::vector<GummelPoint> points;
        for (double part = 0.01; part < 1; part += 0.01) {
            const double time = part * kSweepSeconds;
            points.push_back(
                {-trace.volts("e0", time), trace.amperes("c0", time), trace.amperes("b0", time)});
        }
        return points;
    }

    /// Beta, V_BE and IS where it is used.
    struct AtUse {
        double beta = 0;
        double volts = 0;
        double log_saturation = 0;
    };
    [[nodiscard]] AtUse at_use(const Trace& trace, double kelvin) const {
        const double time = kSweepSeconds / 2;
        const double collector = trace.amperes("c1", time);
        AtUse all{collector / trace.amperes("b1", time), -trace.volts("e1", time), 0};
        const double base = collector / all.beta;
        const double junction = all.volts - (collector + base) * figures_.re - base * figures_.rb;
        all.log_saturation = std::log(collector) + std::log1p(collector / figures_.ikf) -
                             junction / (figures_.nf * circuit::kVoltsPerKelvin * kelvin);
        return all;
    }

    Diagnostics sweep() {
        const auto swept = trace(sweep_run(circuit::kNominalKelvin), device_.sign(), simulator_);
        if (!swept) {
            return swept.error();
        }
        points_ = gummel(*swept);
        const auto conducts = [](const GummelPoint& point) {
            return point.collector > 0 && point.base > 0 && point.volts > 0;
        };
        if (!std::ranges::all_of(points_, conducts)) {
            return unlike(device_, "it does not conduct as a bipolar transistor does");
        }
        swept_ = *swept;
        fit();
        figures_.volts = here().volts;
        figures_.beta = here().beta;
        return {};
    }

    [[nodiscard]] AtUse here() const { return at_use(*swept_, circuit::kNominalKelvin); }

    /// What follows from the currents, the base resistance being known.
    void fit() {
        const GummelFit fit = fit_gummel(points_, circuit::kNominalKelvin, figures_.rb);
        figures_.is = fit.saturation;
        figures_.nf = fit.slope;
        figures_.ikf = fit.knee;
        figures_.re = fit.emitter_ohms;
        figures_.bf = here().beta * (1 + device_.amperes / fit.knee);
        add_output(*swept_);
    }

    /// The collector current rises less than by V/VAF, since V_BE of the junction falls over RE.
    void add_output(const Trace& trace) {
        const double scale = kSweepSeconds / (kEarlyTo + kEarlyFrom);
        const double low = trace.amperes("c2", kEarlyFrom * scale);
        const double high = trace.amperes("c2", kEarlyTo * scale);
        const double slope = (high - low) / (kEarlyTo - kEarlyFrom);
        const double siemens = device_.amperes / (figures_.nf * circuit::kThermalVolts *
                                                  (1 + device_.amperes / figures_.ikf));
        const double degeneration =
            1 + siemens * (figures_.re + (figures_.re + figures_.rb) / here().beta);
        figures_.vaf = (low - slope * kEarlyFrom) / (slope * degeneration);
        if (const auto turn = trace.when("b3", 0, 0, kSweepSeconds)) {
            figures_.bvceo = *turn / kSweepSeconds * kBreakdownVolts - trace.volts("e3", *turn);
        }
    }

    Diagnostics add_temperatures() {
        const double nominal = circuit::kNominalKelvin;
        std::vector<SaturationPoint> saturation;
        std::vector<double> ratio{0};
        std::vector<double> gain{std::log(figures_.beta)};
        std::vector<double> slope;
        for (const double kelvin : {nominal - kSpreadKelvin, nominal + kSpreadKelvin}) {
            const auto other = trace(sweep_run(kelvin), device_.sign(), simulator_);
            if (!other) {
                return other.error();
            }
            const AtUse there = at_use(*other, kelvin);
            saturation.push_back({kelvin, there.log_saturation});
            ratio.push_back(std::log(kelvin / nominal));
            gain.push_back(std::log(there.beta));
            slope.push_back(fit_gummel(gummel(*other), kelvin, figures_.rb).slope);
        }
        figures_.xtb = fit_line(ratio, gain).slope;
        figures_.frozen = slope[0] / slope[1] > kFrozen;
        if (!figures_.frozen) {
            const SaturationFit fit =
                fit_saturation(here().log_saturation, saturation[0], saturation[1]);
            figures_.eg = fit.gap;
            figures_.xti = fit.exponent;
        }
        return {};
    }

    /// Two of the device: one without emitter voltage and its collector led, one without collector
    /// voltage and its emitter led from forward to reverse.
    Diagnostics add_junctions() {
        TraceRun run;
        run.circuit = device_circuit(device_, target_, "junctions");
        const double duration = kJunctionSeconds;
        run.start_s = duration;
        Terminals at(run.circuit, device_.sign(), run.start_s);
        at.hold("sub", 0);
        place(run.circuit, "collector", at.lead("c0", {0, 0, duration, kJunctionVolts}),
              at.hold("b0", 0), at.hold("e0", 0));
        place(run.circuit, "emitter", at.hold("c1", 0), at.hold("b1", 0),
              at.lead("e1", {0, -kForwardVolts, duration, kJunctionVolts - kForwardVolts}));
        run.saved = {{}, {"c0", "b0", "e0", "b1"}};
        run.stop_s = duration;
        run.steps = kJunctionSteps;
        const auto traced = trace(run, device_.sign(), simulator_);
        if (!traced) {
            return traced.error();
        }
        const double rate = kJunctionVolts / duration;
        const auto collector = [&](double volts) {
            const double time = volts / rate;
            return JunctionPoint{
                volts, -(traced->amperes("b0", time) + traced->amperes("e0", time)) / rate};
        };
        const auto emitter = [&](double volts) {
            const double time = (volts + kForwardVolts) / rate;
            return JunctionPoint{volts, -traced->amperes("b1", time) / rate};
        };
        const JunctionFit base = fit_junction(collector(0.5), collector(1.5), kGrading);
        figures_.cjc = base.farads;
        figures_.vjc = base.volts;
        const JunctionFit edge = fit_junction(emitter(0), emitter(0.5), kGrading);
        figures_.cje = edge.farads;
        figures_.vje = edge.volts;
        figures_.cjs = std::max(traced->amperes("c0", 1 / rate) / rate - collector(1).farads, 0.0);
        return {};
    }

    /// V_BE at a multiple of the current of use.
    [[nodiscard]] double volts_at(double multiple) const {
        const double wanted = multiple * device_.amperes;
        for (std::size_t k = 1; k < points_.size(); ++k) {
            if (points_[k].collector >= wanted) {
                const double low = std::log(points_[k - 1].collector);
                const double part =
                    (std::log(wanted) - low) / (std::log(points_[k].collector) - low);
                return points_[k - 1].volts + part * (points_[k].volts - points_[k - 1].volts);
            }
        }
        return points_.back().volts;
    }

    /// The base is led up and down again, the emitter stays.
    struct Ramp {
        double low = 0;
        double high = 0;
        double duration = 0;
        [[nodiscard]] double rate() const { return (high - low) / duration; }
        [[nodiscard]] double begin() const { return duration / 10; }
        [[nodiscard]] double top() const { return begin() + duration; }
        [[nodiscard]] double down() const { return top() + duration / 2; }
        [[nodiscard]] double end() const { return down() + duration; }
    };

    /// At one collector current: by how much the collector lags, what the base is charged with.
    struct Response {
        double lag = 0;
        double farads = 0;
        double siemens = 0;  ///< of the collector current, the emitter resistance included
        [[nodiscard]] double transit() const { return farads / siemens; }
    };

    [[nodiscard]] Result<Trace> ramped(const Ramp& ramp) const {
        TraceRun run;
        run.circuit = device_circuit(device_, target_, "transit");
        run.start_s = kSettle * ramp.duration;
        Terminals at(run.circuit, device_.sign(), run.start_s);
        at.hold("sub", 0);
        place(run.circuit, "ramped", at.hold("c0", collector_volts()),
              at.lead("b0", {0, ramp.low, ramp.begin(), ramp.low, ramp.top(), ramp.high,
                             ramp.down(), ramp.high, ramp.end(), ramp.low}),
              at.hold("e0", 0));
        run.saved = {{"b0"}, {"c0", "b0"}};
        run.stop_s = ramp.end();
        run.steps = kRampSteps * ramp.end() / ramp.duration;
        return trace(run, device_.sign(), simulator_);
    }

    [[nodiscard]] double collector_volts() const { return figures_.volts + 0.5; }

    [[nodiscard]] static std::optional<Response> response(const Trace& trace, const Ramp& ramp,
                                                          double amperes) {
        struct Pair {
            double volts = 0;
            double half = 0;
            double charging = 0;
        };
        const auto at = [&](double level) -> std::optional<Pair> {
            const auto up = trace.when("c0", level, ramp.begin(), ramp.top());
            const auto down = trace.when("c0", level, ramp.down(), ramp.end());
            if (!up || !down) {
                return std::nullopt;
            }
            const double risen = trace.volts("b0", *up);
            const double fallen = trace.volts("b0", *down);
            return Pair{(risen + fallen) / 2, (risen - fallen) / 2,
                        (trace.amperes("b0", *up) - trace.amperes("b0", *down)) / 2};
        };
        constexpr double kPart = 0.02;
        const auto here = at(amperes);
        const auto less = at((1 - kPart) * amperes);
        const auto more = at((1 + kPart) * amperes);
        if (!here || !less || !more) {
            return std::nullopt;
        }
        return Response{here->half / ramp.rate(), here->charging / ramp.rate(),
                        2 * kPart * amperes / (more->volts - less->volts)};
    }

    Diagnostics add_speed() {
        Ramp ramp{volts_at(1 / kRampRatio), volts_at(kRampRatio), kFirstRamp};
        for (int attempt = 0; attempt < kMostRamps; ++attempt) {
            const auto traced = ramped(ramp);
            if (!traced) {
                return traced.error();
            }
            const auto here = response(*traced, ramp, device_.amperes);
            if (here && here->lag <= kMostLag * ramp.duration) {
                return add_speed(*traced, ramp, *here);
            }
            ramp.duration *= here ? std::max(2.0, 2 * here->lag / (kMostLag * ramp.duration)) : 10;
        }
        return unlike(device_, "its collector current does not follow the base");
    }

    Diagnostics add_speed(const Trace& traced, const Ramp& ramp, const Response& here) {
        std::vector<Response> responses;
        for (const double multiple : {0.5, 0.7, 1.0, 1.4, 2.0}) {
            const auto there = response(traced, ramp, multiple * device_.amperes);
            if (!there) {
                return unlike(device_, "its collector current does not follow the base");
            }
            responses.push_back(*there);
        }
        figures_.ft = 1 / (2 * std::numbers::pi * here.transit());
        for (int round = 0; round < kFitRounds; ++round) {
            add_transit(responses, here);
            fit();
        }
        return {};
    }

    /// dQ_B/dI_C = TF + (C_BE + C_BC)/g_m + C_BC RE, a straight line over 1/g_m; the collector lags
    /// by C (RB + RE) + C_BC/g_m.
    void add_transit(const std::vector<Response>& responses, const Response& here) {
        const double reverse = collector_volts() - figures_.volts;
        const double collector = figures_.cjc / std::pow(1 + reverse / figures_.vjc, kGrading);
        std::vector<double> ohms;
        std::vector<double> seconds;
        for (const Response& there : responses) {
            ohms.push_back(1 / there.siemens - figures_.re);
            seconds.push_back(there.transit() - collector * figures_.re);
        }
        const LineFit line = fit_line(ohms, seconds);
        figures_.tf = std::max(line.offset, 0.0);
        figures_.cje_on = line.slope - collector;
        const double base = (here.lag - collector * (1 / here.siemens - figures_.re)) / here.farads;
        figures_.rb = std::max(base - figures_.re, 0.0);
    }

    const Device& device_;
    const Target& target_;
    const Simulator& simulator_;
    BipolarFigures figures_;
    std::vector<GummelPoint> points_;
    std::optional<Trace> swept_;  ///< at 27 C
};

}  // namespace

Result<BipolarFigures> measure_bipolar(const Device& device, const Target& target,
                                       const Simulator& simulator) {
    return BipolarBench(device, target, simulator).run();
}

}  // namespace hopspice::bench
