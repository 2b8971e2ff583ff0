#include "support/temporary_folder.h"

#include "support/files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, GoesWithAllThatIsInIt) {
    std::string path;
    {
        const auto folder = TemporaryFolder::make("support-test");
        ASSERT_TRUE(folder);
        path = folder->path();
        EXPECT_TRUE(fs::path(path).filename().string().starts_with("support-test-")) << path;
        fs::create_directories(path + "/deep/er");
        EXPECT_TRUE(write_file(path + "/deep/er/file", "text").empty());
        EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, StaysWhereItsOwnerMoves) {
    auto first = TemporaryFolder::make("support-test");
    ASSERT_TRUE(first);
    const std::string path = first->path();
    {
        const TemporaryFolder second = std::move(*first);
        EXPECT_EQ(second.path(), path);
        EXPECT_TRUE(fs::exists(path));
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, TwoOfOneNameAreTwo) {
    const auto first = TemporaryFolder::make("support-test");
    const auto second = TemporaryFolder::make("support-test");
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->path(), second->path());
}

TEST(TemporaryFolder, WithoutItsPlaceIsAnError) {
    const auto failed = TemporaryFolder::make("no/such/place");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().front().id, "HS-E502");
}

}  // namespace
}  // namespace hopspice
