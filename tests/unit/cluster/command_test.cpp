// Programs of a scheduler as we run them.

#include "cluster/command.h"

#include "support/prepared.h"

#include <gtest/gtest.h>

#include <csignal>

namespace hopspice::cluster {
namespace {

std::string refusal(const std::vector<std::string>& words) {
    const auto ran = run_command(words);
    EXPECT_FALSE(ran);
    return ran ? "" : test::words_of(ran.error());
}

TEST(Command, ReturnsWhatIsPrintedAndKeepsWordsWhole) {
    EXPECT_EQ(test::value_of(run_command({"printf", "%s.", "a b", "", "'$HOME'"})),
              "a b..'$HOME'.");
    EXPECT_EQ(test::value_of(run_command({"cat"})), "") << "nothing is on standard input";
}

TEST(Command, FailuresAreSaidInTheProgramsWords) {
    EXPECT_NE(refusal({"sh", "-c", "echo no such partition >&2; echo more >&2; exit 3"})
                  .find("the scheduler's sh: no such partition [HS-E514]"),
              std::string::npos);
    EXPECT_NE(refusal({"sh", "-c", "exit 3"}).find("exit code 3"), std::string::npos);
    EXPECT_NE(refusal({"sh", "-c", "kill -9 $$"}).find("signal 9"), std::string::npos);
    EXPECT_NE(refusal({"no-such-program-anywhere"}).find("No such file"), std::string::npos);
}

TEST(Command, MuchOutputOnBothStreamsBlocksNothing) {
    const std::string text = test::value_of(run_command(
        {"sh", "-c", "head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero; exit 0"}));
    EXPECT_EQ(text.size(), 1'000'000U);
}

TEST(Command, IsInAProcessGroupOfItsOwnWithTheUsualSignals) {
    const std::string text =
        test::value_of(run_command({"sh", "-c", "ps -o pgid= -p $$ | tr -d ' '; echo $$"}));
    const std::size_t line = text.find('\n');
    EXPECT_EQ(text.substr(0, line + 1), text.substr(line + 1)) << text;
    ::signal(SIGPIPE, SIG_IGN);
    EXPECT_NE(refusal({"sh", "-c", "kill -PIPE $$; echo it was ignored"}).find("signal 13"),
              std::string::npos);
    ::signal(SIGPIPE, SIG_DFL);
}

}  // namespace
}  // namespace hopspice::cluster
