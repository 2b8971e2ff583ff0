#include "twin/stimulus.h"

#include "support/lower_case.h"
#include "support/rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// Slopes on both sides of a corner that are the same but for rounding make none.
constexpr double kStraight = 1e-9;

/// The sources that a known node's voltage is the sum of.
std::vector<StimulusPlan::Term> terms_of(const Elements& elements, const Numbering& numbering,
                                         Node plus, Node minus) {
    std::map<Index, double> sum;
    const auto add = [&](Node node, double factor) {
        numbering.for_links(node, [&](Index voltage, double sign) {
            sum[elements.voltages[voltage].source] += factor * sign;
        });
    };
    add(plus, 1);
    add(minus, -1);
    std::vector<StimulusPlan::Term> terms;
    for (const auto& [source, sign] : sum) {
        if (sign != 0) {
            terms.push_back({source, sign});
        }
    }
    return terms;
}

/// Marks the sources that a node's voltage goes by.
class Marker {
public:
    Marker(const Elements& elements, const Numbering& numbering, std::vector<bool>& drives)
        : elements_(elements), numbering_(numbering), drives_(drives) {}
    void operator()(Node node) const {
        numbering_.for_links(node, [&](Index voltage, double) {
            drives_[elements_.voltages[voltage].source] = true;
        });
    }

private:
    const Elements& elements_;
    const Numbering& numbering_;
    std::vector<bool>& drives_;
};

void mark_drivers(const Elements& elements, const Numbering& numbering, std::vector<bool>& drives) {
    const Marker mark(elements, numbering, drives);
    for (const Resistor& part : elements.resistors) {
        // A load from one known node to another one drives nothing.
        if (!numbering.is_known(part.a) || !numbering.is_known(part.b)) {
            mark(part.a), mark(part.b);
        }
    }
    for (const Capacitor& part : elements.capacitors) {
        mark(part.a), mark(part.b);
    }
    for (const CurrentSource& part : elements.currents) {
        drives[part.source] = true;
    }
    for (const auto* list : {&elements.vcvs, &elements.vccs}) {
        for (const Controlled& part : *list) {
            mark(part.plus), mark(part.minus), mark(part.in_plus), mark(part.in_minus);
        }
    }
    for (const Behavioral& part : elements.behavioral) {
        mark(part.plus), mark(part.minus);
        for (const Input& input : part.inputs) {
            mark(input.node);
        }
    }
    for (const Switch& part : elements.switches) {
        mark(part.a), mark(part.b);
    }
    for (const Amplifier& part : elements.amplifiers) {
        std::ranges::for_each(part.in, mark);
        mark(part.vcc), mark(part.vee), mark(part.pole);
    }
    for (const Device& part : elements.devices) {
        std::ranges::for_each(part.nodes, mark);
    }
}

}  // namespace

Result<StimulusPlan> plan_stimulus(const Elements& elements, const Numbering& numbering) {
    StimulusPlan plan;
    plan.drives.assign(elements.sources.size(), false);
    mark_drivers(elements, numbering, plan.drives);
    std::map<std::tuple<Node, Node, Index>, std::size_t> known;
    for (Index k = 0; k < elements.switches.size(); ++k) {
        const Switch& part = elements.switches[k];
        const auto [place, is_new] = known.emplace(
            std::tuple(part.control_plus, part.control_minus, part.model), plan.controls.size());
        if (is_new) {
            if (!numbering.is_known(part.control_plus) || !numbering.is_known(part.control_minus)) {
                return fail(Rule::NotInTwin, {}, "a switch whose control is no source");
            }
            plan.controls.push_back(
                {terms_of(elements, numbering, part.control_plus, part.control_minus),
                 elements.switch_models[part.model],
                 {}});
        }
        plan.controls[place->second].switches.push_back(k);
    }
    return plan;
}

Stimulus::Stimulus(const Elements& elements, const StimulusPlan& plan, const sim::Job& job)
    : plan_(plan), waves_(elements.sources.size()) {
    for (Index k = 0; k < elements.sources.size(); ++k) {
        const Source& source = elements.sources[k];
        names_.emplace(source.name, k);
        if (source.pwl.empty()) {
            set(k, std::array{0.0, source.external ? 0 : source.dc});
        } else {
            set(k, source.pwl);
        }
    }
    for (const wave::SourceWave& wave : job.sources) {
        if (const Index source = find(wave.name); source != kNone) {
            set(source, wave.pwl);
        }
    }
    if (job.noise) {
        take_noise(*job.noise);
    }
    if (job.live) {
        for (const sim::DrivenSource& source : job.live->driven) {
            driven_.push_back(find(source.name));
            if (driven_.back() != kNone) {
                set(driven_.back(), std::array{0.0, source.volts});
            }
        }
    }
    plan_cuts(0);
}

Index Stimulus::find(const std::string& name) {
    const auto place = names_.find(lower_case(name));
    if (place == names_.end() && problem_.empty()) {
        problem_ = "the circuit has no source " + name;
    }
    return place == names_.end() ? kNone : place->second;
}

void Stimulus::take_noise(const sim::Noise& noise) {
    noise_ = std::make_unique<sim::NoiseValues>(noise);
    for (const sim::NoiseSource& spot : noise.sources) {
        if (const Index source = find(spot.name); source != kNone) {
            noisy_.push_back(source);
            noise_names_.push_back(lower_case(spot.name));
        }
    }
}

void Stimulus::set(Index source, std::span<const double> pwl) {
    Wave& wave = waves_[source];
    wave = {};
    for (std::size_t k = 0; k + 1 < pwl.size(); k += 2) {
        wave.times.push_back(pwl[k]);
        wave.values.push_back(pwl[k + 1]);
    }
    if (wave.times.empty()) {
        wave.times.push_back(0);
        wave.values.push_back(0);
    }
}

