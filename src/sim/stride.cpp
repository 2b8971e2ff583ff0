#include "sim/stride.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::sim {

namespace {

/// Of the way to the next corner.
constexpr double kReach = 0.9;

/// The simulator lands on a corner within rounding.
constexpr double kRounding = 1e-12;

/// It doubles a step at most; a smaller factor is its error control's.
constexpr double kDoubled = 1.99;

}  // namespace

void add_corners(std::span<const double> pwl, std::vector<double>& corners_s) {
    for (std::size_t i = 0; i < pwl.size(); i += 2) {
        corners_s.push_back(pwl[i]);
    }
}

Stride::Stride(std::vector<double> corners_s) : corners_(std::move(corners_s)) {
    std::ranges::sort(corners_);
}

double Stride::propose(double time_s, double step_s, double ready_s) {
    const double passed_s = time_s * (1 + kRounding);
    while (next_ < corners_.size() && corners_[next_] <= passed_s) {
        ++next_;
        trusted_ = true;
        doubled_ = true;
    }
    const bool ahead = next_ < corners_.size();
    const double room_s = ahead ? corners_[next_] - time_s : INFINITY;
    const bool asked = step_s >= asked_;  // not cut
    if (ahead && asked && std::abs(step_s - room_s) <= kRounding * corners_[next_]) {
        return kReach * step_s;
    }
    return trusted_ && doubled_ ? std::max(step_s, std::min(ready_s, kReach * room_s)) : step_s;
}

void Stride::accepted(double taken_s, double step_s) {
    doubled_ = step_s >= kDoubled * taken_s;
    asked_ = step_s;
}

}  // namespace hopspice::sim
