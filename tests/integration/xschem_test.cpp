// A sheet in xschem itself: its netlist is our circuit, element by element, and runs in ngspice to
// the same voltages. Skipped where xschem is not installed.

#include "netlist/flatten.h"
#include "netlist/reader.h"
#include "support/process.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

const std::string kXschem = XSCHEM_BINARY;

struct Case {
    std::string model;
    std::string target;
    std::vector<std::string> settings = {};
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.model << " on " << c.target; }

/// `compile -d` of a case into a file of the folder.
void compile(const TemporaryFolder& folder, const Case& c, const std::string& dialect,
             const std::string& file) {
    std::vector<std::string> words = {
        HOPSPICE_BINARY,
        "compile",
        std::string(HOPSPICE_SOURCE_DIR) + "/models/" + c.model + ".json",
        "-t",
        c.target,
        "-d",
        dialect,
        "--flat",
        "-q",
        "-o",
        folder / file};
    for (const std::string& setting : c.settings) {
        words.insert(words.end(), {"--set", setting});
    }
    const Ran ran = run(words);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
}

/// The netlist that xschem makes of a sheet.
std::string netlisted(const TemporaryFolder& folder, const std::string& sheet) {
    namespace fs = std::filesystem;
    const fs::path stock =
        fs::canonical(kXschem).parent_path().parent_path() / "share/xschem/xschem_library";
    folder.write("xrc", "set XSCHEM_LIBRARY_PATH " + stock.string() + ":" + folder.path() +
                            "\nset netlist_dir " + folder.path() + "\n");
    const Ran ran =
        run({kXschem, "-x", "-r", "--rcfile", "xrc", "-n", "-s", "-q", sheet}, {"", folder.path()});
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    return read_text(folder / fs::path(sheet).stem().string() + ".spice");
}

/// All that an element is, in words.
std::string words_of(const netlist::FlatCircuit& flat, const netlist::FlatElement& part) {
    const circuit::Element& element = *part.element;
    std::string words = std::string(1, circuit::row_of(element.kind).prefix) + " " +
                        flat.name_of(part) + " " + element.model + " " + element.expression + " " +
                        std::to_string(static_cast<int>(element.kind));
    for (const circuit::NetId net : flat.nets_of(part)) {
        words += " " + flat.nets()[net.index];
    }
    const auto add = [&](double value) {
        char text[40];
        std::snprintf(text, sizeof text, " %.17g", value);
        words += text;
    };
    add(element.value);
    add(element.area);
    for (const double value : element.pwl) {
        add(value);
    }
    for (const auto& [name, value] : element.parameters) {
        words += " " + name;
        add(value);
    }
    return words;
}

/// The flat circuit of a deck, by the names of its elements.
std::map<std::string, std::string> elements_of(const std::string& deck) {
    const auto read = netlist::read_deck(deck);
    std::map<std::string, std::string> elements;
    if (!read) {
        ADD_FAILURE() << format_diagnostic(read.error().front());
        return elements;
    }
    const netlist::FlatCircuit flat(read->circuit);
    for (const netlist::FlatElement& part : flat.elements()) {
        EXPECT_TRUE(elements.emplace(flat.name_of(part), words_of(flat, part)).second);
    }
    return elements;
}

std::map<std::string, double> measured(const std::string& deck) {
    const Ran ran = run({NGSPICE_BINARY, "-b", deck});
    std::map<std::string, double> volts;
    const std::regex line(R"((visible_\d+)\s*=\s*([-+0-9.eE]+))");
    for (std::sregex_iterator match(ran.out.begin(), ran.out.end(), line), end; match != end;
         ++match) {
        volts[(*match)[1]] = std::stod((*match)[2]);
    }
    return volts;
}

class Xschem : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        if (kXschem.find("NOTFOUND") != std::string::npos) {
            GTEST_SKIP() << "xschem is not installed";
        }
        compile(folder_, GetParam(), "xschem", "sheet.sch");
        compile(folder_, GetParam(), "ngspice", "ours.cir");
        netlist_ = netlisted(folder_, "sheet.sch");
    }
    TemporaryFolder folder_;
    std::string netlist_;
};

TEST_P(Xschem, MakesANetlistThatIsOurCircuit) {
    const auto ours = elements_of(read_text(folder_ / "ours.cir"));
    const auto theirs = elements_of(netlist_);
    EXPECT_GT(ours.size(), 30U);
    EXPECT_EQ(theirs.size(), ours.size());
    for (const auto& [name, words] : ours) {
        const auto place = theirs.find(name);
        ASSERT_NE(place, theirs.end()) << name;
        EXPECT_EQ(place->second, words);
    }
    const auto models = [&](const std::string& deck) {
        std::map<std::string, std::size_t> found;
        const auto read = netlist::read_deck(deck);
        for (const circuit::ModelCard& card : read.value().circuit.models) {
            found[card.name + " " + card.type] = card.parameters.size();
        }
        return found;
    };
    EXPECT_EQ(models(netlist_), models(read_text(folder_ / "ours.cir")));
}

/// The elements stand in another order: rounding differs, and with it the steps' lengths.
TEST_P(Xschem, MakesANetlistThatRunsToTheSameVoltages) {
    const auto ours = measured(folder_ / "ours.cir");
    const auto theirs = measured(folder_ / "sheet.spice");
    EXPECT_GE(ours.size(), 3U);
    ASSERT_EQ(theirs.size(), ours.size());
    for (const auto& [name, volts] : ours) {
        EXPECT_NEAR(theirs.at(name), volts, 5e-4 * 2.5) << name;  // reltol times the supply
    }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Xschem,
                         testing::Values(Case{"xor", "opamp-1G"}, Case{"xor", "cmos"},
                                         Case{"xor", "current-mode"}, Case{"xor", "steered-1G"},
                                         Case{"hamming-7-4", "opamp-1G"},
                                         Case{"two-block", "opamp-1G"},
                                         Case{"two-block",
                                              "opamp-1G",
                                              {"tile.rows=4", "tile.columns=4", "tile.join=stage",
                                               "tile.trunk_resistance=0.1"}}));

}  // namespace
}  // namespace hopspice::test
