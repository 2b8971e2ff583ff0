// Devices of foundries' kits on the bench, against what their files say.

#include "bench/bipolar_bench.h"
#include "bench/device_bench.h"
#include "circuit/measured_mos.h"
#include "circuit/subcircuit_body.h"
#include "support/kits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::bench {
namespace {

Target target_of(const std::string& name, const std::vector<std::string>& settings = {}) {
    const auto target = read_target(name, settings);
    EXPECT_TRUE(target) << target.error().front().message;
    return target ? *target : Target{};
}

const std::vector<std::string> kHbts{"devices.bjt=npn13G2", "devices.sink=npn13G2v"};

/// VBIC, one emitter of npn13G2: IS is 4.81e-17/4 A, NF 1.018, IKF 9 mA/4. What it has besides,
/// bends the currents by some percent: its reverse Early voltage of 5.3 V, self-heating.
TEST(KitBipolar, HasTheSlopeAndTheSaturationCurrentOfItsFile) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    const Target target = target_of("ihp-current-mode", kHbts);
    const auto device = find_device(target, "npn13g2");
    ASSERT_TRUE(device);
    const auto found = measure_bipolar(*device, target, {});
    ASSERT_TRUE(found) << found.error().front().message;
    EXPECT_NEAR(found->is / (4.81e-17 / 4), 1, 0.05);
    EXPECT_NEAR(found->nf, 1.018, 0.01);
    EXPECT_NEAR(found->ikf / (9e-3 / 4), 1, 0.25);
    EXPECT_NEAR(found->beta, 790, 40);
    // CJE and CBEO at zero bias; CJC, CBCO and CJEP.
    EXPECT_NEAR(found->cje / ((8.418e-15 + 8e-16) * std::pow(0.25, 0.975)), 1, 0.05);
    EXPECT_NEAR(found->cjc / ((1.53e-15 + 2.36e-15 + 3.56e-15) / 4), 1, 0.05);
    EXPECT_NEAR(found->tf, 0.28e-12, 0.05e-12);
    // SiGe has a smaller gap than silicon. ngspice 39 shows none of it.
    EXPECT_NEAR(found->eg, found->frozen ? 1.12 : 0.97, 0.03);
    // Avalanche: the base current turns far below what a generic card stands.
    EXPECT_GT(found->bvceo, 1.4);
    EXPECT_LT(found->bvceo, 2.0);
}

TEST(KitBipolar, ThatStandsMoreVoltageSaysSo) {
    HOPSPICE_NEEDS_KIT("ihp-sg13g2");
    const Target target = target_of("ihp-current-mode", kHbts);
    const auto fast = measure_bipolar(*find_device(target, "npn13g2"), target, {});
    const auto high = measure_bipolar(*find_device(target, "npn13g2v"), target, {});
    ASSERT_TRUE(fast && high);
    EXPECT_GT(high->bvceo, 1.2 * fast->bvceo);
    EXPECT_LT(high->ft, fast->ft);
}

class KitMosfet : public testing::TestWithParam<std::pair<const char*, const char*>> {};

/// What a square law has is not what they do: gm/I_D falls behind 2/overdrive as velocity
/// saturates, the gain is a fraction of the generic card's.
TEST_P(KitMosfet, IsNoSquareLaw) {
    const auto& [kit, name] = GetParam();
    HOPSPICE_NEEDS_KIT(kit);
    const Target target = target_of(name);
    for (const char* role : {"nmos", "pmos"}) {
        const auto device = find_device(target, target.devices.at(role));
        ASSERT_TRUE(device);
        const auto model = measure_device(*device, target, {});
        ASSERT_TRUE(model) << model.error().front().message;
        EXPECT_TRUE(model->measured);
        EXPECT_EQ(model->type, role);
        const auto curves = circuit::curves_of({model->name, model->type, model->parameters});
        ASSERT_TRUE(curves);
        ASSERT_EQ(curves->channels.size(), 3);
        EXPECT_NEAR(curves->channels[0].length, device->shortest, 1e-12);
        double before = 0;
        for (const circuit::MosChannel& channel : curves->channels) {
            EXPECT_GT(channel.threshold, 0.3) << role;
            EXPECT_LT(channel.threshold, 1.3) << role;
            const circuit::MosPoint at = curves->at(channel.length, 0.25);
            EXPECT_NEAR(at.gm, 8, 1) << role << ": the tangent that makes the threshold is near";
            EXPECT_LT(curves->at(channel.length, 1).gm, 1.9) << role;
            EXPECT_GT(at.gm / at.gds, before) << role << ": a longer channel has more gain";
            before = at.gm / at.gds;
            EXPECT_GT(channel.gate_farads, channel.overlap_farads);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, KitMosfet,
                         testing::Values(std::pair{"gf180mcu", "gf180-cmos"},
                                         std::pair{"sky130", "sky130-cmos"}));

}  // namespace
}  // namespace hopspice::bench
