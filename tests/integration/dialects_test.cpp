// Decks of other simulators, run by ngspice in the mode that is compatible with each, and what its
// own language says flat: they settle at the same voltages. Spectre has no such mode.

#include "support/process.h"
#include "wave/import.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace hopspice::test {
namespace {

const std::string kHopspice = HOPSPICE_BINARY;
const std::string kNgspice = NGSPICE_BINARY;

/// A dialect and ngspice's word for it, empty: its own language.
struct Reading {
    std::string dialect;
    std::string mode;
};

const std::vector<Reading> kAll = {{"ngspice", ""},   {"spice3", ""},  {"ltspice", "ltpsa"},
                                   {"pspice", "psa"}, {"xyce", "psa"}, {"hspice", "hsa"}};

struct Deck {
    std::string model;
    std::string target;
    std::string input;
    std::vector<Reading> readings = kAll;
    friend std::ostream& operator<<(std::ostream& out, const Deck& deck) {
        return out << deck.model << " on " << deck.target;
    }
};

std::vector<std::string> compile_command(const Deck& deck, const std::string& dialect) {
    return {kHopspice,  "compile",   std::string(HOPSPICE_SOURCE_DIR) + "/models/" + deck.model,
            "-t",       deck.target, "--input",
            deck.input, "-q",        "-d",
            dialect};
}

/// The last point of ngspice's run of a deck: every saved signal by its name.
class Final {
public:
    Final(const std::string& text, const std::string& mode) {
        const TemporaryFolder folder;
        folder.write("deck", text);
        simulate(folder.path(), mode);
    }
    /// The file `deck` of a folder, and what it includes there.
    struct Folder {
        std::string path;
    };
    Final(const Folder& folder, const std::string& mode) { simulate(folder.path, mode); }

    [[nodiscard]] std::vector<double> volts(const std::vector<std::string>& signals) const {
        std::vector<double> values;
        for (const std::string& signal : signals) {
            const auto column = waveform_.find(signal);
            EXPECT_TRUE(column) << signal;
            values.push_back(column ? waveform_.at(waveform_.points() - 1, *column) : NAN);
        }
        return values;
    }
    [[nodiscard]] double time_s() const { return waveform_.time_s.back(); }

private:
    void simulate(const std::string& folder, const std::string& mode) {
        std::vector<std::string> command = {kNgspice, "-n"};
        if (!mode.empty()) {
            command.insert(command.end(), {"-D", "ngbehavior=" + mode});
        }
        command.insert(command.end(), {"-b", "-r", "deck.raw", "deck"});
        const Ran ran = run(command, {"", folder});
        const auto read = wave::read_waves(folder + "/deck.raw");
        EXPECT_TRUE(read) << ran.out << ran.err;
        if (read) {
            waveform_ = read->waveform;
        }
    }

