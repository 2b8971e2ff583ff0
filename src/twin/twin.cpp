#include "twin/twin.h"

#include "support/rules.h"
#include "twin/operating_point.h"
#include "twin/transient.h"

#include <algorithm>
#include <map>
#include <utility>

namespace hopspice::twin {

/// Where a circuit rests, and for which sources and element values.
struct Rest {
    std::vector<double> x;
    std::vector<char> closed;
    std::vector<double> sources;
    std::shared_ptr<const sim::ElementValues> values;
};

namespace {

/// Of the matrix that order and pivots are chosen for, 1/s.
constexpr double kUsualRate = 2e9;

/// The name in `v(name)` or `i(name)`.
std::string inner_name(const std::string& signal) {
    return signal.size() > 3 ? signal.substr(2, signal.size() - 3) : std::string{};
}

Result<std::vector<SavedSignal>> find_signals(const circuit::Circuit& circuit,
                                              const Elements& elements,
                                              std::span<const std::string> names) {
    std::map<std::string_view, Index> sources;
    for (Index k = 0; k < elements.voltages.size(); ++k) {
        sources.emplace(elements.sources[elements.voltages[k].source].name, k);
    }
    std::vector<SavedSignal> signals;
    for (const std::string& signal : names) {
        const std::string name = inner_name(signal);
        const auto source = sources.find(name);
        if (signal.starts_with("v(") && circuit.has_net(name)) {
            signals.push_back({false, circuit.find_net(name).index});
        } else if (signal.starts_with("i(") && source != sources.end()) {
            signals.push_back({true, source->second});
        } else {
            return fail(Rule::NotInTwin, {}, "the signal " + signal);
        }
    }
    return signals;
}

}  // namespace

struct Twin::Parts {
    Parts(Equations all, StimulusPlan planned)
        : equations(std::move(all)), plan(std::move(planned)), newton(equations) {}
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;
    Parts(Parts&&) = delete;
    Parts& operator=(Parts&&) = delete;
    ~Parts() = default;

    /// From `start`, or from a circuit without voltages.
    [[nodiscard]] bool go_to_rest(Rest& at) {
        equations.set_switches(at.closed);
        equations.set_sources(at.sources);
        newton.begin();
        return find_operating_point(equations, newton, at.x);
    }

    /// Where the job begins; false where the circuit has no such place.
    [[nodiscard]] bool rest_of(Stimulus& stimulus, const sim::Job& job) {
        const auto at_start = stimulus.values(0);
        std::vector<double> sources(at_start.begin(), at_start.end());
        if (rest.sources == sources && rest.values == job.values) {
            return true;
        }
        Rest next = deck;
        next.sources = std::move(sources);
        next.values = job.values;
        static_cast<void>(stimulus.move_switches(0, next.closed));
        const bool is_decks = next.sources == deck.sources && next.values == deck.values;
        if (!is_decks && !go_to_rest(next)) {
            rest = {};
            return false;
        }
        rest = std::move(next);
        return true;
    }

    Equations equations;
    StimulusPlan plan;
    Newton newton;
    std::vector<std::string> names;
    std::vector<SavedSignal> saved;
    std::vector<std::size_t> watch;
    Rest deck;                                         ///< as its own sources have it
    Rest rest;                                         ///< of the last job
    std::shared_ptr<const sim::ElementValues> values;  ///< that are set
};

Twin::Twin(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Twin::Twin(Twin&&) noexcept = default;
Twin& Twin::operator=(Twin&&) noexcept = default;
Twin::~Twin() = default;

Result<Twin> Twin::build(const circuit::Circuit& circuit, double temperature_c,
                         const Signals& signals) {
    auto elements = take_apart(circuit);
    if (!elements) {
        return Unexpected{elements.error()};
    }
    auto saved = find_signals(circuit, *elements, signals.saved);
    if (!saved) {
        return Unexpected{saved.error()};
    }
    std::vector<Index> reported;
    for (const SavedSignal& signal : *saved) {
        if (signal.is_current) {
            reported.push_back(signal.index);
        }
    }
    auto equations = Equations::build(*std::move(elements), temperature_c, reported);
    if (!equations) {
        return Unexpected{equations.error()};
    }
    auto plan = plan_stimulus(equations->elements(), equations->numbering());
    if (!plan) {
        return Unexpected{plan.error()};
    }
    auto parts = std::make_unique<Parts>(*std::move(equations), *std::move(plan));
    parts->names.assign(signals.saved.begin(), signals.saved.end());
    parts->watch.assign(signals.watch.begin(), signals.watch.end());
    parts->saved = *std::move(saved);
    Stimulus stimulus(parts->equations.elements(), parts->plan, {});
    Rest& deck = parts->deck;
    deck.x.assign(parts->equations.unknowns(), 0);
    deck.closed.assign(parts->equations.elements().switches.size(), 0);
    const auto sources = stimulus.values(0);
    deck.sources.assign(sources.begin(), sources.end());
    static_cast<void>(stimulus.move_switches(0, deck.closed));
    if (!parts->go_to_rest(deck)) {
        return fail(Rule::NoRest, {});
    }
    parts->equations.settle(deck.x);
    parts->newton.remember(kUsualRate);
    parts->rest = deck;
    return Twin(std::move(parts));
}

sim::Outcome Twin::run(const sim::Job& job, sim::StopCondition* stop, const Consult& consult) {
    Parts& parts = *parts_;
    sim::Outcome refused;
    refused.waveform.names = parts.names;
    if (parts.values != job.values) {
        static const sim::ElementValues kDecks;
        refused.message = parts.equations.set_values(job.values ? *job.values : kDecks);
        parts.values = job.values;
    }
    Stimulus stimulus(parts.equations.elements(), parts.plan, job);
    if (refused.message.empty()) {
        refused.message = stimulus.problem();
    }
    if (refused.message.empty() && !parts.rest_of(stimulus, job)) {
        refused.message = "the circuit finds no operating point at t = 0";
    }
    if (!refused.message.empty()) {
        return refused;
    }
    return Transient({parts.equations, parts.newton, stimulus, parts.saved, parts.names,
                      parts.watch, job, stop, consult})
        .run(parts.rest.x, parts.rest.closed);
}

std::size_t Twin::unknowns() const { return parts_->equations.unknowns(); }

Twin::Effort Twin::effort() const { return parts_->newton.effort(); }

}  // namespace hopspice::twin
