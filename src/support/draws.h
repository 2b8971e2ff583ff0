#pragma once
// Numbers drawn from a seed and a name: a part keeps its value whatever else is drawn.

#include <cstdint>
#include <string_view>

namespace hopspice {

/// A standard normal number that depends on the seed and the name alone, not on the order of draws.
[[nodiscard]] double normal_of(std::uint64_t seed, std::string_view name);

/// A number in (0, 1), uniform, that depends on the seed and the name alone.
[[nodiscard]] double uniform_of(std::uint64_t seed, std::string_view name);

/// 1 + sigma z, z of that name, held just above 0: a part never changes its sign.
[[nodiscard]] double spread_of(double sigma, std::uint64_t seed, std::string_view name);

/// What a part is multiplied by that has an error of its own and one of its array.
[[nodiscard]] double spread_of(double own_sigma, double array_sigma, std::uint64_t seed,
                               std::string_view name, std::string_view array);

}  // namespace hopspice
