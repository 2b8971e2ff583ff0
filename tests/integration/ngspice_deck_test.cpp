// A deck that `hopspice compile` writes runs in stock ngspice as it is, and settles where `hopspice
// recall` does.

#include "support/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using nlohmann::json;

const std::string kHopspice = HOPSPICE_BINARY;
const std::string kNgspice = NGSPICE_BINARY;

std::string model(const std::string& name) {
    return std::string(HOPSPICE_SOURCE_DIR) + "/models/" + name;
}

struct Deck {
    std::string model;
    std::string target;
    std::string input;
    friend std::ostream& operator<<(std::ostream& out, const Deck& deck) {
        return out << deck.model << " on " << deck.target;
    }
};

/// What ngspice's `.meas` lines say, in volts.
std::vector<double> measured_volts(const std::string& output) {
    std::vector<double> volts;
    const std::regex line(R"(visible_(\d+)\s*=\s*([-+0-9.eE]+))");
    for (std::sregex_iterator match(output.begin(), output.end(), line), end; match != end;
         ++match) {
        EXPECT_EQ(std::stoul((*match)[1]), volts.size());
        volts.push_back(std::stod((*match)[2]));
    }
    return volts;
}

/// The deck's own word for it: `visible: 7 neurons, state = v/-0.25 V, ...`.
double volts_per_unit(const std::string& deck) {
    std::smatch match;
    const std::regex header(R"(\* visible: \d+ neurons, state = v/([-+0-9.e]+) V)");
    EXPECT_TRUE(std::regex_search(deck, match, header)) << deck.substr(0, 600);
    return match.empty() ? 1 : std::stod(match[1]);
}

