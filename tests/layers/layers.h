#pragma once
// Who includes whom: the table of src/README.md, the #include lines of a file, and what of the
// second the first forbids.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace layers {

/// One row of the table.
struct Rights {
    std::set<std::string> stages;     ///< whose headers may be included
    std::set<std::string> libraries;  ///< of other people: `fmt`, `Eigen`, ...
};
using Table = std::map<std::string, Rights>;

/// Reads the first markdown table whose first column is headed `stage`, columns `may include` and
/// `libraries`; a row without a stage goes on with the one above. Empty where there is none.
[[nodiscard]] Table read_table(std::string_view markdown);

/// A stage, then the stages that lead from it back to it; empty where the table has no cycle.
[[nodiscard]] std::vector<std::string> find_cycle(const Table& table);

/// A source file: its path from the root of the sources, with `/`, and its text.
struct Source {
    std::string path;
    std::string text;
};

struct Include {
    std::string name;
    bool quoted = false;  ///< "name", not <name>
};
[[nodiscard]] std::vector<Include> read_includes(std::string_view text);

/// What a file under src/ includes and may not, one line each.
[[nodiscard]] std::vector<std::string> find_stage_violations(const Source& source,
                                                             const Table& table);

/// The same for include/hopspice: the standard library and itself, nothing else.
[[nodiscard]] std::vector<std::string> find_public_violations(const Source& source);

/// The same for tools/hopspice: of the project the public headers and its own, nothing else.
[[nodiscard]] std::vector<std::string> find_tool_violations(const Source& source);

/// Where a file outside of kinds/ and cells/ names a kind of neuron function or a cell of circuit:
/// an enumerator of FunctionType or CellType, one line each. What depends on one belongs into
/// those.
[[nodiscard]] std::vector<std::string> find_named_kinds(const Source& source);

}  // namespace layers
