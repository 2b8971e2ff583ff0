#include "driver/prepare.h"

#include "cells/shared_tail.h"
#include "circuit/kit_devices.h"
#include "driver/query_runs.h"
#include "driver/risks.h"
#include "model/centring.h"
#include "model/state_hull.h"
#include "passes/current_mode.h"
#include "passes/passes.h"
#include "proof/read_back.h"
#include "support/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hopspice::driver {

namespace {

constexpr double kWorthwhile = 0.9;  // of the lag: centring costs inverters

void describe_current_mode(const analog::Network& network, circuit::Circuit& circuit) {
    const analog::Bank& visible = network.banks[0];
    const analog::Bank& hidden = network.banks[1];
    circuit.header.push_back(fmt::format(
        "visible: {} neurons, state = v/{} V + centre, v between nets _p and _n, tau {} s",
        visible.size, visible.volts_per_unit, visible.tau * network.time_unit_s));
    circuit.header.push_back(
        fmt::format("visible centres: {}", fmt::join(network.current_mode->centre, " ")));
    circuit.header.push_back(fmt::format(
        "{}: {} neurons, state = v/{} V up to what all of them share, tau {} s", hidden.name,
        hidden.size, hidden.volts_per_unit, hidden.tau * network.time_unit_s));
}

void describe(const Spec& spec, const Target& target, const analog::Network& network,
              circuit::Circuit& circuit) {
    circuit.title = fmt::format("{} on {}", spec.name, target.name);
    circuit.header.push_back(fmt::format("level {}, one model time unit is {} s",
                                         to_string(target.level), network.time_unit_s));
    for (const DeviceModel& model : target.models) {
        for (const std::string& figure : model.figures) {
            circuit.header.push_back(fmt::format("device {}: {}", model.name, figure));
        }
    }
    if (circuit.kit.single_thread) {
        circuit.header.push_back(fmt::format("in ngspice {}", circuit::kSingleThread));
    }
    if (network.current_mode) {
        return describe_current_mode(network, circuit);
    }
    for (const analog::Bank& bank : network.banks) {
        circuit.header.push_back(
            fmt::format("{}: {} neurons, state = v/{} V{}, output {} V per unit, tau {} s",
                        bank.name, bank.size, analog::sign_of(bank.polarity) * bank.volts_per_unit,
                        bank.shift == 0 ? "" : fmt::format(" + {}", bank.shift),
                        bank.output_volts_per_unit, bank.tau * network.time_unit_s));
    }
}

bool holds(const model::Range& all, const model::Range& part) {
    const double rounding = 1e-9 * all.span();
    return part.low >= all.low - rounding && part.high <= all.high + rounding;
}

/// Whether a circuit built for the ranges can present the stimulus.
bool within(const model::Ranges& ranges, const Spec& spec, const model::Stimulus& stimulus) {
    for (std::size_t k = 0; k < stimulus.initial.size(); ++k) {
        const double initial = stimulus.initial[k];
        const double added = stimulus.bias[k] - spec.visible.bias[k];
        if (initial < ranges.visible.low || initial > ranges.visible.high ||
            std::abs(added) > ranges.bias_input.magnitude()) {
            return false;
        }
    }
    return true;
}

/// Whether the ranges of the spec come from a run in the context of the query too.
bool has_context(const Spec& spec, const Query& query) {
    return !spec.is_token_driven() || std::ranges::any_of(spec.queries, [&](const Query& other) {
        return other.tokens == query.tokens;
    });
}

/// Beyond it numbers of a circuit are none: products of a few of them leave a double.
constexpr double kLargestSignal = 1e60;

Diagnostics verify_signals(const Spec& spec, const analog::Network& network) {
    Diagnostics diagnostics;
    for (const analog::Bank& bank : network.banks) {
        for (const auto& [what, range] :
             {std::pair{"a state", bank.state}, {"an output", bank.output}}) {
            if (!(range.magnitude() <= kLargestSignal)) {
                report(diagnostics, Rule::SignalTooLarge, {spec.file, ""}, bank.name, what,
                       range.magnitude(), kLargestSignal);
            }
        }
    }
    return diagnostics;
}

/// The ranges, or wider ones where a circuit built for them cannot present one of the queries, or
/// that leads elsewhere.
Result<model::Ranges> widened(model::Ranges ranges, const Spec& spec,
                              std::span<const Query> queries) {
    Spec wider = spec;
    std::optional<model::StateHull> corners;
    if (model::StateHull::applies_to(spec)) {
        corners.emplace(spec);
    }
    for (const Query& query : queries) {
        const model::Stimulus stimulus = model::stimulus(spec, query);
        if (!within(ranges, spec, stimulus) || !has_context(spec, query) ||
            (corners && !holds(ranges.hidden.front().h, corners->hidden(stimulus)))) {
            wider.queries.insert(wider.queries.begin(), query);
        }
    }
    return wider.queries.size() == spec.queries.size() ? Result<model::Ranges>(std::move(ranges))
                                                       : model::signal_ranges(wider);
}

Result<Design> candidate(Spec model, Result<model::Ranges> ranges, const Target& target,
                         const std::vector<bool>& held) {
    if (!ranges) {
        return Unexpected{ranges.error()};
    }
    ranges->held = held;
    analog::Network blocks = analog::build_network(model, *ranges);
    if (Diagnostics large = verify_signals(model, blocks); large.has_errors()) {
        return Unexpected{std::move(large)};
    }
    auto network = passes::run_pipeline(std::move(blocks), target);
    if (!network) {
        return Unexpected{network.error()};
    }
    if (network->readout_bank) {
        const analog::Bank& readout = network->banks[*network->readout_bank];
        ranges->hidden.push_back({readout.state, 0, readout.output, {}, 0});  // less mean: max >= 0
    }
    return Design{std::move(model), std::move(*ranges), std::move(*network)};
}

/// Whether every softmax has headroom for its tail.
bool tails_fit(const Design& design, const Target& target) {
    for (std::size_t bank = 1; bank < design.network.banks.size(); ++bank) {
        const double lowest = design.ranges.hidden[bank - 1].winner_low;
        if (kinds::is_softmax(design.network.banks[bank].function) &&
            !cells::tail_fits(design.network.banks[bank], lowest, target)) {
            return false;
        }
    }
    return true;
}

/// Amplifier lag over time constant of the slowest bank.
double worst_lag(const Design& design, const Target& target) {
    double worst = 0;
    for (std::size_t index = 0; index < design.network.banks.size(); ++index) {
        const analog::Bank& bank = design.network.banks[index];
        const bool in_loop = index != design.network.readout_bank;
        worst = std::max(worst, in_loop ? passes::input_lag_s(bank, target) / bank.tau : 0);
    }
    return worst;
}

/// With all softmax blocks centred; nothing where there is none.
std::optional<Spec> centred_model(const Spec& spec) {
    std::optional<Spec> model;
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        if (kinds::is_softmax(spec.hidden[block].energy)) {
            model = model::centred(model ? *std::move(model) : spec, block);
        }
    }
    return model;
}

