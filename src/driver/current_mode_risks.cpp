#include "driver/current_mode_risks.h"

#include "driver/rest_states.h"
#include "passes/current_mode.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::driver {

namespace {

using analog::CurrentMode;
using analog::Network;

constexpr double kCertainError = 0.03;
constexpr double kPossibleError = 0.15;  // beyond it nothing is computed that deserves the name
constexpr double kSinkVolts = 0.35;      // collector-emitter voltage of a current sink
constexpr double kLeastSinkVolts = 0.15;
constexpr double kForwardVolts = 0.35;  // base-collector and drain-bulk junctions hardly conduct
constexpr double kMostForwardVolts = 0.5;
constexpr double kPowerCertain = 0.1;
constexpr double kCertainBases = 0.5;  // of a column's load
constexpr double kMostBases = 0.9;
constexpr double kCertainRest = 0.05;
constexpr double kCertainHold = 0.025;
constexpr double kThresholdVolts = 0.65;
constexpr double kMostOverVolts = 1.2;    // of what a device is rated for
constexpr double kMostOverAmperes = 1.5;  // of the same

Verdict at_most(double value, double certain, double possible) {
    return value <= certain    ? Verdict::Certain
           : value <= possible ? Verdict::Risky
                               : Verdict::Impossible;
}

class Items {
public:
    Items(const Network& network, const Target& target)
        : network_(network),
          target_(target),
          machine_(*network.current_mode),
          levels_(passes::levels_of(network, target)) {}

    std::vector<CheckItem> run() {
        add_headroom();
        add_crossbar();
        add_accuracy();
        add_limits();
        add_time_constants();
        add_power();
        return std::move(items_);
    }

private:
    void add(const std::string& subject, const std::string& where, const std::string& quantity,
             double value, const std::string& limit, Verdict verdict, const std::string& meaning) {
        items_.push_back({subject, where, quantity, value, limit, verdict, meaning});
    }

    void add_room(const std::string& where, const std::string& quantity, double volts,
                  const std::string& meaning) {
        add("headroom", where, quantity, volts, fmt::format("needs {} V", kSinkVolts),
            at_most(-volts, -kSinkVolts, -kLeastSinkVolts), meaning);
    }

    void add_forward(const std::string& where, const std::string& quantity, double volts,
                     const std::string& meaning) {
        add("headroom", where, quantity, volts, fmt::format("at most {} V", kForwardVolts),
            at_most(volts, kForwardVolts, kMostForwardVolts), meaning);
    }

    void add_headroom() {
        const double swing = network_.banks[0].volts_per_unit * machine_.excursion / 2;
        add_room("visible", "lowest follower, V", levels_.line - swing - levels_.sink,
                 "the followers' sinks keep their current");
        add_room("hidden", "tails, V", levels_.tail - levels_.sink,
                 "the tails keep their current where no memory has won yet");
        add_forward("visible", "highest column above vdd, V", levels_.column + swing - target_.vdd,
                    "v(0) beyond what the memories reach must not turn the switches' junctions on");
        add_forward("hidden", "winner's base above its collector, V",
                    levels_.buffered + swing - (levels_.column - swing),
                    "the memories' transistors stay out of saturation");
    }

    void add_crossbar() {
        add("crossbar", "hidden", "weight per memory S", machine_.row_sum,
            fmt::format("{:.4g} V per unit of v", network_.banks[0].volts_per_unit),
            Verdict::Certain, "U = 2 S beta V_T: the crossbar averages, so that the swing grows");
        add("crossbar", "visible", "follower current, A", machine_.follower_amperes,
            fmt::format("gain {:.3g}, made up for", machine_.gain), Verdict::Certain,
            "1.5 times the most that its line draws");
        add("crossbar", "visible", "followers' bases, of a column's load", machine_.bases_share,
            fmt::format("{}", kCertainBases),
            at_most(machine_.bases_share, kCertainBases, kMostBases),
            "M memories on N columns: less beta or a longer hidden tau asks for less current");
        add("crossbar", "cells", "mapping error", network_.mapping_error, "0.01",
            at_most(network_.mapping_error, 0.01, INFINITY),
            "weights against what conductances can hold, of the largest weight");
    }

    void add_accuracy() {
        add("accuracy", "hidden", "winner's compression, V_T", machine_.compression, "0.3",
            at_most(machine_.compression, 0.3, INFINITY),
            "emitter resistance, high injection and base currents under the full tail current");
        const double error = static_error(network_, target_);
        add("accuracy", "visible", "static error, of the range", error,
            fmt::format("{}", kCertainError), at_most(error, kCertainError, kPossibleError),
            "loading of the crossbar, base currents, emitter resistance, Early effect");
        const double gain = rest_amplification(machine_, network_.banks[1].function.beta);
        add("accuracy", "visible", "rest states, of the range", gain * error,
            fmt::format("{}", kCertainRest), at_most(gain * error, kCertainRest, INFINITY),
            fmt::format("the static error, {:.3g} times where memories are about to merge: more "
                        "beta keeps them apart",
                        gain));
        const double held = held_error(network_, target_);
        add("accuracy", "visible", "held state, of the range", held,
            fmt::format("{}", kCertainHold), at_most(held, kCertainHold, kPossibleError),
            "clamps and v(0) are held through switches: a longer time_unit has room for wider "
            "ones");
        const circuit::Bipolar device = circuit::bipolar_of(target_);
        if (!device.known) {
            add("accuracy", "devices", "cards unknown", 1, "0", Verdict::Risky,
                "sized with the figures of npn_generic instead of those of " + device.model);
        }
    }

