// Crossbars that are cut into tiles: the same circuit without wires, shorter wires with them,
// trunks where they resist, one deviation per array, and a closed form of what wires take.

#include "analog/tiles.h"
#include "networks.h"
#include "passes/lower.h"
#include "passes/tile_stages.h"
#include "passes/wire_loss.h"
#include "proof/read_back.h"
#include "support/draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace hopspice::passes {
namespace {

using Overrides = std::vector<std::string>;

Overrides with(Overrides first, const Overrides& others) {
    first.insert(first.end(), others.begin(), others.end());
    return first;
}

const Overrides kTiles = {"tile.rows=3", "tile.columns=2"};
const Overrides kWires = {"conductance.wire_resistance=1", "conductance.wire_capacitance=1f"};
const Overrides kTrunks = {"tile.trunk_resistance=0.1", "tile.trunk_capacitance=2f"};

Lowered circuit_of(const std::string& model, const Overrides& overrides) {
    const Target target = test::target_of("opamp-1G", overrides);
    return test::value_of(
        lower(test::finished_network(test::shipped_model(model), target), target));
}

/// Every element: its nets by name, and its value.
std::map<std::string, std::tuple<std::vector<std::string>, double>> built_elements(
    const circuit::Circuit& circuit) {
    std::map<std::string, std::tuple<std::vector<std::string>, double>> elements;
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            std::vector<std::string> nets;
            for (const circuit::NetId net : element.nets) {
                nets.push_back(circuit.name_of(net));
            }
            elements[element.name] = {nets, element.value};
        }
    }
    return elements;
}

TEST(TiledCrossbars, AreTheSameCircuitWhereWiresAreIdeal) {
    for (const std::string& model : test::shipped_models()) {
        EXPECT_EQ(built_elements(circuit_of(model, kTiles).circuit),
                  built_elements(circuit_of(model, {}).circuit))
            << model;
    }
}

TEST(TiledCrossbars, SayOfEveryCellWhichTileItIsIn) {
    std::set<std::string> tiles;
    for (const circuit::Group& group : circuit_of("hamming-7-4", kTiles).circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            if (element.role == circuit::Role::Cell) {
                EXPECT_FALSE(group.origin.tile.empty()) << element.name;
                tiles.insert(circuit::part_of(group.origin));
            }
        }
    }
    // 7 driven lines by 16 columns and 15 by 7, a word of zeros has none; some tiles are empty.
    EXPECT_LE(tiles.size(), 3U * 8 + 5U * 4);
    EXPECT_TRUE(tiles.contains("tile 2.7 of crossbar from visible"));
    EXPECT_TRUE(tiles.contains("tile 4.3 of crossbar from hidden codewords"));
    for (const circuit::Group& group : circuit_of("hamming-7-4", {}).circuit.groups) {
        EXPECT_TRUE(group.origin.tile.empty());
    }
}

/// Cells on the longest wire, of lines (`_wr`) or of columns (`_wc`).
std::size_t longest_wire(const circuit::Circuit& circuit, const std::string& suffix) {
    std::map<circuit::NetId, std::size_t> depth;
    std::size_t longest = 0;
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            if (element.role == circuit::Role::Wire && element.name.ends_with(suffix)) {
                const auto near = depth.find(element.nets[0]);
                const std::size_t own = near == depth.end() ? 1 : near->second + 1;
                depth[element.nets[1]] = own;
                longest = std::max(longest, own);
            }
        }
    }
    return longest;
}

TEST(TiledCrossbars, HaveWiresAsLongAsATile) {
    const Lowered whole = circuit_of("hamming-7-4", kWires);
    EXPECT_EQ(longest_wire(whole.circuit, "_wc"), 8U);  // a bit is set in half of the words
    const Lowered cut = circuit_of("hamming-7-4", with(kTiles, kWires));
    EXPECT_EQ(longest_wire(cut.circuit, "_wr"), 2U);
    EXPECT_EQ(longest_wire(cut.circuit, "_wc"), 3U);
    EXPECT_EQ(test::count_prefix(cut.circuit, "rw_"), test::count_prefix(whole.circuit, "rw_"));
}

