#pragma once
// Networks that pass tests share: of a shipped or made-up spec, run through the first passes.

#include "analog/network.h"
#include "passes/passes.h"
#include "support/prepared.h"
#include "support/specs.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace hopspice::passes::test {

using hopspice::test::shipped_model;
using hopspice::test::shipped_models;
using hopspice::test::target_of;
using hopspice::test::value_of;

inline analog::Network network_of(const Spec& spec) {
    return analog::build_network(spec, value_of(model::signal_ranges(spec)));
}

/// The network after the pass of that name, or after all of them.
inline analog::Network network_after(std::string_view last, const Spec& spec,
                                     const Target& target) {
    analog::Network network = network_of(spec);
    for (const Pass& pass : pipeline()) {
        static_cast<void>(pass.run(network, target));
        if (pass.name == last) {
            return network;
        }
    }
    return network;
}

inline analog::Network finished_network(const Spec& spec, const Target& target) {
    return network_after("", spec, target);
}

/// One visible and one linear hidden bank with these weights, scaled as given: R_f and G are then
/// closed forms. The amplifier has no output resistance.
struct PlainNetwork {
    analog::Network network;
    Target target;
};

inline PlainNetwork plain_network(const Matrix& weights) {
    PlainNetwork plain;
    plain.target.level = Level::Opamp;
    plain.target.amplifier.rout = 0;
    plain.target.amplifier.gbw = 1e9;
    plain.target.conductance.min = 1e-6;
    plain.target.conductance.max = 1e-4;
    plain.target.time_unit = {false, 1e-6, 30};
    Function energy;
    energy.type = FunctionType::Linear;
    const Spec spec =
        hopspice::test::make_spec("plain", hopspice::test::make_block("block", energy, weights));
    model::Ranges ranges;
    ranges.visible = {-1, 1};
    ranges.g = {-1, 1};
    ranges.hidden.push_back({{-2, 2}, 0, {-2, 2}});
    plain.network = analog::build_network(spec, ranges);
    plain.network.banks[0].initial.reset();
    analog::Bank& visible = plain.network.banks[0];
    analog::Bank& hidden = plain.network.banks[1];
    visible.polarity = analog::Polarity::Negative;
    visible.volts_per_unit = 0.5;
    visible.output_volts_per_unit = 0.5;
    hidden.volts_per_unit = 0.25;
    hidden.output_volts_per_unit = 0.25;
    return plain;
}

/// Elements whose names begin so.
inline std::size_t count_prefix(const circuit::Circuit& circuit, const std::string& prefix) {
    std::size_t count = 0;
    for (const circuit::Group& group : circuit.groups) {
        count += static_cast<std::size_t>(std::ranges::count_if(
            group.elements,
            [&](const circuit::Element& element) { return element.name.starts_with(prefix); }));
    }
    return count;
}

}  // namespace hopspice::passes::test
