// Every operation that CVODE needs at each step. Source of the order of their arithmetic: SUNDIALS
// 6.4, nvector_serial.c.

#include "model/vectors.h"

#include <nvector/nvector_serial.h>

#include <cmath>

#include "model/views.h"

namespace hopspice::model {

namespace {

using Values = Eigen::Map<Eigen::ArrayXd>;

Values values_of(N_Vector of) { return {NV_DATA_S(of), NV_LENGTH_S(of)}; }

void linear_sum(realtype a, N_Vector x, realtype b, N_Vector y, N_Vector z) noexcept {
    Values out = values_of(z);
    if (a == b) {
        out = a * (values_of(x) + values_of(y));
    } else if (a == -b) {
        out = a * (values_of(x) - values_of(y));
    } else {
        out = a * values_of(x) + b * values_of(y);
    }
}

void fill(realtype value, N_Vector z) noexcept { values_of(z).setConstant(value); }

void scale(realtype factor, N_Vector x, N_Vector z) noexcept {
    values_of(z) = factor * values_of(x);
}

void product(N_Vector x, N_Vector y, N_Vector z) noexcept {
    values_of(z) = values_of(x) * values_of(y);
}

void quotient(N_Vector x, N_Vector y, N_Vector z) noexcept {
    values_of(z) = values_of(x) / values_of(y);
}

void absolute(N_Vector x, N_Vector z) noexcept { values_of(z) = values_of(x).abs(); }

void inverse(N_Vector x, N_Vector z) noexcept { values_of(z) = 1.0 / values_of(x); }

void add_constant(N_Vector x, realtype value, N_Vector z) noexcept {
    values_of(z) = values_of(x) + value;
}

realtype weighted_rms(N_Vector x, N_Vector weights) noexcept {
    const Values values = values_of(x);
    const Values by = values_of(weights);
    double sum = 0;
    for (Eigen::Index k = 0; k < values.size(); ++k) {
        const double weighted = values[k] * by[k];
        sum += weighted * weighted;
    }
    return std::sqrt(sum / static_cast<double>(values.size()));
}

realtype large_weighted_rms(N_Vector x, N_Vector weights) noexcept {
    const Values values = values_of(x);
    return (values * values_of(weights)).matrix().norm() /
           std::sqrt(static_cast<double>(values.size()));
}

realtype large_product(N_Vector x, N_Vector y) noexcept {
    return values_of(x).matrix().dot(values_of(y).matrix());
}

}  // namespace

void use_own_arithmetic(N_Vector vector, bool large) {
    _generic_N_Vector_Ops& ops = *vector->ops;
    ops.nvlinearsum = linear_sum;
    ops.nvconst = fill;
    ops.nvscale = scale;
    ops.nvprod = product;
    ops.nvdiv = quotient;
    ops.nvabs = absolute;
    ops.nvinv = inverse;
    ops.nvaddconst = add_constant;
    ops.nvwrmsnorm = large ? large_weighted_rms : weighted_rms;
    if (large) {
        ops.nvdotprod = large_product;
    }
}

}  // namespace hopspice::model
