// The text that is sent to the simulator.

#include "sim/commands.h"

#include "circuits.h"

#include <algorithm>
#include <limits>

namespace hopspice::sim {
namespace {

const Remedy& kAsAsked = remedies().front();

TEST(SimulatorCommands, NumbersAreShortestRoundTripWithoutSuffixes) {
    Job job = step_job(-0.1, 1e6, 1e-6);
    job.max_step_s = 2e-11;
    const auto commands = format_job(job, kAsAsked);
    ASSERT_TRUE(commands);
    EXPECT_EQ(commands->at(0), "alter @vin[pwl] = [ 0 -0.1 1e-12 1000000 ]");
    EXPECT_EQ(commands->at(1), "tran 2e-11 1e-06 0 2e-11");
}

TEST(SimulatorCommands, TheStepIsNeverLongerThanTheRun) {
    Job job = step_job(0, 1, 1e-12);
    const auto commands = format_job(job, kAsAsked);
    ASSERT_TRUE(commands);
    EXPECT_EQ(commands->back(), "tran 1e-12 1e-12 0 1e-12");
}

TEST(SimulatorCommands, ValuesThatAreNotFiniteAreRefused) {
    Job job = step_job(0, std::numeric_limits<double>::quiet_NaN());
    const auto commands = format_job(job, kAsAsked);
    ASSERT_FALSE(commands);
    EXPECT_EQ(commands.error().front().id, "HS-E405");
    job = step_job(0, 1);
    job.max_step_s = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(format_job(job, kAsAsked));
}

TEST(SimulatorCommands, TheDeckKeepsTheUsersTitleAndGetsTheOptionsBeforeItsEnd) {
    sim::Setup setup;
    setup.deck = {"My title", "r1 a 0 1", ".END", ""};
    setup.options = ".options reltol=1e-4";
    const std::vector<std::string> expected = {"My title hs7", "r1 a 0 1",
                                               ".meas tran hs_ended find hs_end at=0",
                                               ".options reltol=1e-4", ".END"};
    EXPECT_EQ(format_deck(setup, "hs7", kAsAsked), expected);
}

TEST(SimulatorCommands, ARemedyAddsItsOptionsLastAndShortensTheStep) {
    const Remedy remedy{"name", "method=gear", 0.25, ""};
    sim::Setup setup;
    setup.deck = {"title", "r1 a 0 1", ".end"};
    setup.options = ".options reltol=1e-4";
    const std::vector<std::string> expected = {"title hs7",
                                               "r1 a 0 1",
                                               ".meas tran hs_ended find hs_end at=0",
                                               ".options reltol=1e-4",
                                               ".options method=gear",
                                               ".end"};
    EXPECT_EQ(format_deck(setup, "hs7", remedy), expected);
    Job job = step_job(0, 1, 1e-6);
    job.max_step_s = 4e-9;
    const auto commands = format_job(job, remedy);
    ASSERT_TRUE(commands);
    EXPECT_EQ(commands->back(), "tran 1e-09 1e-06 0 1e-09");
}

TEST(SimulatorCommands, KluPivotsByTheLargestEntryWhateverTheDeckSays) {
    Remedy remedy{"name", "method=gear", 1, ""};
    remedy.klu = true;
    sim::Setup setup;
    setup.deck = {"title", ".end"};
    setup.options = ".options noopiter pivrel=1e-6";
    const std::vector<std::string> deck = format_deck(setup, "hs7", remedy);
    const auto at = [&](const char* line) { return std::ranges::find(deck, line) - deck.begin(); };
    EXPECT_LT(at(".options noopiter pivrel=1e-6"), at(".options klu pivrel=1"));
    EXPECT_LT(at(".options klu pivrel=1"), at(".options method=gear"));
    EXPECT_LT(at(".options method=gear"), at(".end"));
}

TEST(SimulatorCommands, SaveCommandsStayShortAndNameEverything) {
    std::vector<std::string> saved;
    for (int i = 0; i < 500; ++i) {
        saved.push_back("v(node_" + std::to_string(i) + ")");
    }
    const auto commands = format_save(saved);
    EXPECT_GT(commands.size(), 1U);
    std::string all;
    for (const std::string& command : commands) {
        EXPECT_LE(command.size(), kCommandBytes);
        EXPECT_TRUE(command.starts_with("save v(node_"));
        all += command.substr(4);
    }
    for (const std::string& name : saved) {
        EXPECT_NE(all.find(" " + name), std::string::npos) << name;
    }
    EXPECT_TRUE(format_save({}).empty());
}

}  // namespace
}  // namespace hopspice::sim
