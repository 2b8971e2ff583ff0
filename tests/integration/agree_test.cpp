// One circuit in every dialect, in the simulators that are here: the same waveforms, the same
// memory; and part by part (tools/lvs). HOPSPICE_REQUIRE_ENGINES: none of them may be missing.

#include "support/prepared.h"
#include "support/process.h"

#include <hopspice/agree.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

const std::string kRoot = HOPSPICE_SOURCE_DIR;

bool required() { return std::getenv("HOPSPICE_REQUIRE_ENGINES") != nullptr; }

AgreeOptions options_for(std::vector<std::string> engines) {
    AgreeOptions options;
    options.packages = kRoot + "/build/engines";
    options.engines = std::move(engines);
    return options;
}

Agreement agreement_of(const std::string& model, const std::string& target,
                       const std::string& input, const AgreeOptions& options) {
    const Spec spec = value_of(read_spec(kRoot + "/models/" + model));
    const std::vector<Query> queries = {value_of(read_input(input, spec))};
    return value_of(agree(spec, value_of(read_target(target, {})), queries, options));
}

/// Those of the table that are not programs of other makers which CI has not.
const std::vector<std::string> kEngines = {
    "twin",        "ngspice",          "ngspice flat", "ngspice spice3", "ngspice ltpsa",
    "ngspice psa", "ngspice psa xyce", "gnucap",       "eecircuit"};

void expect_agreement(const Agreement& agreement) {
    for (const EngineRun& run : agreement.runs) {
        if (run.status == EngineStatus::Skipped) {
            EXPECT_FALSE(required()) << run.engine << ": " << run.reason;
            continue;
        }
        EXPECT_EQ(run.status, EngineStatus::Agrees)
            << run.engine << ": " << run.reason << " " << run.max_difference << " at " << run.at_s;
        EXPECT_TRUE(run.same_readout) << run.engine << ": " << run.readout;
        EXPECT_LE(run.max_difference, 1e-3) << run.engine;
    }
}

TEST(Agreement, SimulatorsThatShareNoCodeSeeTheSameWaveforms) {
    expect_agreement(agreement_of("xor.json", "opamp-1G", "?11", options_for(kEngines)));
}

TEST(Agreement, TheTwinIsOneOfThem) {
    const Agreement agreement = agreement_of("xor.json", "opamp-1G", "?11", options_for({"twin"}));
    ASSERT_EQ(agreement.runs.size(), 1);
    EXPECT_EQ(agreement.runs[0].status, EngineStatus::Agrees) << agreement.runs[0].reason;
    EXPECT_EQ(agreement.runs[0].dialect, "circuit");
    EXPECT_FALSE(agreement.runs[0].version.empty());
}

TEST(Agreement, TheTwinIsSkippedWhereItDoesNotKnowAPart) {
    const Spec spec = value_of(read_spec(kRoot + "/models/xor.json"));
    const std::vector<std::string> slower = {"time_unit=auto:30"};
    const Target vendor =
        value_of(read_target(kRoot + "/tests/data/libraries/vendor.json", slower));
    const std::vector<Query> queries = {value_of(read_input("?11", spec))};
    AgreeOptions options = options_for({"twin"});
    options.refine = 1;
    const Agreement agreement = value_of(agree(spec, vendor, queries, options));
    ASSERT_EQ(agreement.runs.size(), 1);
    EXPECT_EQ(agreement.runs[0].status, EngineStatus::Skipped);
    EXPECT_NE(agreement.runs[0].reason.find("HS-E410"), std::string::npos);
}

TEST(Agreement, TheHammingMemoryIsTheSameInEveryModeAndVersionOfNgspice) {
    expect_agreement(agreement_of("hamming-7-4.json", "opamp-1G", "1101000",
                                  options_for({"ngspice", "ngspice psa", "eecircuit"})));
}

TEST(Agreement, IsDeniedWhereOneDiffersAndWhereNothingWasCompared) {
    Agreement agreement;
    EXPECT_FALSE(all_agree(agreement));
    agreement.runs.resize(2);
    EXPECT_FALSE(all_agree(agreement)) << "both were skipped";
    agreement.runs[0].status = EngineStatus::Agrees;
    EXPECT_TRUE(all_agree(agreement));
    for (const EngineStatus status : {EngineStatus::Differs, EngineStatus::Failed}) {
        agreement.runs[1].status = status;
        EXPECT_FALSE(all_agree(agreement));
    }
}

TEST(Agreement, WhatIsNotInstalledIsNamedAsSkipped) {
    const Agreement agreement =
        agreement_of("xor.json", "behavioral", "?11", options_for({"xyce", "ltspice", "gnucap"}));
    ASSERT_EQ(agreement.runs.size(), 3U);
    for (const EngineRun& run : agreement.runs) {
        EXPECT_EQ(run.status, EngineStatus::Skipped);
        EXPECT_FALSE(run.reason.empty());
    }
    const std::string table = format_agreement(agreement);
    EXPECT_NE(table.find("skipped"), std::string::npos) << table;
    EXPECT_FALSE(all_agree(agreement));
}

TEST(Agreement, AnUnknownSimulatorIsAnError) {
    const Spec spec = value_of(read_spec(kRoot + "/models/xor.json"));
    const auto failed =
        agree(spec, value_of(read_target("opamp-1G", {})), spec.queries, options_for({"ngspic"}));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().front().id, "HS-E315");
    EXPECT_NE(failed.error().front().message.find("ngspice"), std::string::npos);
}

