#pragma once
// Thousands of recalls: queries x Monte-Carlo samples x sweep points, kept in a database.

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/results.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice {

/// `KEY=A,B,C`: a dotted path into the spec (first word `visible`, `hidden`, `readout` or
/// `inference`; entries of arrays by index: `hidden.0.energy.beta`) or into the target.
struct Sweep {
    std::string key;
    std::vector<std::string> values;  ///< at least one, as `--set` takes them
};
/// Errors: HS-E208.
[[nodiscard]] Result<Sweep> read_sweep(std::string_view text);

/// What is to be simulated. Runs are numbered from 0 by sweep point, then sample, then query:
/// run = (point * samples + sample) * queries + query. The last key of the sweep changes fastest.
struct BatchPlan {
    std::string spec;                   ///< a file, `-` for standard input
    std::string target = "behavioral";  ///< built-in name or file
    std::vector<std::string> settings;  ///< `key=value` for the target, at every sweep point
    std::vector<std::string> inputs;    ///< queries as on the command line
    std::string queries;                ///< a file of queries; neither of both: the spec's own
    /// Circuits with their own mismatch and offsets. 0: one, with the seed of the target.
    std::uint64_t samples = 0;
    std::uint64_t seed = 1;  ///< of the samples
    std::vector<Sweep> sweep;
    EngineChoice engine = default_engine();
};

/// The seed of the target (key `seed`) that makes a circuit sample `sample` of seed `seed`: 53
/// bits.
[[nodiscard]] std::uint64_t sample_seed(std::uint64_t seed, std::uint64_t sample);

/// Part `index` of a batch that is simulated in `of` parts, each into a database of its own: the
/// runs from floor(runs (index - 1) / of) up to, not including, floor(runs index / of).
struct Shard {
    std::uint64_t index = 1;  ///< from 1
    std::uint64_t of = 1;
};
/// `2/8`. Errors: HS-E210.
[[nodiscard]] Result<Shard> read_shard(std::string_view text);

struct BatchOptions {
    std::string database;               ///< a file
    bool resume = false;                ///< go on with the runs that are in the database already
    std::optional<Shard> shard;         ///< only these runs; empty: all
    std::size_t jobs = 0;               ///< worker processes; 0: one per core
    double wall_limit_s = 120;          ///< per attempt at a run
    Progress progress;                  ///< runs stored, also once before the first
    std::function<bool()> interrupted;  ///< true: no new run is begun; may be empty
    std::string simulator_library;      ///< empty: the system's libngspice
};

/// What is in the database afterwards.
struct BatchOutcome {
    std::uint64_t planned = 0;    ///< of a shard: its own runs
    std::uint64_t stored = 0;     ///< of these runs
    std::uint64_t simulated = 0;  ///< by this call
    bool interrupted = false;     ///< not all runs are stored, and nothing is wrong
    Diagnostics warnings;
};

/// Simulates every run of the plan that the database lacks and stores each as it ends. Killed at
/// any instant, it loses at most what ended within the last half second; a later call with `resume`
/// repeats that and goes on. A sample is the same circuit whatever the workers, the order and the
/// history. At a sweep point that the target cannot hold every run is stored as failed.
/// Errors: HS-E0xx, HS-E1xx of spec, target and queries at any sweep point, HS-E202, HS-E206 to
/// HS-E209, HS-E2xx where a batch without sweep cannot be built, HS-E4xx where nothing can run,
/// HS-E505 to HS-E509 of the database. A database is for one shard, or for all runs.
[[nodiscard]] Result<BatchOutcome> run_batch(const BatchPlan& plan, const BatchOptions& options);

/// The runs `begin` to `end` - 1.
struct RunRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

struct MergeOutcome {
    std::uint64_t planned = 0;
    std::uint64_t stored = 0;       ///< of these runs, afterwards
    std::uint64_t added = 0;        ///< by this call; what was there already stays as it was
    std::vector<RunRange> missing;  ///< in rising order
    Diagnostics warnings;  ///< HS-W501 for every unfinished part, HS-W502 for what is missing
};

/// Puts databases of parts of one batch together: `database` takes over every run it lacks, all in
/// one transaction, and is then the database of the whole batch, to be resumed where runs are
/// missing. Parts may overlap where they agree in everything but wall time and messages.
/// Errors: HS-E501, HS-E505, HS-E507, HS-E508 where a file is being written, HS-E511 where a part
/// is of another batch, HS-E512 where two parts contradict each other, HS-E513 where `database` is
/// a part itself. `database` is then as it was.
[[nodiscard]] Result<MergeOutcome> merge_batches(const std::string& database,
                                                 const std::vector<std::string>& parts);

/// One run of the plan again, with the same numbers as in the database.
/// Errors: HS-E207, and as run_batch.
[[nodiscard]] Result<Results> repeat_run(const BatchPlan& plan, std::uint64_t run,
                                         const RecallOptions& options);

/// The deck of one run, flat, for ngspice, the values of its sample written in. `folder` as of
/// CompileOptions.
/// Errors: HS-E207, and as run_batch.
[[nodiscard]] Result<Netlist> compile_run(const BatchPlan& plan, std::uint64_t run,
                                          const std::string& folder = {});

/// One row of the database.
struct RunRow {
    std::uint64_t run = 0;
    std::uint64_t point = 0;
    std::uint64_t sample = 0;
    std::uint64_t query = 0;
    std::uint64_t seed = 0;  ///< of the circuit: `recall --set seed=...` builds it too
    std::string query_id;
    std::string sweep;  ///< `amplifier.gbw=200M conductance.bits=4`; empty without sweep
    std::string input;  ///< `1,0,?`, or the tokens
    std::string status;
    std::string visible;  ///< settled v, model units, separated by spaces
    std::string readout;
    std::string expected;
    std::optional<bool> correct;
    std::optional<bool> rests;
    std::optional<double> margin;
    std::optional<double> settle_time_s;
    std::optional<double> release_time_s;
    std::optional<double> decision_time_s;
    std::optional<double> energy_j;
    std::optional<double> visible_error;  ///< against the ODE, fraction of the visible range
    std::optional<double> trajectory_error;
    std::optional<bool> same_path;
    std::optional<bool> agrees;
    std::optional<double> lyapunov_rise;
    std::string diagnostics;  ///< their ids, separated by spaces
    std::string messages;     ///< their text, a line each
    double wall_time_s = 0;   ///< of all attempts
    std::string simulator;    ///< empty where none ran
    // Of a run that twin and ngspice both simulated: what they differ by (RefereeLimits).
    std::optional<double> referee_state;
    std::optional<double> referee_path;
    std::optional<double> referee_settle;
    std::optional<double> referee_energy;
    std::optional<bool> referee_readout;  ///< the same
};

/// What twin and ngspice, with the tolerances of a recall, may differ by; a run beyond turns its
/// sweep point over to ngspice.
struct RefereeLimits {
    static constexpr double kState = 2e-3;  ///< where the first of them ends, of the visible range
    static constexpr double kPath = 3e-2;   ///< behind the release, of the visible range
    /// Settling time, relative; of states that move by a tenth of the range or more. A tail that
    /// grazes the band around the end moves it by several percent.
    static constexpr double kSettle = 3e-2;
    static constexpr double kEnergy = 1e-2;  ///< energy, relative
};

/// The largest differences among runs that both simulated.
struct Referee {
    std::uint64_t runs = 0;
    double state = 0;
    double path = 0;
    double settle = 0;
    double energy = 0;
    std::uint64_t readouts = 0;  ///< that are not the same
};

/// A share and the interval that holds the true one with 95 %.
/// Source: Wilson, J. Am. Stat. Assoc. 22 (1927) 209, the score interval.
struct Share {
    std::uint64_t of = 0;
    std::uint64_t count = 0;
    double low = 0;
    double high = 1;
    [[nodiscard]] double value() const {
        return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
    }
};
[[nodiscard]] Share share_of(std::uint64_t count, std::uint64_t of);

/// The runs of one sweep point.
struct PointSummary {
    std::string sweep;
    std::uint64_t runs = 0;
    std::uint64_t failed = 0;
    Share accuracy;  ///< right ones among the runs that expect something
    Share yield;     ///< samples that are right in every query, among those that are complete
    Quantiles settle_time_s;
    Quantiles energy_j;
};

struct BatchSummary {
    std::vector<std::pair<std::string, std::string>> plan;  ///< what the database says of itself
    std::uint64_t planned = 0;
    std::uint64_t stored = 0;    ///< all, whatever was selected
    std::uint64_t selected = 0;  ///< by the condition
    std::vector<PointSummary> points;
    Shortfalls shortfalls;  ///< of the selected runs
    Referee referee;        ///< of the selected runs
};

/// Sums up a database; `where` is an SQL condition on the columns of table `runs`, empty: all.
/// Errors: HS-E501, HS-E505, HS-E507, HS-E510.
[[nodiscard]] Result<BatchSummary> read_batch(const std::string& database,
                                              const std::string& where = {});

enum class CsvColumns { Repeatable, All };
/// Writes the rows in the order of their runs, `-` for standard output. `Repeatable` leaves out
/// what is not the same when the batch is run again: wall time and messages. Errors: as read_batch,
/// HS-E502.
[[nodiscard]] Diagnostics write_batch_csv(const std::string& database, const std::string& where,
                                          const std::string& file, CsvColumns columns);

/// The exit code of the command line: 3 where runs failed, 5 where some were not recalled as
/// expected or, where nothing is expected, fell short otherwise, else 0.
[[nodiscard]] int exit_code(const BatchSummary& summary);

/// A row per sweep point, for people.
[[nodiscard]] std::string format_batch(const BatchSummary& summary);
/// The same, `format: "hopspice-batch/1"`, two spaces deep.
[[nodiscard]] std::string format_batch_json(const BatchSummary& summary);

}  // namespace hopspice
