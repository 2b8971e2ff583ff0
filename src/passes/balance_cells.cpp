// Cells whose loaded crossbar gives the weights, and the volts per unit that make up for its gain.
// The followers' current, and with it their resistance, depends on the cells: a few rounds.

#include "cells/values.h"
#include "passes/current_mode.h"
#include "passes/passes.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

using analog::CurrentMode;
using analog::Network;

constexpr double kFollowerReserve = 1.5;         // times the most its line ever draws
constexpr double kLeastFollowerAmperes = 50e-6;  // at 27 C
constexpr double kBleederShare = 0.06;           // of all currents, of a kit's devices
constexpr int kRounds = 6;
constexpr double kMostCorrection = 2;
constexpr double kMostBases = 0.9;  // of a column's conductance may be the followers' bases

class Balancing {
public:
    Balancing(Network& network, const Target& target)
        : network_(network),
          target_(target),
          machine_(*network.current_mode),
          device_(circuit::bipolar_of(target)),
          thermal_(device_.thermal_volts(machine_.kelvin)) {}

    Diagnostics run() {
        set_wanted();
        machine_.cells = ideal_cells();
        for (int round = 0; round < kRounds; ++round) {
            const Loading loading = load();
            if (!fits()) {
                return std::move(diagnostics_);
            }
            set_wanted();
            correct(loading);
        }
        const Matrix balanced = load().volts;
        store();
        if (!has_cells()) {
            return std::move(diagnostics_);
        }
        const Loading loading = load();
        if (fits()) {
            network_.mapping_error = error_of(loading.volts, balanced);
            finish(loading);
            share_areas();
            machine_.bleeder_amperes = device_.whole ? kBleederShare * supply_amperes(network_) : 0;
            network_.mapping_error += machine_.rounding_error;
        }
        return std::move(diagnostics_);
    }

private:
    [[nodiscard]] std::size_t columns() const { return machine_.weights.cols; }

    /// Columns within the supplies; beyond them the figures of small signals say nothing.
    bool fits() {
        const double swing = network_.banks[0].volts_per_unit * machine_.half_range;
        const double supply = target_.vdd - target_.vss;
        if (swing > 0 && swing <= supply) {
            return true;
        }
        report(diagnostics_, Rule::CheckImpossible, {}, network_.banks[0].name,
               "swing of a column, V", swing, fmt::format("{} V", supply),
               "2 S beta V_T times the range of v, S the weights and biases of a memory: smaller "
               "biases or less beta");
        return false;
    }

    /// A base is the mean of its memory's cells.
    bool has_cells() {
        const Matrix& cells = machine_.cells;
        for (std::size_t row = 0; row < cells.rows; ++row) {
            const auto first = cells.values.begin() + static_cast<std::ptrdiff_t>(row * cells.cols);
            const auto last = first + static_cast<std::ptrdiff_t>(cells.cols);
            if (std::all_of(first, last, [](double cell) { return cell == 0; })) {
                report(diagnostics_, Rule::CheckImpossible, {}, network_.banks[1].name,
                       "cells of a memory", 0.0, "1",
                       "all its weights are less than conductance.min can hold");
                return false;
            }
        }
        return true;
    }

    /// Per memory and column (the reference's last): half of weight/S, base volts per volt.
    void set_wanted() {
        const std::size_t all = columns() + 1;
        wanted_ = {machine_.weights.rows, all, std::vector<double>(machine_.weights.rows * all)};
        for (std::size_t row = 0; row < wanted_.rows; ++row) {
            for (std::size_t col = 0; col < columns(); ++col) {
                wanted_(row, col) = machine_.weights(row, col) / machine_.row_sum / 2;
            }
            wanted_(row, columns()) =
                machine_.bias[row] / machine_.reference_units / machine_.row_sum / 2;
        }
    }

    /// |w|/S of 1/source_ohms on one line; what is missing from S split between the reference's
    /// two.
    [[nodiscard]] Matrix ideal_cells() const {
        const std::size_t lines = 2 * columns() + 2;
        Matrix cells{wanted_.rows, lines, std::vector<double>(wanted_.rows * lines)};
        const double scale = 2 / machine_.source_ohms;
        for (std::size_t row = 0; row < cells.rows; ++row) {
            double left = 0.5;
            for (std::size_t col = 0; col <= columns(); ++col) {
                const double share = wanted_(row, col);
                left -= std::abs(share);
                cells(row, line_of(col, share > 0)) = std::abs(share) * scale;
            }
            if (machine_.has_reference) {
                const double padding = std::max(left, 0.0) * scale / 2;
                cells(row, lines - 2) += padding;
                cells(row, lines - 1) += padding;
            }
        }
        return cells;
    }

