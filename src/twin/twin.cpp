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

/// Of the rule's rate, 2 over the step, times the largest step.
constexpr double kUsualSteps = 8;
/// 1/s, at which conductances and charges of our circuits count alike: of the matrix that the first
/// order and pivots are for, which others may follow.
constexpr double kUsualRate = 1e9;
/// Of a run that names no largest step.
constexpr double kUnnamedSteps = 50;

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

    /// From where `at` is, which is close to its rest or not.
    [[nodiscard]] bool go_to_rest(Rest& at, double first_step_s) {
        equations.set_switches(at.closed);
        equations.set_sources(at.sources);
        newton.begin();
        return find_operating_point(equations, newton, at.x, first_step_s);
    }

    /// The reason where the circuit does not have these element values, else empty.
    [[nodiscard]] std::string set_values(const std::shared_ptr<const sim::ElementValues>& next) {
        if (values == next) {
            return {};
        }
        values = next;
        return equations.set_values(next ? *next : sim::ElementValues{});
    }

    /// Order and pivots for circuits at rest, whose first one is looked for from where they are.
    void prepare_rest(const Rest& at) {
        equations.set_switches(at.closed);
        equations.set_sources(at.sources);
        equations.begin(at.x);
        equations.settle(at.x);
        newton.remember(Pace::Rest, kUsualRate);
    }

    /// Order and pivots for runs with such steps go by the deck's circuit at rest.
    void prepare(double max_step_s) {
        if (max_step_s == step_s) {
            return;
        }
        step_s = max_step_s;
        static_cast<void>(set_values(nullptr));
        equations.set_switches(deck.closed);
        equations.set_sources(deck.sources);
        equations.begin(deck.x);
        equations.settle(deck.x);
        newton.remember(Pace::Steps, kUsualSteps / max_step_s);
        newton.remember(Pace::Instant, 1 / (kInstantShare * max_step_s));
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
        if (!is_decks && !go_to_rest(next, kEndless)) {
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
    double step_s = 0;  ///< largest one of the runs that the matrices are prepared for
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
    auto equations = Equations::build(std::move(*elements), temperature_c, reported);
    if (!equations) {
        return Unexpected{equations.error()};
    }
    auto plan = plan_stimulus(equations->elements(), equations->numbering());
    if (!plan) {
        return Unexpected{plan.error()};
    }
    auto parts = std::make_unique<Parts>(std::move(*equations), std::move(*plan));
    parts->names.assign(signals.saved.begin(), signals.saved.end());
    parts->watch.assign(signals.watch.begin(), signals.watch.end());
    parts->saved = std::move(*saved);
    Stimulus stimulus(parts->equations.elements(), parts->plan, {});
    Rest& deck = parts->deck;
    deck.x.assign(parts->equations.unknowns(), 0);
    deck.closed.assign(parts->equations.elements().switches.size(), 0);
    const auto sources = stimulus.values(0);
    deck.sources.assign(sources.begin(), sources.end());
    static_cast<void>(stimulus.move_switches(0, deck.closed));
    parts->prepare_rest(deck);
    if (!parts->go_to_rest(deck, kFirstStep)) {
        return fail(Rule::NoRest, {});
    }
    parts->equations.settle(deck.x);
    parts->newton.remember(Pace::Rest, 1 / kEndless);
    parts->rest = deck;
    return Twin(std::move(parts));
}

sim::Outcome Twin::run(const sim::Job& job, sim::StopCondition* stop, const Consult& consult) {
    Parts& parts = *parts_;
    sim::Outcome refused;
    refused.waveform.names = parts.names;
    const double max_step_s = job.max_step_s > 0 ? job.max_step_s : job.stop_time_s / kUnnamedSteps;
    parts.prepare(max_step_s);
    refused.message = parts.set_values(job.values);
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
    parts.newton.begin();
    return Transient({parts.equations, parts.newton, stimulus, parts.saved, parts.names,
                      parts.watch, job, stop, consult},
                     max_step_s)
        .run(parts.rest.x, parts.rest.closed);
}

std::size_t Twin::unknowns() const { return parts_->equations.unknowns(); }

Twin::Effort Twin::effort() const { return parts_->newton.effort(); }

}  // namespace hopspice::twin
