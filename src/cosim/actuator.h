#pragma once
// The controller's actions -> ramps of the circuit's sources: a load and a release are those of a
// recall, shifted to when they are asked for.

#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "cosim/quantiser.h"
#include "sim/live.h"

#include <hopspice/cosim.h>
#include <hopspice/spec.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hopspice::cosim {

/// What the circuit is told at an instant, for measuring and for the waveform.
struct Command {
    double time_s = 0;
    bool load = false;     ///< a load begins; its inputs step at `apply_s`
    bool release = false;  ///< the release begins
    double apply_s = 0;
    std::vector<std::size_t> tokens;  ///< from here on
};

struct ActuatorSetup {
    const Spec& spec;
    const circuit::Layout& layout;
    Quantiser dac;       ///< of v(0) and held values
    Quantiser bias_dac;  ///< of what is added to a
    double latency_s = 0;
};

class Actuator {
public:
    /// The sources of `layout` are those of `circuit`, whose values at t = 0 they start with.
    Actuator(const ActuatorSetup& setup, const circuit::Circuit& circuit);

    [[nodiscard]] const std::vector<sim::DrivenSource>& sources() const { return sources_; }

    /// What of the actions cannot be done, in words; empty: nothing.
    [[nodiscard]] std::string problem(const Actions& actions) const;
    /// The ramps of actions without a problem, asked for at `time_s`.
    [[nodiscard]] std::vector<sim::Ramp> act(const Actions& actions, double time_s);

    /// What was told since the last call, in order of time.
    [[nodiscard]] std::vector<Command> take_commands();
    /// When the latest load is done.
    [[nodiscard]] std::optional<double> loaded_s() const { return loaded_s_; }
    /// Whether the state is held at this instant, the edge of a release included.
    [[nodiscard]] bool is_held(double time_s) const;

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    /// Indices into `sources_`.
    struct Input {
        std::size_t value = kNone;
        std::size_t minus = kNone;
        std::size_t control = kNone;
        std::size_t bias = kNone;
        double fixed_volts = 0;  ///< of a hidden neuron: the only value it is ever loaded with
    };
    [[nodiscard]] std::size_t add(const circuit::Circuit& circuit, const std::string& name);
    void ramp(std::size_t source, double from_s, double volts);
    void set_value(std::size_t bank, std::size_t neuron, double from_s);
    void set_inputs(const Actions& actions, double from_s);
    void load(double from_s);
    void release(double from_s);
    void set_tokens(double from_s);

    ActuatorSetup setup_;
    std::vector<sim::DrivenSource> sources_;
    std::vector<std::vector<Input>> inputs_;           ///< as Layout::banks
    std::vector<std::vector<std::size_t>> selectors_;  ///< per slot and token
    std::size_t rest_ = kNone;
    std::vector<double> values_;  ///< v(0) and held values, model units
    std::set<std::size_t> clamped_;
    std::vector<std::size_t> tokens_;
    bool chosen_ = false;  ///< the circuit has been told any tokens
    std::vector<sim::Ramp> ramps_;
    std::vector<Command> commands_;
    std::optional<double> loaded_s_;
    std::optional<double> released_s_;  ///< the edge of the latest release is over
    double apply_s_ = 0;                ///< of the latest load
};

}  // namespace hopspice::cosim
