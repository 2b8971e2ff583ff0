#include "sim/live_sources.h"

#include "support/lower_case.h"

#include <algorithm>
#include <utility>

namespace hopspice::sim {

namespace {

/// Of the largest step: breakpoints closer than this become one.
constexpr double kBreakShare = 5e-5;

}  // namespace

void EdgeHistory::add(double from_s, double duration_s, double volts) {
    const double start = at(from_s);
    while (!corners_.empty() && corners_.back().time_s >= from_s) {
        corners_.pop_back();
    }
    corners_.push_back({from_s, start});
    corners_.push_back({from_s + duration_s, volts});
}

double EdgeHistory::at(double time_s) const {
    const auto after = std::ranges::upper_bound(corners_, time_s, {}, &Corner::time_s);
    if (after == corners_.begin()) {
        return corners_.front().volts;
    }
    const Corner& before = *(after - 1);
    if (after == corners_.end()) {
        return before.volts;
    }
    const double share = (time_s - before.time_s) / (after->time_s - before.time_s);
    return before.volts + share * (after->volts - before.volts);
}

void EdgeHistory::forget_before(double time_s) {
    const auto after = std::ranges::upper_bound(corners_, time_s, {}, &Corner::time_s);
    if (after - corners_.begin() > 1) {
        corners_.erase(corners_.begin(), after - 1);
    }
}

LiveSources::LiveSources(const Live& live, double max_step_s)
    : first_(live.first), slack_s_(kBreakShare * max_step_s) {
    for (const DrivenSource& source : live.driven) {
        index_.emplace(lower_case(source.name), histories_.size());
        histories_.emplace_back(source.volts);
    }
}

double LiveSources::volts(std::string_view name, double time_s) const {
    const auto found = index_.find(name);
    return found == index_.end() ? 0 : histories_[found->second].at(time_s);
}

std::optional<Orders> LiveSources::take_first() { return std::exchange(first_, std::nullopt); }

bool LiveSources::due(double time_s) const { return time_s >= next_tick_s_ - slack_s_; }

std::vector<double> LiveSources::obey(const Orders& orders, double now_s) {
    std::vector<double> instants{orders.next_tick_s};
    for (const Ramp& ramp : orders.ramps) {
        if (ramp.source < histories_.size()) {
            EdgeHistory& history = histories_[ramp.source];
            history.forget_before(now_s);
            history.add(ramp.from_s, ramp.duration_s, ramp.volts);
            instants.push_back(ramp.from_s);
            instants.push_back(ramp.from_s + ramp.duration_s);
        }
    }
    next_tick_s_ = orders.next_tick_s;
    std::ranges::sort(instants);
    const auto repeated = std::ranges::unique(instants);
    instants.erase(repeated.begin(), repeated.end());
    return instants;
}

}  // namespace hopspice::sim
