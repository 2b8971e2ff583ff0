#include "driver/recall_stop.h"

#include "measure/transient.h"
#include "support/largest.h"

#include <hopspice/results.h>

#include <cmath>
#include <utility>

namespace hopspice::driver {

RecallStop::RecallStop(const wave::SettleRule& rule, const circuit::Layout& layout,
                       const RecallSteps& steps, std::vector<double> passed)
    : rule_(rule),
      detector_(rule),
      resolution_({steps.chord * rule.range, steps.finest_s, steps.coarsest_s}),
      layout_(layout),
      steps_(steps),
      passed_(std::move(passed)),
      state_(layout.banks[0].size()) {}

std::optional<double> RecallStop::sample(double time_s, std::span<const double> values) {
    released_ = time_s >= layout_.release_s;
    const double soon_s = time_s + layout_.edge_s / 2;  // a corner within rounding is one
    loads_ = soon_s >= layout_.apply_s && soon_s < layout_.release_s;
    if (time_s < layout_.release_s + layout_.edge_s) {
        return std::nullopt;
    }
    bool inside = true;
    for (std::size_t k = 0; k < state_.size(); ++k) {
        const circuit::Probe& probe = layout_.banks[0][k].state;
        const double volts = measure::visible_volts(layout_, k, values);
        state_[k] = volts / probe.volts_per_unit + probe.shift;
        inside = inside && std::abs(volts) <= layout_.swing_limit_volts;
    }
    resolution_.sample(time_s, state_);
    if (detector_.sample(time_s, state_) && is_passing()) {
        detector_ = wave::SettleDetector(rule_);
    }
    if (!inside) {
        return time_s;
    }
    const double end_s = detector_.settled_at().value_or(INFINITY) + layout_.readout_s;
    return time_s >= end_s ? std::optional(end_s) : std::nullopt;
}

bool RecallStop::is_passing() const {
    return !passed_.empty() && largest_difference(passed_, state_) <= kFarOff * rule_.range;
}

}  // namespace hopspice::driver
