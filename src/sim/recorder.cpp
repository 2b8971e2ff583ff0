#include "sim/recorder.h"

#include "support/lower_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <utility>

namespace hopspice::sim {

namespace {

/// The simulator ends a transient within rounding of its stop time.
constexpr double kEndTolerance = 1e-9;

/// ngspice calls `v(out)` `out` (`V(7)` where the node is a number) and `i(v1)` `v1#branch`.
std::vector<std::string> simulator_names(const std::string& saved) {
    const std::string name = lower_case(saved);
    if (name.size() > 3 && name[1] == '(' && name.back() == ')') {
        const std::string inner = name.substr(2, name.size() - 3);
        return {name[0] == 'i' ? inner + "#branch" : inner, name};
    }
    return {name};
}

std::optional<std::size_t> find_vector(const vecinfoall& info, const std::string& name) {
    for (int i = 0; i < info.veccount; ++i) {
        if (lower_case(info.vecs[i]->vecname) == name) {
            return static_cast<std::size_t>(i);
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> find_saved(const vecinfoall& info, const std::string& saved) {
    for (const std::string& name : simulator_names(saved)) {
        if (const auto found = find_vector(info, name)) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace

Recorder::Recorder(const Setup& setup, std::string id, std::unique_ptr<StopCondition> stop,
                   const Shortcut* shortcut)
    : setup_(setup), id_(std::move(id)), stop_(std::move(stop)), shortcut_(shortcut) {
    waveform_.names = setup.saved;
    row_.resize(setup.saved.size() + (shortcut != nullptr ? shortcut->saved.size() : 0));
    watched_.resize(setup.watch.size());
}

void Recorder::begin(const vecinfoall& info) {
    if (lower_case(info.title).find(id_) == std::string::npos) {
        fault(fmt::format("the simulator ran another circuit: {}", info.title), Blame::Asked);
        return;
    }
    const auto time = find_vector(info, "time");
    if (!time) {
        fault("the run has no time axis", Blame::Asked);
        return;
    }
    time_ = *time;
    column_.clear();
    begun_ = find_columns(info, setup_.saved) &&
             (shortcut_ == nullptr || find_columns(info, shortcut_->saved));
}

bool Recorder::find_columns(const vecinfoall& info, const std::vector<std::string>& saved) {
    for (const std::string& name : saved) {
        const auto column = find_saved(info, name);
        if (!column) {
            fault(fmt::format("the circuit has no signal {}", name), Blame::Asked);
            return false;
        }
        column_.push_back(*column);
    }
    return true;
}

/// False: a fault.
bool Recorder::read_row(const vecvaluesall& point, double time_s) {
    for (std::size_t i = 0; i < column_.size(); ++i) {
        row_[i] = point.vecsa[column_[i]]->creal;
        if (!std::isfinite(row_[i]) || !std::isfinite(time_s)) {
            const std::size_t own = setup_.saved.size();
            fault(fmt::format("{} is not finite at t = {} s",
                              i < own ? setup_.saved[i] : shortcut_->saved[i - own], time_s),
                  Blame::Run);
            return false;
        }
    }
    left_shortcut_ = shortcut_ != nullptr && !shortcut_->complete(row_);
    if (left_shortcut_) {
        fault(fmt::format("it takes the whole circuit from t = {} s", time_s), Blame::Run);
    }
    return !left_shortcut_;
}

void Recorder::take(const vecvaluesall& point) {
    if (!begun_ || wants_end()) {
        return;
    }
    const auto count = static_cast<std::size_t>(point.veccount);
    const auto outside = [count](std::size_t column) { return column >= count; };
    if (outside(time_) || std::ranges::any_of(column_, outside)) {
        fault("the simulator sent fewer signals than it announced", Blame::Asked);
        return;
    }
    const double time_s = point.vecsa[time_]->creal;
    if (last_s_ && time_s <= *last_s_) {
        return;
    }
    if (!read_row(point, time_s)) {
        return;
    }
    last_s_ = time_s;
    waveform_.time_s.push_back(time_s);
    const auto own = static_cast<std::ptrdiff_t>(setup_.saved.size());
    waveform_.samples.insert(waveform_.samples.end(), row_.begin(), row_.begin() + own);
    if (stop_) {
        for (std::size_t i = 0; i < watched_.size(); ++i) {
            watched_[i] = row_[setup_.watch[i]];
        }
        try {
            if (const auto end_s = stop_->sample(time_s, watched_)) {
                stopped_ = true;
                waveform_ = wave::until(waveform_, *end_s);
            }
        } catch (const std::exception& error) {
            fault(fmt::format("the stop condition failed: {}", error.what()), Blame::Asked);
        }
    }
}

wave::Waveform Recorder::take_points() {
    wave::Waveform points = std::exchange(waveform_, {});
    waveform_.names = setup_.saved;
    return points;
}

void Recorder::fault(std::string reason, Blame blame) {
    if (fault_.empty()) {
        fault_ = std::move(reason);
        hopeless_ = blame == Blame::Asked;
    }
}

bool Recorder::complete(double stop_time_s) const {
    return begun_ && fault_.empty() && last_s_ &&
           (stopped_ || *last_s_ >= stop_time_s * (1 - kEndTolerance));
}

}  // namespace hopspice::sim
