// A deck of ours in stock ngspice, its waveform measured: the result is that of a recall.

#include "support/ltspice_raw.h"
#include "support/prepared.h"
#include "support/process.h"
#include "wave/files.h"
#include "wave/import.h"

#include <hopspice/files.h>
#include <hopspice/measure.h>
#include <hopspice/recall.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// A query of a shipped model on a target, and its deck.
struct Case {
    Case(const std::string& model, const std::string& target_name, const std::string& input)
        : spec(shipped_model(model)), target(target_of(target_name)) {
        queries =
            input.empty() ? spec.queries : std::vector<Query>{value_of(read_input(input, spec))};
    }
    Spec spec;
    Target target;
    std::vector<Query> queries;

    /// By libngspice: a settling time hangs on the steps where a state still creeps, and so does a
    /// decision time where a neuron begins on its threshold.
    [[nodiscard]] QueryResult recalled() const {
        RecallOptions options;
        options.engine = EngineChoice::Ngspice;
        return value_of(recall(spec, target, std::vector<Query>{queries.front()}, options))
            .queries[0];
    }
    [[nodiscard]] Result<Results> measured(const std::string& file) const {
        return measure_waves(spec, target, queries, file);
    }
    [[nodiscard]] double max_step_s(const Results& results) const {
        return spec.visible.tau * results.time_unit_s / 20;
    }
};

/// What stock ngspice writes for the deck of a case.
void simulate(const Case& item, const std::string& raw, const std::string& filetype) {
    const TemporaryFolder folder;
    const Netlist netlist = value_of(compile(item.spec, item.target, item.queries));
    const std::string deck = folder.write("deck.cir", netlist.text);
    const std::string ascii = filetype == "ascii" ? "SPICE_ASCIIRAWFILE=1" : "SPICE_ASCIIRAWFILE=0";
    const Ran ran = run({"/usr/bin/env", ascii, NGSPICE_BINARY, "-b", "-r", raw, deck});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
}

wave::Waveform waves_of(const Case& item) {
    const TemporaryFolder folder;
    simulate(item, folder / "w.raw", "binary");
    return value_of(wave::read_waves(folder / "w.raw")).waveform;
}

std::string file_of(const TemporaryFolder& folder, const std::string& bytes) {
    return folder.write("waves", bytes);
}

/// The deck runs on to the timeout, and its sources are constants where a recall alters them: the
/// steps are not quite the same ones.
void expect_same(const QueryResult& measured, const QueryResult& recalled, const Case& item,
                 const Results& results) {
    EXPECT_EQ(measured.status, recalled.status);
    EXPECT_EQ(measured.readout, recalled.readout);
    EXPECT_EQ(measured.correct, recalled.correct);
    ASSERT_EQ(measured.visible.size(), recalled.visible.size());
    for (std::size_t k = 0; k < measured.visible.size(); ++k) {
        EXPECT_NEAR(measured.visible[k], recalled.visible[k], 1e-3 * results.visible_range) << k;
    }
    ASSERT_TRUE(measured.settle_time_s && recalled.settle_time_s);
    EXPECT_NEAR(*measured.settle_time_s, *recalled.settle_time_s, item.max_step_s(results));
    ASSERT_TRUE(measured.decision_time_s && recalled.decision_time_s);
    EXPECT_NEAR(*measured.decision_time_s, *recalled.decision_time_s, item.max_step_s(results));
    ASSERT_EQ(measured.energy_j.has_value(), recalled.energy_j.has_value());
    if (measured.energy_j) {
        EXPECT_NEAR(measured.energy_j->total, recalled.energy_j->total,
                    0.01 * recalled.energy_j->total);
        EXPECT_NEAR(measured.energy_j->crossbar, recalled.energy_j->crossbar,
                    0.01 * recalled.energy_j->crossbar);
    }
    EXPECT_TRUE(measured.reference && measured.reference->agrees);
}

struct CaseName {
    std::string model;
    std::string target;
    std::string input;  ///< empty: the spec's first query
    friend std::ostream& operator<<(std::ostream& out, const CaseName& name) {
        return out << name.model << " on " << name.target;
    }
};

