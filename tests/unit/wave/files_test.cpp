// Waveforms on disk: what is written is what is read, by us and by ngspice.

#include "wave/files.h"

#include "wave/import.h"

#include "support/files.h"
#include "support/limits.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <sstream>

namespace hopspice::wave {
namespace {

namespace fs = std::filesystem;

/// A new folder for the files of one test.
class WaveFiles : public testing::Test {
protected:
    WaveFiles() {
        std::string name = fs::temp_directory_path() / "wave-test-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~WaveFiles() override { fs::remove_all(folder_); }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
    std::string write(const std::string& name, const std::string& bytes) const {
        EXPECT_TRUE(write_file(path(name), bytes).empty());
        return path(name);
    }

private:
    fs::path folder_;
};

Waveform some_waveform() {
    Waveform waveform;
    waveform.names = {"v(out)", "i(vdd)"};
    waveform.time_s = {0, 0.1e-9, 1.0 / 3};
    waveform.samples = {0.1,   -1e-3, 2.0 / 3, std::numeric_limits<double>::denorm_min(),
                        1e300, -0.0};
    return waveform;
}

void expect_same(const Waveform& a, const Waveform& b) {
    EXPECT_EQ(a.names, b.names);
    EXPECT_EQ(a.time_s, b.time_s);
    EXPECT_EQ(a.samples, b.samples);
}

/// What ngspice prints for a control script.
std::string ngspice_output(const std::string& script) {
    const std::string command = "ngspice -b " + script + " 2>&1";
    std::string output;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe != nullptr) {
        for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
            output += static_cast<char>(c);
        }
        ::pclose(pipe);
    }
    return output;
}

constexpr const char* kAscii =
    "Title: rc\nDate: today\nPlotname: Transient Analysis\nFlags: real\nNo. Variables: 2\n"
    "No. Points: 3\nVariables:\n\t0\ttime\ttime\n\t1\tV(Out)\tvoltage\nValues:\n"
    " 0\t0.000000000000000e+00\n\t1.5\n\n 1\t1e-9\n\t-2.5e-03\n\n 2\t2e-9\n\t3\n\n";

TEST(Waveform, FindsSignalsByName) {
    const Waveform waveform = some_waveform();
    EXPECT_EQ(waveform.find("i(vdd)"), 1U);
    EXPECT_EQ(waveform.find("v(none)"), std::nullopt);
    EXPECT_EQ(waveform.row(2)[0], 1e300);
    EXPECT_EQ(waveform.at(1, 0), 2.0 / 3);
}

TEST(WaveCsv, HasAHeaderAndShortestRoundTripNumbers) {
    EXPECT_EQ(format_csv(some_waveform()),
              "time,v(out),i(vdd)\n0,0.1,-0.001\n1e-10,0.6666666666666666,5e-324\n"
              "0.3333333333333333,1e+300,-0\n");
}

TEST(WaveCsv, QuotesANameWithAComma) {
    Waveform waveform;
    waveform.names = {"v(a,b)", "v(\"q\")"};
    EXPECT_EQ(format_csv(waveform), "time,\"v(a,b)\",\"v(\"\"q\"\")\"\n");
}

TEST_F(WaveFiles, RawComesBackBitForBit) {
    const Waveform waveform = some_waveform();
    ASSERT_TRUE(write_waveform(path("w.raw"), waveform, "a title").empty());
    const auto read = read_waves(path("w.raw"));
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    expect_same(read->waveform, waveform);
}

TEST_F(WaveFiles, AWaveformWithoutPointsOrSignalsIsRefused) {
    ASSERT_TRUE(write_waveform(path("e.raw"), {}, "").empty());
    const auto read = read_waves(path("e.raw"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().front().id, "HS-E523");
}

TEST_F(WaveFiles, ATitleCannotBreakTheHeader) {
    const auto read = read_waves(write("t.raw", format_raw(some_waveform(), "one\nBinary:\ntwo")));
    ASSERT_TRUE(read);
    expect_same(read->waveform, some_waveform());
}

TEST_F(WaveFiles, AsciiRawIsReadWithNamesInLowerCase) {
    const auto read = read_waves(write("a.raw", kAscii));
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    EXPECT_EQ(read->waveform.names, (std::vector<std::string>{"v(out)"}));
    EXPECT_EQ(read->waveform.time_s, (std::vector<double>{0, 1e-9, 2e-9}));
    EXPECT_EQ(read->waveform.samples, (std::vector<double>{1.5, -2.5e-3, 3}));
}

TEST_F(WaveFiles, PointsWhoseTimeDoesNotIncreaseAreDropped) {
    std::string text = kAscii;
    text.replace(text.find("2e-9"), 4, "1e-9");
    const auto read = read_waves(write("d.raw", text));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->waveform.points(), 2U);
}

TEST_F(WaveFiles, EveryTruncationIsADiagnosticNotACrash) {
    const std::string binary = format_raw(some_waveform(), "t");
    for (const std::string& whole : {binary, std::string(kAscii).substr(0, 250)}) {
        for (std::size_t length = 0; length + 4 < whole.size(); ++length) {
            const auto read =
                read_waves(Source{"cut.raw", std::string_view(whole).substr(0, length)});
            ASSERT_FALSE(read) << length;
            const std::string& id = read.error().front().id;
            EXPECT_EQ(id, length < std::string("Title:").size() ? "HS-E520" : "HS-E503");
        }
    }
}

TEST_F(WaveFiles, FilesThatAreNoRealTransientAreRefusedWithTheReason) {
    const auto reason = [&](const std::string& from, const std::string& to) {
        std::string text = kAscii;
        text.replace(text.find(from), from.size(), to);
        const auto read = read_waves(write("r.raw", text));
        return read ? std::string("accepted") : read.error().front().message;
    };
    EXPECT_NE(reason("Flags: real", "Flags: complex").find("complex"), std::string::npos);
    EXPECT_NE(reason("0\ttime", "0\tfrequency").find("not time"), std::string::npos);
    EXPECT_NE(reason("Variables: 2", "Variables: -2").find("-2"), std::string::npos);
    EXPECT_NE(reason("Points: 3", "Points: 4").find("4 points"), std::string::npos);
    EXPECT_NE(reason("Points: 3", "Points: 18446744073709551615").find("ends before"),
              std::string::npos);
    EXPECT_NE(reason("1.5", "x.5").find("ends before"), std::string::npos);
    EXPECT_EQ(read_waves(path("none.raw")).error().front().id, "HS-E501");
}

TEST_F(WaveFiles, TheExtensionDecides) {
    ASSERT_TRUE(write_waveform(path("w.csv"), some_waveform(), "t").empty());
    EXPECT_EQ(*read_file(path("w.csv"), kMaxTextBytes), format_csv(some_waveform()));
    const auto refused = write_waveform(path("w.txt"), some_waveform(), "t");
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused.front().id, "HS-E504");
    EXPECT_FALSE(fs::exists(path("w.txt")));
    EXPECT_EQ(write_waveform(path("no/w.raw"), some_waveform(), "t").front().id, "HS-E502");
}

