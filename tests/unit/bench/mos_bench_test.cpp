// Built-in cards on the bench: what it finds is what stands in them.

#include "bench/mos_bench.h"
#include "circuit/mos_sizing.h"
#include "circuit/parts.h"
#include "circuit/subcircuit_body.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::bench {
namespace {

class BuiltInMosfet : public testing::TestWithParam<const char*> {};

TEST_P(BuiltInMosfet, ComesBackFromItsCurves) {
    const circuit::ModelCard& card = *circuit::find_generic_card(GetParam());
    const circuit::MosProcess process(card);
    Device device;
    device.name = card.name;
    device.type = card.type;
    device.shortest = process.length();
    const Target target;
    const auto found = measure_mosfet(device, target, {});
    ASSERT_TRUE(found) << found.error().front().message;
    const auto near = [](const char* what, double value, double of, double part) {
        EXPECT_NEAR(value / of, 1, part) << what << ": " << value << ", not " << of;
    };
    const auto of_card = [&](const char* name) { return circuit::card_value(card, name, 0); };
    near("vto", found->vto, of_card("vto"), 0.005);
    near("kp", found->kp, of_card("kp"), 0.02);
    near("lambda", found->lambda, of_card("lambda"), 0.01);
    near("gamma", found->gamma, of_card("gamma"), 0.05);
    near("phi", found->phi, of_card("phi"), 0.1);
    near("tox", found->tox, of_card("tox"), 0.01);
    ASSERT_EQ(found->curves.channels.size(), 3);
    for (const circuit::MosChannel& channel : found->curves.channels) {
        near("C_gd", channel.overlap_farads, of_card("cgdo"), 0.01);
        EXPECT_EQ(channel.points.size(), circuit::kMeasuredOverdrives.size());
        for (std::size_t k = 0; k < channel.points.size(); ++k) {
            const double overdrive = circuit::kMeasuredOverdrives[k];
            const double volts = std::max(1.25, channel.threshold + overdrive);
            const double lambda = of_card("lambda");
            const circuit::MosPoint& at = channel.points[k];
            near("I_D", at.amperes,
                 of_card("kp") / 2 * overdrive * overdrive * (1 + lambda * volts), 0.05);
            near("gm", at.gm, 2 / overdrive, 0.05);
            near("gds", at.gds, lambda / (1 + lambda * volts), 0.01);
            near("on", at.on_siemens, of_card("kp") * overdrive, 0.05);
        }
    }
    const circuit::MosChannel& shortest = found->curves.channels.front();
    near("C_gg", shortest.gate_farads,
         process.gate_farads_per_metre() + of_card("cgdo") +
             of_card("cgbo") * shortest.length / 5e-6,
         0.02);
    near("C_db", shortest.drain_farads, process.drain_farads_per_metre(), 0.1);
}

INSTANTIATE_TEST_SUITE_P(All, BuiltInMosfet,
                         testing::Values("n_generic", "p_generic", "n45_generic", "p45_generic"));

}  // namespace
}  // namespace hopspice::bench
