// A point of a shortcut's circuit as one of the circuit that it stands for.

#include "sim/ngspice.h"

#include <algorithm>
#include <numeric>

namespace hopspice::sim {

bool Shortcut::complete(std::span<double> point) const {
    const bool holds = std::ranges::all_of(limits, [point](const Limit& limit) {
        const double value = point[limit.signal] - limit.factor * point[limit.other];
        return limit.low <= value && value <= limit.high;
    });
    if (!holds) {
        return false;
    }
    for (const Share& share : shares) {
        const double sum = std::accumulate(share.parts.begin(), share.parts.end(), share.constant,
                                           [point](double so_far, std::size_t part) {
                                               return so_far + std::max(point[part], 0.0);
                                           });
        point[share.signal] += share.factor * sum;
    }
    return true;
}

}  // namespace hopspice::sim
