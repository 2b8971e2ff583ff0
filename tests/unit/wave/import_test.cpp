// Waveforms of other simulators: what they wrote here (tests/data/waves), and what their formats
// say they write.

#include "wave/import.h"

#include "support/ltspice_raw.h"
#include "wave/files.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace hopspice::wave {
namespace {

using test::format_ltspice_raw;
using test::LtspiceForm;
using test::LtspiceNumbers;
using test::LtspiceOrder;

std::string golden(const std::string& name) {
    return std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/waves/" + name;
}

Result<Imported> read_bytes(const std::string& bytes) { return read_waves(Source{"waves", bytes}); }

/// The id of the only diagnostic, or what was read.
std::string refusal(const std::string& bytes) {
    const auto read = read_bytes(bytes);
    return read ? "accepted " + read->format : read.error().front().id;
}

/// 1 kohm and 1 nF after a step of 1 V within the first nanosecond.
void expect_rc(const Result<Imported>& read, const std::string& inner, double tolerance) {
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    const Waveform& waveform = read->waveform;
    ASSERT_EQ(waveform.names, (std::vector<std::string>{"v(v0)", inner, "i(vdd)"}));
    ASSERT_GT(waveform.points(), 20U);
    EXPECT_DOUBLE_EQ(waveform.time_s.back(), 2e-6);
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        if (waveform.time_s[point] < 1e-9) {
            continue;
        }
        const double volts = 1 - std::exp(-(waveform.time_s[point] - 0.5e-9) / 1e-6);
        EXPECT_NEAR(waveform.at(point, 0), volts, tolerance) << point;
        EXPECT_NEAR(waveform.at(point, 1), (1 + waveform.at(point, 0)) / 2, tolerance);
        EXPECT_NEAR(waveform.at(point, 2), -(1 - waveform.at(point, 0)) / 1e3, tolerance / 1e3);
    }
}

/// Points at uneven times, values that a float holds exactly.
Waveform imported_waveform() {
    Waveform waveform;
    waveform.names = {"v(v0)", "v(x1.n)", "i(vdd)"};
    waveform.time_s = {0, 1e-9, 2.5e-9, 3e-9, 7e-9};
    for (int k = 0; k < 15; ++k) {
        waveform.samples.push_back((k - 7) * 0.125);
    }
    return waveform;
}

void expect_some_waveform(const Result<Imported>& read) {
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    EXPECT_EQ(read->waveform.names, imported_waveform().names);
    EXPECT_EQ(read->waveform.time_s, imported_waveform().time_s);
    EXPECT_EQ(read->waveform.samples, imported_waveform().samples);
}

// Trapezoidal steps of 100 ns on 1 us, the first ones shorter: a few times (dt/tau)^3/12.
constexpr double kIntegration = 1e-3;

TEST(ImportedWaves, AreReadFromTheFirstTransientOfAnNgspiceFileOfSeveralPlots) {
    expect_rc(read_waves(golden("rc-ngspice.raw")), "v(x1.n)", kIntegration);
    expect_rc(read_waves(golden("rc-ngspice-ascii.raw")), "v(x1.n)", kIntegration);
}

TEST(ImportedWaves, AreReadFromTheTableThatGnucapPrints) {
    // gnucap begins with a step of backward Euler: (dt/tau)^2/2.
    const auto read = read_waves(golden("rc-gnucap.txt"));
    expect_rc(read, "v(n)", 0.006);
    EXPECT_EQ(read->format, "table with blanks");
    EXPECT_EQ(read->simulator, "unknown");
    EXPECT_DOUBLE_EQ(read->waveform.time_s[1], 100e-9);
}

TEST(ImportedWaves, AreReadFromEveryFormThatLtspiceWrites) {
    for (const bool wide : {true, false}) {
        for (const bool marked : {false, true}) {
            for (const auto numbers : {LtspiceNumbers::Floats, LtspiceNumbers::Doubles}) {
                for (const auto order : {LtspiceOrder::ByPoint, LtspiceOrder::ByVariable}) {
                    const LtspiceForm form{wide, numbers, order, marked};
                    const auto read = read_bytes(format_ltspice_raw(imported_waveform(), form));
                    expect_some_waveform(read);
                    EXPECT_EQ(read->format, "raw file of LTspice");
                    EXPECT_EQ(read->simulator, "Linear Technology Corporation LTspice XVII");
                }
            }
        }
        expect_some_waveform(
            read_bytes(format_ltspice_raw(imported_waveform(), {wide, LtspiceNumbers::Text})));
    }
}

