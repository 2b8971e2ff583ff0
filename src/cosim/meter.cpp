#include "cosim/meter.h"

#include "measure/transient.h"
#include "wave/settling.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hopspice::cosim {

namespace {

void append(wave::Waveform& to, const wave::Waveform& points) {
    to.names = points.names;
    to.time_s.insert(to.time_s.end(), points.time_s.begin(), points.time_s.end());
    to.samples.insert(to.samples.end(), points.samples.begin(), points.samples.end());
}

wave::Waveform last_point(const wave::Waveform& points) {
    const auto row = points.row(points.points() - 1);
    return {{points.time_s.back()}, points.names, {row.begin(), row.end()}};
}

}  // namespace

void add(EnergyUse& sum, const EnergyUse& more) {
    sum.total += more.total;
    sum.visible += more.visible;
    sum.hidden += more.hidden;
    sum.activation += more.activation;
    sum.reference += more.reference;
    sum.crossbar += more.crossbar;
}

void Meter::take(const wave::Waveform& points) {
    if (points.points() == 0) {
        return;
    }
    wave::Waveform joined = last_.value_or(wave::Waveform{});
    append(joined, points);
    const EnergyUse before = energy_;
    add(energy_, measure::energy_use(joined, setup_.layout, setup_.network, joined.time_s.front(),
                                     joined.time_s.back()));
    if (open_) {
        append(window_, points);
    }
    if (setup_.keep_waves) {
        keep(joined, before);
    } else {
        told_.clear();
    }
    last_ = last_point(points);
}

/// The first point of `joined` is the last of the points before, except at the very start.
void Meter::keep(const wave::Waveform& joined, const EnergyUse& before) {
    const std::size_t slots = setup_.layout.tokens.size();
    if (waves_.names.empty()) {
        waves_.names = joined.names;
        waves_.names.insert(waves_.names.end(), {"held", "settled", "supply_joules"});
        for (std::size_t slot = 0; slot < slots; ++slot) {
            waves_.names.push_back(fmt::format("slot{}", slot));
        }
    }
    EnergyUse sum = before;
    for (std::size_t point = last_ ? 1 : 0; point < joined.points(); ++point) {
        if (point > 0) {
            const wave::Waveform step{{joined.time_s[point - 1], joined.time_s[point]},
                                      joined.names,
                                      {joined.row(point - 1).begin(), joined.row(point).end()}};
            add(sum, measure::energy_use(step, setup_.layout, setup_.network, step.time_s[0],
                                         step.time_s[1]));
        }
        follow(joined.time_s[point]);
        waves_.time_s.push_back(joined.time_s[point]);
        const auto row = joined.row(point);
        waves_.samples.insert(waves_.samples.end(), row.begin(), row.end());
        waves_.samples.insert(waves_.samples.end(),
                              {held_ ? 1.0 : 0.0, settled_ ? 1.0 : 0.0, sum.total});
        for (std::size_t slot = 0; slot < slots; ++slot) {
            const bool chosen = slot < tokens_.size();
            waves_.samples.push_back(chosen ? static_cast<double>(tokens_[slot]) : -1);
        }
    }
}

/// What the circuit had been told by that instant.
void Meter::follow(double time_s) {
    while (!told_.empty() && told_.front().time_s <= time_s) {
        const Command& command = told_.front();
        held_ = command.load || (held_ && !command.release);
        settled_ = settled_ && !command.load;
        tokens_ = command.tokens;
        told_.pop_front();
    }
}

void Meter::tell(const std::vector<Command>& commands, bool settled) {
    if (settled && open_) {
        end_presentation(true);
        settled_ = true;
    }
    for (const Command& command : commands) {
        told_.push_back(command);
        if (command.load) {
            end_presentation(false);
            open_ = Open{command, {}};
            window_ = last_.value_or(wave::Waveform{});
        } else if (command.release && open_) {
            open_->release_s = command.time_s + setup_.layout.edge_s / 2;
        }
    }
}

void Meter::close() { end_presentation(false); }

void Meter::end_presentation(bool settled) {
    if (!open_) {
        return;
    }
    if (window_.points() > 1 && window_.time_s.back() > open_->begun.apply_s) {
        Presentation presentation;
        presentation.apply_s = open_->begun.apply_s;
        presentation.end_s = window_.time_s.back();
        presentation.settled = settled;
        presentation.tokens = open_->begun.tokens;
        measure_times(presentation);
        presentations_.push_back(std::move(presentation));
    }
    open_.reset();
    window_ = {};
}

void Meter::measure_times(Presentation& presentation) const {
    const measure::Transient transient = measure::decode(window_, setup_.layout);
    const std::size_t width = transient.visible.cols;
    const double apply = presentation.apply_s;
    const auto first = static_cast<std::size_t>(std::ranges::lower_bound(transient.time_s, apply) -
                                                transient.time_s.begin());
    const std::span<const double> time = std::span(transient.time_s).subspan(first);
    const std::span<const double> values =
        std::span(transient.visible.values).subspan(first * width);
    const std::span<const double> last = values.last(width);
    presentation.visible.assign(last.begin(), last.end());
    presentation.readout = reader_.answer(last);
    presentation.decision_time_s =
        wave::decision_time(time, values, width,
                            [this](std::span<const double> v) { return reader_.identify(v); }) -
        apply;
    double until = presentation.end_s;
    if (presentation.settled) {
        const double band = setup_.spec.inference.settle * setup_.network.visible_range;
        until = wave::settling_time(time, values, width, band);
        presentation.settle_time_s = until - apply;
        presentation.release_time_s = std::max(0.0, until - open_->release_s.value_or(apply));
    }
    if (!setup_.layout.supplies.empty()) {
        presentation.energy_j =
            measure::energy_use(window_, setup_.layout, setup_.network, apply, until);
    }
}

}  // namespace hopspice::cosim
