#pragma once
// A simulator in worker processes: libngspice, or what Setup::simulator makes. A circuit is loaded
// once per worker and re-run for each job with new source values; a worker that crashes, is
// poisoned or hangs is replaced. A job that fails is tried again: in libngspice with the remedies
// of remedies.h where its run failed, once more in a fresh worker where the worker was lost.

#include "sim/live.h"
#include "sim/noise.h"
#include "wave/source_wave.h"
#include "wave/waveform.h"

#include <hopspice/result.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::sim {

/// Decides inside the worker when a run may end, and how large its steps may be. Sees every
/// accepted time point.
class StopCondition {
public:
    virtual ~StopCondition() = default;
    /// Of the next step, s, besides Job::max_step_s.
    [[nodiscard]] virtual double largest_step_s() const {
        return std::numeric_limits<double>::infinity();
    }
    /// Behind a corner of a source that was just passed a step may at once be this large, s; 0: as
    /// small as the simulator makes it.
    [[nodiscard]] virtual double ready_step_s() const { return 0; }
    /// `values` are the job's `watch` signals. The instant at which the run ends, s, if it does: at
    /// this point or between it and the one before.
    virtual std::optional<double> sample(double time_s, std::span<const double> values) = 0;
};

/// An element whose value is not the deck's: `{"rw_v3_1", "", 5e4}`, `{"q_h1_2", "area", 1.02}`.
struct ElementValue {
    std::string element;
    std::string parameter;  ///< empty: what its line gives, ohm of a resistor, farad of a capacitor
    double value = 0;
    bool operator==(const ElementValue&) const = default;
};
using ElementValues = std::vector<ElementValue>;

/// One transient of the loaded circuit.
struct Job {
    std::vector<wave::SourceWave> sources;  ///< values of piecewise linear sources
    double stop_time_s = 0;                 ///< the transient ends here at the latest
    double max_step_s = 0;                  ///< largest step
    std::vector<double> stop_parameters;    ///< handed to Setup::stop in the worker
    /// Element values of this job; none: those of the deck. They are sent to a worker, and set in
    /// its circuit, only where the job before had others: jobs of one circuit share one list.
    std::shared_ptr<const ElementValues> values = nullptr;
    std::optional<Noise> noise = {};  ///< values of sources that the deck calls `external`
    std::optional<Live> live = {};    ///< sources that the caller drives while it runs (run_live)
};

class Simulator;

/// A circuit that gives the signals of another one at less cost, for as long as its limits hold. A
/// run that leaves one is run again, in the circuit itself. Signals are numbered as those of the
/// setup with `saved` behind them.
struct Shortcut {
    /// What the circuit does not have in a signal: factor (constant + sum max(parts, 0)).
    struct Share {
        std::size_t signal = 0;  ///< one of the setup's
        double factor = 1;
        double constant = 0;
        std::vector<std::size_t> parts;
    };
    /// low <= signal - factor other <= high, at all points.
    struct Limit {
        std::size_t signal = 0;
        double factor = 0;
        std::size_t other = 0;
        double low = 0;
        double high = 0;
    };
    std::vector<std::string> deck;   ///< as Setup::deck
    std::vector<std::string> saved;  ///< what it needs besides Setup::saved
    std::vector<Share> shares;
    std::vector<Limit> limits;

    /// Adds all shares to the signals of a point; nothing where a limit is left.
    [[nodiscard]] bool complete(std::span<double> point) const;
};

