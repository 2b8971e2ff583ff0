#pragma once
// How far apart samples may be for straight lines between them to show the curve.

#include <array>
#include <span>
#include <vector>

namespace hopspice::wave {

/// In one unit of time each.
struct ResolutionRule {
    double tolerance = 0;  ///< of a straight line, in the unit of the samples
    double finest = 0;     ///< no step need be smaller
    double coarsest = 0;   ///< no step may be larger
};

/// Fed with samples in increasing time; says how large the next step may be.
/// Source: a chord over h leaves a curve by h^2/8 of its second derivative, which is taken from the
/// last four samples as the larger one of the two divided differences.
class Resolution {
public:
    explicit Resolution(const ResolutionRule& rule) : rule_(rule), step_(rule.finest) {}

    void sample(double time, std::span<const double> values);
    [[nodiscard]] double step() const { return step_; }

private:
    struct Sample {
        double time = 0;
        std::vector<double> values;
    };
    [[nodiscard]] double bend() const;

    ResolutionRule rule_;
    std::array<Sample, 3> last_;  ///< oldest first
    std::size_t samples_ = 0;
    double bend_ = 0;  ///< at the sample before
    double step_;
};

}  // namespace hopspice::wave
