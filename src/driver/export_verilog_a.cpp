// Spec in, a folder of modules and testbenches for Spectre out.

#include "driver/deck.h"
#include "driver/expected.h"
#include "driver/exported.h"
#include "driver/risks.h"
#include "support/file_names.h"
#include "support/lower_case.h"

#include <hopspice/export.h>
#include <hopspice/verilog_a.h>

#include <fmt/format.h>

#include <map>

namespace hopspice {

namespace {

using driver::DeckState;
using driver::ExpectedRow;

/// A volt is a unit of the model, and nothing comes before the release.
DeckState state_of(const Spec& spec, const Target& target, const model::Ranges& ranges) {
    DeckState deck{{}, 0, target.time_unit.seconds, model::visible_range(ranges)};
    for (std::size_t k = 0; k < spec.visible.size; ++k) {
        deck.visible.push_back({fmt::format("v{}", k), 1, 0});
    }
    return deck;
}

std::string readme(const Spec& spec, const DeckState& deck, const std::string& first) {
    constexpr auto kCommand = "spectre -format nutascii -raw {0}.raw {0}.scs";
    return fmt::format(
        "{name}, its equations in Verilog-A for Spectre, written by hopspice " HOPSPICE_VERSION
        ".\n"
        "\n"
        "Run, in this folder:   {command}\n"
        "All of them (sh):      for q in *.scs; do q=${{q%.scs}}; {loop_command}; done\n"
        "Files:                 a testbench NAME.scs per query, which includes its modules "
        "NAME.va; the query stands in them as numbers\n"
        "Units:                 1 V is a unit of the model, a model time unit is {unit} s; time "
        "begins at the release of the initial state\n"
        "Answer:                the state at the end; visible 0 = v({net}), the others alike\n"
        "expected.csv:          the ODE at that instant, in model units and in volts at the nets; "
        "the modules are this ODE, without any circuit\n"
        "Checked:               when hopspice is tested, admsXml parses the modules of its own "
        "models, and an evaluator of its own holds what they say against the right-hand side of "
        "the ODE\n"
        "Not checked:           the testbenches; neither Spectre nor any other simulator of "
        "Verilog-A has run any of this\n",
        fmt::arg("name", spec.name), fmt::arg("command", fmt::format(kCommand, first)),
        fmt::arg("loop_command", fmt::format(kCommand, "$q")), fmt::arg("unit", deck.time_unit_s),
        fmt::arg("net", deck.visible.front().net));
}

/// Modules and testbench of every query; the testbenches go into `rows`. Errors: HS-E262.
Result<std::map<std::string, std::string>> written(const Spec& spec, const Target& target,
                                                   std::span<const Query> queries,
                                                   std::vector<ExpectedRow>& rows) {
    std::map<std::string, std::string> files;
    FileNames names;
    for (const Query& query : queries) {
        const std::string name = names.add(lower_case(query.id), "query");
        auto pair = write_verilog_a(spec, target, query, name);
        if (!pair) {
            return pair;
        }
        files.merge(*pair);
        rows.push_back({query, name + ".scs"});
    }
    return files;
}

}  // namespace

Result<Exported> export_verilog_a(const Spec& spec, const Target& target,
                                  std::span<const Query> queries, const std::string& folder) {
    std::vector<ExpectedRow> rows;
    auto files = written(spec, target, driver::asked_queries(spec, queries), rows);
    if (!files) {
        return Unexpected{files.error()};
    }
    const auto ranges = driver::ranges_for(spec, queries);
    if (!ranges) {
        return Unexpected{ranges.error()};
    }
    Diagnostics warnings =
        driver::diagnostics_of(driver::stability_items(spec, *ranges), spec.file);
    if (warnings.has_errors()) {
        return Unexpected{std::move(warnings)};
    }
    const DeckState deck = state_of(spec, target, *ranges);
    const auto expected = driver::expected_csv(spec, deck, rows);
    if (!expected) {
        return Unexpected{expected.error()};
    }
    (*files)["expected.csv"] = *expected;
    const std::string& first = rows.front().file;
    (*files)["README.txt"] = readme(spec, deck, first.substr(0, first.find('.')));
    return driver::write_exported(folder, *files, {{}, {}, std::move(warnings)});
}

}  // namespace hopspice
