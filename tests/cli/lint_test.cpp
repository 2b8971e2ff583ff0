// hopspice lint as a user runs it, and what it says of ngspice held against ngspice.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

namespace hopspice::test {
namespace {

TEST(Lint, ACleanDeckExitsWithZeroAndSaysSo) {
    const std::string deck = std::string(HOPSPICE_SOURCE_DIR) + "/netlists/xor.opamp-1G.cir";
    const Ran ran = hopspice({"lint", deck});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out, deck + ": nothing that ngspice would read otherwise\n");
    EXPECT_EQ(ran.err, "");
}

TEST(Lint, FindingsStandOnALineEachWithTheirPlaceAndExitWithOne) {
    const TemporaryFolder folder;
    const std::string deck = folder.write("d.cir", "t\nV1 a 0 1\nB1 b 0 V={log(V(a))}\n.end\n");
    const Ran ran = hopspice({"lint", deck, "-d", "xyce"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_TRUE(ran.out.starts_with(deck + ":3: wrong: log: `B1 b 0 V={log(V(a))}`: "
                                           "log is to the base 10; write ln(x)"))
        << ran.out;
    EXPECT_EQ(lines_of(ran.out), 2U) << ran.out;
    EXPECT_EQ(hopspice({"lint", deck, "-d", "ngspice"}).exit_code, 0);
    EXPECT_EQ(hopspice({"lint", deck, "-d", "xyce", "-q"}).out, "");
}

TEST(Lint, JsonHasEveryFinding) {
    const TemporaryFolder folder;
    const std::string deck = folder.write("d.cir", "t\nR1 a 0 4K7\nR2 a 0 1x\n.end\n");
    const Ran ran = hopspice({"lint", deck, "--json", "-"});
    EXPECT_EQ(ran.exit_code, 1);
    const json report = parsed(ran.out);
    EXPECT_EQ(report["format"], "hopspice-lint/1");
    EXPECT_EQ(report["dialect"], "ngspice");
    ASSERT_EQ(report["findings"].size(), 2U);
    EXPECT_EQ(report["findings"][0]["rule"], "suffix-infix");
    EXPECT_EQ(report["findings"][0]["severity"], "wrong");
    EXPECT_EQ(report["findings"][0]["text"], "4K7");
    EXPECT_EQ(report["findings"][1]["line"], 3);
}

TEST(Lint, BytesOfNoAlphabetAreStillJson) {
    const TemporaryFolder folder;
    const std::string deck = folder.write("d.cir", "t\nC1 a 0 1\xB5\xFF\n.end\n");
    const Ran ran = hopspice({"lint", deck, "-d", "gnucap", "--json", "-"});
    EXPECT_EQ(parsed(ran.out)["findings"].size(), 1U);
}

TEST(Lint, AMissingFileAndAnUnknownDialectAreErrors) {
    const Ran missing = hopspice({"lint", "nowhere.cir"});
    EXPECT_EQ(missing.exit_code, 1);
    EXPECT_EQ(missing.out, "");
    EXPECT_NE(missing.err.find("[HS-E501]"), std::string::npos) << missing.err;
    EXPECT_EQ(hopspice({"lint", "nowhere.cir", "-d", "abacus"}).exit_code, 2);
    EXPECT_EQ(hopspice({"lint"}).exit_code, 2);
}

TEST(Lint, ItsRulesAreListed) {
    const Ran ran = hopspice({"list", "lint-rules"});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_GE(lines_of(ran.out), 60U);
    EXPECT_NE(ran.out.find("limit"), std::string::npos);
}

/// What ngspice makes of a card, as it prints it: the voltage of `out`.
double measured(const std::string& card) {
    const TemporaryFolder folder;
    const std::string deck = folder.write(
        "d.cir", "t\nv1 a 0 -3\n" + card + "\n.control\nop\nprint v(out)\n.endc\n.end\n");
    const Ran ran = run({NGSPICE_BINARY, "-b", deck});
    const std::string key = "v(out) = ";
    const std::size_t at = ran.out.find(key);
    EXPECT_NE(at, std::string::npos) << card << "\n" << ran.out << ran.err;
    return at == std::string::npos ? 0 : std::strtod(ran.out.c_str() + at + key.size(), nullptr);
}

struct Claim {
    std::string rule;
    std::string card;
    double volts;  ///< what ngspice 39 makes of it
};

TEST(Lint, WhatItSaysOfNgspiceIsWhatNgspiceDoes) {
    if (run({NGSPICE_BINARY, "--version"}).out.find("ngspice-39") == std::string::npos) {
        GTEST_SKIP() << "the numbers are those of release 39";
    }
    const std::vector<Claim> claims = {
        {"power", "b1 out 0 v=v(a)^3", 27},
        {"power", "b1 out 0 v=pow(v(a),3)", 27},
        {"pwr", "b1 out 0 v=pwr(v(a),2)", -9},
        {"limit", "b1 out 0 v=limit(v(a)/10,-1,1)", 0},
        {"suffix-x", "v2 out 0 1x", 1},
        {"suffix-a", "v2 out 0 1a", 1},
        {"suffix-M", "v2 out 0 2M", 2e-3},
        {"suffix-F", "v2 out 0 2F", 2e-15},
        {"suffix-infix", "v2 out 0 4K7", 4000},
        {"zero-ohms", "i1 0 out 1\nr1 out 0 0", 1e-3},
        {"zero-node", "i1 0 out 1\nr1 out 0 1\nr2 out 00 1\nr3 00 0 1e3", 1001.0 / 1002},
        {"case-clash", "v2 OUT 0 2\nr1 out 0 1", 2},
        {"pwl-function", "b1 out 0 v=pwl(-v(a),0,0,1,1)", 3},
        {"switch-levels",
         "v2 b 0 1\ns1 b out b 0 s\nr1 out 0 1\n.model s sw(ron=1 roff=1e9 von=2 voff=1.5)", 0.5},
    };
    for (const Claim& claim : claims) {
        EXPECT_NEAR(measured(claim.card), claim.volts, 1e-5 * std::abs(claim.volts))
            << claim.rule << ": " << claim.card;
        const TemporaryFolder folder;
        const std::string deck = folder.write("d.cir", "t\n" + claim.card + "\n.end\n");
        const Ran ran = hopspice({"lint", deck});
        EXPECT_NE(ran.out.find(": wrong: " + claim.rule + ": "), std::string::npos)
            << claim.card << "\n"
            << ran.out;
    }
}

/// What gnucap makes of a deck: the last number of the last line that has some.
double measured_by_gnucap(const std::string& cards) {
    const TemporaryFolder folder;
    const std::string deck =
        folder.write("d.ckt", "t\n.options numdgt=9\n" + cards + "\n.print op v(1)\n.op\n.end\n");
    const Ran ran = run({"gnucap", "-b", deck});
    const std::size_t line = ran.out.find("v(1)");
    EXPECT_NE(line, std::string::npos) << cards << "\n" << ran.out << ran.err;
    const std::size_t last = ran.out.find_last_not_of(" \n\r");
    const std::size_t start = ran.out.find_last_of(" \n", last);
    return std::strtod(ran.out.c_str() + start + 1, nullptr);
}

/// The last number that gnucap prints, as a current.
double last_amperes(const std::string& out) {
    const std::size_t last = out.find_last_not_of(" \n\r");
    const std::size_t start = out.find_last_of(' ', last);
    const std::string word = out.substr(start + 1, last - start);
    const std::map<char, double> scales = {
        {'f', 1e-15}, {'p', 1e-12}, {'n', 1e-9}, {'u', 1e-6}, {'m', 1e-3}};
    const auto place = scales.find(word.back());
    const double scale = place == scales.end() ? 1 : place->second;
    return scale * std::strtod(word.c_str(), nullptr);
}

TEST(Lint, EveryFileOfAnExportedFolderPasses) {
    for (const std::string dialect :
         {"ngspice", "ltspice", "hspice", "pspice", "spectre", "xyce", "gnucap", "spice3"}) {
        const TemporaryFolder folder;
        const std::string place = folder / "out";
        ASSERT_EQ(hopspice({"export", model("xor.json"), "-t", "cmos", "-d", dialect, "-o", place})
                      .exit_code,
                  0);
        int files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(place)) {
            const std::string suffix = entry.path().extension();
            if (entry.is_regular_file() && suffix != ".csv" && suffix != ".txt") {
                const Ran ran = hopspice({"lint", entry.path(), "-d", dialect});
                EXPECT_EQ(ran.exit_code, 0) << ran.out;
                ++files;
            }
        }
        EXPECT_GE(files, 4) << dialect;
    }
}

/// The emitter's current while the collector of a device without current rises by 1 V in 1 ns.
double emitter_amperes_in_gnucap(const std::string& device) {
    const TemporaryFolder folder;
    const std::string deck =
        folder.write("d.ckt",
                     "t\n.options numdgt=9\nvc c 0 pwl(0 1 1n 1 2n 2 3n 2)\nvb b 0 0\n"
                     "ve e 0 0\n" +
                         device +
                         "\n.model n npn(is=1e-18 cjs=1e-12)\n"
                         ".print tran i(ve)(20,9)\n.tran 0.5n 1.5n\n.end\n");
    return last_amperes(run({"gnucap", "-b", deck}).out);
}

TEST(Lint, InGnucapASubstrateWithoutAWordIsTheEmitter) {
    if (run({"/bin/sh", "-c", "command -v gnucap"}).exit_code != 0) {
        GTEST_SKIP() << "gnucap is not installed";
    }
    // CJS is smaller than 1 pF at reverse bias.
    EXPECT_GT(std::abs(emitter_amperes_in_gnucap("q1 c b e n")), 1e-4);
    EXPECT_LT(std::abs(emitter_amperes_in_gnucap("q1 c b e 0 n")), 1e-9);
}

/// The current into a device's drain while its voltage rises by 1 V in 1 ns.
double drain_amperes_in_gnucap(const std::string& cards) {
    const TemporaryFolder folder;
    const std::string deck =
        folder.write("d.ckt",
                     "t\n.options numdgt=9\nvd d 0 pwl(0 1 1n 1 2n 2 3n 2)\nm1 d 0 0 0 n w=1u l=1u "
                     "ad=1e-9 as=1e-9 pd=1e-3 ps=1e-3\n" +
                         cards + "\n.print tran i(vd)(20,9)\n.tran 0.5n 1.5n\n.end\n");
    return last_amperes(run({"gnucap", "-b", deck}).out);
}

TEST(Lint, InGnucapTheJunctionsOfAMosfetHaveNoCapacitance) {
    if (run({"/bin/sh", "-c", "command -v gnucap"}).exit_code != 0) {
        GTEST_SKIP() << "gnucap is not installed";
    }
    // CJ AD would be 1 pF, CJSW PD another one: 1 mA each, less what the reverse bias takes away.
    EXPECT_LT(std::abs(drain_amperes_in_gnucap(".model n nmos(level=1 vto=1 cj=1e-3 cjsw=1e-9)")),
              1e-6);
    EXPECT_GT(std::abs(drain_amperes_in_gnucap(".model n nmos(level=1 vto=1 cbd=1e-12)")), 1e-4);
    EXPECT_GT(std::abs(drain_amperes_in_gnucap(".model n nmos(level=1 vto=1)\n"
                                               ".model j d(cjo=1e-3)\nd1 0 d j area=1e-9")),
              1e-4);
}

TEST(Lint, WhatItSaysOfGnucapIsWhatGnucapDoes) {
    if (run({"/bin/sh", "-c", "command -v gnucap"}).exit_code != 0) {
        GTEST_SKIP() << "gnucap is not installed";
    }
    const std::vector<Claim> claims = {
        {"suffix-infix", "i1 0 1 1\nr1 1 0 4K7", 7},
        {"suffix-x", "v1 1 0 3x", 3},
        {"decimal-comma", "i1 0 1 1\nr1 1 0 1,5", 5},
        {"power", ".param p={2^3}\nv1 1 0 {p}", 2},
        {"monte-carlo", ".param p={agauss(7,3,1)}\nv1 1 0 {p}", 7},
        {"b-source", "b1 1 0 v=5\nr1 1 0 1", 0},
        {"controlled-source", "v2 2 0 3\ne1 1 0 TABLE {v(2)} = (0,0) (1,1)\nr1 1 0 1", 0},
        {"duplicate", "i1 0 1 1\nr1 1 0 4\nr1 1 0 4", 2},
        {"ground", "i1 0 1 1\nr1 1 gnd 1\nr2 gnd 0 4", 5},
    };
    for (const Claim& claim : claims) {
        EXPECT_NEAR(measured_by_gnucap(claim.card), claim.volts, 1e-6) << claim.card;
        const TemporaryFolder folder;
        const std::string deck = folder.write("d.ckt", "t\n" + claim.card + "\n.end\n");
        const Ran ran = hopspice({"lint", deck, "-d", "gnucap"});
        EXPECT_NE(ran.out.find(": wrong: " + claim.rule + ": "), std::string::npos)
            << claim.card << "\n"
            << ran.out;
    }
}

}  // namespace
}  // namespace hopspice::test