class MeasuredCase : public testing::TestWithParam<CaseName> {};

TEST_P(MeasuredCase, OfStockNgspiceGivesWhatARecallGives) {
    const Case item(GetParam().model, GetParam().target, GetParam().input);
    const QueryResult recalled = item.recalled();
    for (const std::string filetype : {"binary", "ascii"}) {
        const TemporaryFolder folder;
        simulate(item, folder / "w.raw", filetype);
        const Results results = value_of(item.measured(folder / "w.raw"));
        ASSERT_EQ(results.queries.size(), 1U);
        expect_same(results.queries[0], recalled, item, results);
        EXPECT_TRUE(results.queries[0].diagnostics.empty())
            << words_of(results.queries[0].diagnostics);
    }
}

INSTANTIATE_TEST_SUITE_P(Waves, MeasuredCase,
                         testing::Values(CaseName{"xor", "behavioral", ""},
                                         CaseName{"xor", "opamp-1G", "01?"},
                                         CaseName{"hamming-7-4", "behavioral", "1101000"},
                                         CaseName{"hamming-7-4", "opamp-1G", "1101000"},
                                         CaseName{"xor", "current-mode", ""}));

TEST(MeasuredWaves, OfGnucapGiveWhatARecallGives) {
    const std::string folder = HOPSPICE_SOURCE_DIR "/tests/data/waves/";
    Case item("xor", "behavioral", "");
    item.spec = value_of(read_spec(folder + "linear.json"));
    item.queries = item.spec.queries;
    const Results results = value_of(item.measured(folder + "linear-gnucap.txt"));
    expect_same(results.queries[0], item.recalled(), item, results);
    EXPECT_EQ(results.queries[0].correct, true);
    EXPECT_LT(results.queries[0].reference->trajectory_error, 1e-4);
}

TEST(MeasuredWaves, AreTheSameInEveryFormat) {
    const Case item("xor", "opamp-1G", "01?");
    const wave::Waveform waveform = waves_of(item);
    const TemporaryFolder folder;
    const auto expected = value_of(item.measured(file_of(folder, format_csv(waveform))));
    const QueryResult& first = expected.queries[0];
    for (const LtspiceNumbers numbers :
         {LtspiceNumbers::Floats, LtspiceNumbers::Doubles, LtspiceNumbers::Text}) {
        for (const bool wide : {true, false}) {
            const LtspiceForm form{wide, numbers, LtspiceOrder::ByPoint, true};
            const std::string bytes = format_ltspice_raw(waveform, form);
            const auto results = value_of(item.measured(file_of(folder, bytes)));
            EXPECT_EQ(results.simulator, "Linear Technology Corporation LTspice XVII");
            expect_same(results.queries[0], first, item, results);
        }
    }
    std::string xyce = wave::format_csv(waveform);
    const auto end = xyce.begin() + static_cast<std::ptrdiff_t>(xyce.find('\n'));
    std::transform(xyce.begin(), end, xyce.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    const auto results = value_of(item.measured(file_of(folder, xyce)));
    expect_same(results.queries[0], first, item, results);
}

/// The waveform with some of its signals and points.
wave::Waveform part_of(const wave::Waveform& waveform,
                       const std::function<bool(const std::string&)>& keeps_signal,
                       const std::function<bool(double)>& keeps_time) {
    wave::Waveform part;
    std::vector<std::size_t> columns;
    for (std::size_t k = 0; k < waveform.names.size(); ++k) {
        if (keeps_signal(waveform.names[k])) {
            columns.push_back(k);
            part.names.push_back(waveform.names[k]);
        }
    }
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        if (keeps_time(waveform.time_s[point])) {
            part.time_s.push_back(waveform.time_s[point]);
            for (const std::size_t column : columns) {
                part.samples.push_back(waveform.at(point, column));
            }
        }
    }
    return part;
}

bool any_signal(const std::string& /*name*/) { return true; }
bool any_time(double /*time_s*/) { return true; }

