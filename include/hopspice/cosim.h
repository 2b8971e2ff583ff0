#pragma once
// A running circuit and its digital side: a controller of the user's own is clocked, sees the
// circuit through its converters, and drives its inputs, in one continuous transient.

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hopspice {

/// What the digital side knows of the circuit before it runs. Seconds of circuit time.
struct CircuitView {
    std::size_t visible = 0;     ///< neurons
    std::size_t hidden = 0;      ///< neurons, of all blocks
    std::size_t slots = 0;       ///< tokens the circuit holds at a time
    std::size_t vocabulary = 1;  ///< a token is below it
    double time_unit_s = 1;      ///< one model time unit
    double tau_s = 1;            ///< of the visible neurons
    double clock_s = 0;          ///< from one tick to the next
    double latency_s = 0;        ///< from a tick to what it makes the inputs do
    double edge_s = 0;           ///< how long an input takes from one value to another
    double load_s = 0;           ///< from the begin of a load to its release, at least
    double timeout_s = 0;        ///< `inference.timeout` of the spec
    double settle_band = 0;      ///< `inference.settle` times the visible range, model units
    double low = 0;              ///< range of the converters, model units
    double high = 0;
    double adc_step = 0;  ///< of the visible neurons' ADC, model units; 0: ideal
};

/// What the circuit does at a tick. Model units.
struct Observation {
    double time_s = 0;               ///< since the start of the transient
    std::vector<double> visible;     ///< v, through the ADC
    std::vector<double> hidden;      ///< h, through the ADC, block after block
    bool held = true;                ///< v(0) is held: nothing runs until the release is over
    std::optional<double> loaded_s;  ///< a load has begun and is done then: it may be released
    EnergyUse energy_j;  ///< delivered by the supplies since the start; no part of the hardware
};

/// What becomes of the state: stay; hold it at the input values (a load, as a recall begins); let
/// it run; or hold it, then let it run as soon as it is loaded.
enum class Hold { Keep, Load, Release, LoadAndRelease };

/// What the digital side does after a tick. All of it takes effect `latency_s` later.
struct Actions {
    std::map<std::size_t, double> visible = {};  ///< v(0) or held values from now on, by neuron
    std::map<std::size_t, double> bias = {};     ///< added to a, where `inference.present` is bias
    std::vector<std::size_t> tokens = {};        ///< one per slot from now on; empty: as they are
    Hold hold = Hold::Keep;
    std::set<std::size_t> clamped = {};      ///< these stay held when it releases
    bool settled = false;                    ///< the state of this tick is the answer: measure it
    std::optional<double> next_tick_s = {};  ///< absolute, after this tick; absent: one clock later
    bool finish = false;                     ///< end the transient at this tick
};

/// Digital logic. Called in the process and thread of the caller of cosimulate.
class Controller {
public:
    Controller() = default;
    Controller(const Controller&) = delete;
    Controller& operator=(const Controller&) = delete;
    virtual ~Controller() = default;
    /// Before the transient: what the inputs do from time 0. The first tick is one clock later.
    virtual Actions start(const CircuitView& circuit) = 0;
    virtual Actions tick(const Observation& seen) = 0;
};

/// Settling as digital logic sees it: over the last `clocks` clock periods no sample moved by more
/// than `threshold`.
class SettleWatch {
public:
    SettleWatch(double threshold, std::size_t clocks) : threshold_(threshold), clocks_(clocks) {}
    /// Takes the samples of a tick; true once they are at rest.
    bool sample(std::span<const double> values);
    /// Forgets all samples: something new is presented.
    void reset() { history_.clear(); }

private:
    double threshold_;
    std::size_t clocks_;
    std::deque<std::vector<double>> history_;
};

/// One load with what followed, until the controller called it settled, loaded again or finished:
/// measured like a recall, on the simulator's own points, without the converters.
struct Presentation {
    double apply_s = 0;                     ///< the inputs step here, the circuit being at rest
    double end_s = 0;                       ///< the tick at which it ended
    bool settled = false;                   ///< the controller said so
    std::vector<std::size_t> tokens;        ///< that the circuit held
    std::vector<double> visible;            ///< v at the end, model units
    std::string readout;                    ///< of that
    std::optional<double> settle_time_s;    ///< as of a recall: from `apply_s` until v stays within
                                            ///< `inference.settle` of its end
    std::optional<double> release_time_s;   ///< the same counted from the release
    std::optional<double> decision_time_s;  ///< from `apply_s`; the readout never changes after it
    std::optional<EnergyUse> energy_j;      ///< from `apply_s` to settling
};

struct CosimOptions {
    double limit_s = 0;         ///< the transient ends here at the latest; 0: 1e6 model time units
    double wall_limit_s = 120;  ///< of the simulator, from one tick to the next
    std::string waves_file;     ///< `.csv` or `.raw`, kept in memory until the end; empty: none
    EngineChoice engine = default_engine();
    std::string simulator_library;  ///< empty: the system's libngspice
    /// What the controller may present, where that leaves the range of the spec's own queries.
    std::vector<Query> queries;
};

struct CosimResult {
    std::string model;
    std::string target;
    std::string level;
    std::string simulator;
    double time_unit_s = 1;
    std::map<std::string, std::size_t> counts;
    std::optional<ReadBack> read_back;
    bool finished = false;  ///< by the controller; else a diagnostic says how the run ended
    double time_s = 0;      ///< of the last tick
    std::size_t ticks = 0;
    std::vector<Presentation> presentations;
    EnergyUse energy_j;  ///< delivered until the last tick
    Diagnostics warnings;
    Diagnostics diagnostics;  ///< HS-E408, HS-E409, HS-E502: what went wrong on the way
    double wall_time_s = 0;
};

/// Compiles the circuit and runs it with `controller`, in one transient. A run that fails on the
/// way is not repeated: what was measured until then is in the result, with the reason (HS-E409);
/// so is one whose controller asks for what cannot be (HS-E408). An exception of the controller
/// passes through. Errors here mean that nothing ran.
[[nodiscard]] Result<CosimResult> cosimulate(const Spec& spec, const Target& target,
                                             Controller& controller, const CosimOptions& options);

}  // namespace hopspice
