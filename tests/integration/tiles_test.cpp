// Circuits whose crossbars are cut into tiles, run: the same ones as uncut while wires are ideal,
// closer to the model than uncut where wires resist, on both engines, with all that is imperfect.

#include "integration/agreement.h"
#include "support/random_specs.h"

#include <hopspice/recall.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

using Settings = std::vector<std::string>;

const Settings kSmallTiles = {"tile.rows=4", "tile.columns=2"};
const Settings kRealWires = {"conductance.wire_resistance=5", "conductance.wire_capacitance=1f",
                             "tile.trunk_resistance=0.5", "tile.trunk_capacitance=1f"};

Settings joined_settings(Settings first, const Settings& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

QueryResult tiled_recall(const Spec& spec, const std::string& target, const Settings& settings,
                         EngineChoice engine) {
    const Results results =
        recall_all(spec, make_target(target, settings), {spec.queries.at(1)}, engine);
    return results.queries.empty() ? QueryResult{} : results.queries.front();
}

/// The elements come in another order: rounding, and what it does to the steps.
TEST(Tiles, ChangeNothingWhereWiresAreIdealAndArraysAlike) {
    const Spec spec = shipped_spec("two-block.json");
    for (const EngineChoice engine : {EngineChoice::Twin, EngineChoice::Ngspice}) {
        const QueryResult whole = tiled_recall(spec, "opamp-1G", {}, engine);
        const QueryResult cut = tiled_recall(spec, "opamp-1G", kSmallTiles, engine);
        ASSERT_EQ(cut.visible.size(), spec.visible.size);
        for (std::size_t k = 0; k < cut.visible.size(); ++k) {
            EXPECT_NEAR(cut.visible[k], whole.visible[k], 1e-6);
        }
        EXPECT_NEAR(*cut.settle_time_s, *whole.settle_time_s, 1e-3 * *whole.settle_time_s);
        EXPECT_NEAR(cut.energy_j->total, whole.energy_j->total, 1e-3 * whole.energy_j->total);
    }
}

TEST(Tiles, MakeWiresShorterAndTheStateCloser) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    double before = INFINITY;
    for (const char* size : {"0", "4", "2"}) {
        const Settings settings = {"conductance.wire_resistance=20", "time_unit=auto:30",
                                   std::string("tile.rows=") + size,
                                   std::string("tile.columns=") + size};
        const QueryResult result = tiled_recall(spec, "opamp-1G", settings, EngineChoice::Twin);
        ASSERT_TRUE(result.reference) << size;
        EXPECT_LT(result.reference->visible_error, before) << size;
        before = result.reference->visible_error;
    }
}

/// Wires, trunks, deviations of arrays and cells, noise and temperature at once.
TEST(Tiles, RunOnBothEnginesWithAllThatIsImperfect) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Settings settings = joined_settings(
        joined_settings(kSmallTiles, kRealWires),
        {"tile.mismatch=0.01", "conductance.mismatch=0.01", "conductance.stuck_off=0.01", "noise=1",
         "temperature_c=40", "amplifier.offset_sigma=1m", "seed=3"});
    const QueryResult twin = tiled_recall(spec, "opamp-1G", settings, EngineChoice::Twin);
    const QueryResult ngspice = tiled_recall(spec, "opamp-1G", settings, EngineChoice::Ngspice);
    ASSERT_EQ(twin.visible.size(), ngspice.visible.size());
    ASSERT_FALSE(twin.visible.empty());
    for (std::size_t k = 0; k < twin.visible.size(); ++k) {
        EXPECT_NEAR(twin.visible[k], ngspice.visible[k], 5e-3);
    }
}