class DamagedWaves : public testing::Test {
protected:
    [[nodiscard]] Result<Results> measured(
        const std::function<bool(const std::string&)>& keeps_signal,
        const std::function<bool(double)>& keeps_time) const {
        return item_.measured(
            file_of(folder_, format_csv(part_of(waveform_, keeps_signal, keeps_time))));
    }
    [[nodiscard]] double end_s() const { return waveform_.time_s.back(); }
    Case item_{"xor", "opamp-1G", ""};
    TemporaryFolder folder_;
    wave::Waveform waveform_ = waves_of(item_);
};

TEST_F(DamagedWaves, WithoutSupplyCurrentsHaveNoEnergyAndSaySo) {
    const auto results =
        value_of(measured([](const std::string& name) { return name[0] != 'i'; }, any_time));
    const QueryResult& result = results.queries[0];
    EXPECT_FALSE(result.energy_j);
    EXPECT_EQ(result.correct, true);
    ASSERT_EQ(result.diagnostics.size(), 1U);
    EXPECT_EQ(result.diagnostics.front().id, "HS-W520");
    EXPECT_NE(result.diagnostics.front().message.find(".print tran format=csv i("),
              std::string::npos)
        << result.diagnostics.front().message;
}

TEST_F(DamagedWaves, WithoutAStateAreRefusedWithTheLineThatIsMissing) {
    const auto results = measured(
        [](const std::string& name) { return name != "v(v2)" && name != "v(h1_1)"; }, any_time);
    ASSERT_FALSE(results);
    EXPECT_EQ(results.error().front().id, "HS-E526");
    EXPECT_NE(results.error().front().message.find("`.print tran format=csv v(v2) v(h1_1)`"),
              std::string::npos)
        << results.error().front().message;
}

TEST_F(DamagedWaves, ThatBeginAfterTheInputAreRefused) {
    const auto results = measured(any_signal, [&](double time_s) { return time_s > end_s() / 2; });
    ASSERT_FALSE(results);
    EXPECT_EQ(results.error().front().id, "HS-E527");
}

TEST_F(DamagedWaves, ThatEndBeforeTheTimeOfReadingAreRefused) {
    item_.queries.front().time = 3;
    EXPECT_EQ(value_of(measured(any_signal, any_time)).queries[0].status, Status::Read);
    const auto early = measured(any_signal, [&](double time_s) { return time_s < end_s() / 40; });
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().front().id, "HS-E527");
}

TEST_F(DamagedWaves, ThatEndBeforeSettlingAreUnsettledAndSaySo) {
    const double settled_s = *item_.recalled().settle_time_s;
    const auto results =
        value_of(measured(any_signal, [&](double time_s) { return time_s < settled_s; }));
    EXPECT_EQ(results.queries[0].status, Status::Unsettled);
    EXPECT_EQ(results.queries[0].correct, false);
    ASSERT_EQ(results.queries[0].diagnostics.size(), 1U);
    EXPECT_EQ(results.queries[0].diagnostics.front().id, "HS-W522");
}

TEST_F(DamagedWaves, WithFewPointsSaySo) {
    const double step_s =
        item_.spec.visible.tau * value_of(measured(any_signal, any_time)).time_unit_s / 2;
    double next_s = 0;
    const auto results = value_of(measured(any_signal, [&](double time_s) {
        const bool kept = time_s >= next_s;
        next_s = kept ? time_s + step_s : next_s;
        return kept;
    }));
    ASSERT_EQ(results.queries[0].diagnostics.size(), 1U);
    EXPECT_EQ(results.queries[0].diagnostics.front().id, "HS-W521");
    EXPECT_EQ(results.queries[0].correct, true);
}

TEST(QueryFirst, PutsTheNamedQueryBeforeTheOthersOrRefuses) {
    const Spec spec = shipped_model("xor");
    const std::string id = spec.queries.at(2).id;
    const auto queries = value_of(query_first(spec.queries, id, spec));
    ASSERT_EQ(queries.size(), spec.queries.size());
    EXPECT_EQ(queries[0].id, id);
    EXPECT_EQ(queries[1].id, spec.queries[0].id);
    EXPECT_EQ(queries[2].id, spec.queries[1].id);
    const auto unknown = query_first(spec.queries, "nothing", spec);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().front().id, "HS-E220");
}

}  // namespace
}  // namespace hopspice::test
