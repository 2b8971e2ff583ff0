// Files and streams: where specs come from, where results go, and that nothing is left
// half-written.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

TEST(Files, ADashReadsTheSpecFromStandardInput) {
    const Ran ran = hopspice({"recall", "-"}, {read_text(model("xor.json")), ""});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("12"), std::string::npos);
}

TEST(Files, ADashWritesTheNetlistToStandardOutput) {
    const TemporaryFolder folder;
    const Ran dash = hopspice({"compile", model("xor.json"), "-o", "-"});
    const Ran file = hopspice({"compile", model("xor.json"), "-o", folder / "xor.cir"});
    EXPECT_EQ(dash.exit_code, 0) << dash.err;
    EXPECT_EQ(file.exit_code, 0) << file.err;
    EXPECT_EQ(file.out, "");
    EXPECT_EQ(dash.out, read_text(folder / "xor.cir"));
    EXPECT_TRUE(dash.out.ends_with(".end\n"));
}

TEST(Files, ASchematicHasItsSymbolsBesideIt) {
    const TemporaryFolder folder;
    const Ran file = hopspice({"compile", model("xor.json"), "-t", "opamp-1G", "-q", "-d", "xschem",
                               "-o", folder / "xor.sch"});
    EXPECT_EQ(file.exit_code, 0) << file.err;
    EXPECT_EQ(folder.names(),
              (Words{"hs_ground.sym", "hs_opamp.sym", "hs_pwl.sym", "hs_switch.sym", "xor.sch"}));
    const Ran dash =
        hopspice({"compile", model("xor.json"), "-t", "opamp-1G", "-q", "-d", "xschem"});
    EXPECT_EQ(dash.out, read_text(folder / "xor.sch"));
    const Ran nowhere = hopspice({"compile", model("xor.json"), "-q", "-d", "xschem", "-o",
                                  folder / "nowhere" + "/xor.sch"});
    EXPECT_EQ(nowhere.exit_code, 1);
    EXPECT_NE(nowhere.err.find("[HS-E502]"), std::string::npos) << nowhere.err;
}

TEST(Files, CompilingTwiceGivesTheSameBytes) {
    const std::vector<std::string> compile = {
        "compile", model("two-block.json"), "-t", "opamp-1G", "--set", "conductance.mismatch=0.05"};
    EXPECT_EQ(hopspice(compile).out, hopspice(compile).out);
}

TEST(Files, PathsOfASpecAreRelativeToIt) {
    const TemporaryFolder folder;
    (void)folder.write("deep down/w.csv", "1,0\n0,1\n");
    const std::string spec = folder.write(
        "deep down/my spec.json",
        R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [{"energy": {"type":
            "softmax", "beta": 8}, "weights": {"file": "w.csv"}}],
            "queries": [{"id": "q", "visible": [1, 0]}]})");
    for (const std::string& from : Words{folder.path(), folder / "deep down", std::string("/")}) {
        const std::string path =
            from == "/" ? spec : std::filesystem::relative(spec, from).string();
        const Ran ran = hopspice({"recall", path}, {"", from});
        EXPECT_EQ(ran.exit_code, 0) << from << ": " << ran.err;
    }
}

TEST(Files, AnUnwritablePlaceIsOneDiagnosticAndNoFile) {
    const TemporaryFolder folder;
    (void)folder.write("file", "x");
    for (const std::string& place : Words{folder / "no/such/folder/x.cir", folder / "file/x.cir"}) {
        const Ran ran = hopspice({"compile", model("xor.json"), "-q", "-o", place});
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_EQ(lines_of(ran.err), 1U) << ran.err;
        EXPECT_NE(ran.err.find("[HS-E502]"), std::string::npos) << ran.err;
    }
    EXPECT_EQ(folder.names(), Words{"file"});
}

TEST(Files, AnUnwritablePlaceOfResultsExitsWithOne) {
    const TemporaryFolder folder;
    for (const std::string& option : Words{"--json", "--waves"}) {
        const Ran ran = hopspice({"recall", model("xor.json"), "-q", "--input", "01?", option,
                                  folder / "no/such/folder/x.csv"});
        EXPECT_EQ(ran.exit_code, 1) << option;
        EXPECT_NE(ran.err.find("[HS-E502]"), std::string::npos) << ran.err;
    }
    EXPECT_TRUE(folder.names().empty());
}