struct Setup {
    std::vector<std::string> deck;   ///< title first, `.end` last, no analysis, no `.save`
    std::vector<std::string> saved;  ///< `v(node)` and `i(source)`
    std::vector<std::size_t> watch;  ///< indices into `saved` that the stop condition sees
    std::vector<double> corners_s;   ///< of the deck's piecewise linear sources; jobs bring theirs
    /// Makes the stop condition of a job, in the worker; may be empty (never stop early).
    std::function<std::unique_ptr<StopCondition>(std::span<const double> stop_parameters)> stop;
    bool live = false;    ///< its job is live: the simulator keeps no waveform
    std::string options;  ///< one `.options` line, may be empty
    std::string library;  ///< libngspice; empty: HOPSPICE_NGSPICE, the system's
    /// Of `deck`, for runs without a remedy of libngspice; may be empty.
    std::optional<Shortcut> shortcut = {};
    /// Gets in the worker every line that the simulator prints; may be empty.
    std::function<void(std::string_view line)> hear = {};
    /// Makes another simulator in a worker, which has its circuit already: it needs nothing of
    /// deck, options and library, and no remedy helps it. Empty: libngspice.
    std::function<std::unique_ptr<Simulator>()> simulator = {};
    double wall_limit_s = 120;  ///< per attempt at a job
    std::size_t workers = 1;
};

/// What one job gave.
struct Outcome {
    bool completed = false;  ///< the run reached its end or its stop condition, all values finite
    bool stopped_early = false;  ///< by the stop condition; the waveform ends at that point
    wave::Waveform waveform;     ///< the saved signals; partial when not completed
    std::string message;  ///< the simulator's own words for the first attempt that failed, and what
                          ///< was tried in vain; empty when all went well at once
    std::string remedy;   ///< what made it work where it failed as asked; empty: nothing was needed
    std::size_t rung = 0;    ///< of `remedy` (remedies.h); 0: as asked, maybe in another worker
    double wall_time_s = 0;  ///< of all attempts
    std::string simulator;   ///< that ran it, as format_version; empty where none was ready
};

/// `39` of `ngspice-39 shared library`, the text itself, where the library is.
struct Version {
    int major = 0;
    std::string text;
    std::string file = {};  ///< of the library
    bool klu = false;       ///< the circuit's matrix is solved by KLU
    std::string simulator = "ngspice";
};

/// HS-W406 where the library is newer than any that the tests ran on.
[[nodiscard]] Diagnostics verify_tested(const Version& version);

/// `ngspice 39`, as results name it.
[[nodiscard]] std::string format_version(const Version& version);

/// Called at every tick with the points since the last one, the last of them the tick itself.
using TickFunction = std::function<Orders(const wave::Waveform& points)>;

/// What a live job gave; the waveform holds the points behind the last tick, if any.
struct LiveOutcome {
    Version version;
    Outcome outcome;
};
/// Runs one job whose `live` is set as one transient, in one worker: nothing is tried again.
/// `Setup::wall_limit_s` holds from tick to tick. An exception of `tick` passes through, after the
/// worker was ended. Errors (nothing ran): as run_jobs.
[[nodiscard]] Result<LiveOutcome> run_live(const Setup& setup, const Job& job,
                                           const TickFunction& tick);

/// Runs every job. `done(index, outcome)` is called from the calling thread as jobs finish, in any
/// order, once per job. Errors (no job ran): HS-E4xx for a missing or too old library (older than
/// 39) or a deck that the simulator refuses, with its own words.
[[nodiscard]] Result<Version> run_jobs(const Setup& setup, std::span<const Job> jobs,
                                       const std::function<void(std::size_t, Outcome)>& done);

/// Jobs that are made as workers become free.
struct JobStream {
    /// The next job; nothing: there are no more. Jobs are numbered from 0 in the order it gives
    /// them.
    std::function<std::optional<Job>()> next;
    std::function<void(std::size_t index, Outcome outcome)> done;  ///< as in run_jobs
    /// Called now and then while jobs run, at least twice a second; may be empty.
    std::function<void()> idle;
};

/// The same for jobs that would not fit into memory at once. Once `next` has given nothing it is
/// not asked again, and what still runs is waited for.
[[nodiscard]] Result<Version> run_stream(const Setup& setup, const JobStream& stream);

}  // namespace hopspice::sim
