// What the workers leave behind, or must not: memory, processes, files, output.

#include "circuits.h"
#include "sim/confinement.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hopspice::sim {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

/// A new folder that is the current one until the end of the test.
class FolderOfItsOwn {
public:
    FolderOfItsOwn() : before_(fs::current_path()) {
        std::string name = fs::temp_directory_path() / "sim-test-XXXXXX";
        path_ = ::mkdtemp(name.data());
        fs::current_path(path_);
    }
    FolderOfItsOwn(const FolderOfItsOwn&) = delete;
    FolderOfItsOwn& operator=(const FolderOfItsOwn&) = delete;
    ~FolderOfItsOwn() {
        fs::current_path(before_);
        fs::remove_all(path_);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path before_;
    fs::path path_;
};

/// Where folders of the library go until the end of the test.
class PlaceOfFolders {
public:
    explicit PlaceOfFolders(const std::string& place) {
        const char* before = std::getenv("TMPDIR");
        before_ = before != nullptr ? before : "";
        ::setenv("TMPDIR", place.c_str(), 1);
    }
    PlaceOfFolders(const PlaceOfFolders&) = delete;
    PlaceOfFolders& operator=(const PlaceOfFolders&) = delete;
    ~PlaceOfFolders() {
        before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1);
    }

private:
    std::string before_;
};

long resident_bytes() {
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

struct MemoryNumbers {
    std::atomic<long> runs{0};
    std::atomic<long> warm_bytes{0};
    std::atomic<long> last_bytes{0};
};

TEST(Simulator, MemoryOfAWorkerStaysFlat) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer keeps freed memory in quarantine";
#endif
    const Shared<MemoryNumbers> shared;
    sim::Setup setup = rc_setup();
    setup.stop = [&shared](std::span<const double>) {
        ++shared->runs;
        shared->last_bytes = resident_bytes();
        if (shared->runs == 200) {
            shared->warm_bytes = shared->last_bytes.load();
        }
        return std::make_unique<StopFunction>(
            [](double time_s, std::span<const double>) { return time_s > 2e-9; });
    };
    const std::vector<Job> jobs(2000, step_job(0, 1));
    std::size_t completed = 0;
    const auto version = run_jobs(
        setup, jobs, [&](std::size_t, Outcome outcome) { completed += outcome.completed ? 1 : 0; });
    ASSERT_TRUE(version);
    EXPECT_EQ(completed, jobs.size());
    EXPECT_EQ(shared->runs, 2000) << "one worker counts on";
    EXPECT_LT(shared->last_bytes - shared->warm_bytes, 2 << 20);
}

TEST(Simulator, LeavesNoProcessAndNoFile) {
    const FolderOfItsOwn folder;
    const PlaceOfFolders place(folder.path());
    sim::Setup setup = rc_setup();
    setup.workers = 2;
    setup.wall_limit_s = 1;
    setup.stop = [](std::span<const double> parameters) {
        return std::make_unique<StopFunction>(
            [deed = parameters[0]](double, std::span<const double>) {
                if (deed > 0) {
                    ::raise(deed > 1 ? SIGSTOP : SIGKILL);
                }
                return false;
            });
    };
    std::vector<Job> jobs(6, step_job(0, 1));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].stop_parameters = {static_cast<double>(i % 3)};
    }
    const auto outcomes = run_all(setup, jobs);
    EXPECT_TRUE(outcomes[0].completed);
    EXPECT_FALSE(outcomes[1].completed);
    EXPECT_FALSE(outcomes[2].completed);
    setup.deck.insert(setup.deck.begin() + 1, "x1 a nosub");
    refusal(setup, jobs);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

/// What is never made is not left behind by a kill either.
TEST(Simulator, NeedsNoFolderOfItsOwn) {
    const PlaceOfFolders place("/proc");
    const auto outcome = run_all(rc_setup(), {step_job(0, 1)}).at(0);
    EXPECT_TRUE(outcome.completed) << outcome.message;
}

