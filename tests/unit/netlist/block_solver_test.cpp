// Solutions put back into their equations, and against a dense factorisation.

#include "netlist/block_solver.h"

#include "support/random.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include <cstdint>

namespace hopspice::netlist {
namespace {

using Sparse = BlockSolver::Sparse;

/// About `per_row` entries of each row, from -1 to 1; the diagonal is empty where `permuted`.
Sparse random_matrix(int size, double per_row, bool permuted, std::uint64_t seed) {
    std::vector<Eigen::Triplet<double>> entries;
    std::uint64_t draw = seed << 32U;
    const auto next = [&draw] { return uniform_from(mix_bits(draw++)); };
    for (int row = 0; row < size; ++row) {
        entries.emplace_back(row, permuted ? (row + 1) % size : row, 1 + next());
        for (int col = 0; col < size; ++col) {
            if (col != row && next() < per_row / size) {
                entries.emplace_back(row, col, 2 * next() - 1);
            }
        }
    }
    Sparse matrix(size, size);
    matrix.setFromTriplets(entries.begin(), entries.end());
    return matrix;
}

Eigen::VectorXd dense(const BlockSolver::Entries& entries, int size) {
    Eigen::VectorXd all = Eigen::VectorXd::Zero(size);
    for (const auto& [index, value] : entries) {
        EXPECT_EQ(all[index], 0) << "an index twice";
        all[index] = value;
    }
    return all;
}

void expect_solves(const Sparse& matrix) {
    const auto size = static_cast<int>(matrix.cols());
    auto solver = BlockSolver::factorise(matrix);
    ASSERT_TRUE(solver);
    const Eigen::MatrixXd inverse = Eigen::MatrixXd(matrix).inverse();
    for (const int row : {0, size / 2, size - 1}) {
        const BlockSolver::Entries right = {{row, 2.0}, {(row + 3) % size, -0.5}};
        const Eigen::VectorXd wanted = inverse * dense(right, size);
        const Eigen::VectorXd found = dense(solver->solve(right), size);
        // 1e-16 times a condition number of up to 1e5.
        EXPECT_LT((found - wanted).norm(), 1e-11 * (1 + wanted.norm())) << "row " << row;
    }
}

TEST(BlockSolver, OneBlockIsSolvedDenseOrSparse) {
    expect_solves(random_matrix(20, 5, false, 1));
    expect_solves(random_matrix(300, 5, false, 2));
}

TEST(BlockSolver, ManySmallBlocksAreSolvedOneAfterTheOther) {
    expect_solves(random_matrix(40, 0.7, false, 3));
    expect_solves(random_matrix(400, 0.7, false, 4));
}

TEST(BlockSolver, ADiagonalWithoutEntriesIsMatched) {
    expect_solves(random_matrix(30, 0, true, 5));
    expect_solves(random_matrix(60, 1, true, 6));
    expect_solves(random_matrix(200, 4, true, 7));
}

TEST(BlockSolver, ASolutionHasWhatTheRightSideReachesAlone) {
    // x0 feeds x1, and x2 is by itself.
    Sparse matrix(3, 3);
    matrix.insert(0, 0) = 2;
    matrix.insert(1, 0) = 1;
    matrix.insert(1, 1) = 4;
    matrix.insert(2, 2) = 1;
    matrix.makeCompressed();
    auto solver = BlockSolver::factorise(matrix);
    ASSERT_TRUE(solver);
    EXPECT_EQ(solver->solve({{0, 1.0}}), (BlockSolver::Entries{{0, 0.5}, {1, -0.125}}));
    EXPECT_EQ(solver->solve({{1, 1.0}}), (BlockSolver::Entries{{1, 0.25}}));
    EXPECT_TRUE(solver->solve({}).empty());
}

TEST(BlockSolver, WhatIsSingularHasNoSolver) {
    Sparse empty_row(2, 2);
    empty_row.insert(0, 0) = 1;
    empty_row.insert(0, 1) = 1;
    empty_row.makeCompressed();
    EXPECT_FALSE(BlockSolver::factorise(empty_row)) << "no row for a column";
    Sparse equal_rows(2, 2);
    for (const int row : {0, 1}) {
        for (const int col : {0, 1}) {
            equal_rows.insert(row, col) = 1;
        }
    }
    equal_rows.makeCompressed();
    EXPECT_FALSE(BlockSolver::factorise(equal_rows)) << "rows that are equal";
}

}  // namespace
}  // namespace hopspice::netlist
