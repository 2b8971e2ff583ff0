// `hopspice characterize` as a user types it.

#include "cli/cli.h"

#include <gtest/gtest.h>

namespace hopspice::test {
namespace {

TEST(CharacterizeCommand, PrintsADataSheet) {
    const Ran ran = hopspice({"characterize", "opamp-1G"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_TRUE(ran.out.starts_with("opamp-1G, level opamp, ngspice ")) << ran.out;
    for (const char* words : {"GBW", "PM, deg", "slew", "swing", "rout", "supply", "softmax of 4",
                              "relu", "tanh", "square", "drift", "winner swap"}) {
        EXPECT_NE(ran.out.find(words), std::string::npos) << words;
    }
}

TEST(CharacterizeCommand, WritesJsonAndAFittedTargetThatRecalls) {
    const TemporaryFolder folder;
    const std::string fit = folder.write("fit.json", "");
    const Ran ran = hopspice({"characterize", "opamp-1G", "--json", "-", "--fit", fit});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json sheet = parsed(ran.out);
    EXPECT_EQ(sheet["format"], "hopspice-characterization/1");
    EXPECT_EQ(sheet["target"], "opamp-1G");
    ASSERT_FALSE(sheet["amplifiers"].empty());
    for (const char* key : {"gain_db", "gbw_hz", "phase_margin_deg", "slew_up_v_per_s", "offset_v",
                            "swing_v", "rout_ohms", "cin_f", "iq_a"}) {
        EXPECT_TRUE(sheet["amplifiers"][0].contains(key)) << key;
    }
    ASSERT_FALSE(sheet["activations"].empty());
    for (const char* key : {"block", "temperature_c", "range", "full_scale", "error", "drift"}) {
        EXPECT_TRUE(sheet["activations"][0].contains(key)) << key;
    }
    EXPECT_FALSE(sheet["softmax_area"].empty());
    const Ran recalled = hopspice({"recall", model("xor.json"), "-t", fit, "-q"});
    EXPECT_EQ(recalled.exit_code, 0) << recalled.err;
}

TEST(CharacterizeCommand, PrintsTheFiguresOfDevices) {
    const Ran ran = hopspice({"characterize", "bjt", "--devices", "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const json sheets = parsed(ran.out);
    EXPECT_EQ(sheets["format"], "hopspice-devices/1");
    EXPECT_EQ(sheets["target"], "bjt");
    bool seen = false;
    for (const json& device : sheets["devices"]) {
        if (device["name"] == "npn_generic") {
            seen = true;
            EXPECT_EQ(device["type"], "npn");
            EXPECT_NEAR(device["parameters"]["bf"].get<double>(), 150, 1.5);
            EXPECT_NEAR(device["parameters"]["vaf"].get<double>(), 60, 0.6);
            EXPECT_FALSE(device["roles"].empty());
        }
    }
    EXPECT_TRUE(seen) << ran.out;
    const Ran table = hopspice({"characterize", "current-mode", "--devices"});
    EXPECT_EQ(table.exit_code, 0) << table.err;
    EXPECT_NE(table.out.find("npn_generic, npn: bjt"), std::string::npos) << table.out;
    EXPECT_NE(table.out.find("beta 146, V_BE 745 mV"), std::string::npos) << table.out;
    EXPECT_EQ(hopspice({"characterize", "cmos", "--devices", "--fit", "fit.json"}).exit_code, 2);
}

TEST(CharacterizeCommand, SaysWhyThereIsNothingToMeasure) {
    for (const std::string& target : Words{"behavioral", "current-mode"}) {
        const Ran ran = hopspice({"characterize", target});
        EXPECT_EQ(ran.exit_code, 1) << target;
        EXPECT_EQ(ran.out, "");
        EXPECT_NE(ran.err.find("nothing to characterize"), std::string::npos) << ran.err;
        EXPECT_NE(ran.err.find("[HS-E270]"), std::string::npos) << ran.err;
    }
}

TEST(CharacterizeCommand, ABadTargetExitsWithOneAndWrongUsageWithTwo) {
    const Ran unknown = hopspice({"characterize", "opamp-2G"});
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_NE(unknown.err.find("[HS-E103]"), std::string::npos) << unknown.err;
    EXPECT_EQ(hopspice({"characterize"}).exit_code, 2);
    EXPECT_EQ(hopspice({"characterize", "opamp-1G", "--wall-limit", "0"}).exit_code, 2);
}

}  // namespace
}  // namespace hopspice::test