double Stimulus::value_of(Wave& wave, double time_s) {
    const std::size_t last = wave.times.size() - 1;
    while (wave.at > 0 && time_s < wave.times[wave.at]) {
        --wave.at;
    }
    while (wave.at < last && time_s >= wave.times[wave.at + 1]) {
        ++wave.at;
    }
    const std::size_t k = wave.at;
    if (k == last || time_s <= wave.times[k]) {
        return wave.values[k];
    }
    const double share = (time_s - wave.times[k]) / (wave.times[k + 1] - wave.times[k]);
    return wave.values[k] + share * (wave.values[k + 1] - wave.values[k]);
}

std::span<const double> Stimulus::values(double time_s) {
    for (const Index k : changing_) {
        values_[k] = value_of(waves_[k], time_s);
    }
    for (std::size_t k = 0; k < noisy_.size(); ++k) {
        values_[noisy_[k]] = noise_->at(noise_names_[k], time_s);
    }
    return values_;
}

double Stimulus::next_cut(double time_s) const {
    const auto place = std::ranges::upper_bound(cuts_, time_s);
    return place == cuts_.end() ? kNever : *place;
}

double Stimulus::control_value(const StimulusPlan::Control& control, double time_s) {
    double sum = 0;
    for (const StimulusPlan::Term& term : control.terms) {
        sum += term.sign * value_of(waves_[term.source], time_s);
    }
    return sum;
}

bool Stimulus::move_switches(double time_s, std::span<char> closed) {
    bool moved = false;
    for (const StimulusPlan::Control& control : plan_.controls) {
        const double volts = control_value(control, time_s);
        const bool on = volts >= control.model.on_above;
        const bool off = volts <= control.model.off_below;
        for (const Index k : control.switches) {
            const auto now = static_cast<char>(on ? 1 : off ? 0 : closed[k]);
            moved = moved || now != closed[k];
            closed[k] = now;
        }
    }
    return moved;
}

void Stimulus::obey(const sim::Orders& orders, double time_s) {
    for (const sim::Ramp& ramp : orders.ramps) {
        if (ramp.source >= driven_.size() || driven_[ramp.source] == kNone) {
            continue;
        }
        Wave& wave = waves_[driven_[ramp.source]];
        const double start = value_of(wave, ramp.from_s);
        while (!wave.times.empty() && wave.times.back() >= ramp.from_s) {
            wave.times.pop_back();
            wave.values.pop_back();
        }
        wave.times.insert(wave.times.end(), {ramp.from_s, ramp.from_s + ramp.duration_s});
        wave.values.insert(wave.values.end(), {start, ramp.volts});
        forget_before(wave, time_s);
    }
    plan_cuts(time_s);
}

/// Keeps the corner that the line at this time comes from.
void Stimulus::forget_before(Wave& wave, double time_s) {
    const auto after = std::ranges::upper_bound(wave.times, time_s) - wave.times.begin();
    if (after > 1) {
        wave.times.erase(wave.times.begin(), wave.times.begin() + after - 1);
        wave.values.erase(wave.values.begin(), wave.values.begin() + after - 1);
    }
    wave.at = 0;
}

void Stimulus::cut_at_corners(const Wave& wave, double from_s) {
    double slope = 0;
    for (std::size_t k = 0; k < wave.times.size(); ++k) {
        const bool last = k + 1 == wave.times.size();
        const double next =
            last ? 0 : (wave.values[k + 1] - wave.values[k]) / (wave.times[k + 1] - wave.times[k]);
        if (std::abs(next - slope) > kStraight * std::max(std::abs(next), std::abs(slope)) &&
            wave.times[k] > from_s) {
            cuts_.push_back(wave.times[k]);
        }
        slope = next;
    }
}

void Stimulus::cut_at_thresholds(const StimulusPlan::Control& control, double from_s) {
    std::vector<double> corners{from_s};
    for (const StimulusPlan::Term& term : control.terms) {
        std::ranges::copy_if(waves_[term.source].times, std::back_inserter(corners),
                             [&](double time) { return time > from_s; });
    }
    std::ranges::sort(corners);
    double before = control_value(control, corners.front());
    for (std::size_t k = 1; k < corners.size(); ++k) {
        const double after = control_value(control, corners[k]);
        for (const double level : {control.model.on_above, control.model.off_below}) {
            const bool rises = level == control.model.on_above;
            if (rises ? before < level && after >= level : before > level && after <= level) {
                const double share = (level - before) / (after - before);
                cuts_.push_back(corners[k - 1] + share * (corners[k] - corners[k - 1]));
            }
        }
        before = after;
    }
}

void Stimulus::plan_cuts(double from_s) {
    cuts_.clear();
    changing_.clear();
    values_.resize(waves_.size());
    for (Index k = 0; k < waves_.size(); ++k) {
        const Wave& wave = waves_[k];
        values_[k] = wave.values.back();
        const bool constant = std::ranges::all_of(
            wave.values, [&](double value) { return value == wave.values.front(); });
        if (!constant) {
            changing_.push_back(k);
            if (plan_.drives[k]) {
                cut_at_corners(wave, from_s);
            }
        }
    }
    for (const StimulusPlan::Control& control : plan_.controls) {
        cut_at_thresholds(control, from_s);
    }
    std::ranges::sort(cuts_);
    const auto repeated = std::ranges::unique(cuts_);
    cuts_.erase(repeated.begin(), repeated.end());
}

}  // namespace hopspice::twin
