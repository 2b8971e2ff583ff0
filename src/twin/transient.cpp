#include "twin/transient.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kTolerance = 2e-4;  // V, error of a step
constexpr double kNewton = 1e-5;     // V, of a solution; more of it puts off the end of a run
constexpr int kIterations = 12;
constexpr int kInstantIterations = 50;
constexpr double kFirstMove = 5e-3;    // V, of the first step of a piece
constexpr double kFirstBend = 1e-3;    // V, of that step from a straight line
constexpr double kDampingShare = 0.1;  // of the error of a step
constexpr double kMostDamping = 0.1;
constexpr double kPatience = 30;
constexpr double kForgotten = 2;          // steps per unit of patience
constexpr double kInstantPace = 1e4;      // of the largest step, from where on a step is an instant
constexpr double kFirstShare = 1.0 / 64;  // of the largest step
constexpr double kGrowth = 2;
constexpr double kFirstGrowth = 4;
constexpr double kWorthwhile = 1.25;  // a smaller growth leaves the step, and the matrix, as it is
constexpr double kSafety = 0.85;
constexpr double kRounded = 0.01;  // of a step
constexpr double kLeast = 1e-12;   // of the largest step
constexpr double kJump = 1e-8;     // of it
constexpr double kShrink = 0.125;  // where there is no solution

}  // namespace

void Transient::History::push(double time, std::span<const double> now) {
    std::rotate(values.begin(), values.end() - 1, values.end());
    std::rotate(times.begin(), times.end() - 1, times.end());
    values[0].assign(now.begin(), now.end());
    times[0] = time;
    points = std::min<std::size_t>(points + 1, 3);
}

/// Lagrange's polynomial.
void Transient::History::extrapolate(double time, std::span<double> out) const {
    std::array<double, 3> weights{};  // 0 of points that are not there
    for (std::size_t k = 0; k < points; ++k) {
        weights[k] = 1;
        for (std::size_t j = 0; j < points; ++j) {
            if (j != k) {
                weights[k] *= (time - times[j]) / (times[k] - times[j]);
            }
        }
    }
    const auto value = [&](std::size_t j) { return values[j < points ? j : 0].data(); };
    const std::array<const double*, 3> from{value(0), value(1), value(2)};
    for (std::size_t k = 0; k < out.size(); ++k) {
        out[k] = weights[0] * from[0][k] + weights[1] * from[1][k] + weights[2] * from[2][k];
    }
}

std::array<double, 3> Transient::History::slopes() const {
    std::array<double, 3> all{};
    for (std::size_t k = 1; k < points; ++k) {
        all[k] = 1 / (times[k] - times[0]);
        for (std::size_t j = 1; j < points; ++j) {
            if (j != k) {
                all[k] *= (times[0] - times[j]) / (times[k] - times[j]);
            }
        }
    }
    return all;
}

std::array<double, 3> Transient::History::bends() const {
    std::array<double, 3> all{1, 1, 1};
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t j = 0; j < 3; ++j) {
            all[k] /= j != k ? times[k] - times[j] : 1;
        }
    }
    return all;
}

Transient::Transient(const TransientParts& parts, double max_step_s)
    : parts_(parts),
      stop_s_(parts.job.stop_time_s),
      max_step_s_(max_step_s),
      next_(parts.equations.unknowns()),
      guess_(parts.equations.unknowns()),
      rest_(parts.equations.unknowns()),
      reported_currents_(parts.equations.outputs()),
      reported_charges_(parts.equations.outputs()),
      watched_(parts.watch.size()) {
    waveform_.names.assign(parts.names.begin(), parts.names.end());
}

void Transient::fail(std::string why) {
    if (fault_.empty()) {
        fault_ = std::move(why);
    }
}

