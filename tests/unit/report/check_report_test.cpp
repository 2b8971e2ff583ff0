// The findings of a check in words and in JSON.

#include <hopspice/check.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace hopspice {
namespace {

CheckReport sample_report() {
    return {"xor",
            "opamp-1G",
            {{"swing", "visible", "state, V", 0.25, "2.3 V", Verdict::Certain, "fits"},
             {"amplifier", "hidden rows", "tau / lag", 1.5, "30", Verdict::Risky, "slow"}}};
}

TEST(CheckReport, VerdictIsThatOfTheWorstItem) {
    CheckReport report = sample_report();
    EXPECT_EQ(report.verdict(), Verdict::Risky);
    report.items[0].verdict = Verdict::Impossible;
    EXPECT_EQ(report.verdict(), Verdict::Impossible);
    EXPECT_EQ(CheckReport{}.verdict(), Verdict::Certain);
}

TEST(CheckReport, TableHasARowPerItemAndEndsWithTheVerdict) {
    EXPECT_EQ(format_check(sample_report()),
              "xor on opamp-1G\n\n"
              "subject    where        quantity   value  held against  verdict  meaning\n"
              "---------  -----------  ---------  -----  ------------  -------  -------\n"
              "swing      visible      state, V    0.25  2.3 V         certain  fits\n"
              "amplifier  hidden rows  tau / lag    1.5  30            risky    slow\n"
              "\nverdict: risky\n");
}

TEST(CheckReport, JsonCarriesEveryColumnAndNullForInfinity) {
    CheckReport report = sample_report();
    report.items[1].value = INFINITY;
    const auto json = nlohmann::json::parse(format_check_json(report));
    EXPECT_EQ(json["format"], "hopspice-check/1");
    EXPECT_EQ(json["verdict"], "risky");
    ASSERT_EQ(json["items"].size(), 2U);
    EXPECT_EQ(json["items"][0]["value"], 0.25);
    EXPECT_TRUE(json["items"][1]["value"].is_null());
    for (const char* key :
         {"subject", "where", "quantity", "value", "limit", "verdict", "meaning"}) {
        EXPECT_TRUE(json["items"][0].contains(key)) << key;
    }
}

}  // namespace
}  // namespace hopspice
