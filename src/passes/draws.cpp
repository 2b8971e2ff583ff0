// Numbers drawn from a seed and a name: a part keeps its value whatever else is drawn.

#include "passes/passes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::passes {

namespace {

constexpr double kLeastSpread = 1e-3;

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

}  // namespace

double normal_of(std::uint64_t seed, std::string_view name) {
    const std::uint64_t state = mix(mix(seed) ^ hash_of(name));
    return std::sqrt(-2 * std::log(uniform(mix(state)))) *
           std::cos(2 * std::numbers::pi * uniform(mix(state + 1)));
}

double uniform_of(std::uint64_t seed, std::string_view name) {
    return uniform(mix(mix(mix(seed) ^ hash_of(name))));
}

double spread_of(double sigma, std::uint64_t seed, std::string_view name) {
    return sigma == 0 ? 1 : std::max(kLeastSpread, 1 + sigma * normal_of(seed, name));
}

double spread_of(double own_sigma, double array_sigma, std::uint64_t seed, std::string_view name,
                 std::string_view array) {
    return spread_of(own_sigma, seed, name) * spread_of(array_sigma, seed, array);
}

}  // namespace hopspice::passes
