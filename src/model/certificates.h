#pragma once
// Is the energy bounded below, do the dynamics converge from everywhere: spectral conditions.

#include <hopspice/spec.h>

#include <string>
#include <vector>

namespace hopspice::model {

struct Certificates {
    std::vector<double> spectral_norm;  ///< sigma_max(xi) per block; token-driven: the largest
    bool bounded = false;               ///< certainly bounded below
    bool falling = true;                ///< the energy falls along every trajectory: every f is a
                                        ///< gradient and never falls
    double bounded_value = 0;     ///< sigma_max of the stacked relu and linear blocks (0: none)
    std::string bounded_reason;   ///< one sentence naming the condition
    bool convergent = false;      ///< certainly one fixed point / convergence from everywhere
    double convergent_value = 0;  ///< smallest eigenvalue of I - k sum xi^T D xi, of the blocks
                                  ///< for which a D exists (see `certificates`)
    std::string convergent_reason;
};

/// With |df/dh| <= D (relu, linear 1; tanh its gain; softmax beta/2 across the mean of the rows,
/// since sum f = 1; polynomial and exponential only over a bounded range of h) and dg/dv <= k
/// (identity, relu 1; tanh its gain; sigmoid a quarter of it), I - k sum_blocks xi^T D xi > 0 makes
/// the difference of any two trajectories vanish: each neuron is a first-order lag of L2 gain 1, so
/// k ||D^(1/2) xi||^2 < 1 is the loop gain of the incremental system, whatever tau_v and tau_h are
/// (small-gain theorem). In terms of energy: E as a function of g is then strictly convex.
/// Failing it is no fault: a memory with several attractors must fail it.
///
/// With bounded g (tanh, sigmoid, spherical, layernorm) or bounded f alone every state is bounded.
/// The slope of spherical and layernorm g is at most 1/sqrt(eps). The slope of epanechnikov f has
/// no bound, and its energy need not fall: f is the gradient of no Lagrangian.
///
/// Token-driven rows: for all contexts at once. With at most 4096 contexts, and at most 3e8
/// multiplications for their eigenvalues, every context is looked at and the worst counts (exact).
/// Else the values are proven bounds of the worst: sum_l r_l r_l^T of the chosen rows is at most
/// that of all candidate rows, and by Weyl's inequality its largest eigenvalue is at most
/// sum_l max_t |r_{l,t}|^2; the better of the two, beside the ordinary blocks. The rows of a
/// softmax are then centred on the mean of all candidates, which the mean of the chosen can only
/// improve.
///
/// Polynomials of degree 2 count as relu (rectified) or linear.
/// Source: the conditions of the models' Lagrangians; softmax Jacobian bounded by beta/2.
[[nodiscard]] Certificates certificates(const Spec& spec);

}  // namespace hopspice::model
