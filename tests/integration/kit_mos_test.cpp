// Circuits of foundries' MOSFETs: what is promised of them is measured, and they recall.

#include "bench/amplifier_bench.h"
#include "bench/simulate.h"
#include "circuit/builder.h"
#include "circuit/parts.h"
#include "driver/measured_devices.h"
#include "passes/lower.h"
#include "support/kits.h"

#include <hopspice/check.h>
#include <hopspice/recall.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

namespace hopspice {
namespace {

struct KitCase {
    const char* target;
    const char* kit;
    friend std::ostream& operator<<(std::ostream& out, const KitCase& c) { return out << c.kit; }
};

const std::string kModels = HOPSPICE_SOURCE_DIR "/models/";

class KitMos : public testing::TestWithParam<KitCase> {
protected:
    void SetUp() override {
        HOPSPICE_NEEDS_KIT(GetParam().kit);
        auto target = read_target(GetParam().target, {});
        ASSERT_TRUE(target) << target.error().front().message;
        auto measured = driver::measured(*target);
        ASSERT_TRUE(measured) << measured.error().front().message;
        target_ = *std::move(measured);
    }

    /// So many queries of a model, right and where the ODE takes them.
    void recalls(const std::string& model, std::size_t queries, double celsius) {
        const auto spec = read_spec(kModels + model);
        ASSERT_TRUE(spec);
        target_.temperature_c = celsius;
        const std::size_t count = std::min(queries, spec->queries.size());
        const auto results =
            recall(*spec, target_, std::span(spec->queries).first(count), RecallOptions{});
        ASSERT_TRUE(results) << results.error().front().message;
        EXPECT_EQ(results->summary.correct, count) << celsius;
        EXPECT_LT(results->summary.worst_visible_error.value_or(1), 0.03) << celsius;
    }

    Target target_;
};

TEST_P(KitMos, BandwidthThatIsPromisedIsMeasured) {
    ASSERT_EQ(target_.amplifiers.size(), passes::kAmplifierClasses);
    EXPECT_GE(passes::slowest_amplifier(target_), 0.95 * target_.amplifier.gbw);
    for (const int drive : {0, 4}) {
        const auto sheet = bench::measure_amplifier(target_, drive, {});
        ASSERT_TRUE(sheet);
        EXPECT_NEAR(sheet->gbw / target_.amplifier.gbw, 1, 0.05) << drive;
        EXPECT_GT(sheet->gain_db, target_.amplifier.gain_db - 1) << drive;
        EXPECT_GT(sheet->phase_margin_deg, 50) << drive;
    }
}

TEST_P(KitMos, MoreBandwidthThanTheDevicesHaveIsRisky) {
    Target fast = target_;
    fast.amplifiers.clear();
    fast.amplifier.gbw = 400e6;
    const auto spec = read_spec(kModels + "xor.json");
    const auto report = check(*spec, fast);
    ASSERT_TRUE(report);
    const auto row = std::ranges::find_if(report->items, [](const CheckItem& item) {
        return item.quantity.starts_with("GBW the devices reach");
    });
    ASSERT_NE(row, report->items.end());
    EXPECT_EQ(row->verdict, Verdict::Risky);
    EXPECT_LT(row->value, 200e6);
}

TEST_P(KitMos, RecallsXor) { recalls("xor.json", 1, 27); }

TEST_P(KitMos, LongRecallsXorAtAllTemperatures) {
    for (const double celsius : {0.0, 27.0, 70.0}) {
        recalls("xor.json", 12, celsius);
    }
}

TEST_P(KitMos, LongRecallsHamming) { recalls("hamming-7-4.json", 128, 27); }

INSTANTIATE_TEST_SUITE_P(Kits, KitMos,
                         testing::Values(KitCase{"gf180-cmos", "gf180mcu"},
                                         KitCase{"sky130-cmos", "sky130"}));

TEST(KitMosLimits, DevicesOfThreeVoltsDoNotStandFive) {
    HOPSPICE_NEEDS_KIT("gf180mcu");
    const std::vector<std::string> overrides{"devices.nmos=nmos_3p3", "devices.pmos=pmos_3p3"};
    const auto target = read_target("gf180-cmos", overrides);
    ASSERT_TRUE(target) << target.error().front().message;
    const auto report = check(*read_spec(kModels + "xor.json"), *target);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->verdict(), Verdict::Impossible);
}

/// Current of a MOSFET of our own card at 1.5 V, in a circuit of the target's libraries.
double generic_amperes(const Target& target) {
    circuit::Circuit circuit;
    circuit.kit = target.kit;
    circuit.includes = target.include;
    circuit.models.push_back(*circuit::find_generic_card("n_generic"));
    circuit::Builder build(circuit);
    build.group({.part = "bench"});
    build.voltage("vd", "d", "0", std::vector<double>{0, 0, 1e-6, 1.5});
    build.mosfet("m1", "d", "d", "0", "0", "n_generic", {10e-6, 1e-6, 1});
    bench::Run run;
    run.circuit = circuit;
    run.saved = {"i(vd)"};
    run.stop_s = 2e-6;
    run.max_step_s = 1e-7;
    const auto wave = bench::simulate(run, {});
    return wave ? -bench::value_at(*wave, 0, 2e-6) : 0;
}

TEST(KitMosScale, LeavesMosfetsOfOurOwnAsTheyAre) {
    HOPSPICE_NEEDS_KIT("sky130");
    const auto target = read_target("sky130-cmos", {});
    ASSERT_TRUE(target) << target.error().front().message;
    ASSERT_EQ(target->kit.scale, 1e-6);
    const double alone = generic_amperes(Target{});
    EXPECT_GT(alone, 1e-4);
    EXPECT_NEAR(generic_amperes(*target), alone, 1e-6 * alone);
}

}  // namespace
}  // namespace hopspice
