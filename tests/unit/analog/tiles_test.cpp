// How crossbars are cut: lines are counted where there are cells, and no array has too many.

#include "analog/tiles.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace hopspice::analog {
namespace {

/// Both signs in column 0, none in column 1, one each in the others.
Matrix signed_cells() { return {3, 4, {1, 0, 1, -1, -1, 0, 1, -1, 1, 0, 1, -1}}; }

TileSpec of_size(std::size_t rows, std::size_t columns) {
    TileSpec size;
    size.rows = rows;
    size.columns = columns;
    return size;
}

TEST(Tiles, AreOneWithoutASize) {
    const Tiles tiles(signed_cells(), {});
    EXPECT_FALSE(tiles.are_several());
    EXPECT_EQ(tiles.of(2, 3, -1), (TilePlace{0, 0}));
    EXPECT_EQ(tiles.most_driven(), 4U);
    EXPECT_EQ(tiles.most_collecting(), 3U);
}

TEST(Tiles, CountALineForEverySignThatHasACell) {
    const Tiles tiles(signed_cells(), of_size(2, 2));
    EXPECT_EQ(tiles.driven(), 4U);
    EXPECT_EQ(tiles.grid(), (TilePlace{2, 2}));
    EXPECT_EQ(tiles.of(0, 0, 1), (TilePlace{0, 0}));
    EXPECT_EQ(tiles.of(0, 0, -1), (TilePlace{0, 0}));
    EXPECT_EQ(tiles.of(0, 2, 1), (TilePlace{1, 0}));
    EXPECT_EQ(tiles.of(2, 3, -1), (TilePlace{1, 1}));
}

TEST(Tiles, OfNoCellIsOneThatIsThere) {
    const Matrix cells{1, 3, {1, 1, 0}};
    const Tiles tiles(cells, of_size(1, 1));
    EXPECT_EQ(tiles.grid(), (TilePlace{2, 1}));
    EXPECT_EQ(tiles.of(0, 2, 0), (TilePlace{1, 0}));
    EXPECT_EQ(tiles.rows_of(cells, 0), (std::vector<std::size_t>{0, 1}));
    const Tiles empty(Matrix{1, 1, {0}}, of_size(1, 1));
    EXPECT_EQ(empty.of(0, 0, 0), (TilePlace{0, 0}));
    EXPECT_FALSE(empty.are_several());
}

TEST(Tiles, CutOneDirectionAlone) {
    const Tiles rows(signed_cells(), of_size(1, 0));
    EXPECT_EQ(rows.grid(), (TilePlace{4, 1}));
    EXPECT_EQ(rows.most_collecting(), 3U);
    const Tiles columns(signed_cells(), of_size(0, 1));
    EXPECT_EQ(columns.grid(), (TilePlace{1, 3}));
}

/// Whatever the matrix, no tile has more lines than it may, and together they have all of them.
TEST(Tiles, NeverHoldMoreLinesThanTheyMay) {
    std::mt19937 random(1);
    for (int trial = 0; trial < 200; ++trial) {
        const auto drawn = [&](std::size_t low, std::size_t high) {
            return std::uniform_int_distribution<std::size_t>(low, high)(random);
        };
        Matrix cells{drawn(1, 12), drawn(1, 12), {}};
        for (std::size_t k = 0; k < cells.rows * cells.cols; ++k) {
            cells.values.push_back(static_cast<double>(drawn(0, 2)) - 1);
        }
        const TileSpec size = of_size(drawn(1, 5), drawn(1, 5));
        const Tiles tiles(cells, size);
        std::map<TilePlace, std::set<std::size_t>> lines;
        std::map<TilePlace, std::set<std::size_t>> columns;
        std::set<std::size_t> all;
        for (std::size_t row = 0; row < cells.rows; ++row) {
            for (std::size_t col = 0; col < cells.cols; ++col) {
                if (cells(row, col) != 0) {
                    const std::size_t line = 2 * col + (cells(row, col) < 0 ? 1 : 0);
                    const TilePlace place = tiles.of(row, col, cells(row, col));
                    lines[place].insert(line);
                    columns[place].insert(row);
                    all.insert(line);
                    EXPECT_LT(place.row, tiles.grid().row);
                    EXPECT_LT(place.column, tiles.grid().column);
                }
            }
        }
        EXPECT_EQ(tiles.driven(), all.size());
        for (const auto& [place, held] : lines) {
            EXPECT_LE(held.size(), tiles.most_driven());
            EXPECT_LE(columns.at(place).size(), tiles.most_collecting());
            EXPECT_LE(tiles.most_driven(), size.rows);
        }
    }
}

}  // namespace
}  // namespace hopspice::analog
