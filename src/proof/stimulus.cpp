#include "proof/stimulus.h"

#include "model/stimulus.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::proof {

namespace {

using circuit::Element;
using circuit::Kind;
using circuit::Layout;
using circuit::NeuronLayout;

/// Voltage sources by name.
using Sources = std::map<std::string_view, const Element*>;

Sources sources_of(const circuit::Circuit& circuit) {
    Sources sources;
    for (const circuit::Group& group : circuit.groups) {
        for (const Element& element : group.elements) {
            if (element.kind == Kind::VoltageSource) {
                sources.emplace(element.name, &element);
            }
        }
    }
    return sources;
}

/// Piecewise linear, constant before and behind its corners.
double volts_at(const Element& source, double time_s) {
    const std::vector<double>& pwl = source.pwl;
    if (pwl.empty()) {
        return source.value;
    }
    std::size_t after = 0;
    while (after < pwl.size() && pwl[after] < time_s) {
        after += 2;
    }
    if (after == 0 || after == pwl.size()) {
        return pwl[after == 0 ? 1 : after - 1];
    }
    const double share = (time_s - pwl[after - 2]) / (pwl[after] - pwl[after - 2]);
    return pwl[after - 1] + share * (pwl[after + 1] - pwl[after - 1]);
}

/// A voltage, and another one a ramp later.
struct Ramp {
    double before = 0;
    double after = 0;
    double from_s = 0;
    double to_s = 0;
};

struct Wrong {
    double time_s = 0;
    double volts = 0;
    double wanted_volts = 0;
};

/// Where the source is first not the ramp; between its ends it may go as it likes. A source that is
/// linear between corners is right everywhere where it is so at them.
std::optional<Wrong> first_wrong(const Element& source, const Ramp& ramp) {
    const double limit = 1e-12 + 1e-9 * std::max(std::abs(ramp.before), std::abs(ramp.after));
    std::set<double> instants = {0, ramp.from_s, ramp.to_s};
    for (std::size_t corner = 0; corner < source.pwl.size(); corner += 2) {
        instants.insert(source.pwl[corner]);
    }
    for (const double instant : instants) {
        const bool before = instant <= ramp.from_s;
        const double wanted = before ? ramp.before : ramp.after;
        const double volts = volts_at(source, instant);
        if ((before || instant >= ramp.to_s) && !(std::abs(volts - wanted) <= limit)) {
            return Wrong{instant, volts, wanted};
        }
    }
    return std::nullopt;
}

class StimulusProof {
public:
    StimulusProof(const circuit::Circuit& circuit, const Layout& layout, const Spec& spec,
                  const Query& query)
        : sources_(sources_of(circuit)),
          layout_(layout),
          spec_(spec),
          query_(query),
          wanted_(model::stimulus(spec, query)) {}

    Diagnostics run() {
        for (std::size_t neuron = 0; neuron < layout_.banks[0].size(); ++neuron) {
            verify_neuron(neuron);
        }
        for (std::size_t slot = 0; slot < layout_.tokens.size(); ++slot) {
            for (std::size_t token = 0; token < layout_.tokens[slot].size(); ++token) {
                const bool chosen = slot < query_.tokens.size() && query_.tokens[slot] == token;
                hold(layout_.tokens[slot][token],
                     applied(layout_.released_volts, switch_volts(chosen)),
                     fmt::format("the choice of token {} in slot {}", token, slot), held());
            }
        }
        hold(layout_.rest_source,
             {layout_.held_volts, layout_.released_volts, layout_.apply_s - layout_.edge_s,
              layout_.apply_s},
             "the discharge of the states", held());
        return std::move(diagnostics_);
    }

private:
    using Reading = std::function<double(double volts)>;

    void verify_neuron(std::size_t neuron) {
        const NeuronLayout& at = layout_.banks[0][neuron];
        const double initial = wanted_.initial[neuron];
        const double added = wanted_.bias[neuron] - spec_.visible.bias[neuron];
        const double rest = at.input_rest_volts;
        for (const auto& [source, per_unit] :
             {std::pair(at.input_source, at.input_volts_per_unit),
              std::pair(at.input_minus_source, -at.input_volts_per_unit)}) {
            hold(source, applied(rest, rest + per_unit * (initial - at.input_shift)),
                 fmt::format("the value of visible {}", neuron),
                 [&, scale = per_unit](double volts) {
                     return (volts - rest) / scale + at.input_shift;
                 });
        }
        if (at.held && !wanted_.clamped[neuron]) {
            report(diagnostics_, Rule::StimulusDiffers, {},
                   fmt::format("the hold of visible {}", neuron), 1.0, layout_.release_s, 0.0,
                   query_.id);
        }
        hold(at.control_source,
             {layout_.held_volts, switch_volts(wanted_.clamped[neuron]), layout_.release_s,
              layout_.release_s + layout_.edge_s},
             fmt::format("the hold of visible {}", neuron), held());
        hold(at.bias_source, applied(0, at.bias_volts_per_unit * added),
             fmt::format("the bias added to visible {}", neuron),
             [&](double volts) { return volts / at.bias_volts_per_unit; });
    }

    [[nodiscard]] double switch_volts(bool held) const {
        return held ? layout_.held_volts : layout_.released_volts;
    }

    /// 1 of a switch that is on, 0 of one that is off.
    [[nodiscard]] Reading held() const {
        return [this](double volts) {
            return (volts - layout_.released_volts) / (layout_.held_volts - layout_.released_volts);
        };
    }

    [[nodiscard]] Ramp applied(double before, double after) const {
        return {before, after, layout_.apply_s, layout_.apply_s + layout_.edge_s};
    }

    /// A source by its name, if it has one, against a ramp; `meaning` is what its volts say.
    void hold(const std::string& name, const Ramp& ramp, const std::string& what,
              const Reading& meaning) {
        if (name.empty()) {
            return;
        }
        const auto source = sources_.find(name);
        if (source == sources_.end()) {
            report(diagnostics_, Rule::NetlistDiffers, {}, "source " + name, "is missing");
        } else if (const auto wrong = first_wrong(*source->second, ramp)) {
            report(diagnostics_, Rule::StimulusDiffers, {}, what, meaning(wrong->volts),
                   wrong->time_s, meaning(wrong->wanted_volts), query_.id);
        }
    }

    Sources sources_;
    const Layout& layout_;
    const Spec& spec_;
    const Query& query_;
    model::Stimulus wanted_;
    Diagnostics diagnostics_;
};

}  // namespace

Diagnostics verify_stimulus(const circuit::Circuit& circuit, const Layout& layout, const Spec& spec,
                            const Query& query) {
    return StimulusProof(circuit, layout, spec, query).run();
}

}  // namespace hopspice::proof
