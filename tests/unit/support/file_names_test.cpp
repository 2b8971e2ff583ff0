#include "support/file_names.h"
#include "support/lower_case.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice {
namespace {

TEST(FileName, KeepsWhatIsPlainAndReplacesTheRest) {
    EXPECT_EQ(file_name("Query-1_b", "query"), "Query-1_b");
    EXPECT_EQ(file_name("../a b:c", "query"), "___a_b_c");
    EXPECT_EQ(file_name("\xc3\xa9", "query"), "__") << "a byte each";
    EXPECT_EQ(file_name(std::string("a\0b", 3), "query"), "a_b");
}

TEST(FileName, OfNothingIsTheFallback) { EXPECT_EQ(file_name("", "query"), "query"); }

TEST(FileName, IsNoLongerThanFileSystemsTake) {
    EXPECT_EQ(file_name(std::string(300, 'x'), "query"), std::string(100, 'x'));
}

TEST(FileNames, ThatCoincideAreNumbered) {
    FileNames names;
    EXPECT_EQ(names.add("a/b", "query"), "a_b");
    EXPECT_EQ(names.add("a:b", "query"), "a_b-2");
    EXPECT_EQ(names.add("a_b-2", "query"), "a_b-2-2");
    EXPECT_EQ(names.add("a b", "query"), "a_b-3");
    EXPECT_EQ(names.add("", "query"), "query");
    EXPECT_EQ(names.add("query", "query"), "query-2");
    EXPECT_EQ(names.add(std::string(300, 'x'), "query"), std::string(100, 'x'));
    EXPECT_EQ(names.add(std::string(200, 'x'), "query"), std::string(100, 'x') + "-2");
}

/// Two files on a Mac would be one.
TEST(FileNames, ThatDifferInCaseAloneAreNumbered) {
    FileNames names;
    EXPECT_EQ(names.add("ABC", "query"), "ABC");
    EXPECT_EQ(names.add("abc", "query"), "abc-2");
    EXPECT_EQ(names.add("Abc-2", "query"), "Abc-2-2");
}

TEST(LowerCase, LeavesWhatIsNoLatinLetter) {
    EXPECT_EQ(lower_case("Ab-1_\xc3\x89"), "ab-1_\xc3\x89");
}

}  // namespace
}  // namespace hopspice