void Transient::begin(std::span<const double> start, std::span<const char> closed) {
    Equations& equations = parts_.equations;
    x_.assign(start.begin(), start.end());
    closed_.assign(closed.begin(), closed.end());
    equations.set_switches(closed_);
    equations.set_sources(parts_.stimulus.values(0));
    equations.begin(x_);
    equations.settle(x_);
    currents_.assign(x_.size(), 0);
    charges_.assign(equations.charges().begin(), equations.charges().end());
    history_.push(-kInstantShare * max_step_s_, x_);
    history_.push(0, x_);
    step_s_ = kFirstShare * max_step_s_;
    record();
    if (parts_.job.live) {
        obey(parts_.job.live->first);
    }
}

sim::Outcome Transient::run(std::span<const double> start, std::span<const char> closed) {
    begin(start, closed);
    while (!over() && time_s_ < stop_s_) {
        const double cut_s = parts_.stimulus.next_cut(time_s_);
        if (!run_piece(std::min({cut_s, next_tick_s_, stop_s_})) || over()) {
            break;
        }
        const bool turns = time_s_ >= next_tick_s_ && tick();
        if ((turns || time_s_ >= cut_s) && !over() && time_s_ < stop_s_ && !settle_piece()) {
            break;
        }
    }
    sim::Outcome outcome;
    outcome.completed = fault_.empty();
    outcome.stopped_early = stopped_;
    outcome.message = fault_;
    outcome.waveform = std::move(waveform_);
    return outcome;
}

double Transient::largest_step() const {
    return std::min(max_step_s_,
                    parts_.stop != nullptr ? parts_.stop->largest_step_s() : max_step_s_);
}

bool Transient::run_piece(double end_s) {
    while (!over() && time_s_ < end_s) {
        if (end_s - time_s_ < kLeast * max_step_s_) {
            time_s_ = end_s;  // corners that are one but for rounding
            break;
        }
        const double time = next_time(end_s);
        const double step = time - time_s_;
        if (step < kLeast * max_step_s_) {
            fail(fmt::format("the step at t = {} s came down to {} s", time_s_, step));
        } else if (!step_to(time)) {
            ++parts_.newton.effort().rejected;
            parts_.newton.forget();
            step_s_ = kShrink * step;
        } else if (is_good(time)) {
            accept(time);
        }
    }
    return fault_.empty();
}

/// No last step of a piece is far smaller than the one before it.
double Transient::next_time(double end_s) const {
    const double step = std::min(step_s_, largest_step());
    const double left = end_s - time_s_;
    if (step >= left * (1 - 1e-9)) {
        return end_s;
    }
    return time_s_ + (2 * step > left ? left / 2 : step);
}

/// Whether the error of the step is small enough; sets the next one, be it the same again. Where a
/// signal jumps no step is small enough.
bool Transient::is_good(double time_s) {
    const double step = time_s - time_s_;
    const double error = error_of(time_s);
    const auto order = static_cast<double>(history_.points);
    const double factor = kSafety * std::pow(std::max(error, 1e-9), -1 / order);
    if (error > 1 && step > kJump * max_step_s_) {
        ++parts_.newton.effort().rejected;
        step_s_ = step * std::clamp(factor, 0.1, 0.9);
        return false;
    }
    error_ = error;
    const double growth = std::min(factor, history_.points < 3 ? kFirstGrowth : kGrowth);
    // Late in a long run the sum of time and step is rounded by much of a small step.
    const bool as_asked = step >= step_s_ * (1 - kRounded);
    if (growth < 1 || (growth >= kWorthwhile && as_asked)) {
        step_s_ = step * growth;
    }
    return true;
}

/// The weight of a step's end. At a half, which is the trapezoidal rule, what is much faster than
/// the steps rings for ever: as much more as makes an error that does not show. The error is
/// (weight - 1/2) h^2 of the second derivative.
double Transient::weight_of(double step_s) const {
    if (history_.points < 3) {
        return 0.5;
    }
    const auto bends = history_.bends();
    double largest = 0;
    for (Index k = 0; k < x_.size(); ++k) {
        if (parts_.equations.is_voltage(k)) {
            largest = std::max(largest, std::abs(bends[0] * history_.values[0][k] +
                                                 bends[1] * history_.values[1][k] +
                                                 bends[2] * history_.values[2][k]));
        }
    }
    // Steps that are smaller than their error asks for are as many more, and may err as much less.
    const double fineness = std::cbrt(std::min(error_, 1.0));
    const double allowed = kDampingShare * kTolerance * patience(step_s) * fineness;
    const double error = 2 * largest * step_s * step_s;
    return 0.5 + (error * kMostDamping <= allowed ? kMostDamping : allowed / error);
}