    [[nodiscard]] std::size_t line_of(std::size_t column, bool positive) const {
        return column == columns() ? 2 * columns() + (positive ? 0 : 1)
                                   : column + (positive ? 0 : columns());
    }

    /// Followers for these cells, the crossbar they load, and its gain.
    Loading load() {
        double most = 0;
        for (std::size_t line = 0; line < machine_.cells.cols; ++line) {
            double sum = 0;
            for (std::size_t row = 0; row < machine_.cells.rows; ++row) {
                sum += machine_.cells(row, line);
            }
            most = std::max(most, sum);
        }
        const double beta = network_.banks[1].function.beta;
        network_.banks[0].volts_per_unit = 2 * machine_.row_sum * beta * thermal_ / machine_.gain;
        const double swing = network_.banks[0].volts_per_unit * machine_.excursion / 2;
        const double ratio = temperature_ratio(target_);
        machine_.follower_amperes =
            std::max(kLeastFollowerAmperes * ratio, kFollowerReserve * most * swing);
        machine_.follower_area = device_.emitters(std::max(
            1.0, machine_.follower_amperes / ratio / (kFollowerDensity * device_.density_scale())));
        machine_.follower_ohms = device_.emitter_ohms(machine_.follower_amperes,
                                                      machine_.follower_area, machine_.kelvin);
        Loading loading =
            loading_of(machine_.cells, line_ohms(), device_.current_gain(machine_.kelvin));
        machine_.gain = gain_of(loading.volts, wanted_);
        set_loads(loading);
        return loading;
    }

    /// The reference's loads are those of the round before, at first a column's.
    [[nodiscard]] LineOhms line_ohms() const {
        const double load =
            machine_.load_ohms.empty() ? machine_.column_ohms : machine_.load_ohms.back();
        return {machine_.follower_ohms,
                machine_.follower_ohms + load / (device_.current_gain(machine_.kelvin) + 1)};
    }

    /// Of the followers into the crossbar: least squares of all weights.
    static double gain_of(const Matrix& volts, const Matrix& wanted) {
        double product = 0;
        double square = 0;
        for (std::size_t k = 0; k < wanted.values.size(); ++k) {
            product += wanted.values[k] * volts.values[k];
            square += wanted.values[k] * wanted.values[k];
        }
        return square > 0 ? product / square : 1;
    }

    /// Columns to U half_range at the full tail current; the reference at their mean load, so that
    /// it rests where they do. Its state is the one that its loads alone would have.
    void set_loads(const Loading& loading) {
        machine_.column_ohms = network_.banks[0].volts_per_unit * machine_.half_range /
                               (device_.alpha(machine_.kelvin) * machine_.tail_amperes);
        machine_.crosstalk = loading.crosstalk_siemens * machine_.column_ohms;
        machine_.bases_share = *std::ranges::max_element(loading.siemens) * machine_.column_ohms;
        machine_.load_ohms.clear();
        double mean = 0;
        for (std::size_t col = 0; col < columns(); ++col) {
            const double bases = loading.siemens[col] * machine_.column_ohms;
            machine_.load_ohms.push_back(machine_.column_ohms / (1 - std::min(bases, kMostBases)));
            mean += machine_.load_ohms.back() / static_cast<double>(columns());
        }
        machine_.load_ohms.push_back(mean);
        machine_.reference_units = machine_.half_range * mean / machine_.column_ohms;
    }

