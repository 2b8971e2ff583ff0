// Topology steered read back: weights from emitter areas, currents and the card; a changed netlist
// is noticed.

#include "netlists.h"

#include "support/specs.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

constexpr const char* kSteeredTarget = "steered-1G";

test::Netlist steered_xor() {
    return {hopspice::test::shipped_model("xor"), kSteeredTarget, {"time_unit=10n"}};
}

TEST(SteeredReadBack, ShippedModelsAreTheSpec) {
    for (const char* model : {"xor", "hamming-7-4", "two-block"}) {
        const ReadBack errors =
            test::value_of(driver::prepare(hopspice::test::shipped_model(model),
                                           test::target_of(kSteeredTarget, {"time_unit=20n"}), {}))
                .read_back;
        // N_g over the gain of 80 dB.
        EXPECT_LT(errors.weight_error, 1e-3) << model;
        EXPECT_LT(errors.bias_error, 2e-3) << model;
        EXPECT_LT(errors.gain_error, 1e-3) << model;
        EXPECT_LT(errors.tau_error, 0.005) << model;
    }
}

/// What is left without the amplifiers' finite gain is that of the closed forms: nothing to speak
/// of.
TEST(SteeredReadBack, AmplifiersOfLargeGainLeaveNoError) {
    for (const char* model : {"xor", "hamming-7-4", "two-block"}) {
        const ReadBack errors =
            test::value_of(
                driver::prepare(
                    hopspice::test::shipped_model(model),
                    test::target_of(kSteeredTarget, {"time_unit=20n", "amplifier.gain_db=120"}),
                    {}))
                .read_back;
        EXPECT_LT(errors.weight_error, 1e-5) << model;
        EXPECT_LT(errors.gain_error, 1e-5) << model;
    }
}

TEST(SteeredReadBack, RealWeightsAndBiasesAreTheSpec) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Target target = test::target_of(kSteeredTarget, {"time_unit=50n"});
        const ReadBack errors =
            test::value_of(driver::prepare(hopspice::test::random_softmax_spec(seed), target, {}))
                .read_back;
        EXPECT_LT(errors.weight_error, 2e-3) << seed;
        EXPECT_LT(errors.bias_error, 5e-3) << seed;
    }
}

TEST(SteeredReadBack, MismatchOfTheDevicesIsSeen) {
    const Target target = test::target_of(kSteeredTarget, {"device_mismatch.is=0.05", "seed=3"});
    const ReadBack errors =
        test::value_of(driver::prepare(hopspice::test::shipped_model("hamming-7-4"), target, {}))
            .read_back;
    EXPECT_GT(errors.gain_error, 0.05);
}

TEST(SteeredReadBack, OffsetsOfDriversAreInTheExponents) {
    const Target target = test::target_of(kSteeredTarget, {"amplifier.offset_sigma=1m"});
    const ReadBack errors =
        test::value_of(driver::prepare(hopspice::test::shipped_model("hamming-7-4"), target, {}))
            .read_back;
    // The largest of 16 draws of a millivolt, three times, of 26 mV.
    EXPECT_GT(errors.gain_error, 0.1);
    EXPECT_LT(errors.gain_error, 0.6);
}

TEST(SteeredReadBack, AnUnchangedNetlistIsNotBlamed) {
    EXPECT_EQ(test::words_of(steered_xor().findings()), "");
    EXPECT_EQ(test::words_of(test::Netlist(hopspice::test::random_softmax_spec(2), kSteeredTarget,
                                           {"time_unit=50n"})
                                 .findings()),
              "");
}

TEST(SteeredReadBack, AChangedResistorIsNoticed) {
    for (const char* name : {"rw_h1_1_v1", "rf_v0", "ro_v1", "rt1_e0", "rt1_ref"}) {
        SCOPED_TRACE(name);
        test::Netlist netlist = steered_xor();
        netlist.scale(name, 1.1);
        EXPECT_TRUE(netlist.findings().has_errors());
    }
}

TEST(SteeredReadBack, ABaseLineThatIsSteepOrShiftedIsNoticed) {
    for (const char* name : {"rk_h1_1", "rb_h1_1", "rs_h1_2", "rc_h1_0", "rd_h1_3"}) {
        SCOPED_TRACE(name);
        test::Netlist netlist = steered_xor();
        netlist.scale(name, 1.2);
        expect_caught(netlist, "a gain");
    }
}

void change_area(test::Netlist& netlist, const std::string& name, const std::string& area) {
    test::Words words = test::words_of_line(netlist.line(name));
    words.back() = "area=" + area;
    netlist.line(name) = test::line_of(words);
}

TEST(SteeredReadBack, AnEmitterOfTheWrongAreaIsNoticed) {
    test::Netlist netlist = steered_xor();
    change_area(netlist, "qp_v1_h1_1", "0.7");
    expect_caught(netlist, "a gain");
}

TEST(SteeredReadBack, ASinkOfTheWrongAreaIsNoticed) {
    for (const char* name : {"qt1_0", "qt1_4"}) {
        SCOPED_TRACE(name);
        test::Netlist netlist = steered_xor();
        change_area(netlist, name, "2");
        EXPECT_TRUE(netlist.findings().has_errors());
    }
}

TEST(SteeredReadBack, SwappedAreasOfASplitWeightAreNoticed) {
    test::Netlist netlist(hopspice::test::random_softmax_spec(2), kSteeredTarget,
                          {"time_unit=50n"});
    netlist.swap_field("qp_v0_h1_0", "qm_v0_h1_0", 5);
    expect_caught(netlist, "a weight");
}

TEST(SteeredReadBack, ACollectorOnTheWrongSideIsNoticed) {
    test::Netlist netlist = steered_xor();
    netlist.replace("qp_v1_h1_1", " v1_l ", " v1_d ");
    expect_caught(netlist, "a weight");
}

TEST(SteeredReadBack, ATransistorOnAnotherLineIsNoticed) {
    for (const auto& [from, to] : {std::pair(" h1_1_b ", " h1_0_b "),
                                   {" t1_v1 ", " t1_v0 "},
                                   {" v1_l ", " v0_l "},
                                   {" h1_1_b ", " t1_b "}}) {
        SCOPED_TRACE(to);
        test::Netlist netlist = steered_xor();
        netlist.replace("qp_v1_h1_1", from, to);
        EXPECT_TRUE(netlist.findings().has_errors());
    }
}

TEST(SteeredReadBack, AMissingTransistorIsNoticed) {
    for (const char* name :
         {"qp_v1_h1_1", "qm_v0_h1_0", "qc_v0", "qd_v1", "qt1_0", "qt1_4", "qk_h1_2"}) {
        SCOPED_TRACE(name);
        test::Netlist netlist = steered_xor();
        netlist.remove(name);
        EXPECT_TRUE(netlist.findings().has_errors());
    }
}

TEST(SteeredReadBack, ACascodeOnAnotherColumnIsNoticed) {
    test::Netlist netlist = steered_xor();
    netlist.replace("qc_v0", " v0_c ", " v1_c ");
    EXPECT_TRUE(netlist.findings().has_errors());
}

TEST(SteeredReadBack, AnotherCardIsNoticed) {
    test::Netlist netlist = steered_xor();
    netlist.replace("qp_v1_h1_1", " npn_generic ", " npn_other ");
    EXPECT_TRUE(netlist.findings().has_errors());
}

}  // namespace
}  // namespace hopspice::proof