Result<Design> design_in(const Spec& spec, const Target& target, std::span<const Query> queries,
                         Presented presented) {
    if (spec.readout.in_circuit && !kinds::is_identity(spec.visible.activation)) {
        return fail(Rule::ReadoutActivation, {spec.file, "/readout/in_circuit"});
    }
    const bool lines = presented == Presented::ByQueries && !passes::is_current_mode(target);
    const auto held = lines ? model::held_by_all(spec, queries) : std::vector<bool>{};
    const bool may_be_centred =
        target.level != Level::Behavioral && !passes::is_current_mode(target);
    std::optional<Spec> model = may_be_centred ? centred_model(spec) : std::nullopt;
    if (!model) {
        return candidate(spec, ranges_for(spec, queries), target, held);
    }
    auto both = model::signal_ranges(spec, *model);
    if (!both) {
        return Unexpected{both.error()};
    }
    auto plain = candidate(spec, widened(std::move(both->plain), spec, queries), target, held);
    if (!plain) {
        return plain;
    }
    auto other = widened(std::move(both->centred), *model, queries);
    auto centred = candidate(*std::move(model), std::move(other), target, held);
    if (!centred) {
        return centred;
    }
    const bool fits = tails_fit(*plain, target);
    // Where currents leave the visible neurons fast, hidden ones are what time goes to.
    const double worthwhile = plain->network.steered ? 1 : kWorthwhile;
    const bool faster = worst_lag(*centred, target) < worthwhile * worst_lag(*plain, target);
    const bool better = fits ? faster && tails_fit(*centred, target) : true;
    return better ? centred : plain;
}

/// Whether a model is all softmax, of so many memories that its cells would slow a virtual ground.
bool is_worth_steering(const Spec& spec) {
    return std::ranges::all_of(spec.hidden, [](const HiddenBlock& block) {
        return kinds::is_softmax(block.energy) && block.size() >= kSteeredMemories;
    });
}

Target in_topology(Target target, Topology topology) {
    target.topology = topology;
    return target;
}

