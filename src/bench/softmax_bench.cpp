#include "bench/softmax_bench.h"
#include "cells/shared_tail.h"

#include "bench/activation_bench.h"
#include "cells/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

namespace hopspice::bench {

namespace {

constexpr std::size_t kSize = 8;
constexpr std::array kTimeConstants = {0.1e-9, 0.3e-9, 1e-9, 3e-9};  // s
constexpr double kSoftmaxEdgePoles = 0.2;
constexpr double kSettleBand = 0.01;  // of full scale, 1 V at 27 C

/// The static states, then one winner, then another.
ActivationCase swap_case() {
    ActivationCase activation = softmax_case(kSize);
    const double low = activation.ranges.hidden[0].h.low;
    const double high = activation.ranges.hidden[0].h.high;
    for (const std::size_t winner : {0U, 1U}) {
        std::vector<double> state(kSize, low);
        state[winner] = high;
        activation.states.push_back(state);
    }
    return activation;
}

double area_of(const ActivationBench& bench) {
    const std::string device = bench.lowered.layout.banks[1][0].junction.device;
    return bench.lowered.circuit.find_element(device)->area;
}

Result<SoftmaxTrade> measure(const Target& target, std::optional<double> tau_s,
                             const Simulator& simulator) {
    const ActivationCase activation = swap_case();
    auto bench = activation_bench(activation, target, tau_s);
    if (!bench) {
        return Unexpected{bench.error()};
    }
    bench->edge_s = kSoftmaxEdgePoles / (2 * std::numbers::pi * target.amplifier.gbw);
    const auto waveform = drive(*bench, activation, target, simulator);
    if (!waveform) {
        return Unexpected{waveform.error()};
    }
    SoftmaxTrade trade;
    trade.time_constant_s = bench->hidden_tau_s;
    trade.size = kSize;
    trade.area_um2 = area_of(*bench);
    trade.amperes_per_um2 = cells::kSoftmaxAmperes / trade.area_um2;
    trade.error = transfer_error(outputs_of(*waveform, *bench, activation), activation);
    const double swapped =
        bench->start_s + static_cast<double>(activation.states.size() - 1) * bench->plateau_s;
    trade.swap_s = settling_s(*waveform, swapped, kSettleBand);
    trade.chosen = !tau_s.has_value();
    return trade;
}

}  // namespace

double settling_s(const wave::Waveform& waveform, double from_s, double band) {
    const std::size_t last = waveform.points() - 1;
    for (std::size_t point = last; point > 0; --point) {
        for (std::size_t signal = 0; signal < waveform.names.size(); ++signal) {
            const double away = waveform.at(point, signal) - waveform.at(last, signal);
            if (std::abs(away) > band) {
                return waveform.time_s[point] - from_s;
            }
        }
    }
    return 0;
}

Result<std::vector<SoftmaxTrade>> measure_softmax_trades(const Target& target,
                                                         const Simulator& simulator) {
    std::vector<std::optional<double>> taus(kTimeConstants.begin(), kTimeConstants.end());
    taus.emplace_back(std::nullopt);
    std::vector<SoftmaxTrade> trades;
    for (const std::optional<double>& tau : taus) {
        const auto trade = measure(target, tau, simulator);
        if (!trade) {
            return Unexpected{trade.error()};
        }
        trades.push_back(*trade);
    }
    std::ranges::stable_sort(trades, {}, &SoftmaxTrade::time_constant_s);
    return trades;
}

}  // namespace hopspice::bench