/// One step of the trapezoidal rule, damped; the solution is `next_`.
bool Transient::step_to(double time_s) {
    weight_ = weight_of(time_s - time_s_);
    const double rate = 1 / (weight_ * (time_s - time_s_));
    const double before = (1 - weight_) / weight_;
    parts_.equations.set_sources(parts_.stimulus.values(time_s));
    for (std::size_t k = 0; k < rest_.size(); ++k) {
        rest_[k] = before * currents_[k] - rate * charges_[k];
    }
    history_.extrapolate(time_s, guess_);
    next_ = guess_;
    const double tolerance = kNewton * patience(time_s - time_s_);
    const Pace pace = rate * max_step_s_ > kInstantPace ? Pace::Instant : Pace::Steps;
    return parts_.newton.solve({rate, rest_, tolerance, pace, false, kIterations}, next_) > 0;
}

/// Of the last step in parts of what is allowed, from what it is away from the polynomial through
/// the points before. Source: the rule's error is h^3/12 of the third derivative, which is six
/// times the third divided difference.
double Transient::error_of(double time_s) const {
    double largest = 0;
    for (Index k = 0; k < next_.size(); ++k) {
        if (parts_.equations.is_voltage(k)) {
            largest = std::max(largest, std::abs(next_[k] - guess_[k]));
        }
    }
    const double step = time_s - history_.times[0];
    largest /= patience(step);
    if (history_.points < 3) {
        return largest / kFirstBend;
    }
    const double share =
        step * step / (2 * (time_s - history_.times[1]) * (time_s - history_.times[2]));
    return largest * share / kTolerance;
}

/// By how much an error may be larger. Where a stop condition waits for what comes behind the last
/// cut, errors long before that are forgotten by then: a step is a part of the time in which the
/// circuit forgets.
double Transient::patience(double step_s) const {
    const double left = parts_.stimulus.last_cut() - time_s_;
    return parts_.stop != nullptr ? std::clamp(left / (kForgotten * step_s), 1.0, kPatience) : 1;
}

void Transient::accept(double time_s) {
    const double rate = 1 / (weight_ * (time_s - time_s_));
    ++parts_.newton.effort().steps;
    std::ranges::copy(parts_.equations.charges(), charges_.begin());
    // What the rule says of the currents there, but in rows without charges they are none.
    for (Index k = 0; k < rest_.size(); ++k) {
        currents_[k] = parts_.equations.is_dynamic(k) ? -(rate * charges_[k] + rest_[k]) : 0.0;
    }
    time_s_ = time_s;
    x_ = next_;
    parts_.equations.accept(x_);
    history_.push(time_s, x_);
    record();
}

