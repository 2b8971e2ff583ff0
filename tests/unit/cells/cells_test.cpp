// Every kind has a cell or says that it has none, and every cell has all that the lowering and the
// proof ask of one.

#include "cells/cell.h"
#include "kinds/functions.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace hopspice::cells {
namespace {

TEST(Cells, AreFoundByTheirKindsAndComplete) {
    std::set<std::string_view> names;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        const Function function{.type = kind->type};
        const Cell* cell = find_cell(function);
        ASSERT_EQ(cell == nullptr, kind->cell == kinds::CellType::None) << kinds::name_of(function);
        if (cell != nullptr) {
            EXPECT_EQ(cell->type, kind->cell);
            EXPECT_FALSE(cell->name.empty());
            names.insert(cell->name);
            EXPECT_TRUE(cell->scale != nullptr && cell->load != nullptr) << cell->name;
            EXPECT_TRUE(cell->build != nullptr && cell->read != nullptr) << cell->name;
            EXPECT_EQ(cell->build_ideal == nullptr, cell->read_ideal == nullptr) << cell->name;
        }
    }
    EXPECT_EQ(names.size(), 7U);
}

TEST(Cells, OfASteeredBankIsAnotherOne) {
    analog::Bank bank;
    bank.function.type = FunctionType::Softmax;
    EXPECT_EQ(&cell_of(bank), &cell_of(bank.function));
    bank.steered = true;
    const Cell& cell = cell_of(bank);
    EXPECT_EQ(cell.type, kinds::CellType::Steered);
    EXPECT_TRUE(cell.scale != nullptr && cell.load != nullptr && cell.build != nullptr &&
                cell.read != nullptr && cell.judge != nullptr && cell.ready_s != nullptr);
}

/// Ideal sources of a joint function need a circuit of their own, those of a single one a formula.
TEST(Cells, OfJointFunctionsHaveIdealSources) {
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        const Function function{.type = kind->type};
        if (kinds::is_joint(function)) {
            const Cell* cell = find_cell(function);
            ASSERT_NE(cell, nullptr) << kinds::name_of(function);
            EXPECT_NE(cell->build_ideal, nullptr) << kinds::name_of(function);
        }
    }
}

TEST(Cells, AFunctionWithoutOneIsRefusedButAtLevelBehavioral) {
    analog::Network network;
    network.banks.resize(2);
    network.banks[0].name = "visible";
    network.banks[1].name = "hidden soft";
    network.banks[1].function.type = FunctionType::Softplus;
    Target target;
    target.level = Level::Behavioral;
    EXPECT_TRUE(verify_cells(network, target).empty());
    target.level = Level::Opamp;
    const Diagnostics refused = verify_cells(network, target);
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused.front().id, "HS-E263");
    EXPECT_NE(refused.front().message.find("hidden soft, whose function is softplus"),
              std::string::npos)
        << refused.front().message;
}

}  // namespace
}  // namespace hopspice::cells
