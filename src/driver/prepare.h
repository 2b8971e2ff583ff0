#pragma once
// Everything between a spec and a simulation: ranges, network, circuit, and the proof that what is
// written of it is the model.

#include "analog/network.h"
#include "model/ranges.h"
#include "model/stimulus.h"
#include "passes/lower.h"
#include "wave/source_wave.h"

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/results.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <span>
#include <string>
#include <vector>

namespace hopspice::driver {

struct Prepared {
    model::Ranges ranges;
    analog::Network network;
    circuit::Lowered lowered;
    ReadBack read_back;  ///< what the proof found, nothing before it
    Diagnostics warnings;
    Spec model;  ///< what was built (Design)
};

/// Who sets the inputs: queries that are known, whose neurons that all of them hold are lines and
/// no more, or a controller that may release any neuron.
enum class Presented { ByQueries, ByController };

/// Signal ranges of a spec, widened where `queries` start or hold a neuron outside of them, and to
/// contexts that no query of the spec has.
[[nodiscard]] Result<model::Ranges> ranges_for(const Spec& spec, std::span<const Query> queries);

/// What is built: the spec, or the same model with its softmax blocks centred where that gives
/// their tails headroom or makes the circuit clearly faster.
struct Design {
    Spec model;
    model::Ranges ranges;     ///< of the readout too, after the blocks, where it is in the circuit
    analog::Network network;  ///< after all passes
};
/// Errors: HS-E201, HS-E261, HS-E300.
[[nodiscard]] Result<Design> design(const Spec& spec, const Target& target,
                                    std::span<const Query> queries,
                                    Presented presented = Presented::ByQueries);

/// What takes long where a model is large, as `Stage` says it.
enum class Step { Ranges, Circuit, Text, Proof };
void begin(const Stage& stage, Step step);

/// Runs check, the passes and the lowering; nothing is proved.
/// Errors: HS-E2xx impossible on this target, HS-E3xx of the lowering.
[[nodiscard]] Result<Prepared> build(const Spec& spec, const Target& target,
                                     std::span<const Query> queries, const Stage& stage = {},
                                     Presented presented = Presented::ByQueries);

/// What was built, with what the proof finds in a netlist of it, which was read into a flat circuit
/// (read_circuit and written.h). Errors: HS-E304, HS-E305.
[[nodiscard]] Result<Prepared> prove(Prepared built, const Spec& spec, const Target& target,
                                     circuit::Circuit read);

/// Builds, and proves the very lines that the simulator's workers load (worker_deck).
/// Errors: as of both.
[[nodiscard]] Result<Prepared> prepare(const Spec& spec, const Target& target,
                                       std::span<const Query> queries, const Stage& stage = {},
                                       Presented presented = Presented::ByQueries);

/// The same design with the imperfect parts that `target.seed` draws: what was designed
/// (the model, ranges, the time unit) and read back is that of `nominal`. `target` differs from
/// that of `nominal` in its seed alone. Errors: as of the passes and the lowering.
[[nodiscard]] Result<Prepared> build_sample(const Prepared& nominal, const Spec& spec,
                                            Target target);

/// Of the largest step of a transient, in tau_v.
inline constexpr double kStepsPerTau = 20;

/// When a stimulus' transient ends at the latest, and the largest step, seconds: a part of
/// tau_v, and no more than what is between two samples of the noise.
struct Timing {
    double stop_s = 0;
    double max_step_s = 0;
};
[[nodiscard]] double max_step_s(const Prepared& prepared, const Spec& spec);
[[nodiscard]] Timing timing_of(const Prepared& prepared, const Spec& spec,
                               const model::Stimulus& stimulus);

/// The circuit with the sources set to a stimulus.
[[nodiscard]] circuit::Circuit circuit_for(const Prepared& prepared,
                                           const std::vector<wave::SourceWave>& sources);

}  // namespace hopspice::driver
