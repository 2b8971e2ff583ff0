// Currents and areas from the time constants.
//   column   R = U half_range/(alpha I_T), and R (M/2 collectors + follower + switch) < tau_v
//   tail     V_T/I_T (M emitter junctions): how fast the current moves to another memory
//   buffer   V_T/I_B (N bases): a part of tau_h, as is the tail's lag; cells and C_b are the rest

#include "passes/current_mode.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::CurrentMode;
using analog::Network;

// Densities are npn_generic's, and another device's by what its emitters lose of V_T.
constexpr double kPairTailAmperes = 40e-6;  // at 27 C
constexpr double kLeastDensity = 5e-6;      // A/um2: more area gains no accuracy worth it
constexpr double kMostDensity = 60e-6;      // 9 % of V_T lost to emitter resistance and injection
// Emitters that cannot be smaller are faster with more current: 20 % of V_T.
constexpr double kMostCrowding = 2.2;
constexpr double kRoundingError = 0.005;  // of a pair's area, that weights may lose to emitters
constexpr int kMostPairEmitters = 10;
constexpr double kAutomaticDensity = 20e-6;    // what `time_unit: auto` leaves time for
constexpr double kDeviceShare = 0.85;          // of a column's capacitance may be the devices' own
constexpr double kTailLagShare = 0.3;          // of tau_h
constexpr double kBufferLagShare = 0.2;        // of tau_h
constexpr double kWholeBufferLagShare = 0.3;   // where bases are not as small as they could be
constexpr double kLeastBufferAmperes = 20e-6;  // at 27 C
constexpr double kMostBufferAmperes = 400e-6;
constexpr double kBufferAreaDensity = 100e-6;  // A/um2
constexpr double kBufferOverload = 8;          // times the base current of a winner in all columns
constexpr double kCellsShare = 0.8;  // of what is left of tau_h: the rest of the charge is C_b's
// Of tau_h, for the cells in any case: without it the last picoseconds that tails and buffers leave
// of a short tau_h would be bought with cells, and followers for them, of many times the current.
constexpr double kLeastCellsShare = 0.25;
constexpr double kLeastBaseFarads = 5e-15;
constexpr double kMostSourceOhms = 20e3;
constexpr double kLeastSourceOhms = 2.5e3;   // well above the followers' own
constexpr double kCollectorVolts = 1.2;      // reverse, until the levels are known
constexpr double kSwitchOhmsPerLoad = 0.01;  // switch resistance, of the column's
constexpr double kSwitchShare = 0.12;  // of a column's capacitance: its gate's charge stays there
constexpr double kMostSwitchShare = 0.5;  // of a fast one's, so that its switches hold it
constexpr double kMostSwitchOhms = 0.02;  // of a column's, what `time_unit: auto` leaves time for
constexpr double kShortestSwitchMetres = 1e-6;
constexpr double kLeastSwitchMetres = 4e-6;
constexpr double kMostSwitchMetres = 1e-3;

class Sizing {
public:
    Sizing(Network& network, const Target& target)
        : network_(network),
          target_(target),
          machine_(*network.current_mode),
          device_(circuit::bipolar_of(target)),
          ratio_(temperature_ratio(target)),
          thermal_(device_.thermal_volts(machine_.kelvin)),
          scale_(device_.density_scale()),
          pair_emitters_(pair_emitters()),
          memories_(static_cast<double>(machine_.weights.rows)),
          columns_(static_cast<double>(machine_.weights.cols)) {}

    void run() {
        set_tail(device_.whole ? pair_emitters_ * kMostDensity * scale_ * ratio_
                               : kPairTailAmperes * scale_ * ratio_);
        network_.time_unit_s =
            target_.time_unit.automatic ? automatic_unit() : target_.time_unit.seconds;
        if (device_.whole) {
            const double by_lag =
                machine_.tail_amperes * tail_lag(pair_emitters_) / (kTailLagShare * tau_s(1));
            set_tail(
                std::clamp(by_lag, machine_.tail_amperes, kMostCrowding * machine_.tail_amperes));
        }
        const double farads = switch_share() * tau_s(0) / machine_.column_ohms;
        machine_.switch_metres =
            std::clamp(farads / kSwitchFaradsPerMetre, kShortestSwitchMetres,
                       std::max(machine_.switch_metres, kShortestSwitchMetres));
        size_devices();
        size_buffers();
        size_cells();
    }

private:
    void set_tail(double amperes) {
        machine_.tail_amperes = amperes;
        const double beta = network_.banks[1].function.beta;
        const double volts = 2 * machine_.row_sum * beta * thermal_ * machine_.half_range;
        const double alpha = device_.alpha(machine_.kelvin);
        machine_.column_ohms = volts / (alpha * machine_.tail_amperes);
        machine_.switch_metres =
            std::clamp(kSwitchOhmMetres / (kSwitchOhmsPerLoad * machine_.column_ohms),
                       kLeastSwitchMetres, kMostSwitchMetres);
    }

    /// The fewest emitters of a memory's pair whose parts are its weights.
    [[nodiscard]] double pair_emitters() const {
        double best = 1;
        double least = INFINITY;
        for (int emitters = 1; device_.whole && emitters <= kMostPairEmitters; ++emitters) {
            double worst = 0;
            for (const double weight : machine_.weights.values) {
                const double wanted = emitters * (1 + weight / machine_.half_range) / 2;
                worst = std::max(worst, std::abs(std::round(wanted) - wanted) / emitters);
            }
            if (worst < least) {
                least = worst;
                best = emitters;
            }
            if (worst <= kRoundingError) {
                break;
            }
        }
        return best;
    }