/// Amplifiers of transistors are sized for the cells of their line, not for an ohm of its wire.
TEST(Tiles, OfTransistorsWork) {
    const Spec spec = shipped_spec("xor.json");
    const auto run = [&](const Settings& settings) {
        return tiled_recall(spec, "cmos", settings, default_engine());
    };
    const Settings tiles = {"tile.rows=2", "tile.columns=2"};
    const Settings wires = {"conductance.wire_resistance=1"};
    const QueryResult plain = run({});
    for (const Settings& settings : {tiles, wires, joined_settings(tiles, wires)}) {
        const QueryResult result = run(settings);
        EXPECT_EQ(result.correct, true) << settings.front();
        EXPECT_NEAR(result.energy_j->total, plain.energy_j->total, 0.02 * plain.energy_j->total);
    }
    EXPECT_EQ(run(joined_settings(tiles, {"tile.join=stage"})).correct, true);
}

/// Rows that tokens choose are cut like any others; every dialect's text is read back.
TEST(Tiles, AreProvedInEveryDialect) {
    for (const char* model : {"majority.json", "two-block.json"}) {
        const Spec spec = shipped_spec(model);
        const Target target = make_target("opamp-1G", joined_settings(kSmallTiles, kRealWires));
        for (const ListedItem& item : list_dialects()) {
            CompileOptions options;
            options.dialect = *find_dialect(item.name);
            const auto netlist = compile(spec, target, {}, options);
            EXPECT_TRUE(netlist) << model << item.name
                                 << format_diagnostic(netlist.error().front());
        }
    }
}

/// With a stage each the circuit is still the model, on both engines, and the time unit that the
/// compiler chooses leaves room for the stages' lag.
TEST(Tiles, JoinedByStagesFollowTheOde) {
    for (const char* model : {"hamming-7-4.json", "two-block.json", "cubic.json"}) {
        const Spec spec = shipped_spec(model);
        const Target target = opamp_auto(30, joined_settings(kSmallTiles, {"tile.join=stage"}));
        const std::vector<Query> queries = spread(spec.queries, 3);
        for (const EngineChoice engine : {EngineChoice::Twin, EngineChoice::Ngspice}) {
            expect_agreement(recall_all(spec, target, queries, engine), kOpampRatio30, spec);
        }
    }
}

/// Cells, wires, offsets, noise: a stage's virtual ground is one like any other.
TEST(Tiles, JoinedByStagesRunWithAllThatIsImperfect) {
    const Spec spec = shipped_spec("hamming-7-4.json");
    const Settings settings =
        joined_settings(joined_settings(kSmallTiles, kRealWires),
                        {"tile.join=stage", "tile.mismatch=0.01", "conductance.mismatch=0.01",
                         "noise=1", "temperature_c=40", "amplifier.offset_sigma=1m", "seed=3"});
    const QueryResult result = tiled_recall(spec, "opamp-1G", settings, default_engine());
    EXPECT_EQ(result.status, Status::Settled);
    EXPECT_EQ(result.correct, true);
}

/// Of the specs that this target builds at all, all are proved.
TEST(Tiles, OfRandomSpecsAreProved) {
    int proved = 0;
    int staged = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const Spec spec = draw_spec(seed, {.wild = 0});
        const std::string rows = "tile.rows=" + std::to_string(1 + seed % 4);
        const std::string columns = "tile.columns=" + std::to_string(1 + seed % 3);
        const Settings settings = joined_settings(kRealWires, {rows, columns});
        if (compile(spec, make_target("opamp-1G"), {})) {
            const auto netlist = compile(spec, make_target("opamp-1G", settings), {});
            EXPECT_TRUE(netlist) << seed << format_diagnostic(netlist.error().front());
            ++proved;
            const auto by_stages = compile(
                spec, make_target("opamp-1G", joined_settings(settings, {"tile.join=stage"})), {});
            if (!by_stages) {  // bounds of signals, and rows that tokens choose
                const std::string id = by_stages.error().front().id;
                EXPECT_TRUE(id == "HS-E267" || id == "HS-E250")
                    << seed << format_diagnostic(by_stages.error().front());
            }
            staged += by_stages ? 1 : 0;
        }
    }
    EXPECT_GT(proved, 10);
    EXPECT_GT(staged, 5);
}

}  // namespace
}  // namespace hopspice::test
