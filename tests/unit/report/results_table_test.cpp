// The table for people, and the exit code that goes with the results.

#include "sample_results.h"

#include <gtest/gtest.h>

namespace hopspice {
namespace {

bool holds(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

TEST(FormatResults, HeadSaysModelTargetSimulatorPartsAndReadBack) {
    const std::string text = format_results(test::sample_results(), 10);
    EXPECT_TRUE(
        text.starts_with("sample on opamp-1G (opamp), ngspice 39, time unit 10.0 ns\n"
                         "12 amplifiers, 2 behavioral sources, 43 resistors\n"
                         "netlist read back: weights within 0.010 %, biases 0.020 %, time "
                         "constants 0.030 %, gains 0.040 %\n"))
        << text;
}

TEST(FormatResults, AQueryIsOneRowUnderTitlesThatLineUp) {
    const std::string text = format_results(test::sample_results(), 10);
    const std::string expected =
        "query  status   rests  recalled  margin  expected  correct  settling  decision   energy  "
        "v error  path error  = ODE\n"
        "-----  -------  -----  --------  ------  --------  -------  --------  --------  -------  "
        "-------  ----------  -----\n"
        "right  settled  yes    01          0.49  01        yes       41.0 ns   6.30 ns  31.0 pJ  "
        "0.400 %     0.600 %  yes\n";
    EXPECT_TRUE(holds(text, expected)) << text;
}

TEST(FormatResults, SummarySaysHowManyWereRecalledAndHowCloseTheOdeIs) {
    const std::string text = format_results(test::sample_results(), 10);
    EXPECT_TRUE(holds(text, "1 queries, 1 of 1 recalled as expected\n")) << text;
    EXPECT_TRUE(holds(text, "settling time: median 41.0 ns, 95 % 41.0 ns, max 41.0 ns\n")) << text;
    EXPECT_TRUE(holds(text, "energy per recall: median 31.0 pJ, max 31.0 pJ\n")) << text;
    EXPECT_TRUE(holds(text,
                      "against the ODE: settled state within 0.400 %, trajectory within 0.600 % "
                      "of the visible range; 1 of 1 agree\n"))
        << text;
}

TEST(FormatResults, WrongAndFailedQueriesComeFirstWhenNotAllAreShown) {
    Results results = test::sample_results();
    results.queries = {test::right_query(), test::right_query(), test::wrong_query(),
                       test::failed_query()};
    const std::string text = format_results(results, 2);
    EXPECT_TRUE(holds(text, "\nwrong")) << text;
    EXPECT_TRUE(holds(text, "\nfailed")) << text;
    EXPECT_FALSE(holds(text, "\nright")) << text;
    EXPECT_TRUE(holds(text, "... and 2 more\n")) << text;
}

TEST(FormatResults, QueriesKeepTheirOrderWhenAllAreShown) {
    Results results = test::sample_results();
    results.queries = {test::right_query(), test::wrong_query()};
    const std::string text = format_results(results, 2);
    EXPECT_LT(text.find("\nright"), text.find("\nwrong"));
    EXPECT_FALSE(holds(text, "more"));
}

TEST(FormatResults, AWrongAnswerIsShownInCapitals) {
    Results results = test::sample_results();
    results.queries = {test::wrong_query()};
    EXPECT_TRUE(holds(format_results(results, 9), "settled  yes    00          0.49  01        NO"))
        << results.model;
}

TEST(FormatResults, WithoutReadoutTheStateItselfIsShown) {
    Results results = test::sample_results();
    results.queries[0].readout.clear();
    results.queries[0].visible = {0.1, -0.25, 3, 4, 5, 6, 7};
    EXPECT_TRUE(holds(format_results(results, 9), "0.100 -0.250 3.000 4.000 5.000 6.000 ..."));
}

TEST(FormatResults, HasTheProbabilityOfTheAnswerWhereTheReadoutGivesOne) {
    Results results = test::sample_results();
    EXPECT_FALSE(holds(format_results(results, 9), "probability"));
    results.queries[0].probabilities = {{"00", 0.03}, {"01", 0.97}};
    results.queries.push_back(test::failed_query());
    const std::string text = format_results(results, 9);
    EXPECT_TRUE(holds(text, "rests  recalled  probability  margin  expected  correct")) << text;
    EXPECT_TRUE(holds(text, "yes    01             0.9700    0.49  01        yes")) << text;
    EXPECT_TRUE(holds(text, "-      -                   -       -  11        NO")) << text;
}

TEST(FormatResults, SaysWhatAgreesWithTheOde) {
    Results results = test::sample_results();
    const auto ends = [&](const std::string& words) {
        return holds(format_results(results, 9), "0.600 %  " + words + "\n");
    };
    EXPECT_TRUE(ends("yes"));
    results.queries[0].reference->same_path = false;
    EXPECT_TRUE(ends("end"));
    results.queries[0].reference->agrees = false;
    EXPECT_TRUE(ends("NO"));
    results.queries[0].reference->same_path = true;
    EXPECT_TRUE(ends("path"));
}

TEST(FormatResults, SaysWhatDoesNotRestAndWhatIsATie) {
    Results results = test::sample_results();
    results.queries[0].rests = false;
    results.queries[0].tie = true;
    results.queries[0].margin = 0.0004;
    EXPECT_TRUE(holds(format_results(results, 9), "settled  NO     01        0.0004 TIE  01"));
}

TEST(FormatResults, OfNothingSettledThereIsNothingToSay) {
    Results results = test::sample_results();
    results.queries = {QueryResult{}};
    results.queries[0].status = Status::Unsettled;
    results.summary = {};
    results.summary.queries = 1;
    const std::string text = format_results(results, 9);
    EXPECT_TRUE(holds(text, "settling time: median -, 95 % -, max -\n")) << text;
    EXPECT_TRUE(holds(text, "settled state within -, trajectory within - of")) << text;
    EXPECT_FALSE(holds(text, "0.000 %")) << text;
    EXPECT_FALSE(holds(text, "energy per recall")) << text;
}

TEST(FormatShortfalls, IsASentenceForEachKind) {
    Shortfalls shortfalls;
    EXPECT_TRUE(format_shortfalls(shortfalls, 9, "queries").empty());
    for (const char* id : {"a", "b", "c", "d", "e"}) {
        shortfalls.add(Shortfall::Unsettled, id);
    }
    shortfalls.add(Shortfall::Disagrees, "f");
    EXPECT_EQ(format_shortfalls(shortfalls, 9, "queries"),
              (std::vector<std::string>{"5 of 9 queries have not settled: a, b, c and 2 more",
                                        "1 of 9 queries does not agree with the ODE: f"}));
}

TEST(FormatResults, AReferenceHasNoCircuitColumns) {
    Results results = test::sample_results();
    results.level = "reference";
    const std::string text = format_results(results, 9);
    for (const char* words : {"energy", "ODE", "amplifiers", "read back"}) {
        EXPECT_FALSE(holds(text, words)) << words << " in " << text;
    }
}

TEST(FormatResults, CountsFailuresInTheSummary) {
    Results results = test::sample_results();
    results.summary.failed = 3;
    EXPECT_TRUE(holds(format_results(results, 9), ", 3 failed\n"));
}

TEST(ExitCode, IsZeroWhenEverythingExpectedWasRecalled) {
    EXPECT_EQ(exit_code(test::sample_results()), 0);
    EXPECT_EQ(exit_code(Results{}), 0);
}

TEST(ExitCode, IsFiveWhenSomethingWasNotRecalled) {
    Results results = test::sample_results();
    results.summary.expected = 2;
    EXPECT_EQ(exit_code(results), 5);
}

TEST(ExitCode, IsFiveWhenSomethingFallsShort) {
    Results results = test::sample_results();
    results.summary.shortfalls.add(Shortfall::Diverged, "q");
    EXPECT_EQ(exit_code(results), 5);
}

TEST(ExitCode, IsThreeWhenTheSimulatorFailedWhateverElseIs) {
    Results results = test::sample_results();
    results.summary.failed = 1;
    EXPECT_EQ(exit_code(results), 3);
    results.summary.correct = 0;
    EXPECT_EQ(exit_code(results), 3);
}

TEST(Status, HasTheWordsOfTheFormat) {
    EXPECT_EQ(to_string(Status::Settled), "settled");
    EXPECT_EQ(to_string(Status::Read), "read");
    EXPECT_EQ(to_string(Status::Unsettled), "unsettled");
    EXPECT_EQ(to_string(Status::Diverged), "diverged");
    EXPECT_EQ(to_string(Status::Failed), "failed");
}

}  // namespace
}  // namespace hopspice