    /// Every cell by what its weight misses; the reference, which has two per memory, by
    /// difference.
    void correct(const Loading& loading) {
        for (std::size_t row = 0; row < wanted_.rows; ++row) {
            for (std::size_t col = 0; col < columns(); ++col) {
                const double wanted = wanted_(row, col);
                if (wanted == 0) {
                    continue;
                }
                const double ratio = loading.volts(row, col) / machine_.gain / wanted;
                machine_.cells(row, line_of(col, wanted > 0)) *= std::clamp(
                    ratio > 0 ? 1 / ratio : kMostCorrection, 1 / kMostCorrection, kMostCorrection);
            }
            if (machine_.has_reference) {
                const double missing =
                    wanted_(row, columns()) - loading.volts(row, columns()) / machine_.gain;
                double& positive = machine_.cells(row, 2 * columns());
                double& negative = machine_.cells(row, 2 * columns() + 1);
                positive += missing / machine_.source_ohms;
                negative -= missing / machine_.source_ohms;
                const double below = std::min({positive, negative, 0.0});
                positive -= below;
                negative -= below;
            }
        }
    }

    /// Cells the target can hold.
    void store() {
        for (double& cell : machine_.cells.values) {
            cell = cells::storable_siemens(cell, target_.conductance);
        }
    }

    /// Of weights against the largest of them, which a bias may exceed by far, and of biases
    /// against the largest of all; each up to the gain that makes up for what they have in common.
    [[nodiscard]] double error_of(const Matrix& volts, const Matrix& wanted) const {
        double weight = 0;
        double bias = 0;
        double weight_error = 0;
        double bias_error = 0;
        const double gain = gain_of(volts, wanted);
        for (std::size_t row = 0; row < wanted.rows; ++row) {
            for (std::size_t col = 0; col <= columns(); ++col) {
                const double error = std::abs(volts(row, col) / gain - wanted(row, col));
                double& largest = col < columns() ? weight : bias;
                double& worst = col < columns() ? weight_error : bias_error;
                largest = std::max(largest, std::abs(wanted(row, col)));
                worst = std::max(worst, error);
            }
        }
        const auto share = [](double error, double of) { return of > 0 ? error / of : 0; };
        return std::max(share(weight_error, weight), share(bias_error, std::max(bias, weight)));
    }

    void finish(const Loading& loading) {
        machine_.loading_error = error_of(loading.volts, wanted_);
        // The reference column is slower than the bases: it holds its voltage where they move.
        machine_.base_ohms =
            base_ohms_of(machine_.cells, {machine_.follower_ohms, machine_.follower_ohms});
        const double beta = network_.banks[1].function.beta;
        network_.banks[0].output_volts_per_unit = network_.banks[0].volts_per_unit;
        network_.banks[1].volts_per_unit = beta * thermal_;
        network_.banks[1].output_volts_per_unit = network_.banks[0].volts_per_unit;
        machine_.compression = winner_compression();
    }

    /// At emitter and injection, at the buffer it loads, at the cells that feed the buffer's base.
    [[nodiscard]] double winner_compression() const {
        const double gain = device_.current_gain(machine_.kelvin);
        const double base = static_cast<double>(columns()) * machine_.tail_amperes / gain;
        return device_.compression(machine_.tail_amperes / machine_.device_area, machine_.kelvin) +
               base / machine_.buffer_amperes + base / gain * machine_.source_ohms / thermal_;
    }

    /// f_mu draws (1 + w)/2 of the tail from the side that lets v rise, the rest from the other;
    /// of whole emitters as near as they come to it.
    void share_areas() {
        const Matrix& weights = machine_.weights;
        machine_.rising = {weights.cols, weights.rows, std::vector<double>(weights.values.size())};
        machine_.falling = machine_.rising;
        for (std::size_t row = 0; row < weights.rows; ++row) {
            for (std::size_t col = 0; col < weights.cols; ++col) {
                const double weight = weights(row, col) / machine_.half_range;
                double& rising = machine_.rising(col, row);
                double& falling = machine_.falling(col, row);
                rising = machine_.device_area * (1 + weight) / 2;
                falling = machine_.device_area * (1 - weight) / 2;
                if (device_.whole) {
                    const double had = 2 * std::round(rising) / machine_.device_area - 1;
                    rising = std::round(rising);
                    falling = machine_.device_area - rising;
                    machine_.rounding_error =
                        std::max(machine_.rounding_error, std::abs(had - weight));
                }
            }
        }
    }

    Network& network_;
    const Target& target_;
    CurrentMode& machine_;
    circuit::Bipolar device_;
    double thermal_;
    Matrix wanted_;
    Diagnostics diagnostics_;
};

}  // namespace

Diagnostics balance_cells(Network& network, const Target& target) {
    return Balancing(network, target).run();
}

}  // namespace hopspice::passes
