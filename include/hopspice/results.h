#pragma once
// What a recall gives, `format: "hopspice-results/1"`.

#include <hopspice/diagnostics.h>

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hopspice {

/// `Settled`: stopped by the settling rule; `Read`: at a fixed time; `Unsettled`: timeout;
/// `Diverged`: left the declared swing; `Failed`: no answer, a diagnostic says why.
enum class Status { Settled, Read, Unsettled, Diverged, Failed };

[[nodiscard]] std::string to_string(Status status);

/// The circuit against the ODE of the spec, at the same instants after the release.
struct Comparison {
    double visible_max_error = 0;  ///< largest |v - v_ode| at the end, in model units
    double visible_error = 0;      ///< the same as a fraction of the visible range; not a number
                                   ///< where the ODE has diverged before
    double trajectory_error = 0;   ///< largest over the whole run, as a fraction of the range
    std::optional<double> settle_time_s;  ///< of the ODE, from the release
    /// Same readout, and the same end: visible_error within the level's tolerance; where the ODE
    /// does not rest at that instant, rest_error within that and the settling tolerance.
    bool agrees = false;
    bool same_path = false;          ///< trajectory_error within kFarOff
    std::optional<bool> rests = {};  ///< the ODE at the instant at which the circuit has settled
    std::optional<double> rest_error = {};  ///< circuit's end against where the ODE rests
    /// The ODE stands where the least deviation decides between two answers: either agrees.
    bool undecided = false;
};

/// Of the visible range: another path, another place.
inline constexpr double kFarOff = 0.1;

/// Energy the supplies delivered from the input step to settling, joule.
struct EnergyUse {
    double total = 0;
    double visible = 0;     ///< amplifiers of the visible neurons
    double hidden = 0;      ///< amplifiers of the hidden neurons
    double activation = 0;  ///< amplifiers and tail currents of the activation blocks
    double reference = 0;   ///< bias references
    double crossbar = 0;    ///< dissipated in crossbar resistors (a part of the above)
};

struct QueryResult {
    std::string id;
    Status status = Status::Failed;
    std::vector<std::size_t> tokens;  ///< of the query; empty without token-driven rows
    std::vector<double> visible;      ///< settled v, in model units
    std::string readout;
    /// How far v is from where the readout would be another one (Euclidean, model units); absent
    /// where there is no readout.
    std::optional<double> margin;
    bool tie = false;           ///< margin within a tenth of the settling tolerance, or undecided
    std::optional<bool> rests;  ///< the ODE stays here; of a circuit: within 1/4 of the range
    std::map<std::string, double> probabilities;  ///< readout linear: softmax(W v + b) by label
    std::map<std::string, double> decoder;        ///< its outputs, where it is in the circuit
    std::string expected;                         ///< empty: nothing was expected
    std::optional<bool> correct;                  ///< absent where nothing was expected
    std::optional<double> settle_time_s;          ///< from the instant the input is applied at rest
    std::optional<double> release_time_s;         ///< the same counted from the release of v(0)
    std::optional<double> decision_time_s;        ///< readout never changes after it; as settling
    std::optional<EnergyUse> energy_j;
    std::vector<double> energy_lyapunov;  ///< at the release and at the end
    double lyapunov_rise = 0;             ///< largest increase along the waveform
    std::optional<Comparison> reference;
    Diagnostics diagnostics;
    double wall_time_s = 0;
    std::string simulator;  ///< that ran it, as Results::simulator; empty where none did
};

/// How far the netlist, read back from its text, is from the spec (relative to the largest entry
/// of each kind).
struct ReadBack {
    double weight_error = 0;
    double bias_error = 0;
    double tau_error = 0;
    double gain_error = 0;
};

struct Quantiles {
    double median = 0;
    double p95 = 0;
    double max = 0;
    std::size_t of = 0;  ///< so many values; of none there is nothing to say
};

/// What makes a query or run count as not done.
enum class Shortfall { Diverged, Unsettled, Passing, Disagrees, Unexpected };
inline constexpr std::size_t kShortfalls = 5;

/// Where something was expected, only that counts: `correct`. Else it has to settle, to rest, and
/// to agree with the ODE. Nothing of a query that failed.
[[nodiscard]] std::optional<Shortfall> shortfall_of(Status status, std::optional<bool> correct,
                                                    std::optional<bool> rests,
                                                    std::optional<bool> agrees);

/// How many there are of each kind, and the first of them.
struct Shortfalls {
    struct Kind {
        std::size_t count = 0;
        std::vector<std::string> first;  ///< three ids at most
    };
    std::array<Kind, kShortfalls> kinds;  ///< by Shortfall

    void add(Shortfall kind, const std::string& id);
    [[nodiscard]] bool any() const;
};
/// A sentence for each kind there is: `2 of 12 queries did not settle: a, b`.
[[nodiscard]] std::vector<std::string> format_shortfalls(const Shortfalls& shortfalls,
                                                         std::size_t of, const std::string& things);

struct Summary {
    std::size_t queries = 0;
    std::size_t expected = 0;  ///< queries that say what they expect
    std::size_t correct = 0;
    std::size_t failed = 0;
    Quantiles settle_time_s;
    Quantiles energy_j;
    std::optional<double> worst_visible_error;  ///< of those that settled or were read
    std::optional<double> worst_trajectory_error;
    Shortfalls shortfalls;
};

struct Results {
    std::string model;
    std::string target;
    std::string level;      ///< `behavioral`, `opamp`, or `reference` for the ODE itself
    std::string simulator;  ///< `ngspice 39`, `twin 1`, `cvode 6.4`; of several, all
    std::string declined;   ///< why the twin was not asked to run it, where it might have been
    double time_unit_s = 1;
    double visible_range = 1;  ///< the span that relative errors are fractions of
    std::map<std::string, std::size_t>
        counts;  ///< resistors, capacitors, amplifiers, transistors, ...
    std::optional<ReadBack> read_back;
    std::vector<QueryResult> queries;
    Summary summary;
    Diagnostics warnings;
};

/// The exit code of the command line for these results: 0 done, 3 a query failed in the simulator,
/// 5 some query was not recalled as expected, or, where nothing is expected, fell short otherwise.
[[nodiscard]] int exit_code(const Results& results);

/// A table that lines up, for people. `rows`: at most so many queries are shown (wrong ones first).
[[nodiscard]] std::string format_results(const Results& results, std::size_t rows);

/// JSON as in the format above, two spaces deep.
[[nodiscard]] std::string format_results_json(const Results& results);

}  // namespace hopspice
