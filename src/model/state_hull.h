#pragma once
// Where softmax keeps the state: in the convex hull of its start and the memories. What a hidden
// neuron sees is linear in the state, so its extremes are at the corners.

#include "model/stimulus.h"
#include "support/range.h"

#include <hopspice/spec.h>

#include <vector>

namespace hopspice::model {

/// Of models whose only block is softmax behind an identity, with fixed rows: tau_v dv/dt = -v + a
/// + xi^T f with f >= 0, sum f = 1, so v(t) is a mean of v(0) and the a + xi_k; a neuron that is
/// held stays where it is held.
class StateHull {
public:
    [[nodiscard]] static bool applies_to(const Spec& spec);

    /// `spec`, to which applies_to() says yes, must outlive it.
    explicit StateHull(const Spec& spec) : spec_(spec) {}

    /// The smallest range that holds every h = xi v + b for all v of the hull, and h(0) where the
    /// block has its own. O(N M), and O(N M^2) where other neurons are held than the time before.
    [[nodiscard]] Range hidden(const Stimulus& stimulus);

    /// Over all queries, of which there is at least one.
    [[nodiscard]] Range hidden(const std::vector<Query>& queries);

    /// The smallest range that holds every v_i: what a neuron starts from or is held at, and, where
    /// some query does not hold it, the a_i + xi_ki. O(N (M + queries)).
    [[nodiscard]] Range visible(const std::vector<Query>& queries) const;

private:
    void hold(const std::vector<bool>& clamped);

    const Spec& spec_;
    std::vector<bool> clamped_;  ///< of the last stimulus; empty: there was none
    std::vector<Range> others_;  ///< M ranges, of xi_mu xi_k over the neurons that are not held
};

}  // namespace hopspice::model
