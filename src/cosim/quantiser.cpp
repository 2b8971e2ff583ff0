#include "cosim/quantiser.h"

#include <algorithm>
#include <cmath>

namespace hopspice::cosim {

double Quantiser::step() const {
    return bits == 0 ? 0 : (high - low) / (std::ldexp(1.0, bits) - 1);
}

double Quantiser::operator()(double value) const {
    if (bits == 0) {
        return value;
    }
    return low + std::round((std::clamp(value, low, high) - low) / step()) * step();
}

}  // namespace hopspice::cosim
