#pragma once
// An equivalent model whose softmax blocks have no common mode.

#include <hopspice/spec.h>

#include <cstddef>

namespace hopspice::model {

/// xi - m, b - mean(b), a + m with m_i the mean of xi_{mu i} over mu, for one softmax block. A
/// softmax does not see what all its inputs share, and its outputs sum to 1: v(t) and f(t) stay
/// exactly what they were, while the winner's h moves less from one memory to the next.
[[nodiscard]] Spec centred(Spec spec, std::size_t block);

}  // namespace hopspice::model
