// What the pages say is so: the commands of README and of docs run and print what is shown, the
// snippet is the example that is built, and every file a page names exists.

#include "page.h"

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace {

namespace fs = std::filesystem;

using page::Block;

const fs::path kRoot = HOPSPICE_SOURCE_DIR;
const fs::path kReadme = kRoot / "README.md";
const fs::path kScratch = HOPSPICE_SCRATCH_DIR;

std::string text_of(const fs::path& path) {
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

/// README and the pages it leads to, in its order: a command may need what one before it wrote.
std::vector<fs::path> pages() {
    std::vector<fs::path> paths{kReadme};
    for (const std::string& link : page::read_links(text_of(kReadme))) {
        const fs::path path = kRoot / link;
        if (link.starts_with("docs/") && std::ranges::find(paths, path) == paths.end()) {
            paths.push_back(path);
        }
    }
    return paths;
}

std::vector<Block> blocks_in(const fs::path& path, const std::string& language) {
    std::vector<Block> blocks = page::read_blocks(text_of(path));
    std::erase_if(blocks, [&](const Block& block) { return block.language != language; });
    return blocks;
}

/// A block of shell commands that call the tool.
bool calls_the_tool(const Block& block) {
    const std::string text = "\n" + block.text;
    return block.language == "sh" && (text.find("\nhopspice ") != std::string::npos ||
                                      text.find(" hopspice ") != std::string::npos);
}

/// A folder that looks like the repository and takes what the commands write.
void make_scratch() {
    fs::remove_all(kScratch);
    fs::create_directories(kScratch);
    for (const char* name : {"models", "netlists"}) {
        fs::create_directory_symlink(kRoot / name, kScratch / name);
    }
}

struct Outcome {
    int status = 0;
    std::string output;
    std::string complaints;
};

Outcome run_in_scratch(const std::string& script) {
    write(kScratch / "block.sh", "export PATH=\"" HOPSPICE_BIN_DIR ":$PATH\"\n" + script);
    const std::string command = "cd '" + kScratch.string() +
                                "' && bash -euo pipefail block.sh >output.txt 2>complaints.txt "
                                "</dev/null";
    const int status = std::system(command.c_str());
    return {status, text_of(kScratch / "output.txt"), text_of(kScratch / "complaints.txt")};
}

/// `HOPSPICE_BLESS=1` puts the real output where the page shows another one.
bool blessing() {
    const char* value = std::getenv("HOPSPICE_BLESS");
    return value != nullptr && std::string(value) == "1";
}

void bless(const fs::path& page, const Block& shown, const std::string& real) {
    std::string text = text_of(page);
    text.replace(shown.begin, shown.text.size(), real);
    write(page, text);
}

TEST(Readme, GivesExactlyTwoCommandsFirst) {
    const auto commands = blocks_in(kReadme, "sh");
    ASSERT_FALSE(commands.empty());
    EXPECT_EQ(commands.front().text, "tools/quickstart\ntools/check\n");
    for (const char* script : {"tools/quickstart", "tools/check", "tools/packages", ".ci/run"}) {
        EXPECT_EQ(::access((kRoot / script).c_str(), X_OK), 0) << script;
    }
}

/// The commands of a page, each with what the page shows of it; how many there are.
std::size_t run_page(const fs::path& path) {
    const std::vector<Block> blocks = page::read_blocks(text_of(path));
    std::vector<std::pair<Block, std::string>> outdated;
    std::size_t runs = 0;
    for (std::size_t k = 0; k < blocks.size(); ++k) {
        if (!calls_the_tool(blocks[k])) {
            continue;
        }
        SCOPED_TRACE(path.filename().string() + " line " + std::to_string(blocks[k].line) + ":\n" +
                     blocks[k].text);
        const Outcome outcome = run_in_scratch(blocks[k].text);
        ++runs;
        EXPECT_EQ(outcome.status, 0) << outcome.complaints;
        if (outcome.status == 0 && k + 1 < blocks.size() && blocks[k + 1].language == "text") {
            const auto difference = page::find_difference(blocks[k + 1].text, outcome.output);
            if (!difference.empty() && blessing()) {
                outdated.emplace_back(blocks[k + 1], outcome.output);
            } else {
                EXPECT_EQ(difference, "") << "HOPSPICE_BLESS=1 shows the real output instead";
            }
        }
    }
    for (auto block = outdated.rbegin(); block != outdated.rend(); ++block) {
        bless(path, block->first, block->second);
    }
    return runs;
}

TEST(Readme, CommandsRunAndPrintWhatThePageShows) {
    make_scratch();
    std::size_t runs = 0;
    for (const fs::path& path : pages()) {
        runs += run_page(path);
    }
    EXPECT_GE(runs, 20U);
}

TEST(Readme, LeadsToEveryPage) {
    const std::vector<fs::path> known = pages();
    for (const auto& entry : fs::directory_iterator(kRoot / "docs")) {
        EXPECT_NE(std::ranges::find(known, entry.path()), known.end()) << entry.path();
    }
}

/// A newcomer reads one screen.
TEST(Readme, IsShort) { EXPECT_LT(text_of(kReadme).size(), 8000U); }

TEST(Readme, NamesEveryTargetEnergyAndActivation) {
    std::string text;
    for (const fs::path& path : pages()) {
        text += text_of(path);
    }
    for (const auto& list :
         {hopspice::list_targets(), hopspice::list_energies(), hopspice::list_activations()}) {
        for (const hopspice::ListedItem& item : list) {
            EXPECT_NE(text.find("`" + item.name + "`"), std::string::npos) << item.name;
        }
    }
}

TEST(Readme, SnippetIsTheConsumerThatIsBuilt) {
    const auto snippets = blocks_in(kRoot / "docs/library.md", "cpp");
    ASSERT_EQ(snippets.size(), 1U);
    EXPECT_EQ(snippets.front().text, text_of(kRoot / "tests/consumer/main.cpp"));
    const auto projects = blocks_in(kRoot / "docs/library.md", "cmake");
    ASSERT_EQ(projects.size(), 1U);
    EXPECT_NE(text_of(kRoot / "tests/consumer/CMakeLists.txt").find(projects.front().text),
              std::string::npos);
}

TEST(Pages, NameOnlyFilesThatExist) {
    std::vector<fs::path> files = pages();
    for (const char* name : {"CONTRIBUTING.md", "CHANGELOG.md", "src/README.md"}) {
        files.push_back(kRoot / name);
    }
    for (const fs::path& file : files) {
        const std::string name = fs::relative(file, kRoot).string();
        const std::string text = text_of(file);
        ASSERT_FALSE(text.empty()) << name;
        for (const std::string& link : page::read_links(text)) {
            EXPECT_TRUE(fs::exists(file.parent_path() / link)) << name << " links to " << link;
        }
        for (const std::string& path : page::read_paths(text)) {
            EXPECT_TRUE(fs::exists(kRoot / path)) << name << " names " << path;
        }
    }
}

TEST(PageReader, ReadsFencedBlocksWithTheirPlace) {
    const std::string text = "words\n```sh\nhopspice list\n```\n```text\na\nb\n```\n";
    const auto blocks = page::read_blocks(text);
    ASSERT_EQ(blocks.size(), 2U);
    EXPECT_EQ(blocks[0].language, "sh");
    EXPECT_EQ(blocks[0].text, "hopspice list\n");
    EXPECT_EQ(blocks[0].line, 2U);
    EXPECT_EQ(text.substr(blocks[1].begin, blocks[1].text.size()), "a\nb\n");
}

TEST(PageReader, ComparesWordsExactlyAndNumbersNearly) {
    EXPECT_EQ(page::find_difference("t  67.5 ns,  0.011 %\n-----\n", "t 67.0 ns, 0.013 %\n--\n"),
              "");
    EXPECT_NE(page::find_difference("t 67.5 ns\n", "t 67.5 us\n"), "");
    EXPECT_NE(page::find_difference("t 67.5 ns\n", "t 80 ns\n"), "");
    EXPECT_NE(page::find_difference("word 1100\n", "word 1101\n"), "");
    EXPECT_NE(page::find_difference("one\n", "one\ntwo\n"), "");
    EXPECT_NE(page::find_difference("one two\n", "one\n"), "");
}

}  // namespace
