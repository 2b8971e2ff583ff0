// What makes cells and amplifiers imperfect: each moves the settled state by a plausible amount,
// depends on the seed where it is drawn, and is off by default.

#include "integration/agreement.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using Overrides = std::vector<std::string>;

/// Settled states of the two-block model, whose weights are real numbers of either sign.
std::vector<double> settled(const Overrides& overrides) {
    const Spec spec = shipped_spec("two-block.json");
    Overrides all = overrides;
    all.emplace_back("time_unit=auto:30");
    const Results results = recall_all(spec, make_target("opamp-1G", all), spread(spec.queries, 3));
    std::vector<double> states;
    for (const QueryResult& query : results.queries) {
        EXPECT_EQ(query.status, Status::Settled) << query.id;
        states.insert(states.end(), query.visible.begin(), query.visible.end());
    }
    return states;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    EXPECT_EQ(a.size(), b.size());
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
        largest = std::max(largest, std::abs(a[k] - b[k]));
    }
    return largest;
}

/// How far an imperfection moves the settled state, in model units of a range of about 3.
double shift_by(const Overrides& overrides) {
    static const std::vector<double> ideal = settled({});
    const double shift = largest_difference(settled(overrides), ideal);
    for (const std::string& item : overrides) {
        std::cout << item << ' ';
    }
    std::cout << "moves the settled state by " << shift << '\n';
    return shift;
}

TEST(NonIdealities, AreOffByDefault) {
    EXPECT_EQ(shift_by({"conductance.bits=0", "conductance.mismatch=0",
                        "conductance.wire_resistance=0", "amplifier.offset_sigma=0", "seed=77"}),
              0);
}

/// Levels 1/15 of the largest conductance apart: weights are off by up to 1/30 of the largest.
TEST(NonIdealities, FourBitsMoveTheStateByAFewHundredths) {
    const double shift = shift_by({"conductance.bits=4"});
    EXPECT_GT(shift, 1e-3);
    EXPECT_LT(shift, 0.3);
}

/// However coarse, the deck is what the target says, and the proof of it knows so.
TEST(NonIdealities, EveryShippedModelRunsWithCoarseCellsAndLargeOffsets) {
    for (const std::string model : {"xor.json", "hamming-7-4.json", "hopfield-classical.json",
                                    "cubic.json", "grey-level.json", "two-block.json",
                                    "spherical.json", "layernorm.json", "epanechnikov.json"}) {
        const Spec spec = shipped_spec(model);
        for (const std::string setting :
             {"conductance.bits=2", "conductance.bits=3", "conductance.mismatch=0.1",
              "conductance.wire_resistance=20", "amplifier.offset_sigma=10m"}) {
            const auto results =
                recall(spec, make_target("opamp-1G", {setting}), spread(spec.queries, 1), {});
            EXPECT_TRUE(results.has_value()) << model << " with " << setting << ": "
                                             << format_diagnostic(results.error().front());
        }
    }
}

TEST(NonIdealities, TwelveBitsMoveTheStateLessThanFour) {
    EXPECT_LT(shift_by({"conductance.bits=12"}), shift_by({"conductance.bits=4"}) / 5);
}

/// v is a sum of about 10 terms, each off by 5 %.
TEST(NonIdealities, MismatchMovesTheStateByAboutItself) {
    const double shift = shift_by({"conductance.mismatch=0.05", "seed=3"});
    EXPECT_GT(shift, 5e-3);
    EXPECT_LT(shift, 0.3);
}

TEST(NonIdealities, MismatchIsThatOfItsSeed) {
    const auto first = settled({"conductance.mismatch=0.05", "seed=3"});
    const auto again = settled({"conductance.mismatch=0.05", "seed=3"});
    const auto other = settled({"conductance.mismatch=0.05", "seed=4"});
    EXPECT_EQ(first, again);
    EXPECT_GT(largest_difference(first, other), 1e-3);
}

