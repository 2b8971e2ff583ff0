// The same circuits on newer libngspice, which tools/engines brings: the same answers.
// HOPSPICE_REQUIRE_ENGINES: none of them may be missing.

#include "support/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const std::string kRoot = HOPSPICE_SOURCE_DIR;

struct Case {
    std::string model;
    std::string target;
    Words inputs;
};

void PrintTo(const Case& what, std::ostream* out) { *out << what.model << " on " << what.target; }

std::string name_of(const testing::TestParamInfo<Case>& info) {
    std::string name = info.param.model + "_" + info.param.target;
    for (char& c : name) {
        c = c == '-' || c == '.' ? '_' : c;
    }
    return name;
}

Ran recall(const Case& what, Words words) {
    words.insert(words.end(), {HOPSPICE_BINARY, "recall", kRoot + "/models/" + what.model + ".json",
                               "-t", what.target, "--engine", "ngspice", "--json", "-", "-q"});
    for (const std::string& input : what.inputs) {
        words.insert(words.end(), {"--input", input});
    }
    return run(words);
}

/// Of the range. ngspice 47 ends Newton's iteration elsewhere within its tolerance: where
/// transistors work all the time, step control makes other steps of that, and the state at the
/// instant that counts as settled differs by as much as it had to go.
double limit_of(const std::string& release, const std::string& target) {
    const bool transistors = target == "cmos" || target == "bjt" || target == "current-mode";
    return release == "sid" && transistors ? 3e-4 : 1e-6;
}

class Versions : public testing::TestWithParam<Case> {};

TEST_P(Versions, GiveTheSameStatesAndReadouts) {
    const Ran here = recall(GetParam(), {});
    const json expected = json::parse(here.out, nullptr, false);
    ASSERT_TRUE(expected.is_object()) << here.err;
    const double range = expected["visible_range"];
    for (const std::string& release : Words{"trixie", "sid"}) {
        const Ran there = recall(GetParam(), {kRoot + "/tools/with_ngspice", release});
        if (there.exit_code == 77) {
            GTEST_SKIP() << there.err;
        }
        const json given = json::parse(there.out, nullptr, false);
        ASSERT_TRUE(given.is_object()) << there.err;
        EXPECT_NE(given["simulator"], expected["simulator"]);
        ASSERT_EQ(given["queries"].size(), expected["queries"].size());
        const double limit = limit_of(release, GetParam().target);
        for (std::size_t i = 0; i < given["queries"].size(); ++i) {
            const json& a = expected["queries"][i];
            const json& b = given["queries"][i];
            EXPECT_EQ(b["status"], a["status"]) << release << a["id"];
            EXPECT_EQ(b["readout"], a["readout"]) << release << a["id"];
            for (std::size_t k = 0; k < a["visible"].size(); ++k) {
                EXPECT_NEAR(b["visible"][k].get<double>(), a["visible"][k].get<double>(),
                            limit * range)
                    << release << " " << a["id"] << " v" << k;
            }
            EXPECT_NEAR(b["settle_time_s"].get<double>() / a["settle_time_s"].get<double>(), 1,
                        100 * limit)
                << release << a["id"];
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    OfNgspice, Versions,
    testing::Values(Case{"xor", "behavioral", {}}, Case{"xor", "opamp-1G", {}},
                    Case{"xor", "cmos", {}}, Case{"xor", "bjt", {"01?"}},
                    Case{"xor", "current-mode", {}},
                    Case{"hamming-7-4", "behavioral", {"1101000", "11?1000", "0010111"}},
                    Case{"hamming-7-4", "opamp-1G", {"1101000", "11?1000", "0010111"}},
                    Case{"hamming-7-4", "cmos", {"1101000", "11?1000"}},
                    Case{"hamming-7-4", "bjt", {"11?1000"}},
                    Case{"hamming-7-4", "current-mode", {"1101000", "11?1000", "0010111"}}),
    name_of);

}  // namespace
}  // namespace hopspice::test