std::string joined(const std::vector<std::string>& lines) {
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace

Result<model::Ranges> ranges_for(const Spec& spec, std::span<const Query> queries) {
    auto ranges = model::signal_ranges(spec);
    return ranges ? widened(std::move(*ranges), spec, queries) : ranges;
}

Result<Design> design(const Spec& spec, const Target& target, std::span<const Query> queries,
                      Presented presented) {
    if (target.topology == Topology::Auto && target.level == Level::Opamp &&
        is_worth_steering(spec)) {
        auto steered = design_in(spec, in_topology(target, Topology::Steered), queries, presented);
        if (steered && tails_fit(*steered, target)) {
            return steered;
        }
    }
    return design_in(spec, target, queries, presented);
}

void begin(const Stage& stage, Step step) {
    static const std::vector<std::string> kWords = {"signal ranges and sizes", "circuit", "netlist",
                                                    "proof"};
    const auto index = static_cast<std::size_t>(step);
    if (stage) {
        stage(index + 1, kWords.size(), kWords[index]);
    }
}

Result<Prepared> build(const Spec& spec, const Target& target, std::span<const Query> queries,
                       const Stage& stage, Presented presented) {
    begin(stage, Step::Ranges);
    auto designed = design(spec, target, queries, presented);
    if (!designed) {
        return Unexpected{designed.error()};
    }
    auto& [model, ranges, network] = *designed;
    const QueryEnds ends = query_ends(spec, ranges, network, target);
    Diagnostics warnings = diagnostics_of(model_items(spec, ranges, network, ends), spec.file);
    warnings.append(diagnostics_of(fit_items(network, ranges, target), target.name));
    if (warnings.has_errors()) {
        return Unexpected{std::move(warnings)};
    }
    begin(stage, Step::Circuit);
    auto lowered = passes::lower(network, target);
    if (!lowered) {
        return Unexpected{lowered.error()};
    }
    describe(spec, target, network, lowered->circuit);
    return Prepared{std::move(ranges),   std::move(network), std::move(*lowered), {},
                    std::move(warnings), std::move(model)};
}

Result<Prepared> prove(Prepared built, const Spec& spec, const Target& target,
                       circuit::Circuit read) {
    const auto reading =
        proof::read_back(std::move(read), spec, built.network, built.lowered.layout, target);
    if (!reading) {
        return Unexpected{reading.error()};
    }
    Diagnostics wrong = proof::verify_read_back(*reading, built.network, target);
    if (wrong.has_errors()) {
        return Unexpected{std::move(wrong)};
    }
    built.read_back = *reading;
    return built;
}

Result<Prepared> prepare(const Spec& spec, const Target& target, std::span<const Query> queries,
                         const Stage& stage, Presented presented) {
    auto built = build(spec, target, queries, stage, presented);
    if (!built) {
        return built;
    }
    begin(stage, Step::Text);
    auto read =
        proof::read_circuit(joined(worker_deck(built->lowered, target)), target.kit.devices);
    if (!read) {
        return Unexpected{read.error()};
    }
    begin(stage, Step::Proof);
    return prove(std::move(*built), spec, target, std::move(*read));
}

Result<Prepared> build_sample(const Prepared& nominal, const Spec& spec, Target target) {
    target.time_unit = {.automatic = false, .seconds = nominal.network.time_unit_s};
    if (nominal.network.steered) {
        target.topology = Topology::Steered;
    }
    auto network =
        passes::run_pipeline(analog::build_network(nominal.model, nominal.ranges), target);
    if (!network) {
        return Unexpected{network.error()};
    }
    auto lowered = passes::lower(*network, target);
    if (!lowered) {
        return Unexpected{lowered.error()};
    }
    describe(spec, target, *network, lowered->circuit);
    return Prepared{{}, std::move(*network), std::move(*lowered), nominal.read_back, {}, {}};
}

double max_step_s(const Prepared& prepared, const Spec& spec) {
    const double step = spec.visible.tau * prepared.network.time_unit_s / kStepsPerTau;
    const circuit::Layout& layout = prepared.lowered.layout;
    return layout.noise.empty() ? step : std::min(step, layout.noise_interval_s);
}

Timing timing_of(const Prepared& prepared, const Spec& spec, const model::Stimulus& stimulus) {
    const double unit = prepared.network.time_unit_s;
    const double model_time = stimulus.time.value_or(spec.inference.timeout);
    const circuit::Layout& layout = prepared.lowered.layout;
    return {layout.release_s + layout.edge_s + model_time * unit, max_step_s(prepared, spec)};
}

circuit::Circuit circuit_for(const Prepared& prepared,
                             const std::vector<wave::SourceWave>& sources) {
    circuit::Circuit circuit = prepared.lowered.circuit;
    std::unordered_map<std::string_view, const wave::SourceWave*> waves;
    for (const wave::SourceWave& source : sources) {
        waves.emplace(source.name, &source);
    }
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            const auto place = waves.find(element.name);
            if (place != waves.end()) {
                element.pwl = place->second->pwl;
            }
        }
    }
    return circuit;
}

}  // namespace hopspice::driver
