#pragma once
// The end of a recall: the settling rule on the circuit's visible states.

#include "passes/lower.h"
#include "sim/ngspice.h"
#include "wave/resolution.h"
#include "wave/settling.h"

#include <optional>
#include <span>
#include <vector>

namespace hopspice::driver {

/// Watches the visible signals (measure::visible_signals) and ends the run when the rule is met and
/// a decoder in the circuit had its time, or when a state has left the swing. Steps grow where
/// straight lines between the points still show the visible states. It holds on to `layout`.
class RecallStop : public sim::StopCondition {
public:
    /// `finest_s`: the largest step while states move fast, and before the release.
    RecallStop(const wave::SettleRule& rule, const passes::Layout& layout, double finest_s);
    std::optional<double> sample(double time_s, std::span<const double> values) override;
    [[nodiscard]] double largest_step_s() const override { return resolution_.step(); }

    /// The largest step when nothing moves, in parts of the finest.
    static constexpr double kCoarsest = 5;

private:
    wave::SettleDetector detector_;
    wave::Resolution resolution_;
    const passes::Layout& layout_;
    std::vector<double> state_;
};

}  // namespace hopspice::driver