TEST(ImportedWaves, OfLtspiceBeginWhereItsOffsetSays) {
    const auto read = read_bytes(format_ltspice_raw(imported_waveform(), {.offset_s = 4e-9}));
    ASSERT_TRUE(read);
    EXPECT_DOUBLE_EQ(read->waveform.time_s.front(), 4e-9);
    EXPECT_DOUBLE_EQ(read->waveform.time_s.back(), 11e-9);
}

TEST(ImportedWaves, OfLtspiceAreSingleInFloats) {
    Waveform waveform = imported_waveform();
    waveform.samples[0] = 1.0 / 3;
    const auto floats = read_bytes(format_ltspice_raw(waveform, {}));
    const auto doubles =
        read_bytes(format_ltspice_raw(waveform, {.numbers = LtspiceNumbers::Doubles}));
    ASSERT_TRUE(floats && doubles);
    EXPECT_EQ(floats->waveform.samples[0], static_cast<double>(1.0F / 3));
    EXPECT_EQ(doubles->waveform.samples[0], 1.0 / 3);
}

TEST(ImportedWaves, OfXyceAreRawFilesWithItsNames) {
    Waveform waveform = imported_waveform();
    waveform.names = {"V(V0)", "x1:n", "VDD#branch"};
    std::string bytes = format_raw(waveform, "xyce");
    bytes.replace(bytes.find("Variables:\n"), 0, "Version: Xyce DEVELOPMENT-7.6\n");
    const auto read = read_bytes(bytes);
    expect_some_waveform(read);
    EXPECT_EQ(read->simulator, "Xyce DEVELOPMENT-7.6");
}

TEST(ImportedWaves, OfXyceAreTablesWithCommas) {
    const auto read = read_bytes(
        "TIME,V(V0),V(X1:N),I(VDD)\n0.00000000e+00,1.5,-2.5e-03,0\n1.0e-09,2,3,-4.0e-06\n");
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    EXPECT_EQ(read->waveform.names, imported_waveform().names);
    EXPECT_EQ(read->waveform.time_s, (std::vector<double>{0, 1e-9}));
    EXPECT_EQ(read->waveform.samples, (std::vector<double>{1.5, -2.5e-3, 0, 2, 3, -4e-6}));
    EXPECT_EQ(read->format, "table with commas");
}

TEST(ImportedWaves, OfXyceAreTablesWithAnIndexAndAnEnd) {
    const auto read = read_bytes(
        "Index       TIME            V(V0)\n0    0.0e+00    1.0\n1    1.0e-09    2.0\n"
        "End of Xyce(TM) Simulation\n");
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    EXPECT_EQ(read->waveform.names, (std::vector<std::string>{"v(v0)"}));
    EXPECT_EQ(read->waveform.samples, (std::vector<double>{1, 2}));
}

TEST(ImportedWaves, AreReadFromOurOwnFilesBitForBit) {
    Waveform waveform = imported_waveform();
    waveform.samples[3] = 0.1;
    for (const std::string& bytes : {format_csv(waveform), format_raw(waveform, "t")}) {
        const auto read = read_bytes(bytes);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->waveform.time_s, waveform.time_s);
        EXPECT_EQ(read->waveform.samples, waveform.samples);
    }
}

TEST(ImportedWaves, KnowThePrefixesOfGnucap) {
    const auto read = read_bytes("#Time v(a) v(b)\n 0. 1.2Meg -3.5K\n 1.n 2.u 4.m\n 2.n 1f 2\n");
    ASSERT_TRUE(read) << format_diagnostic(read.error().front());
    EXPECT_EQ(read->waveform.samples, (std::vector<double>{1.2e6, -3.5e3, 2e-6, 4e-3, 1e-15, 2}));
    EXPECT_EQ(refusal("#Time v(a)\n 0. 1.2x\n"), "HS-E503");
}

TEST(ImportedWaves, HaveOneNameForASignal) {
    EXPECT_EQ(signal_name("V(V0)", "voltage"), "v(v0)");
    EXPECT_EQ(signal_name("v0", ""), "v(v0)");
    EXPECT_EQ(signal_name("H1#0", "voltage"), "v(h1_0)");
    EXPECT_EQ(signal_name("VS_H1_0#BRANCH", "current"), "i(vs_h1_0)");
    EXPECT_EQ(signal_name("V(X1:OUT)", ""), "v(x1.out)");
    EXPECT_EQ(signal_name("vdd#branch", "current"), "i(vdd)");
    EXPECT_EQ(signal_name("Vdd", "device_current"), "i(vdd)");
    EXPECT_EQ(signal_name("I(Vdd)", "device_current"), "i(vdd)");
    EXPECT_EQ(signal_name("V(a, b)", ""), "v(a,b)");
}