TEST(TiledCrossbars, AreReachedByTrunksThatResist) {
    const Lowered cut = circuit_of("hamming-7-4", with(with(kTiles, kWires), kTrunks));
    const circuit::Element* trunk = cut.circuit.find_element("rt_h1_15_c_tile0_1");
    ASSERT_NE(trunk, nullptr);
    EXPECT_DOUBLE_EQ(trunk->value, 0.1 * 3);  // past the three lines of an array
    EXPECT_EQ(cut.circuit.name_of(trunk->nets[0]), "h1_15_c");
    const circuit::Element* next = cut.circuit.find_element("rt_h1_15_c_tile0_2");
    ASSERT_NE(next, nullptr);
    EXPECT_EQ(next->nets[0], trunk->nets[1]);
    const circuit::Element* farads = cut.circuit.find_element("cw_h1_15_c_tile0_1");
    ASSERT_NE(farads, nullptr);
    EXPECT_DOUBLE_EQ(farads->value, 2e-15 * 3);
    EXPECT_TRUE(circuit::verify_circuit(cut.circuit).empty());
}

/// Without resistance a trunk is its line, with all of its capacitance.
TEST(TiledCrossbars, HaveTheCapacitanceOfTrunksAtTheirLine) {
    const auto farads = [](const Overrides& overrides) {
        return circuit_of("hamming-7-4", overrides).circuit.find_element("cw_h1_15_c")->value;
    };
    const double cells = farads({"conductance.wire_capacitance=1f"});
    EXPECT_NEAR(
        farads(with(kTiles, {"conductance.wire_capacitance=1f", "tile.trunk_capacitance=2f"})),
        cells + 2 * 3 * 2e-15, 1e-20);  // to the third of three arrays
}

TEST(TiledCrossbars, AreDeviatedArrayByArray) {
    const Spec spec = test::shipped_model("hamming-7-4");
    for (const char* level : {"opamp-1G", "behavioral"}) {
        const auto built = [&](const Overrides& overrides) {
            return test::finished_network(spec, test::target_of(level, with(kTiles, overrides)));
        };
        const analog::Network perfect = built({});
        const analog::Network drawn = built({"tile.mismatch=0.1", "seed=5"});
        std::map<std::tuple<std::size_t, std::size_t, std::size_t>, double> factors;
        for (std::size_t c = 0; c < perfect.crossbars.size(); ++c) {
            const Matrix& wanted = perfect.crossbars[c].siemens;
            const analog::Tiles tiles(wanted, perfect.tile);
            for (std::size_t k = 0; k < wanted.values.size(); ++k) {
                if (wanted.values[k] == 0) {
                    continue;
                }
                const auto place = tiles.of(k / wanted.cols, k % wanted.cols, wanted.values[k]);
                const double factor = drawn.crossbars[c].siemens.values[k] / wanted.values[k];
                const auto first = factors.try_emplace({c, place.row, place.column}, factor).first;
                EXPECT_NEAR(factor, first->second, 1e-12) << level;
                EXPECT_NEAR(
                    factor,
                    spread_of(0.1, 5,
                              fmt::format("array {} {} {} {}", perfect.crossbars[c].from,
                                          perfect.crossbars[c].to, place.row, place.column)),
                    1e-12);
            }
        }
        std::set<double> different;
        for (const auto& [place, factor] : factors) {
            different.insert(factor);
        }
        EXPECT_GT(different.size(), factors.size() - 2) << level;
    }
}

