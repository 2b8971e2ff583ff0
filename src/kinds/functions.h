#pragma once
// A function of any kind at a state, over a range, and through a row of weights.

#include "kinds/kind.h"

#include <span>
#include <vector>

namespace hopspice::kinds {

/// Whether f of one neuron depends on its whole layer.
[[nodiscard]] bool is_joint(const Function& function);

/// f, f' and L of one neuron by itself; not of a joint function.
[[nodiscard]] double value_of(const Function& function, double x);
[[nodiscard]] double slope_of(const Function& function, double x);
[[nodiscard]] double lagrangian_of(const Function& function, double x);

/// f(x) of a layer; f.size() == x.size().
void outputs_of(const Function& function, std::span<const double> x, std::span<double> f);
[[nodiscard]] std::vector<double> outputs_of(const Function& function, std::span<const double> x);

/// L(x) of a layer, whose gradient is f where `Joint::is_gradient`.
[[nodiscard]] double lagrangian_of(const Function& function, std::span<const double> x);

/// out_i = sum_j row_j df_j/dx_i with f = f(x); all of one size.
void pull(const Function& function, std::span<const double> x, std::span<const double> f,
          std::span<const double> row, std::span<double> out);

/// Between which f stays whatever x is, of a layer of `size`; none: no bound.
[[nodiscard]] std::optional<Range> own_range(const Function& function, std::size_t size);

/// Between which f stays while every x is within a range.
[[nodiscard]] Range range_over(const Function& function, const Range& x, std::size_t size);

/// Between which each f of a layer stays while every x is within a range of its own, where that is
/// known of the function.
[[nodiscard]] bool has_box(const Function& function);
[[nodiscard]] std::vector<Range> box_of(const Function& function, std::span<const Range> x);

/// Largest |f'|, of a joint function the largest eigenvalue of df/dx; over a range, where only a
/// range gives one. None: no bound.
[[nodiscard]] std::optional<double> steepest(const Function& function,
                                             const std::optional<Range>& x = {});

/// What the outputs of a joint function are divided by; 1 where that does not show.
[[nodiscard]] double divisor_of(const Function& function, std::span<const double> x);

/// Properties of joint functions, false of all others.
[[nodiscard]] bool is_divided(const Function& function);  ///< has a divisor
[[nodiscard]] bool is_shift_invariant(const Function& function);
[[nodiscard]] bool sums_to_one(const Function& function);
[[nodiscard]] bool is_softmax(const Function& function);  ///< both of the last two

/// Whether f = x.
[[nodiscard]] bool is_identity(const Function& function);

/// Whether f = dL/dx.
[[nodiscard]] bool is_gradient(const Function& function);

/// Whether L is convex: f = dL/dx never falls.
[[nodiscard]] bool is_convex(const Function& function);

}  // namespace hopspice::kinds
