// Which of the simulator's lines reach the user.

#include "sim/words.h"

#include <gtest/gtest.h>

namespace hopspice::sim {
namespace {

TEST(SimulatorWords, KeepsComplaintsAndDropsProgress) {
    Words words;
    EXPECT_FALSE(words.hear("stderr Note: Starting dynamic gmin stepping", Keep::Complaints));
    EXPECT_FALSE(
        words.hear("stderr Trying gmin = 1e-3 Warning: singular matrix", Keep::Complaints));
    EXPECT_FALSE(words.hear("stdout Doing analysis at TEMP = 27", Keep::Complaints));
    EXPECT_FALSE(words.hear("stderr some context", Keep::Complaints));
    EXPECT_FALSE(words.error());
    EXPECT_TRUE(
        words.hear("stderr doAnalyses: TRAN:  Timestep too small; t = 1", Keep::Complaints));
    EXPECT_TRUE(words.hear("stdout ERROR - Number of connections differs", Keep::Complaints));
    EXPECT_TRUE(words.error());
    EXPECT_EQ(
        words.text(),
        "doAnalyses: TRAN:  Timestep too small; t = 1; ERROR - Number of connections differs");
}

TEST(SimulatorWords, KeepsTheLinesAroundAnErrorWhileLoading) {
    Words words;
    EXPECT_TRUE(words.hear("stderr Error on line 2 or its substitute:", Keep::All));
    EXPECT_TRUE(words.hear("stderr   d1 a 0 nomod", Keep::All));
    EXPECT_FALSE(words.hear("stdout Circuit: title", Keep::All));
    EXPECT_EQ(words.text(), "Error on line 2 or its substitute:; d1 a 0 nomod");
}

TEST(SimulatorWords, ASignalNamedLikeAComplaintIsNone) {
    Words words;
    EXPECT_FALSE(words.hear("stderr check node v_error", Keep::Complaints));
    EXPECT_FALSE(contains_word("terrors", "error"));
    EXPECT_TRUE(contains_word("x ErRor:", "error"));
}

TEST(SimulatorWords, ManyLinesAreShortenedInTheMiddle) {
    Words words;
    for (int i = 0; i < 100; ++i) {
        words.hear("stderr Error: number " + std::to_string(i), Keep::Complaints);
        words.hear("stderr Error: number " + std::to_string(i), Keep::Complaints);
    }
    EXPECT_EQ(words.last(), "Error: number 99");
    EXPECT_TRUE(words.text().starts_with("Error: number 0; "));
    EXPECT_NE(words.text().find("; ...; Error: number 96; "), std::string::npos) << words.text();
    words.clear();
    EXPECT_TRUE(words.empty());
    EXPECT_EQ(words.text(), "");
}

}  // namespace
}  // namespace hopspice::sim
