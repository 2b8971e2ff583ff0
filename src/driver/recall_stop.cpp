#include "driver/recall_stop.h"

#include "measure/transient.h"

#include <algorithm>

namespace hopspice::driver {

RecallStop::RecallStop(const wave::SettleRule& rule, const passes::Layout& layout)
    : detector_(rule), layout_(layout), state_(layout.banks[0].size()) {}

bool RecallStop::sample(double time_s, std::span<const double> values) {
    if (time_s < layout_.release_s + layout_.edge_s) {
        return false;
    }
    bool inside = true;
    for (std::size_t k = 0; k < state_.size(); ++k) {
        const passes::Probe& probe = layout_.banks[0][k].state;
        const double volts = measure::visible_volts(layout_, k, values);
        state_[k] = volts / probe.volts_per_unit + probe.shift;
        inside = inside && std::abs(volts) <= layout_.swing_limit_volts;
    }
    if (detector_.sample(time_s, state_)) {
        settled_s_ = std::min(settled_s_, time_s);
    }
    return !inside || time_s >= settled_s_ + layout_.readout_s;
}

}  // namespace hopspice::driver
