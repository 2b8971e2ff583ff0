#pragma once
// A constant sparse matrix as it is multiplied with vectors: row by row, without the empty ones.

#include "twin/elements.h"

#include <span>
#include <vector>

namespace hopspice::twin {

class SparseRows {
public:
    /// Rows come in ascending order.
    void add(Index row, Index column, double value) {
        if (rows_.empty() || rows_.back().row != row) {
            rows_.push_back({row, 0});
        }
        columns_.push_back(column);
        values_.push_back(value);
        rows_.back().end = static_cast<Index>(columns_.size());
    }
    void clear() {
        rows_.clear();
        columns_.clear();
        values_.clear();
    }
    /// In the order in which they were added.
    [[nodiscard]] std::span<double> values() { return values_; }

    /// sums += matrix * x.
    void add_product(std::span<const double> x, std::span<double> sums) const {
        Index k = 0;
        const auto term = [&](Index at) { return values_[at] * x[columns_[at]]; };
        for (const Row& row : rows_) {
            double sum = 0;
            double other = 0;  // no sum waits for the one before
            for (; k + 4 <= row.end; k += 4) {
                sum += term(k) + term(k + 1);
                other += term(k + 2) + term(k + 3);
            }
            for (; k < row.end; ++k) {
                sum += term(k);
            }
            sums[row.row] += sum + other;
        }
    }

private:
    struct Row {
        Index row = 0;
        Index end = 0;  ///< of its entries
    };
    std::vector<Row> rows_;
    std::vector<Index> columns_;
    std::vector<double> values_;
};

}  // namespace hopspice::twin
