#include "support/draws.h"

#include "support/random.h"

#include <algorithm>

namespace hopspice {

namespace {

constexpr double kLeastSpread = 1e-3;

}  // namespace

double normal_of(std::uint64_t seed, std::string_view name) {
    return normal_from(mix_bits(mix_bits(seed) ^ hash_of(name)));
}

double uniform_of(std::uint64_t seed, std::string_view name) {
    return uniform_from(mix_bits(mix_bits(mix_bits(seed) ^ hash_of(name))));
}

double spread_of(double sigma, std::uint64_t seed, std::string_view name) {
    return sigma == 0 ? 1 : std::max(kLeastSpread, 1 + sigma * normal_of(seed, name));
}

double spread_of(double own_sigma, double array_sigma, std::uint64_t seed, std::string_view name,
                 std::string_view array) {
    return spread_of(own_sigma, seed, name) * spread_of(array_sigma, seed, array);
}

}  // namespace hopspice