/// Of a differential deck: `visible centres: 0.5 0.5 ...`; zeros where there are none.
std::vector<double> centres(const std::string& deck, std::size_t count) {
    std::vector<double> values(count);
    const std::string words = "* visible centres: ";
    const std::size_t place = deck.find(words);
    if (place != std::string::npos) {
        std::istringstream in(deck.substr(place + words.size()));
        for (double& value : values) {
            in >> value;
        }
    }
    return values;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

void expect_clean(const Ran& ngspice) {
    EXPECT_EQ(ngspice.exit_code, 0) << ngspice.err;
    for (const std::string& stream : {lower(ngspice.out), lower(ngspice.err)}) {
        for (const std::string word : {"error", "failed", "aborted", "singular"}) {
            EXPECT_EQ(stream.find(word), std::string::npos) << word << " in:\n" << stream;
        }
    }
}

struct Recalled {
    std::vector<double> state;
    double range = 0;
};

Recalled recalled_state(const Deck& deck) {
    const Ran recall = run({kHopspice, "recall", model(deck.model), "-t", deck.target, "--input",
                            deck.input, "--json", "-"});
    EXPECT_EQ(recall.exit_code, 0) << recall.err;
    const json results = json::parse(recall.out, nullptr, false);
    if (!results.is_object()) {
        return {};
    }
    return {results["queries"][0]["visible"], results["visible_range"]};
}

/// State as stock ngspice measures it, in model units.
std::vector<double> stock_state(const Deck& deck) {
    const TemporaryFolder folder;
    const Ran compile = run({kHopspice, "compile", model(deck.model), "-t", deck.target, "--input",
                             deck.input, "-o", folder / "deck.cir"});
    EXPECT_EQ(compile.exit_code, 0) << compile.err;
    EXPECT_EQ(compile.out, "");
    const Ran ngspice = run({kNgspice, "-b", "deck.cir"}, {"", folder.path()});
    expect_clean(ngspice);
    std::vector<double> state = measured_volts(ngspice.out);
    const std::string text = read_text(folder / "deck.cir");
    const double unit = volts_per_unit(text);
    const std::vector<double> centre = centres(text, state.size());
    for (std::size_t k = 0; k < state.size(); ++k) {
        state[k] = state[k] / unit + centre[k];
    }
    return state;
}

std::string bits_of(const std::vector<double>& state) {
    std::string bits;
    for (const double value : state) {
        bits += value > 0.5 ? '1' : '0';
    }
    return bits;
}

class StockNgspice : public testing::TestWithParam<Deck> {};

/// `recall` stops when nothing will move by more than 1 % of the range, by its own estimate; the
/// deck runs on to the timeout. Twice that between them.
TEST_P(StockNgspice, SettlesWhereRecallDoes) {
    const std::vector<double> stock = stock_state(GetParam());
    const Recalled recalled = recalled_state(GetParam());
    ASSERT_EQ(stock.size(), recalled.state.size());
    for (std::size_t k = 0; k < stock.size(); ++k) {
        EXPECT_NEAR(stock[k], recalled.state[k], 0.02 * recalled.range) << "visible " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Decks, StockNgspice,
    testing::Values(Deck{"hamming-7-4.json", "opamp-1G", "1101000"},
                    Deck{"hamming-7-4.json", "behavioral", "0111111"},
                    Deck{"xor.json", "opamp-1G", "01?"}, Deck{"xor.json", "behavioral", "?11"},
                    Deck{"hamming-7-4.json", "current-mode", "1101000"},
                    Deck{"cubic.json", "opamp-1G", "11010000"},
                    Deck{"hopfield-classical.json", "behavioral", "1101000011110001"},
                    Deck{"grey-level.json", "opamp-1G",
                         "0.3,0.6,0.5,-0.5,?,0.7,-0.9,0.6,0.5,0,-0.4,-0.4"},
                    Deck{"two-block.json", "opamp-1G", "-0.2,1,-0.3,-0.5,-0.5,0.7,0,0.1,-0.8,0.6"}),
    [](const testing::TestParamInfo<Deck>& deck) {
        std::string name =
            deck.param.model.substr(0, deck.param.model.find('.')) + "_" + deck.param.target;
        std::ranges::replace(name, '-', '_');
        return name;
    });

TEST(StockNgspiceRecall, CorrectsAFlippedBitOfAHammingWord) {
    EXPECT_EQ(bits_of(stock_state({"hamming-7-4.json", "opamp-1G", "1101000"})), "1101001");
}

/// The same noise, as corners in the deck and as values that are asked for; slow enough for the
/// time points of either run, which differ, to follow it. Both are read at one instant.
TEST(StockNgspiceRecall, HasTheNoiseThatRecallHas) {
    const TemporaryFolder folder;
    std::ofstream(folder / "noisy.json")
        << R"({"format": "denseam/1", "name": "noisy", "visible": {"size": 2}, "hidden": [
            {"name": "pair", "energy": {"type": "softmax", "beta": 4}, "weights": [[1, 0], [0, 1]]}],
            "inference": {"stop": {"time": 3}},
            "queries": [{"id": "only", "visible": [0.8, 0.1]}]})";
    const std::vector<std::string> common = {"noisy.json",
                                             "-t",
                                             "opamp-1G",
                                             "--set",
                                             "noise=1",
                                             "--set",
                                             "amplifier.noise=200n",
                                             "--set",
                                             "noise_bandwidth=100M"};
    const auto with = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
        words.insert(words.begin(), kHopspice);
        words.insert(words.end(), common.begin(), common.end());
        words.insert(words.end(), more.begin(), more.end());
        return run(words, {"", folder.path()});
    };
    const Ran recall = with({"recall"}, {"--json", "-"});
    ASSERT_EQ(recall.exit_code, 0) << recall.err;
    const std::vector<double> state = json::parse(recall.out)["queries"][0]["visible"];
    ASSERT_EQ(with({"compile"}, {"-o", "deck.cir"}).exit_code, 0);
    const Ran ngspice = run({kNgspice, "-b", "deck.cir"}, {"", folder.path()});
    expect_clean(ngspice);
    const std::vector<double> volts = measured_volts(ngspice.out);
    const double unit = volts_per_unit(read_text(folder / "deck.cir"));
    const Ran quiet = run({kHopspice, "recall", "noisy.json", "-t", "opamp-1G", "--json", "-"},
                          {"", folder.path()});
    const std::vector<double> still = json::parse(quiet.out)["queries"][0]["visible"];
    ASSERT_EQ(volts.size(), 2U);
    for (std::size_t k = 0; k < 2; ++k) {
        const double noise = state[k] - still[k];
        EXPECT_GT(std::abs(noise), 1e-3);
        EXPECT_NEAR(volts[k] / unit - still[k], noise, 0.05 * std::abs(noise) + 2e-4);
    }
}