TEST(RefusedWaves, AreNoWaveforms) {
    EXPECT_EQ(refusal(""), "HS-E520");
    EXPECT_EQ(refusal("hello, world\n"), "HS-E520");
    EXPECT_EQ(refusal(std::string(4096, '\x01')), "HS-E520");
    EXPECT_EQ(read_waves(std::string("/nowhere.raw")).error().front().id, "HS-E501");
}

TEST(RefusedWaves, AreOfAnotherAnalysis) {
    const auto read = read_waves(golden("ac-ngspice.raw"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().front().id, "HS-E521");
    EXPECT_NE(read.error().front().message.find("ac analysis (complex)"), std::string::npos);
    EXPECT_EQ(refusal(format_ltspice_raw(imported_waveform(), {.plot = "Operating Point"})),
              "HS-E521");
    EXPECT_EQ(refusal(format_ltspice_raw(imported_waveform(), {.more_flags = " complex"})),
              "HS-E521");
}

TEST(RefusedWaves, AreOfSeveralRuns) {
    EXPECT_EQ(refusal(format_ltspice_raw(imported_waveform(), {.more_flags = " stepped"})),
              "HS-E522");
    const std::string raw = format_raw(imported_waveform(), "t");
    EXPECT_EQ(refusal(raw + raw), "HS-E522");
    std::string step = raw;
    step.replace(step.find("Transient"), 0, "Step Analysis: Step 1 of 2 params: ");
    EXPECT_EQ(refusal(step), "HS-E522");
    EXPECT_EQ(refusal("#Time v(a)\n 0. 1\n 1. 2\n#Time v(a)\n 0. 1\n 1. 2\n"), "HS-E522");
}

TEST(RefusedWaves, HaveNoPoints) {
    EXPECT_EQ(refusal("time,v(a)\n"), "HS-E523");
    EXPECT_EQ(refusal("time\n0\n1\n"), "HS-E523");
    Waveform waveform = imported_waveform();
    waveform.time_s.clear();
    waveform.samples.clear();
    EXPECT_EQ(refusal(format_ltspice_raw(waveform, {})), "HS-E523");
}

TEST(RefusedWaves, GoBackInTime) {
    EXPECT_EQ(refusal("time,v(a)\n0,1\n2,1\n1,1\n"), "HS-E524");
    Waveform waveform = imported_waveform();
    waveform.time_s[2] = 0.5e-9;
    EXPECT_EQ(refusal(format_ltspice_raw(waveform, {})), "HS-E524");
    EXPECT_EQ(refusal(format_raw(waveform, "t")), "HS-E524");
}

TEST(RefusedWaves, HoldNumbersThatAreNotFinite) {
    for (const double bad : std::vector<double>{std::nan(""), INFINITY}) {
        Waveform waveform = imported_waveform();
        waveform.samples[4] = bad;
        EXPECT_EQ(refusal(format_raw(waveform, "t")), "HS-E525");
        EXPECT_EQ(refusal(format_ltspice_raw(waveform, {})), "HS-E525");
        EXPECT_EQ(refusal(format_csv(waveform)), "HS-E525");
    }
}

TEST(RefusedWaves, EndTooEarlyOrTooLate) {
    for (const auto numbers : {LtspiceNumbers::Floats, LtspiceNumbers::Doubles}) {
        for (const auto order : {LtspiceOrder::ByPoint, LtspiceOrder::ByVariable}) {
            const std::string whole =
                format_ltspice_raw(imported_waveform(), {true, numbers, order, false});
            for (std::size_t length = 6; length < whole.size(); ++length) {
                ASSERT_EQ(refusal(whole.substr(0, length)), "HS-E503") << length;
            }
            EXPECT_EQ(refusal(whole + "x"), "HS-E503");
        }
    }
    const std::string csv = format_csv(imported_waveform());
    for (std::size_t length = csv.find('\n') + 2; length < csv.size(); ++length) {
        const std::string id = refusal(csv.substr(0, length));
        EXPECT_EQ(id, csv[length - 1] == '\n' ? "accepted table with commas" : "HS-E503") << length;
    }
}

TEST(RefusedWaves, WereCutOffBeforeTheirNumberOfPointsWasWritten) {
    std::string raw = format_raw(imported_waveform(), "t");
    raw.replace(raw.find("Points: 5"), 9, "Points:  ");
    EXPECT_EQ(refusal(raw), "HS-E503");
}

}  // namespace
}  // namespace hopspice::wave
