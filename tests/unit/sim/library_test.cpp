// Which libraries are taken and which are refused.

#include "circuits.h"
#include "support/temporary_folder.h"

#include <dlfcn.h>
#include <link.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hopspice::sim {
namespace {

Diagnostic refusal_of(const std::string& library) {
    sim::Setup setup = rc_setup();
    setup.library = library;
    setup.workers = 2;
    return refusal(setup, {step_job(0, 1), step_job(0, 1)});
}

TEST(SimulatorLibrary, TooOldIsRefusedWithItsVersionAndTheOneNeeded) {
    const Diagnostic diagnostic = refusal_of(HOPSPICE_NGSPICE_26);
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

TEST(SimulatorLibrary, OneThatIsNewerThanThoseTestedIsTakenWithAWarning) {
    sim::Setup setup = rc_setup();
    setup.library = HOPSPICE_NGSPICE_99;
    const auto version = run_jobs(setup, {}, {});
    ASSERT_TRUE(version);
    const Diagnostics warnings = verify_tested(*version);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings.front().id, "HS-W406");
    EXPECT_NE(warnings.front().message.find(HOPSPICE_NGSPICE_99), std::string::npos);
    EXPECT_NE(warnings.front().message.find("ngspice-99"), std::string::npos);
    EXPECT_TRUE(verify_tested({47, "ngspice-47", ""}).empty());
}

/// HOPSPICE_NGSPICE for the time of a test.
class ChosenLibrary {
public:
    explicit ChosenLibrary(const char* path) {
        const char* before = std::getenv(kName);
        before_ = before != nullptr ? before : "";
        ::setenv(kName, path, 1);
    }
    ChosenLibrary(const ChosenLibrary&) = delete;
    ChosenLibrary& operator=(const ChosenLibrary&) = delete;
    ~ChosenLibrary() { before_.empty() ? ::unsetenv(kName) : ::setenv(kName, before_.c_str(), 1); }

private:
    static constexpr const char* kName = "HOPSPICE_NGSPICE";
    std::string before_;
};

TEST(SimulatorLibrary, TheVariableChoosesOneAndWhoeverNamesAnotherOneHasThat) {
    const ChosenLibrary chosen("/somewhere/libngspice.so");
    EXPECT_NE(refusal_of("").message.find("/somewhere/libngspice.so"), std::string::npos);
    EXPECT_EQ(refusal_of(HOPSPICE_NGSPICE_26).id, "HS-E402");
}

/// Where the library is that the other tests load.
std::filesystem::path path_of_library() {
    const char* chosen = std::getenv("HOPSPICE_NGSPICE");
    void* handle = ::dlopen(chosen != nullptr ? chosen : "libngspice.so.0", RTLD_LAZY);
    link_map* map = nullptr;
    ::dlinfo(handle, RTLD_DI_LINKMAP, &map);
    return map->l_name;
}

TEST(SimulatorLibrary, OneInAPlaceOfItsOwnStartsWithTheScriptsThere) {
    namespace fs = std::filesystem;
    const auto folder = TemporaryFolder::make("library-test");
    ASSERT_TRUE(folder);
    const fs::path prefix = folder->path();
    const fs::path made = prefix / "made";
    fs::create_directories(prefix / "lib" / "triplet");
    fs::create_directories(prefix / "share" / "ngspice" / "scripts");
    std::ofstream(prefix / "share" / "ngspice" / "scripts" / "spinit")
        << "echo x > " << made.string() << "\n";
    sim::Setup setup = rc_setup();
    for (const fs::path& place : {prefix / "lib", prefix / "lib" / "triplet"}) {
        fs::create_symlink(path_of_library(), place / "libngspice.so.0");
        setup.library = (place / "libngspice.so.0").string();
        EXPECT_TRUE(run_all(setup, {step_job(0, 1)}).at(0).completed);
        EXPECT_TRUE(fs::remove(made)) << place;
    }
}

}  // namespace
}  // namespace hopspice::sim
