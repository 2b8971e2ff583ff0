#pragma once
// The simulators that can run our decks: one row each.

#include <hopspice/dialect.h>
#include <hopspice/recall.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::engines {

/// Where a simulator puts its waveform.
enum class Output { RawFile, BesideDeck, StandardOutput };

/// Words may hold `{deck}`, `{waves}` and `{package}`. Without a command it is the twin, which runs
/// the circuit itself and no deck.
struct Engine {
    std::string_view name;
    std::string_view meaning;
    Dialect dialect = Dialect::Ngspice;
    NetlistForm form = NetlistForm::Hierarchical;
    std::vector<std::string_view> command = {};
    Output output = Output::RawFile;
    std::string_view beside = "";  ///< what the deck's name gets where the output is beside it
    std::vector<std::string_view> version = {};  ///< prints it ...
    std::string_view version_mark = "";          ///< ... in the first line that has this
    std::string_view package = "";               ///< file below `node_modules` that must be there

    [[nodiscard]] bool is_twin() const { return command.empty(); }
};

[[nodiscard]] std::span<const Engine> all_engines();

/// What there is of an engine on this machine.
struct Found {
    bool installed = false;
    std::string missing;  ///< what is not there
    std::string version;
    std::string package;  ///< path of the package's file
};
/// Looks for the program in PATH and for the package below `packages`, HOPSPICE_ENGINES, the
/// current folder or build/engines, in this order.
[[nodiscard]] Found find_engine(const Engine& engine, const std::string& packages);

/// Runs a deck in a folder; the text of the waveform, as it is in the file or on standard output.
struct EngineOutput {
    std::string waves;
    std::string failure;  ///< empty: there is a waveform
};
[[nodiscard]] EngineOutput run_engine(const Engine& engine, const Found& found,
                                      const std::string& folder, const std::string& deck,
                                      double wall_limit_s);

}  // namespace hopspice::engines
