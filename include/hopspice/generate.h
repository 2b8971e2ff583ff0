#pragma once
// Text, token by token: a context is presented to the running circuit, the token it answers is
// appended, and the context moves on by one.

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice {

/// One token of the text and how the circuit came to it.
struct GeneratedToken {
    std::size_t token = 0;
    std::string label;                 ///< of it
    std::vector<std::size_t> context;  ///< what the slots held
    bool settled = false;              ///< the controller saw the state at rest; else: timeout
    std::map<std::string, double> probabilities;  ///< softmax(W v + b) by label
    double time_s = 0;       ///< the context is applied, from the start of the transient
    double read_time_s = 0;  ///< from there until the controller reads, at its clock
    std::optional<double> settle_time_s;  ///< as of a recall, from `time_s`
    std::optional<EnergyUse> energy_j;    ///< from `time_s` to settling
};

struct Generation {
    std::string model;
    std::string target;
    std::string level;
    std::string simulator;
    double time_unit_s = 1;
    std::map<std::string, std::size_t> counts;
    std::optional<ReadBack> read_back;
    bool restarted = false;  ///< one transient per token
    std::string prompt;      ///< in labels
    std::string text;        ///< what was generated, in labels
    std::string reference;   ///< what the ODE of the spec generates from the same prompt by itself
    bool agrees = false;     ///< the texts are the same, and complete
    std::vector<GeneratedToken> tokens;
    double time_s = 0;   ///< of circuit time, all transients
    EnergyUse energy_j;  ///< of all of it: loads and waiting for the clock too
    Diagnostics warnings;
    Diagnostics diagnostics;  ///< what went wrong on the way; the tokens until then are kept
    double wall_time_s = 0;
};

struct GenerateOptions {
    std::size_t steps = 16;  ///< tokens to be generated
    bool restart = false;    ///< a transient of its own for each token
    double wall_limit_s = 120;
    std::string waves_file;  ///< of the one transient: also tokens, settled and supply energy
    Progress progress;
    EngineChoice engine = default_engine();
    std::string simulator_library;  ///< empty: the system's
};

/// A prompt as tokens: labels of the spec's readout one after the other (`0110`), or integers
/// separated by commas. Errors: HS-E203, HS-E205.
[[nodiscard]] Result<std::vector<std::size_t>> read_prompt(std::string_view text, const Spec& spec);

/// Generates from the last tokens of `prompt`, one per slot, on the circuit and on the ODE.
/// Errors: HS-E203 where the spec cannot generate, HS-E204 for a prompt that is too short, and as
/// cosimulate.
[[nodiscard]] Result<Generation> generate(const Spec& spec, const Target& target,
                                          const std::vector<std::size_t>& prompt,
                                          const GenerateOptions& options);

/// The exit code of the command line: 0 the ODE generates the same, 3 the simulator failed, 5 not.
[[nodiscard]] int exit_code(const Generation& generation);

/// A table, for people; `format_generation_json` is for programs,
/// `format: "hopspice-generation/1"`.
[[nodiscard]] std::string format_generation(const Generation& generation);
[[nodiscard]] std::string format_generation_json(const Generation& generation);

}  // namespace hopspice
