// What a user types and what the shell gets back: exit codes, help, streams, wrong usage.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hopspice::test {
namespace {

const std::vector<std::string> kCommands = {"check", "compile", "recall",    "measure",
                                            "agree", "lint",    "reference", "characterize",
                                            "list",  "export",  "draw"};

TEST(Usage, AFineRecallExitsWithZero) {
    const Ran ran = hopspice({"recall", model("xor.json")});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("01x"), std::string::npos) << ran.out;
}

TEST(Usage, AMissingFileIsOneDiagnosticAndExitsWithOne) {
    for (const std::string& command : Words{"check", "compile", "recall", "reference"}) {
        const Ran ran = hopspice({command, "nowhere.json"});
        EXPECT_EQ(ran.exit_code, 1) << command;
        EXPECT_EQ(ran.out, "") << command;
        EXPECT_EQ(lines_of(ran.err), 1U) << ran.err;
        EXPECT_TRUE(ran.err.starts_with("nowhere.json: ")) << ran.err;
        EXPECT_NE(ran.err.find("[HS-E501]"), std::string::npos) << ran.err;
    }
}

TEST(Usage, AWrongSpecExitsWithOneAndNamesThePlace) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(
        "bad.json",
        R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [{"energy": {"type": "relu"},
            "weights": [[1, 0, 3]]}]})");
    const Ran ran = hopspice({"recall", spec});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("bad.json: /hidden/0/weights/0: "), std::string::npos) << ran.err;
}

TEST(Usage, WrongUsageExitsWithTwo) {
    const std::string spec = model("xor.json");
    const std::vector<std::vector<std::string>> wrong = {
        {},
        {"remember", spec},
        {"batch", spec},
        {"recall"},
        {"recall", spec, "--colour"},
        {"recall", spec, "--wall-limit", "0"},
        {"recall", spec, "--wall-limit", "soon"},
        {"recall", spec, "--wall-limit", "nan"},
        {"recall", spec, "--wall-limit", "inf"},
        {"agree", spec, "--refine", "nan"},
        {"recall", spec, "--jobs", "-1"},
        {"recall", spec, "more"},
        {"compile", spec, "-d", "abacus"},
        {"list"},
        {"list", "friends"},
    };
    for (const std::vector<std::string>& arguments : wrong) {
        const Ran ran = hopspice(arguments);
        std::string words;
        for (const std::string& argument : arguments) {
            words += argument + " ";
        }
        EXPECT_EQ(ran.exit_code, 2) << words;
        EXPECT_EQ(ran.out, "") << words;
        EXPECT_NE(ran.err, "") << words;
    }
}

TEST(Usage, AQueryNotRecalledExitsWithFive) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(
        "spec.json", two_words(R"({"id": "q", "visible": [0.9, 0.1], "expect": "01"})"));
    for (const std::string& command : Words{"recall", "reference"}) {
        EXPECT_EQ(hopspice({command, spec}).exit_code, 5) << command;
    }
}

TEST(Usage, ASpecWithoutQueriesAsksForSome) {
    const TemporaryFolder folder;
    const std::string spec = folder.write("spec.json", two_words(""));
    const Ran without = hopspice({"recall", spec});
    EXPECT_EQ(without.exit_code, 1);
    EXPECT_NE(without.err.find("[HS-E202]"), std::string::npos) << without.err;
    EXPECT_EQ(hopspice({"recall", spec, "--input", "0.9,0.2"}).exit_code, 0);
    EXPECT_EQ(hopspice({"compile", spec}).exit_code, 0);
    EXPECT_EQ(hopspice({"check", spec}).exit_code, 0);
}

TEST(Usage, EveryCommandHasHelpWithAnExample) {
    const Ran general = hopspice({"--help"});
    EXPECT_EQ(general.exit_code, 0);
    for (const std::string& command : kCommands) {
        EXPECT_NE(general.out.find("\n  " + command), std::string::npos) << command;
        const Ran ran = hopspice({command, "--help"});
        EXPECT_EQ(ran.exit_code, 0) << command;
        EXPECT_EQ(ran.err, "") << command;
        EXPECT_NE(ran.out.find("Example"), std::string::npos) << ran.out;
        EXPECT_NE(ran.out.find("hopspice " + command + " "), std::string::npos) << ran.out;
    }
}

TEST(Usage, TheExamplesOfTheHelpWork) {
    const TemporaryFolder folder;
    // What the example of `measure` says to do first.
    (void)hopspice({"compile", model("xor.json"), "-t", "opamp-1G", "-o", folder / "xor.cir"});
    (void)run({NGSPICE_BINARY, "-b", "-r", "xor.raw", "xor.cir"}, {"", folder.path()});
    for (const std::string& command : kCommands) {
        const std::string help = hopspice({command, "--help"}).out;
        const std::size_t start = help.find("hopspice " + command + " ", help.find("Example"));
        ASSERT_NE(start, std::string::npos);
        std::string line = help.substr(start, help.find('\n', start) - start);
        for (std::size_t at = line.find("models/"); at != std::string::npos;
             at = line.find("models/", at + 1 + std::string(HOPSPICE_SOURCE_DIR).size() + 8)) {
            line.insert(at, std::string(HOPSPICE_SOURCE_DIR) + "/");
        }
        if (const std::size_t at = line.find("netlists/"); at != std::string::npos) {
            line.insert(at, std::string(HOPSPICE_SOURCE_DIR) + "/");
        }
        line.replace(0, std::string("hopspice").size(), kHopspice);
        const Ran ran = run({"/bin/sh", "-c", line}, {"", folder.path()});
        EXPECT_EQ(ran.exit_code, 0) << line << '\n' << ran.err;
    }
}