/// One line with ten cells of G, to ten neurons with a cell each: r sum k G on the line, r G on a
/// column.
TEST(WireLoss, IsTheDropOfTheLongestWires) {
    test::PlainNetwork plain = test::plain_network(Matrix{10, 1, std::vector<double>(10, 1.0)});
    plain.target.conductance.wire_resistance = 2;
    const auto loss = [&] {
        analog::Network network = plain.network;
        static_cast<void>(map_conductances(network, plain.target));
        // Back from ten neurons a column of ten cells stands against ten lines of one.
        network.crossbars.erase(network.crossbars.begin() + 1, network.crossbars.end());
        const double siemens = std::abs(network.crossbars[0].siemens(0, 0));
        return wire_loss(network) / (2 * siemens);
    };
    EXPECT_NEAR(loss(), 55 + 1, 1e-9);
    plain.target.tile.columns = 5;
    EXPECT_NEAR(loss(), 15 + 1, 1e-9);
    plain.target.tile.trunk_resistance = 0.2;  // past five columns, for five cells
    EXPECT_NEAR(loss(), 15 + 1 + 0.1 * 5 * 5, 1e-9);
    plain.target.conductance.wire_resistance = 0;
    plain.target.tile.trunk_resistance = 0;
    EXPECT_EQ(loss(), 0);
}

/// The proof allows what wires take and no more; cut smaller, they take less.
TEST(WireLoss, BoundsWhatANetlistIsOffBy) {
    const Spec spec = test::shipped_model("hamming-7-4");
    double before = INFINITY;
    for (const char* rows : {"0", "8", "4", "2"}) {
        const Target target = test::target_of(
            "opamp-1G",
            with(kWires, {std::string("tile.rows=") + rows, "conductance.bits=0",
                          std::string("tile.columns=") + rows, "conductance.wire_resistance=20"}));
        const analog::Network network = test::finished_network(spec, target);
        const Lowered built = test::value_of(lower(network, target));
        const auto reading = proof::read_back(built.circuit, spec, network, built.layout, target);
        ASSERT_TRUE(reading) << format_diagnostic(reading.error().front());
        EXPECT_TRUE(proof::verify_read_back(*reading, network, target).empty()) << rows;
        const double loss = wire_loss(network);
        EXPECT_LT(reading->weight_error, 1.05 * loss + 1e-3) << rows;
        EXPECT_GT(reading->weight_error, 0.1 * loss) << rows;
        EXPECT_LT(reading->weight_error, before) << rows;
        before = reading->weight_error;
    }
}

/// 64 equal cells in four tiles: S of one tile is a quarter of that of all; k = sqrt(S/T).
TEST(TileStages, HaveTheResistorsOfLeastNoiseGain) {
    const std::size_t neurons = 64;
    test::PlainNetwork plain =
        test::plain_network(Matrix{1, neurons, std::vector<double>(neurons, 0.5)});
    plain.target.tile.rows = 16;
    plain.target.tile.join = TileJoin::Stage;
    plain.network.banks[0].output = {-0.01, 0.01};  // far from the full scale of a stage
    static_cast<void>(stage_tiles(plain.network, plain.target));
    ASSERT_TRUE(plain.network.banks[1].stages);
    EXPECT_FALSE(plain.network.banks[0].stages);  // its columns have one cell
    static_cast<void>(map_conductances(plain.network, plain.target));
    static_cast<void>(size_stages(plain.network, plain.target));
    set_noise_gains(plain.network, plain.target);
    const analog::Bank& bank = plain.network.banks[1];
    const double gain = 16 * 0.5 * bank.volts_per_unit / 0.5;  // of the cells of a tile
    const double ratio = std::sqrt(gain / 4);
    EXPECT_NEAR(bank.stages->ohms, bank.feedback_ohms / ratio, 1e-9 * bank.feedback_ohms);
    EXPECT_NEAR(bank.stages->noise_gain, 1 + gain / ratio, 1e-9);
    EXPECT_NEAR(bank.noise_gain[0], 1 + 4 * ratio, 1e-9);
    const double both = 2 + 2 * std::sqrt(4 * gain);
    EXPECT_NEAR(bank.noise_gain[0] + bank.stages->noise_gain, both, 1e-9);
    EXPECT_LT(both, 1 + 4 * gain);  // what it is without stages
}

