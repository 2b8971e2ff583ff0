// Level transistor: what the decks are made of, and every shipped model recalled on amplifiers of
// transistors. The default run takes a query or two of each model; suites that begin with Long take
// them all.

#include "integration/agreement.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

namespace hopspice::test {
namespace {

struct TransistorCase {
    std::string model;
    std::string target;
    std::size_t queries = 0;  ///< of the default run
};

std::string case_name(const testing::TestParamInfo<TransistorCase>& one) {
    std::string name =
        one.param.model.substr(0, one.param.model.find('.')) + "_" + one.param.target;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class Transistor : public testing::TestWithParam<TransistorCase> {};
class TransistorRecall : public testing::TestWithParam<TransistorCase> {};
class LongTransistor : public testing::TestWithParam<TransistorCase> {};

/// Sources that a deck of this level may have: supplies and their ammeters, the reference, inputs.
bool is_allowed_source(const std::string& name) {
    static const std::set<std::string> kFixed = {"vdd", "vss", "vref", "vrest"};
    return kFixed.contains(name) || name.starts_with("vi_") || name.starts_with("vin_") ||
           name.starts_with("vctl_") || name.starts_with("vbias_") || name.starts_with("vsel_");
}

TEST_P(Transistor, DeckHasNoIdealPart) {
    const Spec spec = shipped_spec(GetParam().model);
    const auto netlist = compile(spec, make_target(GetParam().target), {});
    ASSERT_TRUE(netlist) << format_diagnostic(netlist.error().front());
    std::istringstream lines(netlist->text);
    std::string line;
    std::getline(lines, line);  // the title
    std::size_t elements = 0;
    while (std::getline(lines, line)) {
        const bool element = !line.empty() && line[0] >= 'a' && line[0] <= 'z';
        elements += element ? 1 : 0;
        const std::string name = line.substr(0, line.find(' '));
        EXPECT_FALSE(element && std::string("begfhais").find(line[0]) != std::string::npos) << line;
        EXPECT_FALSE(element && line[0] == 'v' && !is_allowed_source(name)) << line;
    }
    EXPECT_GT(elements, 100U);
    EXPECT_GT(netlist->counts.at("transistors"), 100U);
}

TEST_P(TransistorRecall, FollowsTheOde) {
    const Spec spec = shipped_spec(GetParam().model);
    const Results results =
        recall_all(spec, make_target(GetParam().target), spread(spec.queries, GetParam().queries));
    expect_recalled(results);
    expect_agreement(results, kTransistor, spec);
}

TEST_P(LongTransistor, RecallsEveryQuery) {
    const Spec spec = shipped_spec(GetParam().model);
    const Results results = recall_all(spec, make_target(GetParam().target));
    expect_recalled(results);
    expect_agreement(results, kTransistor, spec);
}

const auto kQuick = testing::Values(
    TransistorCase{"majority.json", "cmos", 2}, TransistorCase{"xor.json", "cmos", 12},
    TransistorCase{"hamming-7-4.json", "cmos", 4},
    TransistorCase{"hopfield-classical.json", "cmos", 2}, TransistorCase{"cubic.json", "cmos", 2},
    TransistorCase{"grey-level.json", "cmos", 2}, TransistorCase{"two-block.json", "cmos", 2},
    TransistorCase{"spherical.json", "cmos", 1}, TransistorCase{"epanechnikov.json", "cmos", 1},
    TransistorCase{"xor.json", "bjt", 2}, TransistorCase{"hamming-7-4.json", "bjt", 1});
const auto kSlow = testing::Values(
    TransistorCase{"hopfield-classical.json", "bjt"}, TransistorCase{"cubic.json", "bjt"},
    TransistorCase{"grey-level.json", "bjt"}, TransistorCase{"two-block.json", "bjt"});
INSTANTIATE_TEST_SUITE_P(Quick, Transistor, kQuick, case_name);
INSTANTIATE_TEST_SUITE_P(Slow, Transistor, kSlow, case_name);
INSTANTIATE_TEST_SUITE_P(Quick, TransistorRecall, kQuick, case_name);
INSTANTIATE_TEST_SUITE_P(Quick, LongTransistor, kQuick, case_name);
INSTANTIATE_TEST_SUITE_P(Slow, LongTransistor, kSlow, case_name);

class TransistorTemperature : public testing::TestWithParam<int> {};
class LongTransistorTemperature : public testing::TestWithParam<int> {};

Target at_temperature(const std::string& target, int celsius) {
    return make_target(target, {"temperature_c=" + std::to_string(celsius)});
}

TEST_P(TransistorTemperature, HammingWordsAreRecalled) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Results results =
        recall_all(spec, at_temperature("cmos", GetParam()), spread(spec.queries, 3));
    expect_recalled(results);
    expect_agreement(results, kTransistor, spec);
}

TEST_P(LongTransistorTemperature, AllHammingWordsAreRecalled) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    for (const std::string target : {"cmos", "bjt"}) {
        const Results results = recall_all(spec, at_temperature(target, GetParam()));
        expect_recalled(results);
        print_figures(results);
    }
}

INSTANTIATE_TEST_SUITE_P(Celsius, TransistorTemperature, testing::Values(0, 70));
INSTANTIATE_TEST_SUITE_P(Celsius, LongTransistorTemperature, testing::Values(0, 70));

/// The verdict on what bandwidth the devices reach.
Verdict bandwidth_verdict(const std::string& gbw) {
    const auto report =
        check(shipped_spec("xor.json"), make_target("cmos", {"amplifier.gbw=" + gbw}));
    for (const CheckItem& item : report->items) {
        if (item.quantity == "GBW the devices reach, Hz") {
            return item.verdict;
        }
    }
    return Verdict::Impossible;
}

TEST(TransistorLevel, CheckSaysWhenTheDevicesAreTooSlowForTheAskedBandwidth) {
    EXPECT_EQ(bandwidth_verdict("100M"), Verdict::Certain);
    EXPECT_EQ(bandwidth_verdict("10G"), Verdict::Risky);
}

/// Seven transistors at least in every amplifier.
TEST(TransistorLevel, ResultsCountTheTransistorsOfEveryBlock) {
    const Spec spec = shipped_spec("xor.json");
    const auto netlist = compile(spec, make_target("cmos"), {});
    ASSERT_TRUE(netlist);
    EXPECT_EQ(netlist->counts.count("behavioral_sources"), 0U);
    EXPECT_GE(netlist->counts.at("transistors"), 7 * netlist->counts.at("amplifiers"));
}

}  // namespace
}  // namespace hopspice::test
