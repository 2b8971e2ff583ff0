#pragma once
// What a source does in a transient.

#include <string>
#include <vector>

namespace hopspice::wave {

/// A source of a circuit and its corners, `pwl` = {t0, v0, t1, v1, ...}: seconds, then volts or
/// amperes, times rising.
struct SourceWave {
    std::string name;
    std::vector<double> pwl;
};

}  // namespace hopspice::wave
