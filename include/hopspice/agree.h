#pragma once
// One circuit in every dialect, run by every simulator at hand: do they agree?

#include <hopspice/recall.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hopspice {

enum class EngineStatus {
    Agrees,   ///< waveforms within the limit, the same readout
    Differs,  ///< they are not, or it is not
    Skipped,  ///< the simulator is not installed, or its dialect has no words for the circuit
    Failed,   ///< the simulator gave no waveform to compare
};

/// One query on one simulator.
struct EngineRun {
    std::string engine;   ///< `ngspice ltpsa`, `gnucap`, ...
    std::string version;  ///< the simulator's own words
    std::string dialect;
    NetlistForm form = NetlistForm::Hierarchical;
    std::string query;
    EngineStatus status = EngineStatus::Skipped;
    std::string reason;  ///< where it was skipped or failed
    /// Of any visible neuron at any time but within the edges in which switches move, fraction of
    /// the visible range.
    double max_difference = 0;
    std::size_t neuron = 0;  ///< where that is
    double at_s = 0;         ///< when that is
    std::string readout;
    bool same_readout = false;  ///< as the embedded simulator's
    double wall_time_s = 0;
};

struct Agreement {
    std::string model;
    std::string target;
    std::string reference;  ///< what all are held against: the embedded simulator and its version
    double limit = 1e-3;    ///< of max_difference
    std::vector<EngineRun> runs;  ///< query by query, engine by engine
};

struct AgreeOptions {
    std::string folder;                ///< decks and waveforms are kept there; empty: nowhere
    std::string packages;              ///< folder that has `node_modules`; empty: the usual ones
    std::vector<std::string> engines;  ///< only these; empty: all
    std::string simulator_library;     ///< of the embedded simulator, as RecallOptions
    double refine = 50;                ///< as CompileOptions; 1: as decks are written for users
    double wall_limit_s = 600;         ///< per run of a simulator
    std::function<void(std::size_t done, std::size_t total)> progress;
};

/// Recalls every query with the embedded simulator, writes it in every dialect up to the same
/// instant, runs each deck in what is installed, and the circuit itself in the twin, and compares
/// the visible waveforms.
/// Errors: as recall(); HS-E315 for an engine that is not in the list.
[[nodiscard]] Result<Agreement> agree(const Spec& spec, const Target& target,
                                      std::span<const Query> queries, const AgreeOptions& options);

/// Whether every simulator that ran agrees, and at least one did.
[[nodiscard]] bool all_agree(const Agreement& agreement);

/// The simulators that are known, with what they are.
[[nodiscard]] std::vector<ListedItem> list_engines();

/// The simulator that recalls are run in, as trying it shows.
struct EmbeddedSimulator {
    std::string version;  ///< `ngspice-39`
    std::string file;     ///< the library
    bool xspice = false;  ///< has its code models: vendors' polynomial sources are made of them
    bool klu = false;     ///< has a second solver for sparse matrices
    bool osdi = false;    ///< loads compact models compiled from Verilog-A
};
/// `library` as RecallOptions::simulator_library. Errors: HS-E401, HS-E402, HS-E404.
[[nodiscard]] Result<EmbeddedSimulator> find_embedded_simulator(const std::string& library = {});
/// `ngspice-39 of /usr/lib/libngspice.so.0: XSPICE, no KLU, no OSDI`
[[nodiscard]] std::string format_embedded(const EmbeddedSimulator& simulator);
/// What a topic of `hopspice list` has, `format: "hopspice-list/1"`; with the embedded simulator
/// where it is given.
[[nodiscard]] std::string format_list_json(
    const std::string& topic, const std::vector<ListedItem>& items,
    const std::optional<EmbeddedSimulator>& embedded = std::nullopt);

[[nodiscard]] std::string to_string(EngineStatus status);
[[nodiscard]] std::string format_agreement(const Agreement& agreement);
[[nodiscard]] std::string format_agreement_json(const Agreement& agreement);

}  // namespace hopspice