/// Moves the switches, and finds the unknowns that belong to the charges, and how fast they move.
bool Transient::settle_piece() {
    Equations& equations = parts_.equations;
    const double instant = kInstantShare * max_step_s_;
    if (parts_.stimulus.move_switches(time_s_ + instant, closed_)) {
        equations.set_switches(closed_);
        parts_.newton.forget();
    }
    history_.clear();
    reported_.clear();
    for (const double part : {1.0, 2.0}) {
        equations.set_sources(parts_.stimulus.values(time_s_ + part * instant));
        for (std::size_t k = 0; k < rest_.size(); ++k) {
            rest_[k] = -charges_[k] / instant;
        }
        guess_ = x_;
        if (parts_.newton.solve(
                {1 / instant, rest_, kNewton, Pace::Instant, false, kInstantIterations}, x_) == 0) {
            fail(fmt::format("no consistent state at t = {} s", time_s_));
            return false;
        }
        std::ranges::copy(equations.charges(), charges_.begin());
        equations.accept(x_);
    }
    double fastest = 0;
    for (Index k = 0; k < x_.size(); ++k) {
        if (equations.is_voltage(k)) {
            fastest = std::max(fastest, std::abs(x_[k] - guess_[k]) / instant);
        }
    }
    equations.settle(x_);
    std::ranges::copy(equations.charges(), charges_.begin());
    for (Index k = 0; k < currents_.size(); ++k) {
        currents_[k] = equations.is_dynamic(k) ? equations.currents()[k] : 0.0;
    }
    history_.push(time_s_ - instant, guess_);
    history_.push(time_s_, x_);
    step_s_ = std::min(kFirstShare * max_step_s_, kFirstMove / fastest);
    return true;
}

/// The point of the present time.
void Transient::record() {
    const std::size_t begin = waveform_.samples.size();
    waveform_.time_s.push_back(time_s_);
    waveform_.samples.resize(begin + parts_.saved.size());
    add_reported(std::span(waveform_.samples).subspan(begin));
    const std::span<const double> row = std::span(waveform_.samples).subspan(begin);
    if (!std::ranges::all_of(row, [](double value) { return std::isfinite(value); })) {
        return fail(fmt::format("a signal is not finite at t = {} s", time_s_));
    }
    for (std::size_t k = 0; k < watched_.size(); ++k) {
        watched_[k] = row[parts_.watch[k]];
    }
    watch_end();
}

void Transient::add_reported(std::span<double> row) {
    Equations& equations = parts_.equations;
    const Numbering& numbering = equations.numbering();
    if (equations.outputs() > 0) {
        equations.report(x_, reported_currents_, reported_charges_);
        reported_.push(time_s_, reported_charges_);
        // The derivative of the polynomial through the last charges.
        const auto slope = reported_.slopes();
        for (std::size_t j = 1; j < reported_.points; ++j) {
            for (std::size_t k = 0; k < reported_currents_.size(); ++k) {
                reported_currents_[k] +=
                    slope[j] * (reported_.values[j][k] - reported_.values[0][k]);
            }
        }
        equations.add_supplies(reported_currents_);
    }
    for (std::size_t k = 0; k < parts_.saved.size(); ++k) {
        const SavedSignal& signal = parts_.saved[k];
        if (!signal.is_current) {
            row[k] = equations.volts(signal.index, x_);
            continue;
        }
        const Index place = numbering.current[signal.index];
        row[k] = place < numbering.unknowns ? x_[place]
                                            : -reported_currents_[place - numbering.unknowns];
    }
}

void Transient::watch_end() {
    if (parts_.stop == nullptr) {
        return;
    }
    try {
        if (const auto end_s = parts_.stop->sample(time_s_, watched_)) {
            ended_ = stopped_ = true;
            waveform_ = wave::until(waveform_, *end_s);
        }
    } catch (const std::exception& error) {
        fail(fmt::format("the stop condition failed: {}", error.what()));
    }
}

/// Whether a source turns where its controller was asked.
bool Transient::tick() {
    try {
        wave::Waveform points = std::exchange(waveform_, {});
        waveform_.names = points.names;
        const auto orders = parts_.consult ? parts_.consult(points) : std::nullopt;
        if (orders) {
            obey(*orders);
            return std::ranges::any_of(
                orders->ramps, [&](const sim::Ramp& ramp) { return ramp.from_s <= time_s_; });
        }
        fail("the controller is gone");
    } catch (const std::exception& error) {
        fail(error.what());
    }
    return false;
}

void Transient::obey(const sim::Orders& orders) {
    next_tick_s_ = orders.next_tick_s;
    if (orders.finish) {
        ended_ = stopped_ = true;
        return;
    }
    parts_.stimulus.obey(orders, time_s_);
}

}  // namespace hopspice::twin
