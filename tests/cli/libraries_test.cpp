// A stranger's library: what it may not do to a circuit, and that it runs nothing.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>

namespace hopspice::test {
namespace {

namespace fs = std::filesystem;

/// A model and a target that includes `mine.lib`, in a folder that is the current one.
class Libraries : public testing::Test {
protected:
    void SetUp() override {
        (void)folder_.write("spec.json", two_words(R"({"id": "a", "visible": [0.9, 0.2]})"));
        (void)folder_.write("target.json", R"({"format": "hopspice-target/1", "level": "opamp",
            "time_unit": "10n", "include": ["mine.lib"]})");
    }

    [[nodiscard]] Ran run_with(const std::string& library, Words words) const {
        (void)folder_.write("mine.lib", library);
        return hopspice(std::move(words), {"", folder_.path()});
    }

    TemporaryFolder folder_;
};

const std::vector<Words> kLibraryRuns = {
    {"recall", "spec.json", "-t", "target.json"},
    {"batch", "spec.json", "-t", "target.json", "--db", "runs.db"},
    {"batch", "spec.json", "-t", "target.json", "--only", "0"},
    {"characterize", "target.json"},
    {"compile", "spec.json", "-t", "target.json"},
    {"export", "spec.json", "-t", "target.json", "-d", "ltspice", "-o", "folder"},
    {"agree", "spec.json", "-t", "target.json", "--engine", "ngspice"},
    {"check", "spec.json", "-t", "target.json"},
    {"draw", "spec.json", "-t", "target.json"},
    {"generate", "spec.json", "-t", "target.json", "--prompt", "01"}};

TEST_F(Libraries, RunNothingInAnyCommand) {
    for (const std::string library :
         {".model known d\n.control\nshell touch made\n.endc\n",
          ".model known d\n*# shell touch made\n",
          ".subckt known a b\n.control\nshell touch made\n.endc\n.ends\n"}) {
        for (const Words& words : kLibraryRuns) {
            const Ran ran = run_with(library, words);
            EXPECT_EQ(ran.exit_code, 1) << words.front();
            EXPECT_NE(ran.err.find("library `mine.lib`, line 2: "), std::string::npos) << ran.err;
            EXPECT_NE(ran.err.find("[HS-E119]"), std::string::npos) << ran.err;
            EXPECT_EQ(ran.out, "");
            EXPECT_FALSE(fs::exists(folder_ / "made")) << words.front();
        }
    }
}

TEST_F(Libraries, DoNotRedefineWhatIsOurs) {
    for (const std::string library :
         {".model sw_on sw(vt=9)\n", "* text\n.include more.inc\n", ".func tanh(x) {0}\n"}) {
        (void)folder_.write("more.inc", ".subckt HS_OPAMP a b c d e\n.ends\n");
        for (const Words& words : {kLibraryRuns[0], kLibraryRuns[1], kLibraryRuns[4],
                                   kLibraryRuns[5], kLibraryRuns[7]}) {
            const Ran ran = run_with(library, words);
            EXPECT_EQ(ran.exit_code, 1) << words.front() << " " << library;
            EXPECT_NE(ran.err.find("[HS-E264]"), std::string::npos) << ran.err;
            EXPECT_NE(ran.err.find(", line 1: `"), std::string::npos) << ran.err;
        }
    }
}

/// The subcircuits of a deck are called after neurons: they get out of the way.
TEST_F(Libraries, MayUseANameThatIsFree) {
    const Ran ran = run_with(".subckt visible_0 a b\nr1 a b 1\n.ends\n", kLibraryRuns[4]);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("\n.subckt visible_0_ "), std::string::npos) << ran.out;
    EXPECT_EQ(ran.out.find("\n.subckt visible_0 "), std::string::npos);
}

TEST_F(Libraries, AreFilesWhoseTextIsNotShownUnlessTheyAreLibraries) {
    const Ran secret = run_with("root:secret:0:0\n", kLibraryRuns[0]);
    EXPECT_EQ(secret.exit_code, 1);
    EXPECT_EQ((secret.out + secret.err).find("secret"), std::string::npos) << secret.err;
    EXPECT_NE(secret.err.find("line 1"), std::string::npos) << secret.err;
    fs::remove(folder_ / "mine.lib");
    ASSERT_EQ(::mkfifo((folder_ / "mine.lib").c_str(), 0600), 0);
    const Ran pipe = hopspice(kLibraryRuns[0], {"", folder_.path()});
    EXPECT_EQ(pipe.exit_code, 1);
    EXPECT_NE(pipe.err.find("[HS-E111]"), std::string::npos) << pipe.err;
}

}  // namespace
}  // namespace hopspice::test
