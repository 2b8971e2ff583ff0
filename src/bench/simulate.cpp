#include "bench/simulate.h"

#include "circuit/kit_devices.h"
#include "dialect/deck.h"
#include "dialect/spice_words.h"
#include "sim/ngspice.h"
#include "support/assert.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::bench {

void set_source(circuit::Circuit& circuit, const std::string& name, std::vector<double> pwl) {
    for (circuit::Group& group : circuit.groups) {
        const auto place = std::ranges::find(group.elements, name, &circuit::Element::name);
        if (place != group.elements.end()) {
            place->pwl = std::move(pwl);
            return;
        }
    }
    HOPSPICE_UNREACHABLE();
}

Result<wave::Waveform> simulate(const Run& run, const Simulator& simulator) {
    if (Diagnostics taken = circuit::verify_libraries(run.circuit); taken.has_errors()) {
        return Unexpected{std::move(taken)};
    }
    sim::Setup setup;
    setup.deck = dialect::write_ngspice(circuit::with_cut(run.circuit));
    setup.deck.push_back(fmt::format(".temp {}", run.temperature_c));
    setup.deck.emplace_back(".end");
    setup.saved = run.saved;
    setup.options = fmt::format(".options reltol={} vntol=1e-8 abstol=1e-13", run.reltol);
    setup.library = simulator.library;
    setup.wall_limit_s = simulator.wall_limit_s;
    sim::Outcome outcome;
    const std::vector<sim::Job> jobs{{{}, run.stop_s, run.max_step_s, {}}};
    const auto version = sim::run_jobs(
        setup, jobs, [&](std::size_t, sim::Outcome given) { outcome = std::move(given); });
    if (!version) {
        return Unexpected{version.error()};
    }
    if (!outcome.completed) {
        return fail(Rule::BenchFailed, {}, run.circuit.title, outcome.message);
    }
    if (simulator.version != nullptr) {
        *simulator.version = *version;
    }
    return std::move(outcome.waveform);
}

double value_at(const wave::Waveform& waveform, std::size_t signal, double time_s) {
    const auto& time = waveform.time_s;
    const auto place = std::ranges::lower_bound(time, time_s) - time.begin();
    const auto after = static_cast<std::size_t>(place);
    if (after == 0 || after == time.size()) {
        return waveform.at(after == 0 ? 0 : after - 1, signal);
    }
    const double part = (time_s - time[after - 1]) / (time[after] - time[after - 1]);
    return waveform.at(after - 1, signal) +
           part * (waveform.at(after, signal) - waveform.at(after - 1, signal));
}

std::vector<double> staircase(const std::vector<double>& levels, double start_s, double plateau_s,
                              double edge_s) {
    std::vector<double> pwl{0, 0};
    double before = 0;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const double begin = start_s + static_cast<double>(level) * plateau_s;
        pwl.insert(pwl.end(), {begin, before, begin + edge_s, levels[level]});
        before = levels[level];
    }
    return pwl;
}

}  // namespace hopspice::bench
