#include "driver/device_items.h"

#include <gtest/gtest.h>

namespace hopspice::driver {
namespace {

Target target_of(const std::string& level) {
    Target target;
    target.devices = {{"nmos", "theirs"}, {"pmos", "p_generic"}};
    DeviceModel model;
    model.name = "theirs";
    model.type = "nmos";
    model.parameters = {{"level", std::stod(level)}, {"vth0", 0.5}};
    target.models = {model};
    return target;
}

TEST(DeviceItems, SayNothingOfCardsThatFormulasGoBy) {
    for (const char* level : {"1", "2", "3"}) {
        EXPECT_TRUE(device_items(target_of(level)).empty()) << level;
    }
}

TEST(DeviceItems, NothingIsCertainOnABsim4CardThatNobodyMeasured) {
    for (const char* level : {"8", "14", "54"}) {
        Target target = target_of(level);
        auto items = device_items(target);
        ASSERT_EQ(items.size(), 1);
        EXPECT_EQ(items[0].where, "theirs");
        EXPECT_EQ(items[0].verdict, Verdict::Risky);
        target.models[0].measured = true;
        items = device_items(target);
        ASSERT_EQ(items.size(), 1);
        EXPECT_EQ(items[0].verdict, Verdict::Certain);
    }
}

TEST(DeviceItems, ASimulatorThatDoesNotFollowTheTemperatureIsARisk) {
    Target target = target_of("9");
    target.models[0].measured = true;
    target.models[0].parameters = {{"is", 1e-17}, {"frozen", 1}};
    EXPECT_EQ(device_items(target).size(), 1);
    target.temperature_c = 70;
    const auto items = device_items(target);
    ASSERT_EQ(items.size(), 2);
    EXPECT_EQ(items[1].verdict, Verdict::Risky);
    EXPECT_EQ(items[1].value, 43);
    target.models[0].parameters.back().second = 0;
    EXPECT_EQ(device_items(target).size(), 1);
}

TEST(DeviceItems, NorOnADeviceOfAKit) {
    Target target;
    target.devices = {{"bjt", "npn13g2"}};
    KitDevice device;
    device.name = "npn13g2";
    device.type = "npn";
    target.kit.devices = {device};
    const auto items = device_items(target);
    ASSERT_EQ(items.size(), 1);
    EXPECT_EQ(items[0].verdict, Verdict::Risky);
}

/// A capacitor is what its row says.
TEST(DeviceItems, SayNothingOfCapacitorsOfAKit) {
    Target target;
    target.devices = {{"capacitor", "mim"}};
    KitDevice device;
    device.name = "mim";
    device.type = "c";
    target.kit.devices = {device};
    EXPECT_TRUE(device_items(target).empty());
}

}  // namespace
}  // namespace hopspice::driver
