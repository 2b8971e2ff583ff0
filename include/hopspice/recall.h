#pragma once
// From a spec to a netlist, and from a netlist to recalled memories.

#include <hopspice/dialect.h>
#include <hopspice/engine.h>
#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopspice {

/// What some elements of a netlist are, and of whom.
struct NetlistPart {
    std::string owner;                  ///< `visible`, `hidden codewords`; empty: the whole circuit
    std::optional<std::size_t> neuron;  ///< of the owner; none: of all of it
    std::string part;                   ///< `integrator`, `crossbar from visible`
    bool crossbar = false;
    std::vector<std::string> elements;  ///< by name, as they are called in a flat netlist
};

/// A netlist in text, and what it is made of.
struct Netlist {
    std::string text;
    std::vector<NetlistPart> parts;
    std::map<std::string, std::size_t> counts;
    ReadBack read_back;    ///< the text read back and compared with the spec
    Diagnostics warnings;  ///< what is risky
};

/// Subcircuits per neuron, crossbar and amplifier, or amplifiers alone.
enum class NetlistForm { Hierarchical, Flat };

/// Called as a step of what may take long begins, of so many, with what it is about; from the
/// calling thread.
using Stage = std::function<void(std::size_t step, std::size_t steps, const std::string& words)>;

struct CompileOptions {
    Dialect dialect = Dialect::Ngspice;
    NetlistForm form = NetlistForm::Hierarchical;
    /// Where the netlist will stand (empty: the current folder): libraries are named relative to
    /// it, but those the target names by an absolute path.
    std::string folder = {};
    double stop_s = 0;  ///< the transient ends here; 0: at the query's timeout, or when it is read
    double refine = 1;  ///< largest step and relative tolerance are divided by it
    Stage stage = {};
};

/// Writes the netlist of `spec` on `target` as one deck that runs the first of `queries` (or of
/// the spec's own; all neurons start at `visible.initial` where there is none).
/// Errors: HS-E2xx where the target cannot hold the model, HS-E3xx where the lowering cannot or
/// the dialect has no words for the circuit.
[[nodiscard]] Result<Netlist> compile(const Spec& spec, const Target& target,
                                      std::span<const Query> queries,
                                      const CompileOptions& options = {});

/// The netlist dialects that can be written.
[[nodiscard]] std::vector<ListedItem> list_dialects();

/// Called after each query, with how many are done; from the calling thread.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

struct RecallOptions {
    std::size_t jobs = 0;       ///< worker processes; 0: one per core
    double wall_limit_s = 120;  ///< per attempt at a query; a worker over it is replaced
    std::string waves_file;     ///< `.csv` or `.raw`; empty: none. Several queries: id in the name
    Progress progress;
    Stage stage = {};  ///< of what comes before the first query
    EngineChoice engine = default_engine();
    std::string simulator_library;  ///< empty: the system's libngspice
};

/// The files that RecallOptions::waves_file stands for, in the order of the queries: itself for one
/// of them, `f.<id>.csv` for several, none where it is empty.
[[nodiscard]] std::vector<std::string> waves_files(const std::string& file,
                                                   std::span<const Query> queries);

/// Compiles, simulates every query and compares each with the ODE.
/// A query whose simulation fails is tried again with remedies (src/README.md); one that needed any
/// carries HS-W401, one that none helped HS-E406, both in its own result. Errors here mean that
/// nothing could run.
[[nodiscard]] Result<Results> recall(const Spec& spec, const Target& target,
                                     std::span<const Query> queries, const RecallOptions& options);

/// Whether simulator processes are kept from starting programs, whatever a library has them do;
/// false where the kernel has no seccomp filters.
[[nodiscard]] bool simulators_are_confined();

/// The same table by ODE integration (SUNDIALS CVODE), no circuit. Times are model time multiplied
/// by `time_unit_s`.
[[nodiscard]] Result<Results> reference(const Spec& spec, std::span<const Query> queries,
                                        double time_unit_s, const RecallOptions& options);

}  // namespace hopspice
