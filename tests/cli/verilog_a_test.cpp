// `hopspice compile -d verilog-a` and `hopspice export -d verilog-a` as a user types them.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

TEST(VerilogA, IsAFileOfModulesAndATestbenchBesideIt) {
    const TemporaryFolder folder;
    const Ran ran = hopspice(
        {"compile", model("xor.json"), "-d", "verilog-a", "--query", "01x", "-o", folder / "x.va"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(folder.names(), (Words{"x.scs", "x.va"}));
    EXPECT_NE(read_text(folder / "x.scs").find("ahdl_include \"x.va\""), std::string::npos);
    const std::string modules = read_text(folder / "x.va");
    EXPECT_NE(modules.find("query 01x"), std::string::npos);
    EXPECT_TRUE(modules.ends_with("endmodule\n"));
}

TEST(VerilogA, OnStandardOutputIsTheModules) {
    const Ran ran = hopspice({"compile", model("xor.json"), "-d", "verilog-a"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("module memory_xor(v0, v1, v2);"), std::string::npos) << ran.out;
    EXPECT_EQ(ran.out.find("simulator lang"), std::string::npos);
}

TEST(VerilogA, IsRefusedWhereTheLevelIsNotBehavioral) {
    const TemporaryFolder folder;
    const Ran ran = hopspice(
        {"compile", model("xor.json"), "-t", "opamp-1G", "-d", "verilog-a", "-o", folder / "x.va"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E262]"), std::string::npos) << ran.err;
    EXPECT_TRUE(folder.names().empty());
}

/// Cells of a table without quotes.
std::vector<Words> cells_of(const std::string& csv) {
    std::vector<Words> rows;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        rows.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

/// Files by name, of the xor memory.
std::map<std::string, std::string> exported(const std::string& dialect, const std::string& folder) {
    const Ran ran = hopspice({"export", model("xor.json"), "-d", dialect, "-o", folder});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    auto files = files_in(folder);
    for (const auto& [name, text] : files) {
        EXPECT_NE(ran.out.find(folder + "/" + name + "\n"), std::string::npos) << ran.out;
    }
    return files;
}

/// The id of every query is its file's name.
Words queries_of_xor() {
    Words ids;
    const json spec = parsed(read_text(model("xor.json")));
    for (const json& query : spec["queries"]) {
        ids.push_back(query["id"]);
    }
    EXPECT_GE(ids.size(), 4U);
    return ids;
}

TEST(VerilogAFolder, HasTheModulesOfCompileAndATestbenchForEveryQuery) {
    const TemporaryFolder folder;
    auto files = exported("verilog-a", folder / "out");
    for (const std::string& id : queries_of_xor()) {
        const Ran compiled =
            hopspice({"compile", model("xor.json"), "-d", "verilog-a", "--query", id});
        ASSERT_EQ(compiled.exit_code, 0) << compiled.err;
        EXPECT_EQ(files[id + ".va"], compiled.out) << id;
        EXPECT_NE(files[id + ".scs"].find("ahdl_include \"" + id + ".va\"\n"), std::string::npos)
            << files[id + ".scs"];
        const Ran lint = hopspice({"lint", folder / ("out/" + id + ".scs"), "-d", "spectre"});
        EXPECT_EQ(lint.exit_code, 0) << lint.out;
    }
    EXPECT_EQ(files.size(), 2 * queries_of_xor().size() + 2);
    for (const auto& [name, text] : files) {
        EXPECT_FALSE(text.empty()) << name;
        EXPECT_EQ(text.find(folder.path()), std::string::npos) << name;
        EXPECT_EQ(text.find(HOPSPICE_SOURCE_DIR), std::string::npos) << name;
    }
}

/// As a deck's table, but that a volt is a unit and nothing comes before the release.
TEST(VerilogAFolder, ExpectsWhatADeckOfTheSameMemoryDoes) {
    const TemporaryFolder folder;
    auto files = exported("verilog-a", folder / "modules");
    const auto rows = cells_of(files.at("expected.csv"));
    const auto deck = cells_of(exported("spectre", folder / "deck").at("expected.csv"));
    ASSERT_EQ(rows.size(), queries_of_xor().size() + 1);
    ASSERT_EQ(rows.size(), deck.size());
    EXPECT_EQ(rows.front(), deck.front());
    ASSERT_EQ(rows.front().size(), 11U);
    for (std::size_t k = 1; k < rows.size(); ++k) {
        const Words& row = rows[k];
        const std::string& bench = files[row[1]];
        EXPECT_EQ(row[1], row[0] + ".scs");
        EXPECT_NE(bench.find("recall tran stop=" + row[4] + " "), std::string::npos) << bench;
        for (const std::size_t column : {0U, 2U, 3U, 5U, 6U, 7U}) {
            EXPECT_EQ(row[column], deck[k][column]) << rows.front()[column];
        }
        EXPECT_LT(std::stod(row[4]), std::stod(deck[k][4]));
        EXPECT_EQ(Words(row.begin() + 5, row.begin() + 8), Words(row.begin() + 8, row.end()));
    }
}

TEST(VerilogAFolder, SaysHowToRunItAndThatNobodyHas) {
    const TemporaryFolder folder;
    const std::string readme = exported("verilog-a", folder / "out").at("README.txt");
    EXPECT_LE(lines_of(readme), 12U);
    for (const std::string words :
         {"spectre -format nutascii -raw 00x.raw 00x.scs\n", "q=${q%.scs}; spectre", "v(v0)",
          "a model time unit is 1e-06 s", "admsXml", "neither Spectre nor any other"}) {
        EXPECT_NE(readme.find(words), std::string::npos) << words << "\n" << readme;
    }
}

/// Ids are any text.
TEST(VerilogAFolder, GivesQueriesOfAnyNameFilesOfTheirOwn) {
    const TemporaryFolder folder;
    const std::string spec =
        folder.write("spec.json", two_words(R"({"id": "a/b", "visible": [0.9, 0.1]},
                                  {"id": "A?b", "visible": [0.1, 0.9]})"));
    const Ran ran = hopspice({"export", spec, "-d", "verilog-a", "-o", folder / "out"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto files = files_in(folder / "out");
    ASSERT_TRUE(files.contains("a_b-2.scs")) << ran.out;
    EXPECT_NE(files.at("a_b-2.scs").find("ahdl_include \"a_b-2.va\""), std::string::npos);
    EXPECT_NE(files.at("a_b.va").find("query a/b\n"), std::string::npos);
    EXPECT_NE(files.at("a_b-2.va").find("query A?b\n"), std::string::npos);
}

TEST(VerilogAFolder, IsRefusedWhereTheLevelIsNotBehavioralAndWhereFilesAre) {
    const TemporaryFolder folder;
    const std::vector<std::string> command = {"export", model("xor.json"), "-d", "verilog-a", "-o"};
    std::vector<std::string> opamp = command;
    opamp.insert(opamp.end(), {folder / "out", "-t", "opamp-1G"});
    const Ran refused = hopspice(opamp);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("[HS-E262]"), std::string::npos) << refused.err;
    EXPECT_TRUE(folder.names().empty());
    folder.write("mine.txt", "mine");
    std::vector<std::string> there = command;
    there.push_back(folder.path());
    const Ran full = hopspice(there);
    EXPECT_EQ(full.exit_code, 1);
    EXPECT_NE(full.err.find("[HS-E502]"), std::string::npos) << full.err;
    EXPECT_EQ(folder.names(), Words{"mine.txt"});
}

TEST(VerilogA, IsADialectOfCompileAndOfExport) {
    for (const std::string command : {"compile", "export"}) {
        EXPECT_NE(hopspice({command, "--help"}).out.find("verilog-a"), std::string::npos)
            << command;
    }
}

}  // namespace
}  // namespace hopspice::test