/// Ids are any text; decks and waveforms of one query must not overwrite those of another.
TEST(Agreement, QueriesWhoseIdsMakeTheSameNameAreKeptInFoldersOfTheirOwn) {
    const TemporaryFolder folder;
    const Spec spec = value_of(read_spec(kRoot + "/models/xor.json"));
    std::vector<Query> queries = {value_of(read_input("?11", spec)),
                                  value_of(read_input("0?1", spec))};
    queries[0].id = "a/b";
    queries[1].id = "A:b";
    AgreeOptions options = options_for({"ngspice"});
    options.folder = folder / "kept";
    const Agreement agreement =
        value_of(agree(spec, value_of(read_target("behavioral", {})), queries, options));
    ASSERT_EQ(agreement.runs.size(), 2U);
    if (agreement.runs.front().status == EngineStatus::Skipped) {
        GTEST_SKIP() << agreement.runs.front().reason;
    }
    for (const std::string query : {"a_b", "A_b-2"}) {
        const std::string deck = read_text(folder / ("kept/" + query + "/ngspice/deck.cir"));
        const std::string id = query == "a_b" ? "query a/b\n" : "query A:b\n";
        EXPECT_NE(deck.find(id), std::string::npos) << query << "\n" << deck;
    }
    expect_agreement(agreement);
}

/// A deck as a file.
std::string compiled(const TemporaryFolder& folder, const std::string& target,
                     const std::vector<std::string>& more, const std::string& name) {
    std::vector<std::string> words = {
        HOPSPICE_BINARY, "compile", kRoot + "/models/xor.json", "-t", target, "-q", "-o",
        folder / name};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(run(words).exit_code, 0);
    return folder / name;
}

class LayoutVersusSchematic : public testing::Test {
protected:
    void SetUp() override {
        if (run({"sh", "-c", "command -v netgen-lvs"}).exit_code != 0) {
            ASSERT_FALSE(required()) << "netgen-lvs is not installed";
            GTEST_SKIP() << "netgen-lvs is not installed";
        }
    }

    /// What tools/lvs says of two decks.
    static std::string verdict(const std::string& a, const std::string& b) {
        const Ran ran = run({kRoot + "/tools/lvs", a, b});
        EXPECT_EQ(ran.exit_code == 0, ran.out == "match\n") << ran.out << ran.err;
        return ran.out.substr(0, ran.out.find('\n'));
    }

    TemporaryFolder folder_;
};

TEST_F(LayoutVersusSchematic, SubcircuitsOfNeuronsAreTheFlatCircuit) {
    for (const std::string target : {"opamp-1G", "cmos"}) {
        EXPECT_EQ(verdict(compiled(folder_, target, {}, target + ".cir"),
                          compiled(folder_, target, {"--flat"}, target + ".flat.cir")),
                  "match")
            << target;
    }
}

TEST_F(LayoutVersusSchematic, EveryDialectOfSpiceHasTheSameParts) {
    const std::map<std::string, std::vector<std::string>> dialects = {
        {"opamp-1G", {"ltspice", "pspice", "xyce", "spice3", "gnucap"}},
        {"cmos", {"ltspice", "pspice", "xyce", "spice3", "gnucap", "hspice"}}};
    for (const auto& [target, names] : dialects) {
        const std::string own = compiled(folder_, target, {}, target + ".cir");
        for (const std::string& name : names) {
            EXPECT_EQ(verdict(own, compiled(folder_, target, {"-d", name}, target + "." + name)),
                      "match")
                << name << " of " << target;
        }
    }
}

/// The deck with the line that begins so replaced.
std::string changed(const std::string& deck, const std::string& begin, const std::string& line) {
    std::string text = read_text(deck);
    const std::size_t place = text.find("\n" + begin) + 1;
    EXPECT_NE(place, 0U) << begin;
    return text.replace(place, text.find('\n', place) - place, line);
}

TEST_F(LayoutVersusSchematic, ASwappedRowAndAnotherValueAreFound) {
    const std::string deck = compiled(folder_, "opamp-1G", {"--flat"}, "xor.cir");
    EXPECT_EQ(verdict(deck, folder_.write("swapped.cir", changed(deck, "rw_h1_1_v1 ",
                                                                 "rw_h1_1_v1 v0 h1_1_c 20000"))),
              "do not match");
    EXPECT_EQ(verdict(deck, folder_.write("other.cir", changed(deck, "rw_h1_1_v1 ",
                                                               "rw_h1_1_v1 v1 h1_1_c 22000"))),
              "values differ");
}

/// Diodes that are a MOSFET's junctions must all be there, and be right.
TEST_F(LayoutVersusSchematic, AJunctionOfAMosfetThatIsMissingOrWrongIsFound) {
    const std::string own = compiled(folder_, "cmos", {}, "own.cir");
    const std::string deck = compiled(folder_, "cmos", {"-d", "gnucap"}, "xor.ckt");
    const std::map<std::string, std::string> lines = {
        {"missing", "* no diode"},
        {"turned", "dmref_ad sense vee n_generic_cj area=2.6380857427716847e-12"},
        {"elsewhere", "dmref_ad vee bn n_generic_cj area=2.6380857427716847e-12"},
        {"smaller", "dmref_ad vee sense n_generic_cj area=1e-12"},
        {"sidewall", "dmref_ad vee sense n_generic_cjsw area=2.6380857427716847e-12"}};
    for (const auto& [name, line] : lines) {
        EXPECT_EQ(verdict(own, folder_.write(name, changed(deck, "dmref_ad ", line))),
                  "do not match")
            << name;
    }
}

}  // namespace
}  // namespace hopspice::test
