// The netlists of netlists/, a picture, a Verilog-A file and the published schemas, made again and
// compared byte for byte.
// HOPSPICE_BLESS=1 in the environment writes them anew instead.

#include "dialect/dialects.h"
#include "spec/kits.h"
#include "spec/schema_writer.h"
#include "spec/target_keys.h"

#include <hopspice/draw.h>
#include <hopspice/files.h>
#include <hopspice/recall.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>
#include <hopspice/verilog_a.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace hopspice {
namespace {

struct Golden {
    std::string model;
    std::string target;
    std::string variant = {};  ///< the last part of the file name, may be empty
    std::string query = {};    ///< id; empty: the spec's first
    std::vector<std::string> overrides = {};
    Dialect dialect = Dialect::Ngspice;
    NetlistForm form = NetlistForm::Hierarchical;
};

/// `.cir` of ngspice, `.pspice.cir` of another dialect.
std::string suffix_of(const Golden& golden) {
    const std::string suffix(dialect::row_of(golden.dialect).suffix);
    return golden.dialect == Dialect::Ngspice ? suffix : "." + to_string(golden.dialect) + suffix;
}

std::string name_of(const Golden& golden) {
    return golden.model + "." + golden.target +
           (golden.variant.empty() ? "" : "." + golden.variant) + suffix_of(golden);
}

void PrintTo(const Golden& golden, std::ostream* out) { *out << name_of(golden); }

std::vector<Golden> goldens_of_ngspice() {
    return {{"xor", "behavioral", "", "", {}},
            {"xor", "opamp-1G", "", "", {}},
            {"xor", "opamp-1G", "query-x10", "x10", {}},
            {"hopfield-classical", "opamp-100M", "", "", {}},
            {"cubic", "opamp-1G", "", "", {}},
            {"two-block", "opamp-1G", "", "", {}},
            {"grey-level", "behavioral", "", "", {}},
            {"xor", "current-mode", "", "", {}},
            {"xor", "steered-1G", "", "", {}},
            {"xor", "opamp-1G", "current-feedback", "", {"amplifier.type=current-feedback"}},
            {"xor", "cmos", "", "", {}},
            {"majority", "behavioral", "", "", {}},
            {"majority", "opamp-1G", "context-011", "011", {}},
            {"majority", "cmos", "", "", {}},
            {"hamming-7-4",
             "opamp-1G",
             "mismatch-2-seed-7",
             "",
             {"conductance.mismatch=0.02", "seed=7"}},
            {"xor", "opamp-1G", "flat", "", {}, Dialect::Ngspice, NetlistForm::Flat},
            {"xor", "current-mode", "flat", "", {}, Dialect::Ngspice, NetlistForm::Flat}};
}

std::vector<Golden> goldens() {
    std::vector<Golden> all = goldens_of_ngspice();
    all.push_back({.model = "xor",
                   .target = "opamp-1G",
                   .variant = "tiles",
                   .overrides = {"tile.rows=2", "tile.columns=2", "tile.trunk_resistance=0.1",
                                 "tile.trunk_capacitance=2f", "conductance.wire_resistance=1",
                                 "conductance.wire_capacitance=1f"}});
    for (const ListedItem& item : list_dialects()) {
        const Dialect dialect = *find_dialect(item.name);
        if (dialect != Dialect::Ngspice) {
            all.push_back({.model = "xor", .target = "cmos", .dialect = dialect});
            all.push_back({.model = "xor", .target = "opamp-1G", .dialect = dialect});
        }
    }
    return all;
}

std::string words_of(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += format_diagnostic(diagnostic) + "\n";
    }
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// Where two texts differ first, for a person; empty: they are the same.
std::string first_difference(const std::string& expected, const std::string& got) {
    if (expected == got) {
        return "";
    }
    const auto before = lines_of(expected);
    const auto after = lines_of(got);
    const std::size_t common = std::min(before.size(), after.size());
    std::size_t line = 0;
    while (line < common && before[line] == after[line]) {
        ++line;
    }
    const auto at = [&](const std::vector<std::string>& lines) {
        return line < lines.size() ? lines[line] : std::string("(end of the file)");
    };
    return "line " + std::to_string(line + 1) + "\n  checked in: " + at(before) +
           "\n  compiled:   " + at(after) + "\n";
}

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string compiled(const Golden& golden) {
    const auto spec =
        read_spec(std::string(HOPSPICE_SOURCE_DIR "/models/") + golden.model + ".json");
    const auto target = read_target(golden.target, golden.overrides);
    if (!spec || !target) {
        ADD_FAILURE() << words_of(spec ? target.error() : spec.error());
        return "";
    }
    std::vector<Query> queries = spec->queries;
    if (!golden.query.empty()) {
        std::erase_if(queries, [&](const Query& query) { return query.id != golden.query; });
        EXPECT_EQ(queries.size(), 1U) << golden.query;
    }
    const auto netlist =
        compile(*spec, *target, queries, {.dialect = golden.dialect, .form = golden.form});
    if (!netlist) {
        ADD_FAILURE() << words_of(netlist.error());
        return "";
    }
    return netlist->text;
}

/// Compares, or writes anew.
void expect_golden(const std::string& path, const std::string& text) {
    ASSERT_FALSE(text.empty());
    if (std::getenv("HOPSPICE_BLESS") != nullptr) {
        const Diagnostics diagnostics = write_file(path, text);
        EXPECT_TRUE(diagnostics.empty()) << words_of(diagnostics);
        return;
    }
    const auto golden = read_text(path);
    ASSERT_TRUE(golden) << path << " is missing; HOPSPICE_BLESS=1 writes it";
    EXPECT_EQ(first_difference(*golden, text), "")
        << "if the change is wanted, run again with HOPSPICE_BLESS=1 and say why in the commit";
}

class GoldenNetlist : public testing::TestWithParam<Golden> {};

TEST_P(GoldenNetlist, IsWhatTheCompilerWrites) {
    const std::string path = HOPSPICE_SOURCE_DIR "/netlists/" + name_of(GetParam());
    const std::string text = compiled(GetParam());
    expect_golden(path, text);
}

std::string test_name(const testing::TestParamInfo<Golden>& info) {
    std::string name = name_of(info.param);
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Netlists, GoldenNetlist, testing::ValuesIn(goldens()), test_name);

TEST(GoldenPicture, OfXorIsWhatIsDrawn) {
    const auto spec = read_spec(HOPSPICE_SOURCE_DIR "/models/xor.json");
    const auto target = read_target("opamp-1G", {});
    ASSERT_TRUE(spec && target);
    const auto svg = draw(*spec, *target, spec->queries);
    ASSERT_TRUE(svg) << words_of(svg.error());
    expect_golden(HOPSPICE_SOURCE_DIR "/tests/data/pictures/xor.opamp-1G.svg", *svg);
}

TEST(GoldenVerilogA, OfXorIsWhatIsWritten) {
    const auto spec = read_spec(HOPSPICE_SOURCE_DIR "/models/xor.json");
    const auto target = read_target("behavioral", {});
    ASSERT_TRUE(spec && target);
    const auto files = write_verilog_a(*spec, *target, spec->queries.front());
    ASSERT_TRUE(files) << words_of(files.error());
    for (const auto& [name, text] : *files) {
        expect_golden(HOPSPICE_SOURCE_DIR "/tests/data/verilog-a/" + name, text);
    }
}

TEST(GoldenSchema, OfSpecsIsWhatTheReaderReads) {
    expect_golden(HOPSPICE_SOURCE_DIR "/models/denseam-1.schema.json",
                  spec::format_schema("denseam/1", spec::spec_shapes(), spec::spec_definitions()));
}

TEST(GoldenSchema, OfTargetsIsWhatTheReaderReads) {
    expect_golden(HOPSPICE_SOURCE_DIR "/models/hopspice-target-1.schema.json",
                  spec::format_schema(spec::kTargetFormat, spec::target_shapes()));
}

TEST(GoldenSchema, OfKitsIsWhatTheReaderGoesBy) {
    expect_golden(HOPSPICE_SOURCE_DIR "/models/hopspice-pdk-1.schema.json",
                  spec::format_schema(spec::kKitFormat, spec::kit_shapes()));
}

TEST(FirstDifference, NamesTheLineAndBothTexts) {
    EXPECT_EQ(first_difference("a\nb\n", "a\nb\n"), "");
    EXPECT_EQ(first_difference("a\nb\nc\n", "a\nx\nc\n"),
              "line 2\n  checked in: b\n  compiled:   x\n");
    EXPECT_EQ(first_difference("a\n", "a\nb\n"),
              "line 2\n  checked in: (end of the file)\n  compiled:   b\n");
}

}  // namespace
}  // namespace hopspice
