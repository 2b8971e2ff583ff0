#pragma once
// The spec's matrices and vectors as Eigen sees them: nothing is copied.

#include <hopspice/spec.h>

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace hopspice::model {

using Rows =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using ConstVector = Eigen::Map<const Eigen::VectorXd>;
using Vector = Eigen::Map<Eigen::VectorXd>;

inline Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

inline Rows rows(const Matrix& matrix) {
    return {matrix.values.data(), index(matrix.rows), index(matrix.cols)};
}

inline ConstVector vector(std::span<const double> values) {
    return {values.data(), index(values.size())};
}

inline Vector vector(std::span<double> values) { return {values.data(), index(values.size())}; }

}  // namespace hopspice::model
