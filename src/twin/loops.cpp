#include "twin/loops.h"

#include "twin/positions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kMost = std::numeric_limits<double>::max();

#define HOPSPICE_VECTOR_CODE "twin/vector_loops.inc"
#include "support/vector_widths.inc"

}  // namespace

std::vector<const Loops*> loops() {
    std::vector<const Loops*> usable;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) {
        usable.push_back(&avx512::kLoops);
    }
    if (__builtin_cpu_supports("avx2")) {
        usable.push_back(&avx2::kLoops);
    }
#endif
    usable.push_back(&baseline::kLoops);
    return usable;
}

}  // namespace hopspice::twin
