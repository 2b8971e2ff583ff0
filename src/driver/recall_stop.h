#pragma once
// The end of a recall: the settling rule on the circuit's visible states.

#include "passes/lower.h"
#include "sim/ngspice.h"
#include "wave/settling.h"

#include <cmath>
#include <span>
#include <vector>

namespace hopspice::driver {

/// Watches the visible signals (measure::visible_signals) and ends the run when the rule is met and
/// a decoder in the circuit had its time, or when a state has left the swing. It holds on to
/// `layout`.
class RecallStop : public sim::StopCondition {
public:
    RecallStop(const wave::SettleRule& rule, const passes::Layout& layout);
    bool sample(double time_s, std::span<const double> values) override;

private:
    wave::SettleDetector detector_;
    double settled_s_ = INFINITY;  // the readout still follows
    const passes::Layout& layout_;
    std::vector<double> state_;
};

}  // namespace hopspice::driver