    wave::Waveform waveform_;
};

/// `v(v0)`, `v(v1)`, ... that the deck measures.
std::vector<std::string> visible_signals(const std::string& deck) {
    std::vector<std::string> signals;
    const std::regex line(R"(\.meas tran visible_\d+ find (v\(\w+\)))");
    for (std::sregex_iterator match(deck.begin(), deck.end(), line), end; match != end; ++match) {
        signals.push_back((*match)[1]);
    }
    return signals;
}

double volts_per_unit(const std::string& deck) {
    std::smatch match;
    const std::regex header(R"(\* visible: \d+ neurons, state = v/([-+0-9.e]+) V)");
    EXPECT_TRUE(std::regex_search(deck, match, header)) << deck.substr(0, 600);
    return match.empty() ? 1 : std::stod(match[1]);
}

class ForeignDecks : public testing::TestWithParam<Deck> {};

/// All of these models go from 0 to 1.
TEST_P(ForeignDecks, SettleWhereTheFlatDeckOfNgspiceDoes) {
    std::vector<std::string> command = compile_command(GetParam(), "ngspice");
    command.emplace_back("--flat");
    const std::string flat = run(command).out;
    const std::vector<std::string> signals = visible_signals(flat);
    ASSERT_FALSE(signals.empty()) << flat;
    const Final reference(flat, "");
    const std::vector<double> expected = reference.volts(signals);
    const double limit = 1e-4 * std::abs(volts_per_unit(flat));
    const auto [low, high] = std::ranges::minmax(expected);
    EXPECT_GT(high - low, 0.5 * std::abs(volts_per_unit(flat))) << "an answer of zeros and ones";
    for (const auto& [dialect, mode] : GetParam().readings) {
        const Ran compiled = run(compile_command(GetParam(), dialect));
        ASSERT_EQ(compiled.exit_code, 0) << compiled.err;
        const Final final(compiled.out, mode);
        EXPECT_NEAR(final.time_s(), reference.time_s(), 1e-9 * reference.time_s()) << dialect;
        const std::vector<double> volts = final.volts(signals);
        for (std::size_t k = 0; k < signals.size(); ++k) {
            EXPECT_NEAR(volts[k], expected[k], limit) << signals[k] << " of " << dialect;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Models, ForeignDecks,
    testing::Values(
        Deck{"xor.json", "opamp-1G", "?11"}, Deck{"xor.json", "behavioral", "01?"},
        Deck{"xor.json", "cmos", "01?"},
        Deck{"hamming-7-4.json", "opamp-1G", "1101000", {{"ngspice", ""}, {"hspice", "hsa"}}}),
    [](const testing::TestParamInfo<Deck>& deck) {
        std::string name =
            deck.param.model.substr(0, deck.param.model.find('.')) + "_" + deck.param.target;
        std::ranges::replace(name, '-', '_');
        return name;
    });

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) {
        cells.push_back(cell);
    }
    return cells;
}

/// Copies the exported deck to `deck`, with the stimulus of a row of expected.csv in it.
void choose_stimulus(const std::string& folder, const std::string& deck, const std::string& file) {
    const std::string text = read_text(folder + "/" + deck);
    const std::regex card(R"(stimulus/[^'"\s]*)");
    EXPECT_TRUE(std::regex_search(text, card)) << text;
    std::ofstream(folder + "/deck")
        << std::regex_replace(text, card, file, std::regex_constants::format_first_only);
}

struct Exported {
    Reading reading;
    std::string deck;
    std::string target = "opamp-1G";
};

/// The op-amp level is within 1 % of the range of the ODE, the figure of a recall.
void expect_as_the_table_says(const Exported& exported, const std::string& folder) {
    std::istringstream table(read_text(folder + "/expected.csv"));
    std::string line;
    std::getline(table, line);
    const std::vector<std::string> head = cells_of(line);
    std::size_t rows = 0;
    while (std::getline(table, line)) {
        const std::vector<std::string> cells = cells_of(line);
        ASSERT_EQ(cells.size(), head.size());
        choose_stimulus(folder, exported.deck, cells[1]);
        const Final final(Final::Folder{folder}, exported.reading.mode);
        EXPECT_NEAR(final.time_s(), std::stod(cells[4]), 1e-9 * final.time_s());
        const std::vector<double> volts = final.volts({"v(v0)", "v(v1)", "v(v2)"});
        for (std::size_t k = 0; k < 3; ++k) {
            ASSERT_EQ(head[8 + k], "volts_" + std::to_string(k));
            EXPECT_NEAR(volts[k], std::stod(cells[8 + k]), 0.01) << line;
        }
        ++rows;
    }
    EXPECT_EQ(rows, 2U);
}

TEST(ExportedFolders, RunWithEveryStimulusAndSettleWhereTheTableSays) {
    for (const Exported& exported :
         {Exported{{"ngspice", ""}, "xor.cir"}, Exported{{"ltspice", "ltpsa"}, "xor.net"},
          Exported{{"hspice", "hsa"}, "xor.sp"}, Exported{{"pspice", "psa"}, "xor.cir"}}) {
        SCOPED_TRACE(exported.reading.dialect);
        const TemporaryFolder folder;
        const Ran ran =
            run({kHopspice, "export", std::string(HOPSPICE_SOURCE_DIR "/models/xor.json"), "-t",
                 exported.target, "-d", exported.reading.dialect, "--input", "?10", "--input",
                 "1?1", "-q", "-o", folder / "out"});
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        expect_as_the_table_says(exported, folder / "out");
    }
}

