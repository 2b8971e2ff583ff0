// Files appear complete under their name or not at all.

#include "support/files.h"
#include "support/limits.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

namespace hopspice {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone at the end of the test.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "hopspice-files-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string at(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

TEST(Files, WhatIsWrittenIsRead) {
    const Folder folder;
    const std::string bytes("line\nzero\0byte\xff", 15);
    EXPECT_TRUE(write_file(folder.at("f"), bytes).empty());
    const auto read = read_file(folder.at("f"), kMaxTextBytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, bytes);
    EXPECT_EQ(folder.entries(), 1U) << "no temporary file is left";
}

TEST(Files, AnExistingFileIsReplacedAsAWhole) {
    const Folder folder;
    EXPECT_TRUE(write_file(folder.at("f"), "a long first text").empty());
    EXPECT_TRUE(write_file(folder.at("f"), "short").empty());
    EXPECT_EQ(*read_file(folder.at("f"), kMaxTextBytes), "short");
    EXPECT_EQ(folder.entries(), 1U);
}

TEST(Files, PermissionsAreThoseOfTheUsersMask) {
    const Folder folder;
    const mode_t before = ::umask(027);
    EXPECT_TRUE(write_file(folder.at("f"), "x").empty());
    ::umask(before);
    EXPECT_EQ(fs::status(folder.at("f")).permissions() & fs::perms::mask,
              fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
}

TEST(Files, AFolderThatDoesNotExistIsADiagnostic) {
    const Folder folder;
    const Diagnostics diagnostics = write_file(folder.at("nowhere/f"), "x");
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics.front().id, "HS-E502");
    EXPECT_EQ(diagnostics.front().file, folder.at("nowhere/f"));
    EXPECT_EQ(folder.entries(), 0U);
}

TEST(Files, AFolderInPlaceOfTheFileLeavesNothingBehind) {
    const Folder folder;
    fs::create_directories(folder.at("f/inside"));
    const Diagnostics diagnostics = write_file(folder.at("f"), "x");
    ASSERT_EQ(diagnostics.size(), 1U);
    EXPECT_EQ(diagnostics.front().id, "HS-E502");
    EXPECT_EQ(folder.entries(), 1U);
}

TEST(Files, ADeviceIsWrittenThroughAndStaysADevice) {
    EXPECT_TRUE(write_file("/dev/null", "x").empty());
    EXPECT_EQ(fs::status("/dev/null").type(), fs::file_type::character);
}

TEST(Files, AMissingFileAndAFolderAreDiagnosticsOnReading) {
    const Folder folder;
    for (const std::string& path : {folder.at("nowhere"), folder.at("")}) {
        const auto read = read_file(path, kMaxTextBytes);
        ASSERT_FALSE(read) << path;
        EXPECT_EQ(read.error().front().id, "HS-E501");
        EXPECT_EQ(read.error().front().file, path);
    }
}

using Paths = std::vector<std::string>;

/// The id of what is said of these outputs and inputs.
std::string verdict(const Paths& outputs, const Paths& inputs) {
    const Diagnostics diagnostics = verify_outputs(outputs, inputs);
    EXPECT_LE(diagnostics.size(), 1U);
    return diagnostics.empty() ? "" : diagnostics.front().id;
}

TEST(Files, NoInputIsOverwrittenByWhateverName) {
    const Folder folder;
    const std::string input = folder.at("input");
    EXPECT_TRUE(write_file(input, "text").empty());
    fs::create_symlink(input, folder.at("symbolic"));
    fs::create_hard_link(input, folder.at("hard"));
    fs::create_directory(folder.at("deep"));
    for (const std::string& name : {input, folder.at("symbolic"), folder.at("hard"),
                                    folder.at("deep/../input"), folder.at("./input")}) {
        EXPECT_EQ(verdict({"", folder.at("other"), name}, {"", "-", input}), "HS-E528") << name;
        EXPECT_EQ(verdict({input}, {name}), "HS-E528") << name;
        EXPECT_EQ(verdict({input, name}, {}), "HS-E529") << name;
    }
    EXPECT_EQ(verdict({folder.at("other")}, {input, folder.at("missing")}), "");
}

TEST(Files, NoOutputIsWrittenTwice) {
    const Folder folder;
    fs::create_directory(folder.at("deep"));
    EXPECT_EQ(verdict({folder.at("new"), folder.at("deep/../new")}, {}), "HS-E529");
    EXPECT_EQ(verdict({folder.at("new"), folder.at("deep/new")}, {}), "");
    EXPECT_EQ(verdict({"-", "-", "", "", "/dev/null", "/dev/null"}, {"-", "/dev/null"}), "");
}

TEST(Files, AFileOverTheLimitIsRefused) {
    const Folder folder;
    ASSERT_TRUE(write_file(folder.at("f"), std::string((1U << 20) + 1, 'x')).empty());
    const FileBytes file = read_limited(folder.at("f"), 1U << 20);
    EXPECT_TRUE(file.bytes.empty());
    EXPECT_EQ(file.problem, "it is larger than 1 MiB");
    EXPECT_EQ(read_limited(folder.at("f"), (1U << 20) + 1).problem, "");
}

TEST(Files, WhatIsNoFileIsNotRead) {
    const Folder folder;
    ASSERT_EQ(::mkfifo(folder.at("pipe").c_str(), 0600), 0);
    const std::pair<std::string, std::string> places[] = {{"/dev/zero", "it is a device"},
                                                          {folder.at("pipe"), "it is a pipe"},
                                                          {folder.at(""), "it is a folder"}};
    for (const auto& [path, problem] : places) {
        EXPECT_EQ(read_limited(path, kMaxTextBytes).problem, problem) << path;
    }
}

}  // namespace
}  // namespace hopspice