/// A spec of two neurons whose name and query are called so (JSON text).
std::string named_spec(const std::string& name, const std::string& block, const std::string& id) {
    return R"({"format": "denseam/1", "name": ")" + name +
           R"(", "visible": {"size": 2}, "hidden": [{"name": ")" + block +
           R"(", "energy": {"type": "softmax", "beta": 8}, "weights": [[1, 0], [0, 1]]}],
            "queries": [{"id": ")" +
           id + R"(", "visible": [0.8, 0.1]}]})";
}

/// Compiles and runs the spec in stock ngspice, or sees it refused before anything is written.
void expect_harmless(const std::string& text) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", text);
    const Ran compile = run({kHopspice, "compile", spec, "-t", "opamp-1G", "-o", folder / "d.cir"});
    if (compile.exit_code == 1) {
        EXPECT_NE(compile.err.find("[HS-E"), std::string::npos) << compile.err;
        EXPECT_EQ(folder.names(), std::vector<std::string>{"spec.json"});
        return;
    }
    EXPECT_EQ(compile.exit_code, 0) << compile.err;
    const Ran ngspice = run({kNgspice, "-b", "d.cir"}, {"", folder.path()});
    expect_clean(ngspice);
    EXPECT_EQ(measured_volts(ngspice.out).size(), 2U) << ngspice.out << text;
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"d.cir", "spec.json"})) << text;
    const Ran recall = run({kHopspice, "recall", spec, "-t", "opamp-1G"}, {"", folder.path()});
    EXPECT_EQ(recall.exit_code, 0) << recall.err << text;
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"d.cir", "spec.json"})) << text;
}

/// Texts of the user stand in the deck's comments and nowhere else.
TEST(StockNgspiceRecall, NamesOfTheUserAreNoCommandsOfTheDeck) {
    for (const std::string line_end : {"\\n", "\\r\\n", "\\r", "\\u000b", "\\u2028", "\\u0000"}) {
        const std::string bad = "x" + line_end + ".control" + line_end + "shell touch intruder" +
                                line_end + "quit 3" + line_end + ".endc" + line_end + "r1 v0 0 1";
        expect_harmless(named_spec(bad, "words", "query"));
        expect_harmless(named_spec("name", bad, "query"));
        expect_harmless(named_spec("name", "words", bad));
    }
}

TEST(StockNgspiceRecall, NamesInAnyScriptAndWithQuotesAreFine) {
    const std::string odd = R"(* \u00fcmlaut \u8a18\u61b6 'q' \"dq\" {x} $HOME ; + .end ,\\)";
    expect_harmless(named_spec(odd, "words", "query"));
    expect_harmless(named_spec("name", "words", odd));
    expect_harmless(named_spec("", "words", "query"));
    expect_harmless(named_spec(std::string(5000, 'n'), "words", std::string(5000, 'q')));
}

/// The deck names the library as seen from its own folder, whoever runs it from where.
TEST(NgspiceDeck, FindsTheUsersLibrariesFromAnyFolder) {
    namespace fs = std::filesystem;
    const TemporaryFolder folder;
    const fs::path work = folder.path();
    fs::create_directories(work / "targets");
    fs::create_directories(work / "decks");
    fs::copy(std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/libraries", work / "targets",
             fs::copy_options::recursive);
    for (const std::string name : {"vendor", "pdk"}) {
        const Ran compiled = run({kHopspice, "compile", model("xor.json"), "-q", "-t",
                                  "targets/" + name + ".json", "-o", "decks/" + name + ".cir"},
                                 {.input = "", .folder = work.string()});
        ASSERT_EQ(compiled.exit_code, 0) << compiled.err;
        const Ran ran = run({kNgspice, "-b", (work / "decks" / (name + ".cir")).string()},
                            {.input = "", .folder = "/"});
        EXPECT_EQ(measured_volts(ran.out).size(), 3U) << name << ran.out << ran.err;
    }
}

}  // namespace
}  // namespace hopspice::test
