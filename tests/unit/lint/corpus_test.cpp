// Whole decks: what is said about one that was written for another simulator, and that our own
// netlists are read by ngspice as they stand.

#include <hopspice/lint.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hopspice {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = HOPSPICE_SOURCE_DIR;

std::string contents_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// NAME.cir has findings for DIALECT in NAME.DIALECT.expected.
TEST(LintCorpus, EveryDeckHasTheFindingsBesideIt) {
    std::size_t compared = 0;
    for (const auto& entry : fs::directory_iterator(kRoot / "tests/data/lint")) {
        if (entry.path().extension() != ".cir") {
            continue;
        }
        for (const Dialect dialect : lint_dialects()) {
            fs::path expected = entry.path();
            expected.replace_extension("." + to_string(dialect) + ".expected");
            const std::string said = format_lint(
                lint_text(contents_of(entry.path()), entry.path().filename().string(), dialect));
            if (std::getenv("HOPSPICE_UPDATE_EXPECTED") != nullptr) {
                std::ofstream(expected, std::ios::binary) << said;
            }
            EXPECT_EQ(said, contents_of(expected)) << expected;
            ++compared;
        }
    }
    EXPECT_GE(compared, 3 * lint_dialects().size());
}

/// The last word of `xor.opamp-1G.xyce.cir` but the extension, where it is a dialect.
Dialect dialect_of(const fs::path& netlist) {
    const std::string word = netlist.stem().extension().string();
    return find_dialect(word.empty() ? word : word.substr(1)).value_or(Dialect::Ngspice);
}

TEST(LintCorpus, OurNetlistsAreReadAsTheyStand) {
    std::size_t read = 0;
    for (const auto& entry : fs::directory_iterator(kRoot / "netlists")) {
        if (entry.path().extension() != ".md") {
            const LintReport report = lint_text(contents_of(entry.path()), entry.path().string(),
                                                dialect_of(entry.path()));
            EXPECT_TRUE(report.findings.empty()) << format_lint(report);
            ++read;
        }
    }
    EXPECT_GE(read, 10U);
}

}  // namespace
}  // namespace hopspice