TEST(NonIdealities, MismatchGrowsWithItsSigma) {
    const double small = shift_by({"conductance.mismatch=0.005", "seed=3"});
    const double large = shift_by({"conductance.mismatch=0.05", "seed=3"});
    EXPECT_GT(large, 4 * small);
    EXPECT_LT(large, 25 * small);
}

/// Up to about 20 cells of 1 ohm before cells of 10 kohm and more: some 1e-4 of every weight.
TEST(NonIdealities, WireResistanceMovesTheStateALittle) {
    const double shift = shift_by({"conductance.wire_resistance=1"});
    EXPECT_GT(shift, 1e-5);
    EXPECT_LT(shift, 0.05);
}

TEST(NonIdealities, WireResistanceMovesTheStateInProportion) {
    const double one = shift_by({"conductance.wire_resistance=1"});
    const double ten = shift_by({"conductance.wire_resistance=10"});
    EXPECT_GT(ten, 4 * one);
    EXPECT_LT(ten, 20 * one);
}

/// N_g of a few times 1 mV on signals of a few hundred millivolts.
TEST(NonIdealities, OffsetsOfAMillivoltMoveTheStateByPercents) {
    const double shift = shift_by({"amplifier.offset_sigma=1m"});
    EXPECT_GT(shift, 1e-3);
    EXPECT_LT(shift, 0.3);
}

TEST(NonIdealities, OffsetsAreThoseOfTheirSeed) {
    const auto first = settled({"amplifier.offset_sigma=1m", "seed=3"});
    const auto again = settled({"amplifier.offset_sigma=1m", "seed=3"});
    const auto other = settled({"amplifier.offset_sigma=1m", "seed=4"});
    EXPECT_EQ(first, again);
    EXPECT_GT(largest_difference(first, other), 1e-4);
}

/// One in a hundred or so of 112 single errors is lost at 10 % mismatch; at 1 % none.
TEST(NonIdealities, HammingToleratesOnePercentMismatch) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Target target = make_target("opamp-1G", {"conductance.mismatch=0.01", "seed=5"});
    expect_recalled(recall_all(spec, target, spread(spec.queries, 12)));
}

/// Signals are as large as the supplies allow: the full scale of 1 V is 0.65 V at +-1.2 V, 0.5 V at
/// +-1 V, on amplifiers that stop 0.3 V from the rails.
TEST(Supplies, SmallerSignalsAreRecalledBetweenNearerRails) {
    const Spec spec = shipped_spec("xor.json");
    for (const double volts : {1.2, 1.0}) {
        const Target target =
            make_target("cmos", {"time_unit=auto:10", "supply.vdd=" + std::to_string(volts),
                                 "supply.vss=" + std::to_string(-volts)});
        const Results results = recall_all(spec, target, spread(spec.queries, 4));
        for (const QueryResult& query : results.queries) {
            EXPECT_EQ(query.correct, true) << volts << query.id;
            EXPECT_LT(query.reference->visible_error, 0.015) << volts << query.id;
        }
    }
}

/// Where no scale fits `check` says so, and where states that no query passes lack headroom, too.
TEST(Supplies, WhatDoesNotFitIsSaid) {
    const auto verdict = [](const std::string& model, const std::string& quantity, double volts) {
        const Target target = make_target("cmos", {"supply.vdd=" + std::to_string(volts),
                                                   "supply.vss=" + std::to_string(-volts)});
        const CheckReport report = value_of(check(shipped_spec(model), target));
        const auto row = std::ranges::find(report.items, quantity, &CheckItem::quantity);
        return row == report.items.end() ? Verdict::Certain : row->verdict;
    };
    EXPECT_EQ(verdict("xor.json", "full scale, V", 0.4), Verdict::Impossible);
    EXPECT_EQ(verdict("grey-level.json", "tail headroom, V", 1.8), Verdict::Certain);
    EXPECT_EQ(verdict("grey-level.json", "tail headroom, V", 1.2), Verdict::Risky);
    EXPECT_EQ(verdict("grey-level.json", "tail headroom, V", 1.0), Verdict::Impossible);
}

}  // namespace
}  // namespace hopspice::test
