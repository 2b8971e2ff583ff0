#include "twin/loops.h"

#include "twin/positions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kMost = std::numeric_limits<double>::max();

// The attribute stands on every function, not around them: that is how templates get it. A vector
// is what a register holds, anywhere in memory.
#define HOPSPICE_WIDTH
namespace baseline {
using Vector [[gnu::vector_size(16), gnu::aligned(8)]] = double;
#include "twin/vector_loops.inc"
}  // namespace baseline
#undef HOPSPICE_WIDTH

#ifdef __x86_64__
#define HOPSPICE_WIDTH [[gnu::target("avx2")]]
namespace avx2 {
using Vector [[gnu::vector_size(32), gnu::aligned(8)]] = double;
#include "twin/vector_loops.inc"
}  // namespace avx2
#undef HOPSPICE_WIDTH
#define HOPSPICE_WIDTH [[gnu::target("avx512f")]]
namespace avx512 {
using Vector [[gnu::vector_size(64), gnu::aligned(8)]] = double;
#include "twin/vector_loops.inc"
}  // namespace avx512
#undef HOPSPICE_WIDTH
#endif

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
