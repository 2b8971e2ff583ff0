#pragma once
// What a sum of outputs that add up to 1 does not show, taken out of both sides of a comparison.

#include <hopspice/spec.h>

#include <vector>

namespace hopspice::proof {

/// sum_mu w_mu f_mu + a with sum f = 1: the mean over mu belongs to neither, it goes to the bias.
void move_mean_to_bias(Matrix& weights, std::vector<double>& bias);

}  // namespace hopspice::proof