/// The state settles within 60 ns; gnucap is slow where nothing moves.
void end_at(const std::string& stimulus, const std::string& stop_s) {
    const std::string text = read_text(stimulus);
    const std::regex card(R"((\.tran \S+) \S+)");
    EXPECT_TRUE(std::regex_search(text, card)) << text;
    std::ofstream(stimulus) << std::regex_replace(text, card, "$1 " + stop_s);
}

TEST(ExportedFolders, RunInGnucapWithEveryStimulus) {
    if (run({"/bin/sh", "-c", "command -v gnucap"}).exit_code != 0) {
        ASSERT_EQ(std::getenv("HOPSPICE_REQUIRE_ENGINES"), nullptr);
        GTEST_SKIP() << "gnucap is not installed";
    }
    const TemporaryFolder folder;
    const std::string model = HOPSPICE_SOURCE_DIR "/models/xor.json";
    const std::string out = folder / "out";
    ASSERT_EQ(run({kHopspice, "export", model, "-t", "opamp-1G", "-d", "gnucap", "--input", "?10",
                   "--input", "1?1", "-q", "-o", out})
                  .exit_code,
              0);
    for (const auto& [input, file, answer] :
         {std::tuple{"?10", "stimulus/_10.inc", "110"}, {"1?1", "stimulus/1_1.inc", "101"}}) {
        choose_stimulus(out, "xor.ckt", file);
        end_at(out + "/" + file, "8e-8");
        const std::string waves = out + "/waves.txt";
        ASSERT_EQ(run({"/bin/sh", "-c", "cd " + out + " && gnucap -b deck >" + waves}).exit_code,
                  0);
        const Ran ran = run({kHopspice, "measure", model, "-t", "opamp-1G", "--input", input,
                             "--waves", waves, "-q", "--json", "-"});
        ASSERT_EQ(ran.exit_code, 0) << ran.err;
        const auto results = nlohmann::json::parse(ran.out);
        EXPECT_EQ(results.at(nlohmann::json::json_pointer("/queries/0/readout")), answer);
        EXPECT_EQ(results.at(nlohmann::json::json_pointer("/queries/0/reference/agrees")), true);
    }
}

/// A library is copied into the folder, which runs wherever it is moved; one that reads other files
/// stays where it is, and is named as seen from the folder.
TEST(ExportedFolders, HoldTheUsersLibraries) {
    namespace fs = std::filesystem;
    const TemporaryFolder folder;
    const std::string libraries = HOPSPICE_SOURCE_DIR "/tests/data/libraries/";
    const auto exported = [&](const std::string& target) {
        return run({kHopspice, "export", std::string(HOPSPICE_SOURCE_DIR "/models/xor.json"), "-t",
                    libraries + target + ".json", "-d", "ngspice", "--input", "?10", "-q", "-o",
                    folder / target});
    };
    ASSERT_EQ(exported("vendor").exit_code, 0);
    EXPECT_TRUE(fs::exists(folder / "vendor/libraries/vendor_opamp.lib"));
    fs::rename(folder / "vendor", folder / "moved");
    choose_stimulus(folder / "moved", "xor.cir", "stimulus/_10.inc");
    const auto volts = Final(Final::Folder{folder / "moved"}, "").volts({"v(v0)", "v(v1)"});
    EXPECT_NEAR(volts[0], volts[1], 0.1) << "1 xor 0 is 1";
    ASSERT_EQ(exported("pdk").exit_code, 0);
    const std::string devices = read_text(folder / "pdk/devices.inc");
    EXPECT_NE(devices.find("tests/data/libraries/pdk.lib tt"), std::string::npos) << devices;
    EXPECT_EQ(devices.find(" /"), std::string::npos) << devices;
}

}  // namespace
}  // namespace hopspice::test
