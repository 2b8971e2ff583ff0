// A netlist of imperfect parts is the model and its drawn deviations, and nothing besides: the
// proof is as tight as that of a perfect one.

#include "netlists.h"

#include "support/specs.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

using Overrides = std::vector<std::string>;

const std::vector<Overrides>& imperfections() {
    static const std::vector<Overrides> kCases = {
        {"conductance.mismatch=0.3"},
        {"conductance.array_mismatch=0.2"},
        {"conductance.stuck_on=0.1"},
        {"conductance.stuck_off=0.2"},
        {"conductance.drift_nu=0.1", "conductance.drift_nu_sigma=0.05",
         "conductance.drift_time=1e5"},
        {"capacitor.mismatch=0.1", "capacitor.array_mismatch=0.1"},
        {"amplifier.array_offset_sigma=5m"},
        {"device_mismatch.is=0.1", "device_mismatch.vt=2m"},
        {"conductance.wire_capacitance=1f"},
        {"conductance.wire_capacitance=1f", "conductance.wire_resistance=1"}};
    return kCases;
}

Overrides with(Overrides overrides, const Overrides& more) {
    overrides.insert(overrides.end(), more.begin(), more.end());
    return overrides;
}

TEST(ImperfectReadBack, EveryModelWithEveryImperfectionIsTheModelAndItsDeviations) {
    for (const char* model : {"xor", "hamming-7-4", "grey-level", "two-block", "spherical"}) {
        for (const Overrides& overrides : imperfections()) {
            for (const char* level : {"behavioral", "opamp-1G"}) {
                const Overrides all = with(overrides, {"time_unit=auto:30", "seed=11"});
                const auto made = driver::prepare(hopspice::test::shipped_model(model),
                                                  test::target_of(level, all), {});
                EXPECT_TRUE(made) << model << " on " << level << " with " << overrides.front()
                                  << ": " << test::words_of(made ? Diagnostics{} : made.error());
            }
        }
    }
}

TEST(ImperfectReadBack, SoAreTransistorsAndCurrentMode) {
    for (const Overrides& overrides : imperfections()) {
        for (const char* target : {"cmos", "current-mode"}) {
            const bool refused = std::string(target) == "current-mode" &&
                                 (overrides.front().starts_with("conductance.stuck") ||
                                  overrides.front().starts_with("conductance.wire"));
            const auto made =
                driver::prepare(hopspice::test::shipped_model("hamming-7-4"),
                                test::target_of(target, with(overrides, {"seed=5"})), {});
            EXPECT_EQ(made.has_value(), !refused)
                << target << " with " << overrides.front() << ": "
                << test::words_of(made ? Diagnostics{} : made.error());
            if (!made) {
                EXPECT_EQ(made.error().front().id, "HS-E260");
            }
        }
    }
}

TEST(ImperfectReadBack, RowsThatTokensChooseHaveTheirDeviations) {
    for (const char* level : {"behavioral", "opamp-1G"}) {
        for (const char* setting : {"conductance.mismatch=0.2", "conductance.stuck_off=0.2"}) {
            const Spec spec = hopspice::test::make_token_model();
            const auto made = driver::prepare(
                spec, test::target_of(level, {setting, "time_unit=auto:30", "seed=3"}),
                spec.queries);
            EXPECT_TRUE(made) << level << " with " << setting << ": "
                              << test::words_of(made ? Diagnostics{} : made.error());
        }
    }
}

/// 6 sigma of the mismatch would be 120 %.
TEST(ImperfectReadBack, AWrongCellAmongImperfectOnesIsNoticed) {
    for (const char* setting : {"conductance.mismatch=0.2", "conductance.stuck_off=0.1",
                                "conductance.array_mismatch=0.2"}) {
        test::Netlist netlist(hopspice::test::shipped_model("hamming-7-4"), "opamp-1G",
                              {"time_unit=auto:30", setting, "seed=2"});
        EXPECT_EQ(test::words_of(netlist.findings()), "") << setting;
        netlist.scale("rw_h1_3_v2", 0.9);
        EXPECT_NE(test::words_of(netlist.findings()).find("a weight"), std::string::npos)
            << setting;
    }
}

TEST(ImperfectReadBack, AWrongCapacitorAmongImperfectOnesIsNoticed) {
    test::Netlist netlist(hopspice::test::shipped_model("hamming-7-4"), "opamp-1G",
                          {"time_unit=auto:30", "capacitor.mismatch=0.1", "seed=2"});
    EXPECT_EQ(test::words_of(netlist.findings()), "");
    netlist.scale("cf_v3", 1.1);
    EXPECT_NE(test::words_of(netlist.findings()).find("a time constant"), std::string::npos);
}

}  // namespace
}  // namespace hopspice::proof
