// hopspice generate, and the example of co-simulation.

#include "cli.h"

#include <cmath>
#include <fstream>
#include <sstream>

namespace hopspice::test {
namespace {

/// The next token is not the one two back: 0 0 1 1 0 0 1 1 ... Slot 0 wins the softmax by its bias.
std::string pairs_model() {
    return R"({"format": "denseam/1", "name": "pairs", "visible": {"size": 2},
        "hidden": [{"name": "attention", "energy": {"type": "softmax", "beta": 4},
                    "weights": {"embedding": [[1, 0], [0, 1]], "slots": 2}, "bias": [1, 0]}],
        "readout": {"type": "linear", "weights": [[0, 4], [4, 0]]},
        "queries": [{"id": "00", "tokens": [0, 0]}, {"id": "11", "tokens": [1, 1]}]})";
}

Words generate_words(const Words& more) {
    Words words{"generate", "-"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

ProcessOptions with_model() {
    ProcessOptions options;
    options.input = pairs_model();
    return options;
}

TEST(Generate, OneTransientWritesTheTextOfTheOde) {
    const Ran ran =
        hopspice(generate_words({"--prompt", "00", "--steps", "7", "--json", "-"}), with_model());
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json got = parsed(ran.out);
    EXPECT_EQ(got["format"], "hopspice-generation/1");
    EXPECT_EQ(got["transients"], "one");
    EXPECT_EQ(got["prompt"], "00");
    EXPECT_EQ(got["text"], "1100110");
    EXPECT_EQ(got["reference"]["text"], "1100110");
    EXPECT_EQ(got["reference"]["agrees"], true);
    ASSERT_EQ(got["tokens"].size(), 7U);
    double before = 0;
    for (const json& token : got["tokens"]) {
        EXPECT_EQ(token["status"], "settled");
        EXPECT_GT(token["time_s"].get<double>(), before);
        before = token["time_s"].get<double>();
        EXPECT_GT(token["settle_time_s"].get<double>(), 0);
        EXPECT_GT(token["read_time_s"].get<double>(), token["settle_time_s"].get<double>());
        const std::string label = token["label"];
        EXPECT_GT(token["probabilities"][label].get<double>(), 0.5);
    }
    EXPECT_EQ(got["tokens"][0]["context"], json::parse("[0, 0]"));
    EXPECT_EQ(got["tokens"][2]["context"], json::parse("[1, 1]"));
}

TEST(Generate, ATransientPerTokenGivesTheSameText) {
    const Ran ran =
        hopspice(generate_words({"--prompt", "0,0,1", "--steps", "5", "--restart", "--json", "-"}),
                 with_model());
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json got = parsed(ran.out);
    EXPECT_EQ(got["transients"], "one per token");
    EXPECT_EQ(got["text"], "10011") << "only the last tokens of a long prompt are the context";
}

TEST(Generate, OpampsWriteTheSameTextAndEveryTokenHasItsEnergy) {
    const Ran ran = hopspice(
        generate_words({"--prompt", "00", "--steps", "4", "-t", "opamp-1G", "--json", "-"}),
        with_model());
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json got = parsed(ran.out);
    EXPECT_EQ(got["text"], "1100");
    double sum = 0;
    for (const json& token : got["tokens"]) {
        EXPECT_GT(token["energy_j"].get<double>(), 0);
        sum += token["energy_j"].get<double>();
    }
    EXPECT_LT(sum, got["energy_j"].get<double>()) << "loads and waiting cost energy too";
}

TEST(Generate, AReadTimeOfTheSpecIsCountedFromTheRelease) {
    std::string timed = pairs_model();
    timed.insert(timed.rfind("\"queries\""), R"("inference": {"stop": {"time": 3}}, )");
    ProcessOptions options;
    options.input = timed;
    const Ran ran =
        hopspice(generate_words({"--prompt", "00", "--steps", "2", "--json", "-"}), options);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    for (const json& token : parsed(ran.out)["tokens"]) {
        // 14 tau_h of 0.1 us to load, then 3 us.
        EXPECT_NEAR(token["read_time_s"].get<double>(), 4.4e-6, 1e-9);
    }
}

TEST(Generate, ConvertersClockAndLatencyAreThoseOfTheTarget) {
    const Ran ran =
        hopspice(generate_words({"--prompt", "00", "--steps", "4", "--json", "-", "--set",
                                 "controller.adc_bits=6", "--set", "controller.dac_bits=6", "--set",
                                 "controller.latency=0.2u", "--set", "controller.clock=0.3u"}),
                 with_model());
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json got = parsed(ran.out);
    EXPECT_EQ(got["text"], "1100");
    for (const json& token : got["tokens"]) {
        const double clocks = (token["time_s"].get<double>() - 0.2e-6) / 0.3e-6;
        EXPECT_NEAR(clocks, std::round(clocks), 1e-3) << "a latency behind a tick";
    }
}

TEST(Generate, TheTableShowsBothTexts) {
    const Ran ran = hopspice(generate_words({"--prompt", "00", "--steps", "3"}), with_model());
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("circuit   110\n"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("ODE       110   the same\n"), std::string::npos) << ran.out;
}

TEST(Generate, WavesShowTokensAndWhenTheyAreSettled) {
    const std::string file = testing::TempDir() + "generate.csv";
    const Ran ran = hopspice(
        generate_words({"--prompt", "00", "--steps", "3", "-q", "--waves", file}), with_model());
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    std::ifstream waves(file);
    std::string line;
    std::getline(waves, line);
    EXPECT_NE(line.find("held,settled,supply_joules,slot0,slot1"), std::string::npos) << line;
    std::size_t settled = 0;
    while (std::getline(waves, line)) {
        settled += line.find(",1,0,") != std::string::npos ? 1U : 0U;
    }
    EXPECT_GT(settled, 0U);
}

TEST(Generate, WhatCannotBeGeneratedIsSaid) {
    const Ran shorter = hopspice(generate_words({"--prompt", "0"}), with_model());
    EXPECT_EQ(shorter.exit_code, 1);
    EXPECT_NE(shorter.err.find("[HS-E204]"), std::string::npos) << shorter.err;
    for (const char* prompt : {"02", "0,2", "0,x"}) {
        const Ran wrong = hopspice(generate_words({"--prompt", prompt}), with_model());
        EXPECT_EQ(wrong.exit_code, 1);
        EXPECT_NE(wrong.err.find("[HS-E205]"), std::string::npos) << wrong.err;
    }
    const Ran tokenless = hopspice({"generate", model("xor.json"), "--prompt", "01"});
    EXPECT_EQ(tokenless.exit_code, 1);
    EXPECT_NE(tokenless.err.find("[HS-E203]"), std::string::npos) << tokenless.err;
    EXPECT_EQ(
        hopspice(generate_words({"--prompt", "00", "--restart", "--waves", "w.csv"}), with_model())
            .exit_code,
        2);
}

TEST(NoisyChannel, DecodesWordsInOneTransientAndTheSameSeedGivesTheSame) {
    const Words words{
        NOISY_CHANNEL_BINARY, model("hamming-7-4.json"), "--words", "12", "--seed", "3"};
    const Ran ran = run(words);
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    EXPECT_NE(ran.out.find("of 12 words right"), std::string::npos) << ran.out;
    const auto table = [](const std::string& text) { return text.substr(text.find("wrong bits")); };
    EXPECT_EQ(table(run(words).out), table(ran.out));
}

}  // namespace
}  // namespace hopspice::test
