// The order of the passes, and what holds after each of them.

#include "networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hopspice::passes {
namespace {

std::size_t place_of(std::string_view name) {
    const auto& passes = pipeline();
    const auto place = std::ranges::find(passes, name, &Pass::name);
    EXPECT_NE(place, passes.end()) << name;
    return static_cast<std::size_t>(place - passes.begin());
}

TEST(Pipeline, ConductancesComeAfterScalesAndOffsetsAndImperfectionsAfterTheDesign) {
    EXPECT_LT(place_of("offset-softmax"), place_of("map-conductances"));
    EXPECT_LT(place_of("scale-voltages"), place_of("map-conductances"));
    EXPECT_LT(place_of("map-conductances"), place_of("set-time-constants"));
    EXPECT_LT(place_of("set-time-constants"), place_of("perturb-conductances"));
    EXPECT_LT(place_of("set-time-constants"), place_of("perturb-capacitors"));
}

TEST(Pipeline, GivesANetworkReadyForLowering) {
    for (const std::string& model : test::shipped_models()) {
        const auto network =
            run_pipeline(test::network_of(test::shipped_model(model)), test::target_of("opamp-1G"));
        ASSERT_TRUE(network) << model;
        for (const analog::Bank& bank : network->banks) {
            EXPECT_GT(bank.feedback_ohms, 0);
            EXPECT_EQ(bank.capacitor_farads.size(), bank.size);
            EXPECT_EQ(bank.bias_siemens.size(), bank.size);
        }
        for (const analog::Crossbar& crossbar : network->crossbars) {
            EXPECT_EQ(crossbar.siemens.values.size(), crossbar.weights.values.size());
        }
        EXPECT_GT(network->time_unit_s, 0);
    }
}

TEST(Pipeline, IsTheSameEveryTime) {
    const auto once =
        test::finished_network(test::shipped_model("two-block"), test::target_of("opamp-1G"));
    const auto again =
        test::finished_network(test::shipped_model("two-block"), test::target_of("opamp-1G"));
    EXPECT_EQ(once.crossbars[1].siemens.values, again.crossbars[1].siemens.values);
    EXPECT_EQ(once.banks[0].capacitor_farads, again.banks[0].capacitor_farads);
}

TEST(Pipeline, NamesThePassThatLeavesWrongShapes) {
    analog::Network network = test::network_of(test::shipped_model("xor"));
    network.crossbars[0].weights.rows = 3;
    const auto result = run_pipeline(network, test::target_of("behavioral"));
    ASSERT_FALSE(result);
    const std::string words = hopspice::test::words_of(result.error());
    EXPECT_EQ(result.error().front().id, "HS-E307") << words;
    EXPECT_NE(words.find(pipeline().front().name), std::string::npos) << words;
}

TEST(Pipeline, NamesThePassThatLeavesNumbersThatAreNotFinite) {
    analog::Network network = test::network_of(test::shipped_model("xor"));
    network.banks[1].bias[2] = NAN;
    const auto result = run_pipeline(network, test::target_of("behavioral"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().front().id, "HS-E307");
    EXPECT_NE(result.error().front().message.find("hidden rows"), std::string::npos);
}

}  // namespace
}  // namespace hopspice::passes
