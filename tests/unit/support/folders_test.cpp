// Folders on disk: complete or not at all.

#include "support/folders.h"

#include "support/files.h"
#include "support/limits.h"
#include "support/rules.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

class Folders : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "hopspice-folders.XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    void TearDown() override { fs::remove_all(root_); }

    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
    }
    fs::path root_;
};

TEST_F(Folders, AppearWithAllTheirFiles) {
    const std::string place = (root_ / "out").string();
    EXPECT_TRUE(write_folder(place, {{"a.txt", "one"}, {"deep/er/b.txt", "two"}}).empty());
    EXPECT_EQ(read_file(place + "/a.txt", kMaxTextBytes).value(), "one");
    EXPECT_EQ(read_file(place + "/deep/er/b.txt", kMaxTextBytes).value(), "two");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(Folders, AnEmptyOneIsReplacedAndASlashAtTheEndIsFine) {
    fs::create_directory(root_ / "out");
    EXPECT_TRUE(write_folder((root_ / "out").string() + "/", {{"a.txt", "one"}}).empty());
    EXPECT_TRUE(fs::exists(root_ / "out" / "a.txt"));
    EXPECT_EQ(entries(), 1U);
}

TEST_F(Folders, OneWithFilesInItIsLeftAlone) {
    fs::create_directory(root_ / "out");
    std::ofstream(root_ / "out" / "mine.txt") << "mine";
    const Diagnostics diagnostics = write_folder((root_ / "out").string(), {{"a.txt", "one"}});
    ASSERT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.front().id, "HS-E502");
    EXPECT_FALSE(fs::exists(root_ / "out" / "a.txt"));
    EXPECT_EQ(entries(), 1U);
}

TEST_F(Folders, AFileOfThatNameIsLeftAlone) {
    std::ofstream(root_ / "out") << "mine";
    EXPECT_TRUE(write_folder((root_ / "out").string(), {{"a.txt", "one"}}).has_errors());
    EXPECT_EQ(read_file((root_ / "out").string(), kMaxTextBytes).value(), "mine");
    EXPECT_EQ(entries(), 1U);
}

/// `a` cannot be a file and a folder.
TEST_F(Folders, NothingIsLeftWhereOneFileCannotBeWritten) {
    EXPECT_TRUE(
        write_folder((root_ / "out").string(), {{"a", "one"}, {"a/b", "two"}}).has_errors());
    EXPECT_EQ(entries(), 0U);
}

TEST_F(Folders, AParentThatIsMissingIsDiagnosed) {
    const Diagnostics diagnostics = write_folder((root_ / "no/where").string(), {{"a", "one"}});
    ASSERT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.front().id, "HS-E502");
}

}  // namespace
}  // namespace hopspice
