// A controller's circuit: compiled, its inputs handed to the caller, run in one transient.

#include "driver/cosimulate.h"
#include "driver/measured_devices.h"
#include "driver/noise.h"
#include "driver/query_runs.h"
#include "driver/simulators.h"

#include "cosim/actuator.h"
#include "cosim/meter.h"
#include "cosim/quantiser.h"
#include "dialect/spice_words.h"
#include "measure/transient.h"
#include "sim/ngspice.h"
#include "support/rules.h"
#include "wave/files.h"

#include <hopspice/cosim.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace hopspice {

namespace {

constexpr double kClocksPerTau = 8;    // where the target leaves the clock to us
constexpr double kLongestUnits = 1e6;  // model time units, where nobody gives a limit

cosim::Quantiser converter(int bits, const model::Range& range) {
    return {range.span() > 0 ? bits : 0, range.low, range.high};
}

/// One run: between the simulator's ticks and the controller's.
class Bench {
public:
    Bench(const Spec& spec, const Target& target, const driver::Prepared& prepared,
          Controller& controller, const CosimOptions& options)
        : spec_(spec),
          target_(target),
          prepared_(prepared),
          controller_(controller),
          options_(options),
          layout_(prepared.lowered.layout),
          actuator_({spec, layout_, converter(target.controller.dac_bits, prepared.ranges.visible),
                     converter(target.controller.dac_bits, prepared.ranges.bias_input),
                     target.controller.latency_s},
                    prepared.lowered.circuit),
          meter_({spec, layout_, prepared.network, !options.waves_file.empty()}) {
        const double tau_s = spec.visible.tau * prepared.network.time_unit_s;
        clock_s_ =
            target.controller.clock_s > 0 ? target.controller.clock_s : tau_s / kClocksPerTau;
    }

    Result<CosimResult> run();

private:
    [[nodiscard]] CircuitView view() const;
    [[nodiscard]] Observation observe(const wave::Waveform& points) const;
    [[nodiscard]] sim::Orders orders_of(const Actions& actions, double time_s);
    [[nodiscard]] Result<sim::Setup> setup() const;
    void refuse(const std::string& problem);
    void write_waves();

