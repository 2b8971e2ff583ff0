// Which libraries are taken and which are refused.

#include "circuits.h"

namespace hopspice::sim {
namespace {

Diagnostic refusal_of(const std::string& library) {
    sim::Setup setup = rc_setup();
    setup.library = library;
    setup.workers = 2;
    return refusal(setup, {step_job(0, 1), step_job(0, 1)});
}

TEST(SimulatorLibrary, TooOldIsRefusedWithItsVersionAndTheOneNeeded) {
    const Diagnostic diagnostic = refusal_of(HOPSPICE_OLD_NGSPICE);
    EXPECT_EQ(diagnostic.id, "HS-E402");
    EXPECT_NE(diagnostic.message.find("ngspice-26"), std::string::npos) << diagnostic.message;
    EXPECT_NE(diagnostic.message.find("ngspice-39"), std::string::npos) << diagnostic.message;
}

TEST(SimulatorLibrary, MissingOneIsRefusedWithThePackageToInstall) {
    const Diagnostic diagnostic = refusal_of("/nowhere/libngspice.so");
    EXPECT_EQ(diagnostic.id, "HS-E401");
    EXPECT_NE(diagnostic.message.find("/nowhere/libngspice.so"), std::string::npos);
    EXPECT_NE(diagnostic.message.find("libngspice0"), std::string::npos) << diagnostic.message;
}

TEST(SimulatorLibrary, OneThatIsNotNgspiceIsRefused) {
    const Diagnostic diagnostic = refusal_of("libm.so.6");
    EXPECT_EQ(diagnostic.id, "HS-E401");
    EXPECT_NE(diagnostic.message.find("ngSpice_Init"), std::string::npos) << diagnostic.message;
}

}  // namespace
}  // namespace hopspice::sim
