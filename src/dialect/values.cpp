#include "dialect/values.h"

#include "support/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>

namespace hopspice::dialect {

namespace {

constexpr std::array<double, 4> kScales = {1e-3, 0.03, 1, 10};  // V, A
constexpr std::uint64_t kPoints = 16;                           // of each scale
constexpr std::uint64_t kLeastCompared = 24;                    // of all
constexpr double kTolerance = 1e-9;

}  // namespace

Value value_of(const std::string& expression) {
    auto parsed = netlist::Expression::parse(expression, 0);
    if (!parsed) {
        return [](const netlist::Lookup&) { return std::numeric_limits<double>::quiet_NaN(); };
    }
    const auto shared = std::make_shared<const netlist::Expression>(*std::move(parsed));
    return [shared](const netlist::Lookup& lookup) { return shared->value(lookup); };
}

bool are_same(const Value& a, const Value& b, const Law& law) {
    std::uint64_t compared = 0;
    for (const double scale : kScales) {
        double largest = 0;
        double difference = 0;
        for (std::uint64_t point = 0; point < kPoints; ++point) {
            const netlist::Lookup volts = [&](const std::string& name) {
                return scale * normal_from(mix_bits(hash_of(name) + point));
            };
            const netlist::Lookup lookup = [&](const std::string& name) {
                return law(name, volts);
            };
            const double one = a(lookup);
            const double other = b(lookup);
            if (std::isfinite(one) != std::isfinite(other)) {
                return false;
            }
            if (std::isfinite(one)) {
                ++compared;
                largest = std::max({largest, std::abs(one), std::abs(other)});
                difference = std::max(difference, std::abs(one - other));
            }
        }
        if (difference > kTolerance * largest) {
            return false;
        }
    }
    return compared >= kLeastCompared;
}

}  // namespace hopspice::dialect