    /// Of a kit's devices: what their collectors see, and what one emitter carries.
    void add_limits() {
        const circuit::Bipolar device = circuit::bipolar_of(target_);
        const circuit::Bipolar sink = circuit::bipolar_of(target_, "sink");
        const double swing = network_.banks[0].volts_per_unit * machine_.excursion / 2;
        const double density =
            passes::kSinkDensity * sink.density_scale() * passes::temperature_ratio(target_);
        add_limit(device, "memories", levels_.column - levels_.tail,
                  machine_.tail_amperes / machine_.device_area);
        add_limit(device, "followers", target_.vdd - levels_.line + swing,
                  machine_.follower_amperes / machine_.follower_area);
        add_limit(device, "buffers", target_.vdd - levels_.buffered + swing * reach_of_bases(),
                  machine_.buffer_amperes / machine_.buffer_area);
        add_limit(sink, "sinks", levels_.line + swing - levels_.sink, density);
    }

    /// How far a base follows columns that all go against its memory, of their own swing.
    [[nodiscard]] double reach_of_bases() const {
        const Matrix& weights = machine_.weights;
        double most = 0;
        for (std::size_t row = 0; row < weights.rows; ++row) {
            double sum = 0;
            for (std::size_t col = 0; col < weights.cols; ++col) {
                sum += std::abs(weights(row, col));
            }
            most = std::max(most, sum);
        }
        return machine_.gain * most / machine_.row_sum;
    }

    void add_limit(const circuit::Bipolar& device, const std::string& where, double volts,
                   double amperes) {
        const KitDevice* kit = target_.kit.find(device.model);
        const double rated = kit == nullptr ? 0 : kit->most_volts;
        const double turns = device.bvceo > 0 ? device.bvceo : rated;
        const double most = rated > 0 ? std::min(rated, turns) : turns;
        if (most > 0) {
            add("limits", where, "V_ce of " + device.model + ", V", volts,
                fmt::format("{:.3g}", most), at_most(volts, most, kMostOverVolts * most),
                "beyond it avalanche takes the base currents' place: a device of higher breakdown "
                "or less supply");
        }
        if (kit != nullptr && kit->most_amperes > 0) {
            add("limits", where, "current of an emitter, A", amperes,
                fmt::format("{:.3g}", kit->most_amperes),
                at_most(amperes, kit->most_amperes, kMostOverAmperes * kit->most_amperes),
                "of " + device.model + ", as its kit says");
        }
    }

    void add_time_constants() {
        const double column = machine_.column_parasitic_farads * machine_.column_ohms /
                              (network_.banks[0].tau * network_.time_unit_s);
        add("speed", "visible", "devices' own tau / tau", column, "1", at_most(column, 1, 3),
            "slower than the model beyond it: M transistors hang on every column");
        const double hidden_tau = network_.banks[1].tau * network_.time_unit_s;
        const double ohms = *std::ranges::max_element(machine_.base_ohms);
        const double base =
            (machine_.base_parasitic_farads * ohms + machine_.buffer_lag_s + machine_.tail_lag_s) /
            hidden_tau;
        add("speed", "hidden", "devices' own tau / tau", base, "1", at_most(base, 1, 30),
            "slower than the model beyond it: buffers, bases and the tails' move to a new winner");
    }

    void add_power() {
        const double watts = passes::supply_amperes(network_) * (target_.vdd - target_.vss);
        add("power", "supplies", "static power, W", watts, fmt::format("{}", kPowerCertain),
            at_most(watts, kPowerCertain, INFINITY), "drawn at all times, whatever is recalled");
    }

    const Network& network_;
    const Target& target_;
    const CurrentMode& machine_;
    passes::Levels levels_;
    std::vector<CheckItem> items_;
};

}  // namespace

double static_error(const Network& network, const Target& target) {
    const CurrentMode& machine = *network.current_mode;
    constexpr double kSinks = 0.005;
    constexpr double kShared = 0.1;  // largest f (1-f)(2f-1)
    const double vaf = circuit::bipolar_of(target).vaf;
    const double early =
        vaf > 0 ? 2 * network.banks[0].volts_per_unit * machine.half_range / vaf : 0;
    return kSinks + machine.loading_error + machine.crosstalk +
           kShared * (machine.compression + early);
}

double held_error(const Network& network, const Target& target) {
    const CurrentMode& machine = *network.current_mode;
    const double gate = std::max(target.vss, target.vdd - passes::kGateVolts);
    const double drive = passes::levels_of(network, target).column - gate - kThresholdVolts;
    const double ohms = passes::kSwitchOhmMetres / machine.switch_metres *
                        (passes::kGateVolts - kThresholdVolts) / drive;
    return drive > 0 ? ohms / (ohms + machine.column_ohms) : INFINITY;
}

std::vector<CheckItem> current_mode_items(const Network& network, const Target& target) {
    return Items(network, target).run();
}

}  // namespace hopspice::driver
