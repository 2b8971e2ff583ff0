#pragma once
// An equivalent model whose softmax blocks have no common mode.

#include <hopspice/spec.h>

#include <cstddef>
#include <vector>

namespace hopspice::model {

/// Takes their mean off the entries of every column; returns the means.
std::vector<double> centre_columns(Matrix& matrix);

/// Takes their mean off all values.
void centre(std::vector<double>& values);

/// Takes from every weight the mean of its column, and from every bias the mean of all; returns the
/// means of the columns, one per visible neuron.
std::vector<double> centre(HiddenBlock& hidden);

/// xi - m, b - mean(b), a + m with m_i the mean of xi_{mu i} over mu, for one softmax block. A
/// softmax does not see what all its inputs share, and its outputs sum to 1: v(t) and f(t) stay
/// exactly what they were, while the winner's h moves less from one memory to the next. Of
/// token-driven rows m is the mean of all candidate rows, which is exact too: whatever the tokens,
/// every h loses the same m g + mean(b) and the outputs sum to 1. What the rows of one context
/// share beyond m stays, as it changes with the tokens.
[[nodiscard]] Spec centred(Spec spec, std::size_t block);

}  // namespace hopspice::model
