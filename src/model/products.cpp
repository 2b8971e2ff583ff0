#include "model/products.h"

#include "support/assert.h"

#include <cstdint>
#include <cstring>

namespace hopspice::model {

namespace {

constexpr std::size_t kParts = 8;  ///< of a sum along a row, as many as a cache line has numbers

#define HOPSPICE_VECTOR_CODE "model/products.inc"
#include "support/vector_widths.inc"

}  // namespace

LargeMatrix::LargeMatrix(const Matrix& matrix)
    : rows_(matrix.rows),
      cols_(matrix.cols),
      stride_(((cols_ + kParts - 1) / kParts | 1U) * kParts),
      values_(rows_ * stride_ + kParts) {
    constexpr std::size_t kLine = kParts * sizeof(double);
    const auto beyond = reinterpret_cast<std::uintptr_t>(values_.data()) % kLine;
    first_ = (kLine - beyond) % kLine / sizeof(double);
    for (std::size_t row = 0; row < rows_; ++row) {
        const auto from = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * cols_);
        std::copy_n(from, cols_,
                    values_.begin() + static_cast<std::ptrdiff_t>(first_ + row * stride_));
    }
}

std::vector<AddBoth> ways_to_add_both() {
    std::vector<AddBoth> usable;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) {
        usable.push_back(avx512::add_both);
    }
    if (__builtin_cpu_supports("avx2")) {
        usable.push_back(avx2::add_both);
    }
#endif
    usable.push_back(baseline::add_both);
    return usable;
}

void add_both(const LargeMatrix& xi, std::span<const double> g, std::span<const double> f,
              std::span<double> hidden, std::span<double> visible) {
    HOPSPICE_ASSERT(g.size() == xi.cols() && f.size() == xi.rows() && hidden.size() == xi.rows() &&
                    visible.size() == xi.cols());
    static const AddBoth kFastest = ways_to_add_both().front();
    kFastest(xi, g.data(), f.data(), hidden.data(), visible.data());
}

}  // namespace hopspice::model
