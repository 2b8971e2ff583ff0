// Decks with devices of a foundry: in every dialect, as a sheet, in a simulator of the user's own,
// and with the kit's own mismatch.

#include "support/kits.h"
#include "support/process.h"

#include <hopspice/check.h>
#include <hopspice/dialect.h>
#include <hopspice/recall.h>
#include <hopspice/schematic.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace hopspice {
namespace {

class KitDecks : public testing::Test {
protected:
    void SetUp() override {
        HOPSPICE_NEEDS_KIT("ihp-sg13g2");
        spec_ = read_spec(HOPSPICE_SOURCE_DIR "/models/xor.json").value();
    }

    [[nodiscard]] Target target(const std::vector<std::string>& settings = {}) const {
        auto target = read_target("ihp-current-mode", settings);
        EXPECT_TRUE(target) << target.error().front().message;
        return target ? *target : Target{};
    }

    [[nodiscard]] std::string deck(const Target& target, Dialect dialect = Dialect::Ngspice) const {
        CompileOptions options;
        options.dialect = dialect;
        options.form = NetlistForm::Flat;
        auto netlist = compile(spec_, target, std::span(spec_.queries).first(1), options);
        EXPECT_TRUE(netlist) << netlist.error().front().message;
        return netlist ? netlist->text : "";
    }

    [[nodiscard]] Results recalled(const Target& target) const {
        RecallOptions options;
        options.jobs = 1;
        auto results = recall(spec_, target, std::span(spec_.queries).first(1), options);
        EXPECT_TRUE(results) << results.error().front().message;
        return results ? *results : Results{};
    }

    Spec spec_;
};

std::vector<std::string> lines_with(const std::string& text, const std::string& part) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (line.find(part) != std::string::npos) {
            lines.push_back(line);
        }
    }
    return lines;
}

/// A substrate at mid-supply conducts where the collector falls below it.
TEST_F(KitDecks, HaveEverySubstrateOnTheMostNegativeRail) {
    const std::vector<std::string> devices = lines_with(deck(target()), " nx=");
    EXPECT_GT(devices.size(), 30U);
    for (const std::string& line : devices) {
        std::istringstream words(line);
        std::vector<std::string> nets(6);
        for (std::string& word : nets) {
            words >> word;
        }
        EXPECT_TRUE(nets[4].starts_with("vss")) << line;
        EXPECT_TRUE(nets[5].starts_with("npn13g2")) << line;
    }
}

TEST_F(KitDecks, NameTheKitAndSayWhatWasMeasured) {
    const std::string text = deck(target());
    EXPECT_FALSE(lines_with(text, "cornerHBT.lib hbt_typ").empty()) << text.substr(0, 2000);
    EXPECT_FALSE(lines_with(text, "* device npn13g2").empty()) << text.substr(0, 2000);
}

/// OpenMP spins otherwise.
TEST_F(KitDecks, SayThatBsimWantsOneThread) {
    HOPSPICE_NEEDS_KIT("gf180mcu");
    const std::string text = deck(read_target("gf180-cmos", {}).value());
    EXPECT_EQ(lines_with(text, "num_threads=1").size(), 1U);
    EXPECT_TRUE(lines_with(deck(target()), "num_threads").empty());
}

/// Of dialects that know sections of libraries; the others refuse, with that reason.
TEST_F(KitDecks, AreWrittenInEveryDialectThatKnowsSections) {
    std::set<std::string> refused;
    for (const ListedItem& item : list_dialects()) {
        CompileOptions options;
        options.dialect = find_dialect(item.name).value();
        const auto netlist = compile(spec_, target(), std::span(spec_.queries).first(1), options);
        if (!netlist) {
            EXPECT_EQ(netlist.error().front().id, "HS-E310") << item.name;
            EXPECT_NE(netlist.error().front().message.find("section"), std::string::npos);
            refused.insert(item.name);
            continue;
        }
        EXPECT_GT(lines_with(netlist->text, "npn13g2").size(), 30U) << item.name;
    }
    EXPECT_FALSE(refused.contains("ngspice"));
    EXPECT_FALSE(refused.contains("hspice"));
    EXPECT_FALSE(refused.contains("spectre"));
}