TEST(Usage, EveryTopicIsListed) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> topics = {
        {"energies", {"softmax", "relu", "polynomial", "linear", "tanh", "exponential"}},
        {"activations", {"identity", "tanh", "sigmoid", "relu"}},
        {"targets",
         {"behavioral", "opamp-10M", "opamp-100M", "opamp-1G", "opamp-10G", "cmos", "bjt",
          "current-mode", "steered-1G", "ihp-current-mode", "gf180-cmos", "sky130-cmos"}},
        {"pdks", {"ihp-sg13g2", "gf180mcu", "sky130"}},
        {"dialects", {"ngspice", "xschem", "verilog-a"}},
        {"diagnostics", {"HS-E001", "HS-E250", "HS-E501"}},
    };
    for (const auto& [topic, names] : topics) {
        const Ran ran = hopspice({"list", topic});
        EXPECT_EQ(ran.exit_code, 0);
        EXPECT_EQ(ran.err, "");
        for (const std::string& name : names) {
            EXPECT_NE(("\n" + ran.out).find("\n" + name + " "), std::string::npos) << name;
        }
    }
}

TEST(Usage, QuietSilencesWarningsAndVerboseDoesNot) {
    const std::vector<std::string> recall = {"recall", model("xor.json"), "-t", "opamp-1G"};
    std::vector<std::string> quiet = recall;
    quiet.emplace_back("--quiet");
    std::vector<std::string> verbose = recall;
    verbose.emplace_back("--verbose");
    const Ran plain_run = hopspice(recall);
    const Ran quiet_run = hopspice(quiet);
    const Ran verbose_run = hopspice(verbose);
    EXPECT_NE(plain_run.err.find("[HS-W250]"), std::string::npos) << plain_run.err;
    EXPECT_EQ(quiet_run.err, "");
    EXPECT_NE(verbose_run.err.find("[HS-W250]"), std::string::npos);
    EXPECT_EQ(quiet_run.exit_code, 0);
    EXPECT_EQ(verbose_run.exit_code, 0);
}

TEST(Usage, QuietDoesNotSilenceErrors) {
    const Ran ran = hopspice({"recall", "nowhere.json", "--quiet"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err, "");
}

TEST(Usage, ASettingOverridesOneKeyOfTheTarget) {
    const Ran slow = hopspice({"compile", model("xor.json"), "-t", "opamp-1G", "--set",
                               "time_unit=100n", "--set", "amplifier.gbw=200M"});
    EXPECT_EQ(slow.exit_code, 0) << slow.err;
    EXPECT_NE(slow.out.find("one model time unit is 1e-07 s"), std::string::npos);
    EXPECT_NE(slow.out.find("GBW 200000000 Hz"), std::string::npos);
    const Ran level = hopspice({"recall", model("xor.json"), "-t", "opamp-1G", "--set",
                                "level=behavioral", "--json", "-"});
    EXPECT_EQ(level.exit_code, 0) << level.err;
    EXPECT_EQ(parsed(level.out)["level"], "behavioral");
}

TEST(Usage, WrongSettingsExitWithOneDiagnosticEach) {
    for (const std::string& setting :
         Words{"amplifier.gwb=200M", "amplifier.gbw=fast", "amplifier.gbw=-1", "amplifier", "=3",
               "level=quantum", "time_unit=auto:x", "conductance.bits=1.5"}) {
        const Ran ran = hopspice({"recall", model("xor.json"), "-t", "opamp-1G", "--set", setting});
        EXPECT_EQ(ran.exit_code, 1) << setting;
        EXPECT_EQ(ran.out, "") << setting;
        EXPECT_EQ(lines_of(ran.err), 1U) << ran.err;
        EXPECT_NE(ran.err.find("[HS-E"), std::string::npos) << ran.err;
    }
}

TEST(Usage, AnUnknownTargetNamesTheKnownOnes) {
    const Ran ran = hopspice({"recall", model("xor.json"), "-t", "opamp-2G"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("opamp-1G"), std::string::npos) << ran.err;
}

TEST(Usage, WrongInputsAreDiagnosedTogether) {
    const Ran ran = hopspice(
        {"recall", model("xor.json"), "--input", "01", "--input", "0x1", "--input", "011"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(lines_of(ran.err), 2U) << ran.err;
}

}  // namespace
}  // namespace hopspice::test
