#pragma once
// What a softmax does not see, taken out of both sides of a comparison.

#include <hopspice/spec.h>

#include <vector>

namespace hopspice::netlist {

/// Takes their mean off all values: a shift that all inputs share.
void centre(std::vector<double>& values);

/// The same for every column of weights into a softmax.
void centre_columns(Matrix& weights);

/// sum_mu w_mu f_mu + a with sum f = 1: the mean over mu belongs to neither, it goes to the bias.
void move_mean_to_bias(Matrix& weights, std::vector<double>& bias);

}  // namespace hopspice::netlist