TEST_F(KitDecks, AreDrawnWithTheSizesOfTheirDevices) {
    const auto sheet = draw_schematic(deck(target()), {});
    ASSERT_TRUE(sheet) << sheet.error().front().message;
    EXPECT_GT(lines_with(sheet->sheet, "nx=").size(), 30U);
    const auto symbol = std::ranges::find_if(sheet->symbols, [](const SchematicSymbol& candidate) {
        return candidate.file.starts_with("npn13g2");
    });
    ASSERT_NE(symbol, sheet->symbols.end());
    EXPECT_NE(symbol->text.find("@size"), std::string::npos);
}

/// In the units of the kit, whose scale the sheet has as well.
TEST_F(KitDecks, AreDrawnInTheUnitsOfTheirKit) {
    HOPSPICE_NEEDS_KIT("sky130");
    const std::string text = deck(read_target("sky130-cmos", {}).value());
    const auto sheet = draw_schematic(text, {});
    ASSERT_TRUE(sheet) << sheet.error().front().message;
    EXPECT_EQ(lines_with(sheet->sheet, "scale=1e-06").size(), 1U);
    const std::string plain = lines_with(text, "nfet_g5v0d10v5 w=").at(0);
    const std::string width =
        plain.substr(plain.find(" w="), plain.find(" l=") - plain.find(" w="));
    EXPECT_FALSE(lines_with(sheet->sheet, width).empty()) << width;
    EXPECT_TRUE(lines_with(sheet->sheet, "e-06 l=").empty());
}

/// Stock ngspice, with nothing of ours but the deck and the kit beside it.
TEST_F(KitDecks, SettleInTheUsersSimulatorWhereTheyDoHere) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("deck.cir", deck(target()));
    const test::Ran ran = test::run({NGSPICE_BINARY, "-b", file});
    const std::regex line(R"(visible_\d+\s*=\s*([-+0-9.eE]+))");
    std::vector<double> volts;
    for (std::sregex_iterator match(ran.out.begin(), ran.out.end(), line), end; match != end;
         ++match) {
        volts.push_back(std::stod((*match)[1]));
    }
    const Results ours = recalled(target());
    ASSERT_EQ(ours.queries.size(), 1U);
    ASSERT_EQ(volts.size(), ours.queries[0].visible.size()) << ran.out << ran.err;
    for (std::size_t k = 0; k < volts.size(); ++k) {
        EXPECT_EQ(volts[k] > 0, ours.queries[0].visible[k] > 0.5) << k;
    }
}

/// The kit's mismatch: drawn of the seed, the same at every load, another circuit for another seed.
TEST_F(KitDecks, DrawTheKitsMismatchOfTheSeed) {
    const std::string statistics = "pdk.statistics=mismatch";
    EXPECT_EQ(lines_with(deck(target({statistics})), ".option seed=").size(), 1U);
    EXPECT_TRUE(lines_with(deck(target()), ".option seed=").empty());
    const auto visible = [&](const std::string& seed) {
        return recalled(target({statistics, "seed=" + seed})).queries.at(0).visible;
    };
    const std::vector<double> first = visible("1");
    EXPECT_EQ(visible("1"), first);
    EXPECT_NE(visible("2"), first);
    EXPECT_NE(recalled(target()).queries.at(0).visible, first);
}

/// What collectors see is held against what the transistors stand.
TEST_F(KitDecks, AreNotCertainBeyondTheBreakdownOfTheirDevices) {
    const auto verdict = [&](const std::vector<std::string>& settings) {
        const auto report = check(spec_, target(settings));
        EXPECT_TRUE(report) << report.error().front().message;
        const auto row = std::ranges::find_if(report->items, [](const CheckItem& item) {
            return item.quantity.find("V_ce") != std::string::npos && item.where == "memories";
        });
        EXPECT_NE(row, report->items.end());
        return row == report->items.end() ? Verdict::Certain : row->verdict;
    };
    EXPECT_EQ(verdict({"devices.bjt=npn13G2v"}), Verdict::Certain);
    EXPECT_NE(verdict({"devices.bjt=npn13G2"}), Verdict::Certain);
}

}  // namespace
}  // namespace hopspice
