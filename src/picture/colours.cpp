#include "picture/colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace hopspice::picture {

namespace {

using Colour = std::array<double, 3>;

constexpr double kWhite = 255;
constexpr Colour kPositive = {33, 102, 172};
constexpr Colour kNegative = {179, 88, 6};

/// A number that is not zero has a colour, however small it is.
constexpr double kFaintest = 0.06;

double strength_of(double value, double scale) {
    const double part = scale > 0 ? std::min(1.0, std::abs(value) / scale) : 0;
    return value == 0 ? 0 : std::max(kFaintest, part);
}

}  // namespace

std::string colour_of(double value, double scale) {
    const Colour& end = value < 0 ? kNegative : kPositive;
    const double strength = strength_of(value, scale);
    std::string text = "#";
    for (const double channel : end) {
        text += fmt::format("{:02x}",
                            static_cast<int>(std::lround(kWhite + strength * (channel - kWhite))));
    }
    return text;
}

bool is_dark(double value, double scale) { return strength_of(value, scale) > 0.6; }

}  // namespace hopspice::picture
