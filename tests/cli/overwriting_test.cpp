// No command overwrites what it reads, by whatever name, nor writes one file twice.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

namespace hopspice::test {
namespace {

namespace fs = std::filesystem;

/// A model with an array, a target with a library, queries, a waveform, a netlist and a database.
class Overwriting : public testing::Test {
protected:
    void SetUp() override {
        (void)folder_.write("w.csv", "1,0\n0,1\n");
        (void)folder_.write("spec.json",
                            R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [
            {"energy": {"type": "softmax", "beta": 8}, "weights": {"file": "w.csv"}, "bias": -0.5}],
            "readout": {"type": "threshold", "level": 0.5}, "queries": [
            {"id": "a", "visible": [0.9, 0.2]}, {"id": "b", "visible": [0.2, 0.9]}]})");
        (void)folder_.write("part.inc", ".model part d\n");
        (void)folder_.write("mine.lib", ".include part.inc\n");
        (void)folder_.write("target.json", R"({"format": "hopspice-target/1", "level": "opamp",
            "time_unit": "10n", "include": ["mine.lib"]})");
        (void)folder_.write("queries.json", R"([{"id": "c", "visible": [0.9, 0.1]}])");
        (void)folder_.write("waves.csv", "time,v_0\n0,0\n1,1\n");
        for (const std::string name : {"parity.json", "parity.npz"}) {
            fs::copy_file(model(name), at(name));
        }
        (void)folder_.write("deck.cir", "title\nr1 a 0 1\n.end\n");
        ASSERT_EQ(hopspice({"batch", at("spec.json"), "--db", at("runs.db"), "-q"}).exit_code, 0);
        fs::create_hard_link(at("spec.json"), at("hard.json"));
        fs::create_symlink(at("spec.json"), at("symbolic.json"));
        before_ = files_in(folder_.path());
    }

    [[nodiscard]] std::string at(const std::string& name) const { return folder_ / name; }

    /// Refused at once, with one line, and nothing is written.
    void refuse(const Words& words, const std::string& id = "HS-E528") {
        const Ran ran = hopspice(words);
        EXPECT_EQ(ran.exit_code, 1) << words.front() << " " << words.back();
        EXPECT_EQ(lines_of(ran.err), 1U) << ran.err;
        EXPECT_NE(ran.err.find("[" + id + "]"), std::string::npos)
            << words.front() << ": " << ran.err;
        EXPECT_EQ(ran.out, "");
        EXPECT_EQ(files_in(folder_.path()), before_) << words.front();
    }

    TemporaryFolder folder_;
    std::map<std::string, std::string> before_;
};

TEST_F(Overwriting, IsRefusedByEveryCommandThatWrites) {
    const std::string spec = at("spec.json");
    const std::string target = at("target.json");
    refuse({"results", at("runs.db"), "--csv", at("runs.db")});
    refuse({"results", at("runs.db"), "--json", at("runs.db")});
    refuse({"results", at("runs.db"), "--csv", at("runs.db-wal")});
    refuse({"merge", at("whole.db"), at("runs.db"), "--json", at("runs.db")});
    refuse({"recall", spec, "--json", spec});
    refuse({"check", spec, "--json", spec});
    refuse({"compile", spec, "-o", spec});
    refuse({"compile", spec, "-d", "xschem", "-o", spec});
    refuse({"compile", spec, "-d", "verilog-a", "-o", spec});
    refuse({"draw", spec, "-o", spec});
    refuse({"reference", spec, "--json", spec});
    refuse({"agree", spec, "--engine", "ngspice", "--json", spec});
    refuse({"characterize", target, "--json", target});
    refuse({"characterize", target, "--fit", target});
    refuse({"lint", at("deck.cir"), "--json", at("deck.cir")});
    refuse({"measure", spec, "--waves", at("waves.csv"), "--json", at("waves.csv")});
    refuse({"batch", spec, "--db", at("new.db"), "--json", spec});
    refuse({"batch", spec, "--db", at("new.db"), "--progress-file", spec});
    refuse({"batch", spec, "--db", spec, "--resume"});
    refuse({"batch", spec, "--only", "0", "--deck", spec});
    refuse({"batch", spec, "--only", "0", "--json", spec});
    const std::string generator = at("parity.json");
    refuse({"generate", generator, "--prompt", "01101001", "--json", generator});
}

TEST_F(Overwriting, IsRefusedOfEveryFileThatIsRead) {
    for (const std::string input :
         {"spec.json", "hard.json", "symbolic.json", "./spec.json", "w.csv", "target.json",
          "mine.lib", "part.inc", "queries.json"}) {
        refuse({"recall", at("spec.json"), "-t", at("target.json"), "--queries", at("queries.json"),
                "--json", at(input)});
    }
    (void)folder_.write("out.b.csv", "1,0\n0,1\n");
    (void)folder_.write("other.json",
                        R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [
        {"energy": {"type": "softmax", "beta": 8}, "weights": {"file": "out.b.csv"}}],
        "queries": [{"id": "a"}, {"id": "b"}]})");
    before_ = files_in(folder_.path());
    refuse({"recall", at("other.json"), "--waves", at("out.csv")});
}

TEST_F(Overwriting, OneFileIsNotWrittenTwice) {
    refuse({"recall", at("spec.json"), "--json", at("a.csv"), "--waves", at("a.csv"), "--queries",
            at("queries.json")},
           "HS-E529");
    refuse({"results", at("runs.db"), "--json", at("a.csv"), "--csv", at("./a.csv")}, "HS-E529");
    refuse({"characterize", "opamp-1G", "--json", at("a.json"), "--fit", at("a.json")}, "HS-E529");
}

TEST_F(Overwriting, EverythingElseIsWritten) {
    const Ran ran = hopspice(
        {"recall", at("spec.json"), "-q", "--json", at("new.json"), "--waves", at("new.csv")});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    const Ran again =
        hopspice({"recall", at("spec.json"), "-q", "--json", at("new.json"), "--waves", "-"});
    EXPECT_NE(again.err.find("HS-E504"), std::string::npos) << again.err;
    EXPECT_EQ(hopspice({"results", at("runs.db"), "--csv", at("new.csv"), "-q"}).exit_code, 0);
}

/// The lock is of the database, whatever it is called.
TEST_F(Overwriting, OneDatabaseHasOneLock) {
    fs::create_symlink("slow.db", at("link.db"));
    const Process first({kHopspice, "batch", folder_.write("slow.json", two_words(kSlowQuery)),
                         "--db", at("link.db"), "-q"});
    ASSERT_TRUE(eventually([&] { return fs::exists(at("slow.db.lock")); }));
    const Ran second =
        hopspice({"batch", at("slow.json"), "--db", at("slow.db"), "--resume", "-q"});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("[HS-E508]"), std::string::npos) << second.err;
}

TEST_F(Overwriting, ADatabaseWithASecondNameIsNotWritten) {
    fs::create_hard_link(at("runs.db"), at("second.db"));
    for (const std::string name : {"runs.db", "second.db"}) {
        const Ran ran = hopspice({"batch", at("spec.json"), "--db", at(name), "--resume", "-q"});
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_NE(ran.err.find("hard links"), std::string::npos) << ran.err;
        EXPECT_EQ(hopspice({"results", at(name), "-q"}).exit_code, 0) << "it can be read";
    }
}

}  // namespace
}  // namespace hopspice::test
