#pragma once
// A circuit as a folder for another simulator: deck, parts, a stimulus per query, what to expect.

#include <hopspice/recall.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hopspice {

/// What stands in the folder.
struct Exported {
    std::vector<std::string> files;  ///< paths within the folder, sorted
    /// The netlist read back and compared with the spec; none where there is no netlist.
    std::optional<ReadBack> read_back;
    Diagnostics warnings;  ///< what is risky
};

/// Writes the folder `options.folder`: the deck, which runs as it is, and what it includes by
/// relative paths (device cards, subcircuits, sources and analysis of one query), a stimulus for
/// every other query, `expected.csv` (the ODE at the end of each query's transient, in model units
/// and in volts at the nets) and `README.txt`. Without queries the spec's own are taken, or the one
/// that starts at `visible.initial`. The folder appears complete or not at all; libraries of the
/// target that include nothing themselves are copied into it.
/// Errors: as of compile, HS-E201 of the ODE, HS-E501 for a library, HS-E502 where the folder
/// cannot be written or is there already and not empty.
[[nodiscard]] Result<Exported> export_netlists(const Spec& spec, const Target& target,
                                               std::span<const Query> queries,
                                               const CompileOptions& options);

/// The same in Verilog-A, for Spectre: for every query `ID.va`, the modules of write_verilog_a(),
/// and `ID.scs`, the testbench that runs it, beside `expected.csv` and `README.txt`. One volt is a
/// unit of the model, and time begins at the release.
/// Errors: HS-E262 as of write_verilog_a, HS-E2xx of the model and the ODE, HS-E502.
[[nodiscard]] Result<Exported> export_verilog_a(const Spec& spec, const Target& target,
                                                std::span<const Query> queries,
                                                const std::string& folder);

}  // namespace hopspice
