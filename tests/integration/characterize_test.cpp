// The data sheets of the built-in targets: every activation within its limits, and a fitted
// macromodel that predicts the transistor level.

#include "integration/agreement.h"

#include <hopspice/characterize.h>
#include <hopspice/files.h>

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace hopspice::test {
namespace {

constexpr double kErrorAt27 = 0.02;  // of full scale
constexpr double kErrorAt0To70 = 0.05;
constexpr double kSettlePrediction = 0.15;

Characterization sheet_of(const Target& target, const std::vector<double>& temperatures) {
    CharacterizeOptions options;
    options.temperatures_c = temperatures;
    const auto sheet = characterize(target, options);
    if (!sheet) {
        ADD_FAILURE() << format_diagnostic(sheet.error().front());
        return {};
    }
    for (const Diagnostic& warning : sheet->warnings) {
        ADD_FAILURE() << format_diagnostic(warning);
    }
    return *sheet;
}

void expect_within_limits(const Characterization& sheet, std::size_t temperatures) {
    std::set<std::string> blocks;
    for (const TransferSheet& transfer : sheet.transfers) {
        blocks.insert(transfer.block);
        const double limit = transfer.temperature_c == 27 ? kErrorAt27 : kErrorAt0To70;
        EXPECT_LE(transfer.error, limit)
            << transfer.block << " at " << transfer.temperature_c << " C";
    }
    for (const char* block :
         {"softmax of 4", "relu", "tanh", "sigmoid", "square", "cube", "rectified square",
          "exponential", "epanechnikov", "spherical", "layernorm"}) {
        EXPECT_TRUE(blocks.contains(block)) << block;
    }
    EXPECT_EQ(sheet.transfers.size(), temperatures * blocks.size());
}

/// The first row of the trade has the smallest devices, the last the largest.
void expect_trade(const Characterization& sheet) {
    ASSERT_GE(sheet.trades.size(), 3U);
    const SoftmaxTrade& fast = sheet.trades.front();
    const SoftmaxTrade& accurate = sheet.trades.back();
    EXPECT_LT(fast.area_um2, accurate.area_um2);
    EXPECT_GT(fast.error, 2 * accurate.error);
    EXPECT_LT(fast.swap_s, accurate.swap_s);
    std::size_t chosen = 0;
    for (const SoftmaxTrade& trade : sheet.trades) {
        chosen += trade.chosen ? 1 : 0;
    }
    EXPECT_EQ(chosen, 1U);
}

/// The target as it is read from what `--fit` writes.
Target read_fit(const Target& target, const Characterization& sheet) {
    const std::string path = testing::TempDir() + target.name + "-fit.json";
    EXPECT_TRUE(write_file(path, format_target(fitted_target(target, sheet))).empty());
    return make_target(path);
}

void expect_prediction(const Target& slow, const Target& fast, const std::string& model,
                       const std::vector<std::string>& inputs) {
    const Spec spec = shipped_spec(model);
    std::vector<Query> queries;
    for (const std::string& input : inputs) {
        const auto query = read_input(input, spec);
        ASSERT_TRUE(query) << input;
        queries.push_back(*query);
    }
    const Results measured = recall_all(spec, slow, queries);
    const Results predicted = recall_all(spec, fast, queries);
    ASSERT_EQ(measured.queries.size(), predicted.queries.size());
    for (std::size_t k = 0; k < queries.size(); ++k) {
        ASSERT_TRUE(measured.queries[k].settle_time_s && predicted.queries[k].settle_time_s);
        const double ratio =
            *predicted.queries[k].settle_time_s / *measured.queries[k].settle_time_s;
        std::cout << model << " on " << slow.name << ": settled in "
                  << *measured.queries[k].settle_time_s << " s, predicted " << ratio << " of it\n";
        EXPECT_NEAR(ratio, 1, kSettlePrediction) << queries[k].id;
        EXPECT_EQ(measured.queries[k].readout, predicted.queries[k].readout);
    }
}

TEST(Characterize, CmosActivationsAreWithinTheirLimitsAndTheFitPredictsSettling) {
    const Target target = make_target("cmos");
    const Characterization sheet = sheet_of(target, {0, 70});
    expect_within_limits(sheet, 3);
    expect_trade(sheet);
    for (const AmplifierSheet& amplifier : sheet.amplifiers) {
        EXPECT_NEAR(amplifier.gbw, target.amplifier.gbw, 0.15 * target.amplifier.gbw);
        EXPECT_GT(amplifier.phase_margin_deg, 55);
        EXPECT_LT(std::abs(amplifier.offset), 1e-3);
    }
    const Target fitted = read_fit(target, sheet);
    EXPECT_EQ(fitted.level, Level::Opamp);
    expect_prediction(target, fitted, "hamming-7-4.json", {"1101000", "0110001"});
    expect_prediction(target, fitted, "xor.json", {"01?", "11?"});
}

TEST(LongCharacterize, BipolarActivationsAreWithinTheirLimitsAndTheFitPredictsSettling) {
    const Target target = make_target("bjt");
    const Characterization sheet = sheet_of(target, {0, 15, 50, 70});
    expect_within_limits(sheet, 5);
    expect_trade(sheet);
    expect_prediction(target, read_fit(target, sheet), "hamming-7-4.json", {"1101000", "0110001"});
}

TEST(Characterize, FittingAMacromodelGivesItBack) {
    const Target target = make_target("opamp-100M", {"amplifier.rout=80", "amplifier.cin=50f"});
    const Characterization sheet = sheet_of(target, {});
    const AmplifierSpec fitted = read_fit(target, sheet).amplifier;
    const AmplifierSpec& known = target.amplifier;
    EXPECT_NEAR(fitted.gbw, known.gbw, 0.02 * known.gbw);
    EXPECT_NEAR(fitted.slew, known.slew, 0.03 * known.slew);
    EXPECT_NEAR(fitted.gain_db, known.gain_db, 0.2);
    EXPECT_NEAR(fitted.rout, known.rout, 0.1 * known.rout);
    EXPECT_NEAR(fitted.iq, known.iq, 0.01 * known.iq);
    EXPECT_NEAR(fitted.cin, known.cin, 0.05 * known.cin);
    // The divider of rout takes part of the swing.
    EXPECT_NEAR(fitted.headroom, known.headroom, 0.1);
}

TEST(Characterize, FixedReferencesDriftWithTemperature) {
    // kT/q at 70 C is 1.143 of that at 27 C: beta falls to 0.875 of what it was.
    const Characterization sheet = sheet_of(make_target("opamp-1G"), {70});
    double drift = 0;
    for (const TransferSheet& transfer : sheet.transfers) {
        if (transfer.block == "softmax of 4" && transfer.temperature_c == 70) {
            drift = transfer.drift;
        }
    }
    EXPECT_GT(drift, 0.03);
}

TEST(Characterize, ABlockThatCannotBeSimulatedIsAWarning) {
    // A library whose transistor the simulator refuses; the amplifiers do not use it.
    const std::string folder = testing::TempDir();
    const std::string library = folder + "broken.lib";
    ASSERT_TRUE(write_file(library, ".model odd npn(is=1e-16 level=99)\n").empty());
    const Target target =
        make_target("opamp-1G", {"devices.bjt=odd", "include=[\"" + library + "\"]"});
    CharacterizeOptions options;
    options.temperatures_c = {};
    const auto sheet = characterize(target, options);
    ASSERT_TRUE(sheet) << format_diagnostic(sheet.error().front());
    EXPECT_FALSE(sheet->amplifiers.empty());
    ASSERT_FALSE(sheet->warnings.empty());
    EXPECT_EQ(sheet->warnings.front().id, "HS-W270");
    std::set<std::string> measured;
    for (const TransferSheet& transfer : sheet->transfers) {
        measured.insert(transfer.block);
    }
    EXPECT_TRUE(measured.contains("relu"));
    EXPECT_FALSE(measured.contains("tanh"));
}

}  // namespace
}  // namespace hopspice::test
