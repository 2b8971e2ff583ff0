// Topology steered: xi -> c + s w behind a softmax, w to be built of pairs of emitters.

#include "analog/tiles.h"
#include "kinds/functions.h"
#include "passes/steering.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::passes {

namespace {

using analog::Crossbar;
using analog::Network;
using analog::Steering;

constexpr double kLeastShare = 1e-6;  // of a cell's emitters

bool steers(const Network& network, const Crossbar& crossbar) {
    return crossbar.to == 0 && crossbar.from != network.readout_bank &&
           kinds::is_softmax(network.banks[crossbar.from].function);
}

std::vector<std::string> steering_obstacles(const Network& network, const Target& target) {
    std::vector<std::string> found;
    const auto any = [&](const auto& holds) {
        return std::ranges::any_of(network.crossbars, [&](const Crossbar& crossbar) {
            return steers(network, crossbar) && holds(crossbar);
        });
    };
    if (!any([](const Crossbar&) { return true; })) {
        found.emplace_back("a model without a softmax block");
    }
    if (any([](const Crossbar& crossbar) { return crossbar.has_choices(); })) {
        found.emplace_back("rows that tokens choose");
    }
    if (target.conductance.wire_resistance > 0) {
        found.emplace_back("wires that resist: wire_capacitance only");
    }
    if (analog::is_tiled(target.tile)) {
        found.emplace_back("crossbars in tiles");
    }
    return found;
}

/// The constant next to 0 that leaves every weight of a row within +-scale.
double least_constant(const Matrix& weights, std::size_t row, double scale) {
    double low = weights(row, 0);
    double high = low;
    for (std::size_t col = 1; col < weights.cols; ++col) {
        low = std::min(low, weights(row, col));
        high = std::max(high, weights(row, col));
    }
    return std::clamp(0.0, high - scale, std::max(low + scale, high - scale));
}

/// Half of the widest row; of rows that are all constant, their size.
double scale_of(const Matrix& weights) {
    double widest = 0;
    double largest = 0;
    for (std::size_t row = 0; row < weights.rows; ++row) {
        double low = weights(row, 0);
        double high = low;
        for (std::size_t col = 0; col < weights.cols; ++col) {
            low = std::min(low, weights(row, col));
            high = std::max(high, weights(row, col));
        }
        widest = std::max(widest, (high - low) / 2);
        largest = std::max({largest, std::abs(low), std::abs(high)});
    }
    return widest > 0 ? widest : largest > 0 ? largest : 1;
}

/// (1 + w)/2, without emitters that are next to nothing.
double share_of(double weight) {
    const double share = (1 + weight) / 2;
    return share < kLeastShare ? 0 : share > 1 - kLeastShare ? 1 : share;
}

/// Of a memory, whose inputs have the weights of its outputs: sum_i |xi| s (1 + w).
double reach_of(const Crossbar& crossbar, const Steering& steering,
                const std::vector<double>& constants) {
    double reach = 0;
    for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
        double sum = 0;
        for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
            const double xi = crossbar.weights(row, col) + constants[row];
            sum += xi * 2 * steering.scale * steering.share(row, col);
        }
        reach = std::max(reach, sum);
    }
    return reach;
}

void steer(Network& network, Crossbar& crossbar) {
    Steering steering;
    steering.scale = scale_of(crossbar.weights);
    steering.share = crossbar.weights;
    std::vector<double> constants;
    for (std::size_t row = 0; row < crossbar.weights.rows; ++row) {
        constants.push_back(least_constant(crossbar.weights, row, steering.scale));
        network.banks[crossbar.to].bias[row] += constants.back();
        for (std::size_t col = 0; col < crossbar.weights.cols; ++col) {
            crossbar.weights(row, col) -= constants.back();
            const double weight = crossbar.weights(row, col) / steering.scale;
            steering.share(row, col) = share_of(weight);
        }
    }
    steering.reach = reach_of(crossbar, steering, constants);
    network.banks[crossbar.from].steered = true;
    crossbar.steering = std::move(steering);
}

}  // namespace

bool is_steered(const Target& target) {
    return target.topology == Topology::Steered && target.level != Level::Behavioral;
}

Diagnostics steer_softmax(Network& network, const Target& target) {
    if (!is_steered(target)) {
        return {};
    }
    Diagnostics diagnostics;
    for (const std::string& obstacle : steering_obstacles(network, target)) {
        report(diagnostics, Rule::SteeredModel, {target.file, "/topology"}, obstacle);
    }
    if (diagnostics.has_errors()) {
        return diagnostics;
    }
    for (Crossbar& crossbar : network.crossbars) {
        if (steers(network, crossbar)) {
            steer(network, crossbar);
        }
    }
    network.steered.emplace();
    return diagnostics;
}

}  // namespace hopspice::passes