    [[nodiscard]] double tau_s(std::size_t bank) const {
        return network_.banks[bank].tau * network_.time_unit_s;
    }

    /// Of a column, per um2 of softmax device: half of the memories are on either side.
    [[nodiscard]] double collector_farads() const {
        return memories_ / 2 * device_.collector_farads(kCollectorVolts);
    }

    [[nodiscard]] double fixed_farads() const {
        return kSwitchFaradsPerMetre * machine_.switch_metres + device_.cjc;
    }

    [[nodiscard]] double tail_lag(double area) const {
        return thermal_ / machine_.tail_amperes * memories_ * area * device_.emitter_farads();
    }

    /// The smallest unit with which the devices fill their share of the capacitance, switches that
    /// fill theirs hold a column, and tau_v is `ratio` times the tail's lag.
    [[nodiscard]] double automatic_unit() const {
        const double held =
            kSwitchOhmMetres * kSwitchFaradsPerMetre / kSwitchShare / kMostSwitchOhms;
        const double area = machine_.tail_amperes / ratio_ / (kAutomaticDensity * scale_);
        const double column = machine_.column_ohms * (collector_farads() * area + device_.cjc) /
                              (kDeviceShare - kSwitchShare);
        const double lag = tail_lag(area);
        return std::max({held / network_.banks[0].tau, column / network_.banks[0].tau,
                         lag / kTailLagShare / network_.banks[1].tau,
                         target_.time_unit.ratio * lag / network_.banks[0].tau});
    }

    /// What switches that hold a column have of its capacitance.
    [[nodiscard]] double switch_share() const {
        const double held = kSwitchOhmMetres * kSwitchFaradsPerMetre / kMostSwitchOhms / tau_s(0);
        return std::clamp(held, kSwitchShare, kMostSwitchShare);
    }

    void size_devices() {
        const double farads = tau_s(0) / machine_.column_ohms;
        const double by_column = (kDeviceShare * farads - fixed_farads()) / collector_farads();
        const double by_tail = kTailLagShare * tau_s(1) / tail_lag(1);
        const double nominal = machine_.tail_amperes / ratio_;
        const double least = device_.whole ? pair_emitters_ : nominal / (kMostDensity * scale_);
        machine_.device_area = std::clamp(std::min(by_column, by_tail), least,
                                          std::max(nominal / (kLeastDensity * scale_), least));
        if (device_.whole) {
            machine_.device_area =
                pair_emitters_ * std::floor(machine_.device_area / pair_emitters_);
        }
        machine_.tail_lag_s = tail_lag(machine_.device_area);
    }

    void size_buffers() {
        const double driven =
            columns_ * machine_.device_area * (device_.emitter_farads() + device_.cjc);
        const double share = device_.whole ? kWholeBufferLagShare : kBufferLagShare;
        const double by_lag = thermal_ * driven / (share * tau_s(1));
        const double by_load = kBufferOverload * columns_ * machine_.tail_amperes /
                               device_.current_gain(machine_.kelvin);
        machine_.buffer_amperes =
            std::clamp(std::max(by_lag, by_load), kLeastBufferAmperes * ratio_,
                       std::max(kMostBufferAmperes * scale_ * ratio_, by_load));
        machine_.buffer_area = device_.emitters(
            std::max(1.0, machine_.buffer_amperes / ratio_ / (kBufferAreaDensity * scale_)));
        machine_.buffer_lag_s =
            device_.emitter_ohms(machine_.buffer_amperes, machine_.buffer_area, machine_.kelvin) *
            driven;
        machine_.base_parasitic_farads = base_parasitic_farads(machine_, device_, kCollectorVolts);
    }

    void size_cells() {
        const double left = std::max(tau_s(1) - machine_.buffer_lag_s - machine_.tail_lag_s,
                                     kLeastCellsShare * tau_s(1));
        const double by_tau =
            kCellsShare * left / (machine_.base_parasitic_farads + kLeastBaseFarads);
        const double by_cell =
            largest_share() / target_.conductance.max;  // no cell above what the target can hold
        machine_.source_ohms = std::max(
            std::clamp(by_tau, kLeastSourceOhms / std::sqrt(scale_), kMostSourceOhms), by_cell);
    }

    /// Of a memory's conductance, the largest that one cell takes.
    [[nodiscard]] double largest_share() const {
        double largest = 0;
        for (const double weight : machine_.weights.values) {
            largest = std::max(largest, std::abs(weight));
        }
        for (const double bias : machine_.bias) {
            largest = std::max(largest, std::abs(bias) / machine_.reference_units);
        }
        return largest / machine_.row_sum;
    }

    Network& network_;
    const Target& target_;
    CurrentMode& machine_;
    circuit::Bipolar device_;
    double ratio_;
    double thermal_;
    double scale_;
    double pair_emitters_;
    double memories_;
    double columns_;
};

}  // namespace

Diagnostics size_currents(Network& network, const Target& target) {
    Sizing(network, target).run();
    return {};
}

}  // namespace hopspice::passes
