// G -> G (1 + sigma z): mismatch, drawn per cell from the seed and the cell's own name, so that a
// cell keeps its value whatever else is drawn.

#include "passes/passes.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace hopspice::passes {

namespace {

/// Source: Steele, Lea & Flood, SplitMix64 finaliser.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

/// FNV-1a, 64 bit.
std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

/// In (0, 1), from the upper 53 bits.
double uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53; }

/// A relative error that would make a conductance negative is held just above zero.
double perturbed(double siemens, double sigma, std::uint64_t seed, const std::string& name) {
    return siemens * std::max(1e-3, 1 + sigma * normal_of(seed, name));
}

}  // namespace

double normal_of(std::uint64_t seed, std::string_view name) {
    const std::uint64_t state = mix(mix(seed) ^ hash_of(name));
    return std::sqrt(-2 * std::log(uniform(mix(state)))) *
           std::cos(2 * std::numbers::pi * uniform(mix(state + 1)));
}

Diagnostics perturb_conductances(analog::Network& network, const Target& target) {
    const double sigma = target.conductance.mismatch;
    if (sigma == 0) {
        return {};
    }
    for (analog::Crossbar& crossbar : network.crossbars) {
        for (std::size_t row = 0; row < crossbar.siemens.rows; ++row) {
            for (std::size_t col = 0; col < crossbar.siemens.cols; ++col) {
                const std::string name =
                    fmt::format("cell {} {} {} {}", crossbar.from, crossbar.to, row, col);
                crossbar.siemens(row, col) =
                    perturbed(crossbar.siemens(row, col), sigma, target.seed, name);
            }
        }
    }
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        auto& bias = network.banks[bank].bias_siemens;
        for (std::size_t neuron = 0; neuron < bias.size(); ++neuron) {
            bias[neuron] = perturbed(bias[neuron], sigma, target.seed,
                                     fmt::format("bias {} {}", bank, neuron));
        }
    }
    return {};
}

}  // namespace hopspice::passes
