#pragma once
// The end of a recall: the settling rule on the circuit's visible states.

#include "circuit/layout.h"
#include "driver/recall_steps.h"
#include "sim/ngspice.h"
#include "wave/resolution.h"
#include "wave/settling.h"

#include <optional>
#include <span>
#include <vector>

namespace hopspice::driver {

/// Watches the visible signals (measure::visible_signals) and ends the run when the rule is met and
/// a decoder in the circuit had its time, or when a state has left the swing. Behind the release
/// steps grow where straight lines between the points still show the visible states. Near `passed`,
/// a state that the ODE only passes (measure::passed_state; may be empty), it does not end: the
/// rule begins anew. It holds on to `layout`.
class RecallStop : public sim::StopCondition {
public:
    RecallStop(const wave::SettleRule& rule, const circuit::Layout& layout,
               const RecallSteps& steps, std::vector<double> passed = {});
    std::optional<double> sample(double time_s, std::span<const double> values) override;
    [[nodiscard]] double largest_step_s() const override {
        return released_ ? resolution_.step() : steps_.held_s;
    }
    /// Not while inputs ramp up and states are loaded: those need the simulator's small steps.
    [[nodiscard]] double ready_step_s() const override { return loads_ ? 0 : steps_.ready_s; }

private:
    [[nodiscard]] bool is_passing() const;

    wave::SettleRule rule_;
    wave::SettleDetector detector_;
    wave::Resolution resolution_;
    const circuit::Layout& layout_;
    RecallSteps steps_;
    std::vector<double> passed_;
    std::vector<double> state_;
    bool released_ = false;
    bool loads_ = false;
};

}  // namespace hopspice::driver
