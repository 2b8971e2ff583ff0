#pragma once
// From where to where a number goes.

namespace hopspice {

struct Range {
    double low = 0;
    double high = 0;
    [[nodiscard]] double span() const { return high - low; }
    [[nodiscard]] double magnitude() const { return high > -low ? high : -low; }
    void include(double value) {
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
};

}  // namespace hopspice