    const Spec& spec_;
    const Target& target_;
    const driver::Prepared& prepared_;
    Controller& controller_;
    const CosimOptions& options_;
    const circuit::Layout& layout_;
    cosim::Actuator actuator_;
    cosim::Meter meter_;
    double clock_s_ = 0;
    CosimResult result_;
};

CircuitView Bench::view() const {
    CircuitView view;
    view.visible = spec_.visible.size;
    for (const HiddenBlock& block : spec_.hidden) {
        view.hidden += block.size();
    }
    view.slots = layout_.tokens.size();
    view.vocabulary = layout_.tokens.empty() ? 1 : layout_.tokens.front().size();
    view.time_unit_s = prepared_.network.time_unit_s;
    view.tau_s = spec_.visible.tau * view.time_unit_s;
    view.clock_s = clock_s_;
    view.latency_s = target_.controller.latency_s;
    view.edge_s = layout_.edge_s;
    view.load_s = layout_.reset_s + layout_.release_s - layout_.apply_s;
    view.timeout_s = spec_.inference.timeout * view.time_unit_s;
    view.settle_band = spec_.inference.settle * prepared_.network.visible_range;
    view.low = prepared_.ranges.visible.low;
    view.high = prepared_.ranges.visible.high;
    view.adc_step = converter(target_.controller.adc_bits, prepared_.ranges.visible).step();
    return view;
}

Observation Bench::observe(const wave::Waveform& points) const {
    const auto row = points.row(points.points() - 1);
    const wave::Waveform last{{points.time_s.back()}, points.names, {row.begin(), row.end()}};
    const measure::Transient sampled = measure::decode(last, layout_);
    Observation seen;
    seen.time_s = points.time_s.back();
    const int bits = target_.controller.adc_bits;
    const cosim::Quantiser adc = converter(bits, prepared_.ranges.visible);
    std::ranges::transform(sampled.visible.values, std::back_inserter(seen.visible), adc);
    std::size_t column = 0;
    for (std::size_t block = 0; block < spec_.hidden.size(); ++block) {
        const cosim::Quantiser hidden = converter(bits, prepared_.ranges.hidden[block].h);
        for (std::size_t k = 0; k < spec_.hidden[block].size(); ++k) {
            seen.hidden.push_back(hidden(sampled.hidden.values[column++]));
        }
    }
    seen.held = actuator_.is_held(seen.time_s);
    seen.loaded_s = actuator_.loaded_s();
    seen.energy_j = meter_.energy();
    return seen;
}

void Bench::refuse(const std::string& problem) {
    report(result_.diagnostics, Rule::ControllerInvalid, {spec_.file, ""}, result_.time_s, problem);
}

/// A controller that asks for what cannot be ends the run.
sim::Orders Bench::orders_of(const Actions& actions, double time_s) {
    sim::Orders orders;
    orders.next_tick_s = actions.next_tick_s.value_or(time_s + clock_s_);
    std::string problem = actuator_.problem(actions);
    if (problem.empty() && !(std::isfinite(orders.next_tick_s) && orders.next_tick_s > time_s)) {
        problem = fmt::format("its next tick at {} s", orders.next_tick_s);
    }
    if (!problem.empty()) {
        refuse(problem);
        orders.finish = true;
        return orders;
    }
    orders.ramps = actuator_.act(actions, time_s);
    orders.finish = actions.finish;
    meter_.tell(actuator_.take_commands(), actions.settled);
    return orders;
}

Result<sim::Setup> Bench::setup() const {
    sim::Setup setup;
    setup.saved = measure::saved_signals(layout_);
    setup.live = true;
    setup.library = options_.simulator_library;
    setup.wall_limit_s = options_.wall_limit_s;
    const auto load = [this](sim::Setup& ngspice) {
        std::set<std::string> driven;
        for (const sim::DrivenSource& source : actuator_.sources()) {
            driven.insert(source.name);
        }
        ngspice.deck = driver::worker_deck(prepared_.lowered, target_, std::move(driven));
        ngspice.options = dialect::options_line(
            netlist::kReltol, dialect::has_self_heating(prepared_.lowered.circuit));
    };
    auto simulators = driver::choose_simulators(
        options_.engine, std::move(setup), prepared_.lowered.circuit, target_.temperature_c, load);
    return simulators ? Result<sim::Setup>(std::move(simulators->first))
                      : Unexpected{simulators.error()};
}

void Bench::write_waves() {
    if (!options_.waves_file.empty() && meter_.waves().points() > 0) {
        result_.diagnostics.append(
            wave::write_waveform(options_.waves_file, meter_.waves(), spec_.name));
    }
}

Result<CosimResult> Bench::run() {
    sim::Job job;
    const sim::Orders first = orders_of(controller_.start(view()), 0);
    if (result_.diagnostics.has_errors()) {
        return Unexpected{result_.diagnostics};
    }
    job.live = sim::Live{actuator_.sources(), first};
    const double unit = prepared_.network.time_unit_s;
    job.stop_time_s = options_.limit_s > 0 ? options_.limit_s : kLongestUnits * unit;
    job.max_step_s = driver::max_step_s(prepared_, spec_);
    job.noise = driver::noise_of(layout_, "co-simulation");
    const auto chosen = setup();
    if (!chosen) {
        return Unexpected{chosen.error()};
    }
    const auto ran = sim::run_live(*chosen, job, [&](const wave::Waveform& points) {
        meter_.take(points);
        ++result_.ticks;
        result_.time_s = points.time_s.back();
        const Actions actions = controller_.tick(observe(points));
        const sim::Orders orders = orders_of(actions, result_.time_s);
        result_.finished = actions.finish && !result_.diagnostics.has_errors();
        return orders;
    });
    if (!ran) {
        return Unexpected{ran.error()};
    }
    meter_.take(ran->outcome.waveform);
    meter_.close();
    if (!result_.finished && !result_.diagnostics.has_errors()) {
        report(result_.diagnostics, Rule::CosimEnded, {spec_.file, ""}, result_.time_s,
               ran->outcome.completed
                   ? fmt::format("the controller did not finish within {} s", job.stop_time_s)
                   : ran->outcome.message);
    }
    result_.simulator = sim::format_version(ran->version);
    result_.warnings = sim::verify_tested(ran->version);
    result_.presentations = std::move(meter_.presentations());
    result_.energy_j = meter_.energy();
    result_.wall_time_s = ran->outcome.wall_time_s;
    write_waves();
    return std::move(result_);
}

}  // namespace

Result<CosimResult> driver::run_controller(const Spec& spec, const Target& target,
                                           const Prepared& prepared, Controller& controller,
                                           const CosimOptions& options) {
    auto result = Bench(spec, target, prepared, controller, options).run();
    if (result) {
        result->model = spec.name;
        result->target = target.name;
        result->level = to_string(target.level);
        result->time_unit_s = prepared.network.time_unit_s;
        result->counts = circuit::count_elements(prepared.lowered.circuit);
        result->read_back = prepared.read_back;
        result->warnings.append(prepared.warnings);
    }
    return result;
}

Result<CosimResult> cosimulate(const Spec& spec, const Target& given, Controller& controller,
                               const CosimOptions& options) {
    if (!options.waves_file.empty() && !wave::is_waveform_path(options.waves_file)) {
        return fail(Rule::WaveExtension, {options.waves_file, ""}, options.waves_file);
    }
    const std::vector<Query>& asked = options.queries.empty() ? spec.queries : options.queries;
    const auto measured = driver::measured(given, options.simulator_library);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto prepared = driver::prepare(spec, target, asked, {}, driver::Presented::ByController);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    return driver::run_controller(spec, target, *prepared, controller, options);
}

}  // namespace hopspice
