#include "driver/mos_limits.h"

#include <gtest/gtest.h>

namespace hopspice::driver {
namespace {

Target target_of(double most_volts, double most_gate) {
    Target target;
    target.devices = {{"nmos", "theirs"}, {"pmos", "p_generic"}};
    KitDevice device;
    device.name = "theirs";
    device.type = "nmos";
    device.length = "l";
    device.most_volts = most_volts;
    device.most_gate = most_gate;
    target.kit.devices = {device};
    return target;
}

TEST(MosLimits, AreHeldAgainstTheRails) {
    // 5 V between the rails: within 5.5 V, up to a tenth beyond 4.6 V, far beyond 3.3 V.
    for (const auto& [most, verdict] :
         {std::pair{5.5, Verdict::Certain}, {4.6, Verdict::Risky}, {3.3, Verdict::Impossible}}) {
        const auto items = mos_limit_items(target_of(11, most));
        ASSERT_EQ(items.size(), 2U);
        EXPECT_EQ(items[0].verdict, Verdict::Certain);
        EXPECT_EQ(items[1].verdict, verdict) << most;
        EXPECT_EQ(items[1].where, "theirs");
        EXPECT_DOUBLE_EQ(items[1].value, 5);
    }
    EXPECT_EQ(mos_limit_items(target_of(3.3, 11))[0].verdict, Verdict::Impossible);
}

TEST(MosLimits, ThatNobodySaysAreNone) { EXPECT_TRUE(mos_limit_items(target_of(0, 0)).empty()); }

}  // namespace
}  // namespace hopspice::driver
