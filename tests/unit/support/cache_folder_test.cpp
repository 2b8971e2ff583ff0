#include "support/cache_folder.h"

#include "support/own_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

class CacheFolder : public testing::Test {
protected:
    void SetUp() override {
        folder_ = test::own_file("cache");
        fs::remove_all(folder_);
        ::setenv("HOPSPICE_CACHE", folder_.c_str(), 1);
    }
    void TearDown() override { ::unsetenv("HOPSPICE_CACHE"); }

    std::string folder_;
};

TEST_F(CacheFolder, GivesBackWhatItWasGiven) {
    EXPECT_FALSE(find_cached("devices/a", 100));
    keep_cached("devices/a", "bytes");
    EXPECT_EQ(find_cached("devices/a", 100), "bytes");
    keep_cached("devices/a", "others");
    EXPECT_EQ(find_cached("devices/a", 100), "others");
    EXPECT_FALSE(find_cached("devices/a", 3)) << "more than was asked for";
    EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
}

TEST_F(CacheFolder, ThatCannotBeWrittenIsNone) {
    std::ofstream(folder_) << "a file stands here";
    keep_cached("devices/a", "bytes");
    EXPECT_FALSE(find_cached("devices/a", 100));
    fs::remove(folder_);
}

TEST_F(CacheFolder, IsTurnedOffByAnEmptyName) {
    ::setenv("HOPSPICE_CACHE", "", 1);
    EXPECT_EQ(cache_folder(), "");
    keep_cached("devices/a", "bytes");
    EXPECT_FALSE(find_cached("devices/a", 100));
}

TEST_F(CacheFolder, IsWhereTheSystemHasItsOwn) {
    ::unsetenv("HOPSPICE_CACHE");
    const char* before = std::getenv("XDG_CACHE_HOME");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("XDG_CACHE_HOME", "/somewhere", 1);
    EXPECT_EQ(cache_folder(), "/somewhere/hopspice");
    ::setenv("XDG_CACHE_HOME", "not/absolute", 1);
    EXPECT_TRUE(cache_folder().empty() || cache_folder().ends_with("/.cache/hopspice"));
    before == nullptr ? ::unsetenv("XDG_CACHE_HOME") : ::setenv("XDG_CACHE_HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace hopspice
