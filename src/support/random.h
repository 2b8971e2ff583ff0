#pragma once
// Random numbers that are functions of what they are for (a seed, a name, a number) and not of the
// draws before them.

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>

namespace hopspice {

/// Source: Steele, Lea & Flood, SplitMix64 finaliser.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

/// FNV-1a, 64 bit.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

/// In (0, 1), from the upper 53 bits of mixed ones.
[[nodiscard]] constexpr double uniform_from(std::uint64_t bits) {
    return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
}

/// A standard normal number of a state. Source: Box & Muller.
[[nodiscard]] inline double normal_from(std::uint64_t state) {
    return std::sqrt(-2 * std::log(uniform_from(mix_bits(state)))) *
           std::cos(2 * std::numbers::pi * uniform_from(mix_bits(state + 1)));
}

}  // namespace hopspice
