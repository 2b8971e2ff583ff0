// What a kit asks of the simulator.

#include <hopspice/agree.h>
#include <hopspice/check.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <gtest/gtest.h>

namespace hopspice {
namespace {

TEST(KitSimulator, IsRefusedByNameWhereItLoadsNoCompiledModels) {
    const auto simulator = find_embedded_simulator("");
    ASSERT_TRUE(simulator);
    if (simulator->osdi) {
        GTEST_SKIP() << simulator->version << " loads compiled models";
    }
    const std::string kit = HOPSPICE_SOURCE_DIR "/tests/data/kit";
    const std::vector<std::string> settings = {"pdk.file=" + kit + "/kit.json", "pdk.path=" + kit,
                                               "devices.nmos=psp_n"};
    const auto target = read_target("cmos", settings);
    ASSERT_TRUE(target) << format_diagnostic(target.error().front());
    const auto spec = read_spec(HOPSPICE_SOURCE_DIR "/models/xor.json");
    ASSERT_TRUE(spec);
    const auto report = check(*spec, *target);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().front().id, "HS-E412");
    EXPECT_EQ(report.error().front().message,
              "device `psp_n` of kit `paper` is a compiled model (OSDI), which " +
                  simulator->version + " cannot load");
}

}  // namespace
}  // namespace hopspice
