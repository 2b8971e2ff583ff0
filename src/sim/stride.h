#pragma once
// Steps near the corners of sources, where the simulator's own choice is poor.

#include <span>
#include <vector>

namespace hopspice::sim {

/// Adds the instants of a piecewise linear source's (time, value) pairs.
void add_corners(std::span<const double> pwl, std::vector<double>& corners_s);

/// Behind each corner ngspice starts at a tenth of what lies before the next one and then doubles
/// at most: ten points that its error control did not ask for. This proposes a larger step there,
/// until the first one that the error control rejects. And a step that meets a corner by chance,
/// not because ngspice cut it there, is shortened: there it would forget the source's next corner.
/// Source: dctran.c and vsrcacct.c of ngspice 39 (CKTbreak).
class Stride {
public:
    /// `corners_s`: instants at which a source has a corner, in any order.
    explicit Stride(std::vector<double> corners_s);

    /// The step to take at `time_s` where the simulator would take `step_s`. Proposed steps are at
    /// most `ready_s`; 0: none is proposed.
    [[nodiscard]] double propose(double time_s, double step_s, double ready_s);
    /// The step before was taken, and `step_s` would be the next one but for corners.
    void accepted(double taken_s, double step_s);
    void rejected() { trusted_ = false; }

private:
    std::vector<double> corners_;  ///< increasing
    std::size_t next_ = 0;         ///< the first corner behind the present
    double asked_ = 0;             ///< the next step but for corners
    bool trusted_ = true;          ///< no step was rejected since the last corner
    bool doubled_ = true;          ///< only the simulator's own limit of growth held the next step
};

}  // namespace hopspice::sim
