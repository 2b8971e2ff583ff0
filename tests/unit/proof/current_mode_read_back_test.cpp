// Topology current-mode read back: weights from resistors, emitter areas and tail currents; a
// changed netlist is noticed.

#include "netlists.h"

#include "support/specs.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

constexpr const char* kTarget = "current-mode";

test::Netlist xor_netlist() { return {hopspice::test::shipped_model("xor"), kTarget, {}}; }

TEST(CurrentModeReadBack, ShippedModelsAreTheSpec) {
    for (const char* model : {"xor", "hamming-7-4"}) {
        const ReadBack errors = test::value_of(driver::prepare(hopspice::test::shipped_model(model),
                                                               test::target_of(kTarget), {}))
                                    .read_back;
        // Every memory loads every column alike: the balance is exact.
        EXPECT_LT(errors.weight_error, 1e-6) << model;
        EXPECT_LT(errors.bias_error, 1e-6) << model;
        EXPECT_LT(errors.gain_error, 1e-9) << model;
        EXPECT_LT(errors.tau_error, 0.005) << model;
    }
}

TEST(CurrentModeReadBack, RealWeightsAndBiasesAreTheSpecAtAnyTemperature) {
    for (const char* celsius : {"0", "27", "70"}) {
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Target target =
                test::target_of(kTarget, {std::string("temperature_c=") + celsius});
            const ReadBack errors =
                test::value_of(
                    driver::prepare(hopspice::test::random_softmax_spec(seed), target, {}))
                    .read_back;
            EXPECT_LT(errors.weight_error, 0.01) << seed << ' ' << celsius;
            EXPECT_LT(errors.bias_error, 0.01) << seed << ' ' << celsius;
        }
    }
}

/// Few memories or neurons, a short time: what each node has of the devices' own then matters.
TEST(CurrentModeReadBack, SmallAndFastCircuitsHaveTheirTimeConstants) {
    const Target fast = test::target_of(kTarget, {"time_unit=0.6n"});
    EXPECT_LT(test::value_of(driver::prepare(hopspice::test::shipped_model("xor"), fast, {}))
                  .read_back.tau_error,
              0.01);
    const Target target = test::target_of(kTarget);
    for (const Matrix& weights : {Matrix{1, 1, {1}}, Matrix{1, 4, {1, -1, 1, 1}},
                                  Matrix{4, 1, {1, -1, 1, -1}}, Matrix{2, 2, {1, -1, 1, 1}}}) {
        const Spec spec = hopspice::test::make_spec(
            "small", hopspice::test::make_block("memories", {FunctionType::Softmax, 2, 1, 2, false},
                                                weights));
        EXPECT_LT(test::value_of(driver::prepare(spec, target, {})).read_back.tau_error, 0.01)
            << weights.rows << " x " << weights.cols;
    }
}

/// A tau_h too short for the devices.
TEST(CurrentModeReadBack, ATimeConstantThatDevicesStretchIsTheOneThatCheckAnnounces) {
    Spec spec = hopspice::test::random_softmax_spec(1);
    spec.hidden[0].tau = 0.008;
    const Target target = test::target_of(kTarget);
    const driver::Prepared prepared = test::value_of(driver::prepare(spec, target, {}));
    double slower = 0;
    for (std::size_t bank = 0; bank < 2; ++bank) {
        const analog::Bank& each = prepared.network.banks[bank];
        for (const double late : each.tau_deviation_s) {
            slower = std::max(slower, late / (each.tau * prepared.network.time_unit_s));
        }
    }
    EXPECT_GT(slower, 0.1);
    EXPECT_NEAR(prepared.read_back.tau_error, slower, 0.02 * (1 + slower));
}

TEST(CurrentModeReadBack, MismatchIsSeenInWeightsAndAreas) {
    const Target target = test::target_of(kTarget, {"conductance.mismatch=0.05", "seed=3"});
    const ReadBack errors =
        test::value_of(driver::prepare(hopspice::test::shipped_model("hamming-7-4"), target, {}))
            .read_back;
    EXPECT_GT(errors.weight_error, 0.03);
    EXPECT_GT(errors.gain_error, 0.05);  // the largest of 112 draws of 5 %
}

TEST(CurrentModeReadBack, AChangedResistorIsNoticed) {
    for (const char* name : {"rw_h1_1_v1_p_e", "rs_v0_t", "rl_v0_p", "rs_bias"}) {
        test::Netlist netlist = xor_netlist();
        EXPECT_EQ(test::words_of(netlist.findings()), "");
        netlist.scale(name, 1.1);
        expect_caught(netlist, "a weight");
    }
}

TEST(CurrentModeReadBack, AMissingResistorIsNoticed) {
    test::Netlist netlist = xor_netlist();
    netlist.remove("rw_h1_2_v0_p_e");
    expect_caught(netlist, "a weight");
}

TEST(CurrentModeReadBack, AResistorOnTheWrongSideIsNoticed) {
    test::Netlist netlist = xor_netlist();
    netlist.replace("rw_h1_1_v1_p_e", " v1_p_e ", " v1_n_e ");
    expect_caught(netlist, "a weight");
}

TEST(CurrentModeReadBack, AnEmitterOfTheWrongAreaIsNoticed) {
    test::Netlist netlist = xor_netlist();
    test::Words words = test::words_of_line(netlist.line("qp_h1_1_v1"));
    words.back() = "area=1.5";
    netlist.line("qp_h1_1_v1") = test::line_of(words);
    expect_caught(netlist, "an emitter area");
}

TEST(CurrentModeReadBack, SwappedAreasOfASplitWeightAreNoticed) {
    test::Netlist netlist(hopspice::test::random_softmax_spec(2), kTarget, {});
    EXPECT_EQ(test::words_of(netlist.findings()), "");
    netlist.swap_field("qp_h1_0_v0", "qn_h1_0_v0", 5);
    expect_caught(netlist, "a weight");
}

TEST(CurrentModeReadBack, ACollectorOnTheWrongSideIsNoticed) {
    test::Netlist netlist = xor_netlist();
    netlist.replace("qp_h1_1_v1", " v1_n ", " v1_p ");
    expect_caught(netlist, "a weight");
}

TEST(CurrentModeReadBack, ABaseOfAnotherMemoryIsNoticed) {
    test::Netlist netlist = xor_netlist();
    netlist.replace("qp_h1_1_v1", " h1_1_b ", " h1_0_b ");
    EXPECT_TRUE(netlist.findings().has_errors());
}

TEST(CurrentModeReadBack, AChangedCapacitorIsNoticed) {
    for (const char* name : {"cl_v1_p", "cb_h1_2"}) {
        SCOPED_TRACE(name);
        test::Netlist netlist = xor_netlist();
        netlist.scale(name, 1.5);
        expect_caught(netlist, "a time constant");
    }
}

TEST(CurrentModeReadBack, WithoutABiasGeneratorThereIsNothingToRead) {
    test::Netlist netlist = xor_netlist();
    netlist.remove("qs_bias");
    const Diagnostics findings = netlist.findings();
    ASSERT_TRUE(findings.has_errors());
    EXPECT_EQ(findings.front().id, "HS-E304");
}

}  // namespace
}  // namespace hopspice::proof