TEST(Files, AFullDeviceIsNotSuccess) {
    for (const std::string& command :
         Words{"list targets", "check '" + model("xor.json") + "'",
               "recall '" + model("xor.json") + "'", "compile '" + model("xor.json") + "'",
               "recall --json - '" + model("xor.json") + "'"}) {
        const Ran ran = run({"/bin/sh", "-c", kHopspice + " " + command + " > /dev/full"});
        EXPECT_EQ(ran.exit_code, 1) << command << ": " << ran.err;
    }
}

TEST(Files, AFailedRunKeepsTheOldFiles) {
    const TemporaryFolder folder;
    const std::string bad = folder.write("bad.json", R"({"format": "denseam/1"})");
    const std::string deck = folder.write("old.cir", "old deck");
    const std::string results = folder.write("old-results.json", "old results");
    EXPECT_EQ(hopspice({"compile", bad, "-o", deck}).exit_code, 1);
    EXPECT_EQ(hopspice({"recall", bad, "--json", results}).exit_code, 1);
    EXPECT_EQ(read_text(deck), "old deck");
    EXPECT_EQ(read_text(results), "old results");
    EXPECT_EQ(folder.names(), (Words{"bad.json", "old-results.json", "old.cir"}));
}

TEST(Files, WavesOfOneQueryAreACsvOfThatName) {
    const TemporaryFolder folder;
    const Ran ran =
        hopspice({"recall", model("xor.json"), "--input", "01?", "--waves", folder / "w.csv"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(folder.names(), Words{"w.csv"});
    const std::string text = read_text(folder / "w.csv");
    EXPECT_TRUE(text.starts_with("time,")) << text.substr(0, 200);
    EXPECT_GT(lines_of(text), 20U);
}

TEST(Files, RawWavesAreReadByNgspice) {
    const TemporaryFolder folder;
    const Ran ran = hopspice({"recall", model("xor.json"), "-t", "opamp-1G", "--input", "01?",
                              "--waves", folder / "w.raw"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    (void)folder.write("load.cir",
                       "* load\n.control\nload w.raw\nlet points = length(time)\nprint points\n"
                       "let last = v(v2)[length(time)-1]\nprint last\nquit\n.endc\n.end\n");
    const Ran loaded = run({NGSPICE_BINARY, "-b", "load.cir"}, {"", folder.path()});
    const std::size_t at = loaded.out.find("points = ");
    ASSERT_NE(at, std::string::npos) << loaded.out << loaded.err;
    EXPECT_GT(std::stod(loaded.out.substr(at + 9)), 20);
    EXPECT_NE(loaded.out.find("last = "), std::string::npos) << loaded.out << loaded.err;
}

TEST(Files, RawWavesOfAnOddNameAreReadByNgspice) {
    const TemporaryFolder folder;
    const std::string spec =
        folder.write("spec.json", two_words(R"({"id": "Binary: 記憶 * ;", "visible": [1, 0]})"));
    const Ran ran = hopspice({"recall", spec, "--waves", folder / "w.raw"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    (void)folder.write("load.cir",
                       "* load\n.control\nload w.raw\nlet last = "
                       "v(v0)[length(time)-1]\nprint last\nquit\n.endc\n.end\n");
    const Ran loaded = run({NGSPICE_BINARY, "-b", "load.cir"}, {"", folder.path()});
    const std::size_t at = loaded.out.find("last = ");
    ASSERT_NE(at, std::string::npos) << loaded.out << loaded.err;
    EXPECT_NEAR(std::stod(loaded.out.substr(at + 7)), 1, 0.05);
}

TEST(Files, WavesOfSeveralQueriesAreSeveralFiles) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(
        "spec.json",
        two_words(R"({"id": "a/b", "visible": [1, 0]}, {"id": "a:b", "visible": [0, 1]},
                                  {"id": "../c", "visible": [1, 1]})"));
    const Ran ran = hopspice({"recall", spec, "--waves", folder / "w.csv"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(folder.names(), (Words{"spec.json", "w.___c.csv", "w.a_b-2.csv", "w.a_b.csv"}));
}

TEST(Files, WavesOfAnUnknownKindAreRefused) {
    const TemporaryFolder folder;
    const Ran ran =
        hopspice({"recall", model("xor.json"), "--input", "01?", "--waves", folder / "w.png"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E504]"), std::string::npos) << ran.err;
    EXPECT_TRUE(folder.names().empty());
}

/// What is no file is refused at once, whoever asks to read it.
TEST(Files, DevicesAndPipesAreNotRead) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe.csv").c_str(), 0600), 0);
    const std::string spec = model("xor.json");
    for (const std::string& place : {std::string("/dev/zero"), folder / "pipe.csv"}) {
        for (const Words& command :
             {Words{"lint", place}, Words{"check", place}, Words{"check", spec, "-t", place},
              Words{"recall", spec, "--waves", folder / "w.csv", "--queries", place},
              Words{"measure", spec, "--waves", place}, Words{"results", place},
              Words{"batch", spec, "--db", place}, Words{"merge", folder / "m.db", place}}) {
            const Ran ran = hopspice(command);
            EXPECT_EQ(ran.exit_code, 1) << command.front() << " " << place;
            EXPECT_NE(ran.err.find("[HS-E"), std::string::npos) << ran.err;
        }
    }
}

TEST(Files, StandardInputHasALimit) {
    const Ran ran =
        run({"/bin/sh", "-c", "head -c 40000000 /dev/zero | " + kHopspice + " check -"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("it is larger than 32 MiB [HS-E501]"), std::string::npos) << ran.err;
}

/// No byte and no character that a terminal obeys, or that hides others; line feeds are meant.
void expect_shown(const std::string& text) {
    for (const char c : text) {
        EXPECT_FALSE((c >= 0 && c < ' ' && c != '\n') || c == '\x7f') << text;
    }
    for (const char* hidden : {"\u009b", "\u202e", "\u2066", "\u2028", "\u200f"}) {
        EXPECT_EQ(text.find(hidden), std::string::npos) << text;
    }
}

const std::string kHostile = "a\x1b[2J\u009b31m\u202e\u2066\u2028\u200f\rb";

TEST(Files, ControlCharactersOfNamesAreShownNotObeyed) {
    const TemporaryFolder folder;
    const std::string spec = folder.write(kHostile + "\n.json", read_text(model("xor.json")));
    json unnamed = parsed(read_text(model("xor.json")));
    unnamed.erase("name");
    const std::string named_by_file = folder.write(kHostile + "2.json", unnamed.dump());
    for (const Words& command :
         {Words{"check", spec}, Words{"check", named_by_file}, Words{"recall", named_by_file},
          Words{"compile", named_by_file}, Words{"check", folder / kHostile},
          Words{"check", spec, "--set", kHostile}, Words{"check", spec, "-t", kHostile},
          Words{"recall", spec, "--input", kHostile}, Words{"check", spec, kHostile},
          Words{"check", spec, "--" + kHostile}, Words{"results", kHostile},
          Words{"recall", named_by_file, "--json", "-"}}) {
        const Ran ran = hopspice(command);
        expect_shown(ran.out);
        expect_shown(ran.err);
        EXPECT_NE(ran.out + ran.err, "");
    }
}

TEST(Files, NamesWithControlCharactersAreRefused) {
    const TemporaryFolder folder;
    const std::string spec =
        folder.write("spec.json", two_words("{\"id\": \"a\u202e\", \"visible\": [1, 0]}"));
    const Ran ran = hopspice({"check", spec});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E027]"), std::string::npos) << ran.err;
}

TEST(Files, ADeckIsQuotedWithoutItsControlCharacters) {
    const TemporaryFolder folder;
    const std::string deck =
        folder.write("deck.cir", "* title\n.control " + kHostile + "\n.endc\n.end\n");
    const Ran table = hopspice({"lint", deck, "-d", "spice3"});
    expect_shown(table.out);
    EXPECT_NE(table.out.find("\\x1b[2J"), std::string::npos) << table.out;
    const Ran written = hopspice({"lint", deck, "-d", "spice3", "--json", "-"});
    expect_shown(written.out);
    EXPECT_NE(parsed(written.out)["findings"][0]["text"].get<std::string>().find("\x1b[2J"),
              std::string::npos);
}

TEST(Files, QueriesComeFromAFile) {
    const TemporaryFolder folder;
    const std::string queries = folder.write("q.csv", "0,1,?\n1,1,?\n");
    const Ran ran = hopspice({"recall", model("xor.json"), "--queries", queries, "--json", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(parsed(ran.out)["queries"].size(), 2U);
}

}  // namespace
}  // namespace hopspice::test