TEST(Simulator, WhatTheParentHasBufferedIsPrintedOnce) {
    testing::internal::CaptureStdout();
    std::printf("once");
    const auto outcomes = run_all(rc_setup(), {step_job(0, 1), step_job(0, 1)});
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "once");
    EXPECT_TRUE(outcomes[0].completed);
}

TEST(Simulator, IgnoresTheUsersInitFileAndKeepsTheCurrentFolder) {
    const FolderOfItsOwn folder;
    std::ofstream(".spiceinit") << "quit\n";
    const char* home = std::getenv("HOME");
    const std::string before = home == nullptr ? "" : home;
    ::setenv("HOME", std::filesystem::current_path().c_str(), 1);
    std::ofstream("part.lib") << "r3 in 0 1k\n";
    sim::Setup setup = rc_setup();
    setup.deck.insert(setup.deck.begin() + 1, ".include part.lib");
    const auto outcome = run_all(setup, {step_job(1, 1)}).at(0);
    ::setenv("HOME", before.c_str(), 1);
    ASSERT_TRUE(outcome.completed) << outcome.message;
    EXPECT_NEAR(outcome.waveform.at(0, 1), -1e-3, 1e-9);
}

TEST(Simulator, StartsNoProgram) {
    if (!can_forbid_programs()) {
        GTEST_SKIP() << "the kernel has no seccomp filters";
    }
    const FolderOfItsOwn folder;
    for (const Lines& lines : {Lines{".control", "shell touch made", "touch made", ".endc"},
                               Lines{"*# shell touch made"}}) {
        sim::Setup setup = rc_setup();
        setup.deck.insert(setup.deck.begin() + 1, lines.begin(), lines.end());
        EXPECT_TRUE(run_all(setup, {step_job(0, 1)}).at(0).completed) << lines.front();
        EXPECT_FALSE(fs::exists("made")) << lines.front();
    }
}

/// Where ngspice looks for its own start-up file, and for commands that are files.
TEST(Simulator, DoesNotGoByVariablesOfTheSimulator) {
    const FolderOfItsOwn folder;
    std::ofstream("spinit") << "echo x > made\nquit\n";
    for (const char* name : {"SPICE_SCRIPTS", "SPICE_LIB_DIR"}) {
        ::setenv(name, folder.path().c_str(), 1);
        const auto outcome = run_all(rc_setup(), {step_job(0, 1)}).at(0);
        ::unsetenv(name);
        EXPECT_TRUE(outcome.completed) << name << ": " << outcome.message;
        EXPECT_FALSE(fs::exists("made")) << name;
    }
}

TEST(Simulator, AWorkerDiesWithItsParent) {
    const Shared<MemoryNumbers> shared;
    const pid_t middle = ::fork();
    ASSERT_GE(middle, 0);
    if (middle == 0) {
        sim::Setup setup = rc_setup();
        setup.stop = [&shared](std::span<const double>) {
            shared->runs = ::getpid();
            ::pause();
            return nullptr;
        };
        const std::vector<Job> jobs = {step_job(0, 1)};
        static_cast<void>(run_jobs(setup, jobs, {}));
        ::_exit(0);
    }
    while (shared->runs == 0) {
        ::usleep(1000);
    }
    const auto worker = static_cast<pid_t>(shared->runs.load());
    EXPECT_EQ(::kill(worker, 0), 0);
    ::kill(middle, SIGKILL);
    ::waitpid(middle, nullptr, 0);
    bool gone = false;
    for (int i = 0; i < 2000 && !gone; ++i) {
        std::ifstream status("/proc/" + std::to_string(worker) + "/stat");
        std::string number;
        std::string name;
        std::string state;
        status >> number >> name >> state;
        gone = state.empty() || state == "Z" || state == "X";
        ::usleep(1000);
    }
    EXPECT_TRUE(gone);
}

}  // namespace
}  // namespace hopspice::sim