/// Where a tile alone would go far the resistors are smaller: its full scale is one volt.
TEST(TileStages, StayWithinTheirFullScale) {
    const std::size_t neurons = 64;
    test::PlainNetwork plain =
        test::plain_network(Matrix{1, neurons, std::vector<double>(neurons, 0.5)});
    plain.target.tile.rows = 16;
    plain.target.tile.join = TileJoin::Stage;
    static_cast<void>(stage_tiles(plain.network, plain.target));
    static_cast<void>(map_conductances(plain.network, plain.target));
    static_cast<void>(size_stages(plain.network, plain.target));
    const analog::Bank& bank = plain.network.banks[1];
    const double volts = 16 * 0.5 * bank.volts_per_unit;
    EXPECT_NEAR(bank.stages->ohms / bank.feedback_ohms * volts, 1, 1e-9);
}

TEST(TileStages, AreInTheTimeUnit) {
    const Spec spec = test::shipped_model("hamming-7-4");
    const Overrides keys = with(kTiles, {"tile.join=stage", "time_unit=auto:30"});
    const Target target = test::target_of("opamp-1G", keys);
    const analog::Network network = test::finished_network(spec, target);
    double least = INFINITY;
    for (const analog::Bank& bank : network.banks) {
        EXPECT_TRUE(bank.stages);
        EXPECT_GT(input_lag_s(bank, target), 1.2 * amplifier_lag_s(bank));
        least = std::min(least, bank.tau * network.time_unit_s / input_lag_s(bank, target));
    }
    EXPECT_NEAR(least, 30, 1e-9);
}

TEST(TileStages, HaveAnAmplifierPerColumnOfATile) {
    const Lowered built = circuit_of("hamming-7-4", with(kTiles, {"tile.join=stage"}));
    const Lowered whole = circuit_of("hamming-7-4", kTiles);
    std::size_t stages = 0;
    std::set<std::string> columns;
    for (const circuit::Group& group : whole.circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            if (element.role == circuit::Role::Cell) {
                columns.insert(group.origin.tile.substr(0, group.origin.tile.find('.')) + " " +
                               whole.circuit.name_of(element.nets[1]));
            }
        }
    }
    for (const circuit::Group& group : built.circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            stages += element.name.starts_with("x") && element.name.find("_stage") < 99 ? 1U : 0U;
        }
    }
    EXPECT_EQ(stages, columns.size());
    EXPECT_TRUE(circuit::verify_circuit(built.circuit).empty());
}

TEST(TileStages, AreRefusedWhereTokensChooseRows) {
    const Spec spec = test::shipped_model("majority");
    const auto network = run_pipeline(
        test::network_of(spec), test::target_of("opamp-1G", with(kTiles, {"tile.join=stage"})));
    ASSERT_FALSE(network);
    EXPECT_EQ(network.error().front().id, "HS-E267");
}

TEST(TiledCrossbars, AreNotBuiltWhereCellsAreTransistors) {
    for (const auto& [name, id] :
         {std::pair{"steered-1G", "HS-E266"}, std::pair{"current-mode", "HS-E260"}}) {
        for (const char* key : {"tile.rows=2", "tile.columns=2", "tile.mismatch=0.01"}) {
            const Spec spec = test::shipped_model("xor");
            const auto network = run_pipeline(test::network_of(spec), test::target_of(name, {key}));
            ASSERT_FALSE(network) << name << key;
            EXPECT_EQ(network.error().front().id, id);
        }
        // What they take is no obstacle.
        const Spec spec = test::shipped_model("xor");
        EXPECT_TRUE(
            run_pipeline(test::network_of(spec), test::target_of(name, {"tile.cell_area=1p"})));
    }
}

}  // namespace
}  // namespace hopspice::passes
