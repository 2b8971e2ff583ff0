#include "measure/difference.h"

#include "measure/transient.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::measure {

namespace {

/// How far a last point may fall short of the end, relative: simulators print at rounded times.
constexpr double kEndTolerance = 1e-3;

/// The columns of the visible signals.
Result<std::vector<std::size_t>> columns_of(const wave::Waveform& waveform,
                                            const circuit::Layout& layout) {
    std::vector<std::string> names = measure::saved_signals(layout);
    names.resize(measure::visible_signals(layout));
    std::vector<std::size_t> columns;
    for (const std::string& name : names) {
        const auto column = waveform.find(name);
        if (!column) {
            return fail(Rule::NoComparison, {}, "it has no " + name);
        }
        columns.push_back(*column);
    }
    return columns;
}

std::vector<double> values_at(const wave::Waveform& waveform,
                              const std::vector<std::size_t>& columns, double time_s) {
    const auto after = std::ranges::lower_bound(waveform.time_s, time_s);
    const auto last = waveform.points() - 1;
    const auto right = std::min(static_cast<std::size_t>(after - waveform.time_s.begin()), last);
    const std::size_t left = right == 0 ? 0 : right - 1;
    const double width = waveform.time_s[right] - waveform.time_s[left];
    const double part =
        width > 0 ? std::clamp((time_s - waveform.time_s[left]) / width, 0.0, 1.0) : 1;
    std::vector<double> values;
    for (const std::size_t column : columns) {
        values.push_back((1 - part) * waveform.at(left, column) +
                         part * waveform.at(right, column));
    }
    return values;
}

/// Whether switches move: the rest ends in the edge before the inputs come, the release is one.
bool in_an_edge(const circuit::Layout& layout, double time_s) {
    const auto within = [&](double from_s, double to_s) {
        return time_s > from_s && time_s < to_s;
    };
    return within(layout.apply_s - layout.edge_s, layout.apply_s) ||
           within(layout.release_s, layout.release_s + layout.edge_s);
}

using Columns = std::vector<std::size_t>;

/// Two waveforms and where their visible signals are.
struct Pair {
    const wave::Waveform& reference;
    const wave::Waveform& other;
    const circuit::Layout& layout;
    Columns own;
    Columns theirs;

    static Result<Pair> of(const wave::Waveform& reference, const wave::Waveform& other,
                           const circuit::Layout& layout) {
        const auto own = columns_of(reference, layout);
        const auto theirs = columns_of(other, layout);
        if (!own || !theirs) {
            return Unexpected{own ? theirs.error() : own.error()};
        }
        return Pair{reference, other, layout, *own, *theirs};
    }

    /// Of any neuron at an instant, larger than `least`.
    void raise(Difference& least, double time_s) const {
        const std::vector<double> expected = values_at(reference, own, time_s);
        const std::vector<double> got = values_at(other, theirs, time_s);
        for (std::size_t neuron = 0; neuron < layout.banks[0].size(); ++neuron) {
            const double volts = measure::visible_volts(layout, neuron, got) -
                                 measure::visible_volts(layout, neuron, expected);
            const double error = std::abs(volts / layout.banks[0][neuron].state.volts_per_unit);
            if (!std::isnan(least.largest) && !(error <= least.largest)) {
                least = {error, neuron, time_s};
            }
        }
    }

    /// Of the reference between two instants.
    [[nodiscard]] double way(double from_s, double to_s) const {
        const std::vector<double> first = values_at(reference, own, from_s);
        const std::vector<double> last = values_at(reference, own, to_s);
        double largest = 0;
        for (std::size_t neuron = 0; neuron < layout.banks[0].size(); ++neuron) {
            const double volts = measure::visible_volts(layout, neuron, last) -
                                 measure::visible_volts(layout, neuron, first);
            largest =
                std::max(largest, std::abs(volts / layout.banks[0][neuron].state.volts_per_unit));
        }
        return largest;
    }
};

Unexpected ends_early() { return fail(Rule::NoComparison, {}, "it ends too early"); }

}  // namespace

Result<Difference> compare(const wave::Waveform& reference, const wave::Waveform& other,
                           const circuit::Layout& layout) {
    const auto pair = Pair::of(reference, other, layout);
    if (!pair) {
        return Unexpected{pair.error()};
    }
    if (other.points() < 2 || other.time_s.back() < (1 - kEndTolerance) * reference.time_s.back()) {
        return ends_early();
    }
    Difference difference;
    for (const double time_s : other.time_s) {
        if (time_s <= reference.time_s.back() && !in_an_edge(layout, time_s)) {
            pair->raise(difference, time_s);
        }
    }
    return difference;
}

Result<Behind> compare_behind_release(const wave::Waveform& reference, const wave::Waveform& other,
                                      const circuit::Layout& layout) {
    const auto pair = Pair::of(reference, other, layout);
    if (!pair) {
        return Unexpected{pair.error()};
    }
    const double from_s = layout.release_s + layout.edge_s;
    if (reference.points() < 2 || other.points() < 2 || other.time_s.back() < from_s ||
        reference.time_s.back() < from_s) {
        return ends_early();
    }
    const double end_s = std::min(reference.time_s.back(), other.time_s.back());
    Difference path;
    Difference end;
    for (const wave::Waveform* points : {&reference, &other}) {
        for (const double time_s : points->time_s) {
            if (time_s >= from_s && time_s <= end_s) {
                pair->raise(path, time_s);
            }
        }
    }
    pair->raise(end, end_s);
    return Behind{path.largest, end.largest, pair->way(from_s, end_s)};
}

}  // namespace hopspice::measure