TEST_F(WaveFiles, NgspiceReadsOurRawAndWeReadIts) {
    if (std::system("command -v ngspice >/dev/null") != 0) {
        GTEST_SKIP() << "ngspice is not installed";
    }
    const Waveform waveform = some_waveform();
    ASSERT_TRUE(write_waveform(path("ours.raw"), waveform, "from us").empty());
    const std::string script = write(
        "script.cir", "* read back\n.control\nset numdgt=16\nload " + path("ours.raw") +
                          "\nprint v(out)[0] v(out)[1] i(vdd)[0] time[2]\nwrite " +
                          path("theirs.raw") + " v(out) i(vdd)" + "\nset filetype=ascii\nwrite " +
                          path("ascii.raw") + " v(out) i(vdd)\n.endc\n.end\n");
    const std::string output = ngspice_output(script);
    for (const char* line :
         {"v(out)[0] = 1.0000000000000001e-01", "v(out)[1] = 6.6666666666666663e-01",
          "i(vdd)[0] = -1.000000000000000e-03", "time[2] = 3.3333333333333331e-01"}) {
        EXPECT_NE(output.find(line), std::string::npos) << line << "\nin\n" << output;
    }
    const auto binary = read_waves(path("theirs.raw"));
    ASSERT_TRUE(binary) << format_diagnostic(binary.error().front());
    expect_same(binary->waveform, waveform);
    const auto ascii = read_waves(path("ascii.raw"));
    ASSERT_TRUE(ascii) << format_diagnostic(ascii.error().front());
    EXPECT_EQ(ascii->waveform.names, waveform.names);
    ASSERT_EQ(ascii->waveform.points(), waveform.points());
    EXPECT_DOUBLE_EQ(ascii->waveform.at(1, 0), waveform.at(1, 0));
}

}  // namespace
}  // namespace hopspice::wave
