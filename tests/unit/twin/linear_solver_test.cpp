// Every solver against residuals, singular matrices and numbers that are none.

#include "twin/linear_solver.h"
#include "matrices.h"
#include "twin/elimination.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <ostream>
#include <string>

namespace hopspice::twin {

namespace {

using testing::Matrix;
using testing::Memory;
using testing::Numbers;
using testing::random_matrix;
using testing::residual;

struct Maker {
    std::string name;
    std::function<std::unique_ptr<LinearSolver>(Pattern)> make;
};

void PrintTo(const Maker& maker, std::ostream* out) { *out << maker.name; }

class Solvers : public ::testing::TestWithParam<Maker> {};

INSTANTIATE_TEST_SUITE_P(Every, Solvers,
                         ::testing::Values(Maker{"klu", make_klu},
                                           Maker{"elimination", make_elimination}),
                         [](const auto& one) { return one.param.name; });

std::vector<double> right_side_for(std::size_t size, Numbers& numbers) {
    std::vector<double> right_side(size);
    for (double& value : right_side) {
        value = numbers.between(-1, 1);
    }
    return right_side;
}

double solved_residual(const LinearSolver& solver, const Matrix& matrix, Numbers& numbers) {
    const std::vector<double> right_side = right_side_for(matrix.size(), numbers);
    std::vector<double> x = right_side;
    solver.solve(x);
    return residual(matrix.pattern(), matrix.values(), x, right_side);
}

TEST_P(Solvers, LeaveNothingOverOfRandomMatricesInAnyOrder) {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        Numbers numbers(seed);
        const std::size_t size = 1 + numbers.below(80);
        const Matrix matrix =
            random_matrix(size, 1 + numbers.below(std::min<std::size_t>(size, 9)), numbers)
                .permuted(numbers.order(size), numbers.order(size));
        const auto solver = GetParam().make(matrix.pattern());
        ASSERT_TRUE(solver->analyse(matrix.values())) << seed;
        EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << seed;
    }
}

TEST_P(Solvers, FactorOtherValuesOfTheSamePattern) {
    Numbers numbers(7);
    const Matrix matrix = random_matrix(60, 6, numbers);
    const auto solver = GetParam().make(matrix.pattern());
    ASSERT_TRUE(solver->analyse(matrix.values()));
    for (int round = 0; round < 5; ++round) {
        std::vector<double> values = matrix.values();
        for (double& value : values) {
            value *= numbers.between(0.7, 1.4);
        }
        ASSERT_TRUE(solver->refactor(values));
        const std::vector<double> right_side = right_side_for(matrix.size(), numbers);
        std::vector<double> x = right_side;
        solver->solve(x);
        EXPECT_LT(residual(matrix.pattern(), values, x, right_side), 1e-10);
    }
}

TEST(Followers, DoAsWellAsAnAnalysisOfTheirOwnOrSaySo) {
    Numbers numbers(17);
    const Matrix matrix = random_matrix(60, 6, numbers);
    const auto first = make_elimination(matrix.pattern());
    const auto other = make_elimination(matrix.pattern());
    EXPECT_FALSE(other->follow(*first, matrix.values())) << "it has no analysis";
    EXPECT_FALSE(other->follow(*make_klu(matrix.pattern()), matrix.values()));
    ASSERT_TRUE(first->analyse(matrix.values()));
    std::vector<double> values = matrix.values();
    for (double& value : values) {
        value *= numbers.between(0.9, 1.1);
    }
    ASSERT_TRUE(other->follow(*first, values));
    const std::vector<double> right_side = right_side_for(matrix.size(), numbers);
    std::vector<double> x = right_side;
    other->solve(x);
    EXPECT_LT(residual(matrix.pattern(), values, x, right_side), 1e-10);
    EXPECT_TRUE(other->refactor(matrix.values()));
}

TEST(Followers, RefusePivotsThatLoseDigits) {
    Matrix matrix(2);
    matrix.add(0, 0, 1);
    matrix.add(0, 1, 1);
    matrix.add(1, 0, 1);
    matrix.add(1, 1, 3);
    const auto first = make_elimination(matrix.pattern());
    const auto other = make_elimination(matrix.pattern());
    ASSERT_TRUE(first->analyse(matrix.values()));
    EXPECT_FALSE(other->follow(*first, std::vector<double>{0, 1, 1, 0}));
    EXPECT_FALSE(other->follow(*first, std::vector<double>{1e-14, 1, 1, 1}));
    EXPECT_TRUE(other->follow(*first, std::vector<double>{1, 1, 1, 4}));
    ASSERT_TRUE(first->analyse(std::vector<double>{0, 1, 1, 0}));
    EXPECT_TRUE(other->follow(*first, matrix.values())) << "the first analysis, not the last";
}

TEST_P(Solvers, GiveTheSameBitsForTheSameValues) {
    Numbers numbers(8);
    const Matrix matrix = random_matrix(60, 6, numbers);
    const std::vector<double> right_side = right_side_for(matrix.size(), numbers);
    std::vector<std::vector<double>> solutions(2, right_side);
    for (std::vector<double>& x : solutions) {
        const auto solver = GetParam().make(matrix.pattern());
        ASSERT_TRUE(solver->analyse(matrix.values()));
        ASSERT_TRUE(solver->refactor(matrix.values()));
        solver->solve(x);
    }
    EXPECT_EQ(solutions[0], solutions[1]);
}

/// An ideal source from node 0 to ground, conductances on from there: unknown n is its current, and
/// that equation has no diagonal.
Matrix source_and_chain(std::size_t nodes) {
    Matrix matrix(nodes + 1);
    for (std::size_t node = 1; node < nodes; ++node) {
        matrix.join(node - 1, node, 1e-4 * static_cast<double>(node));
    }
    matrix.add(nodes - 1, nodes - 1, 1e-5);
    matrix.add(0, nodes, 1);
    matrix.add(nodes, 0, 1);
    return matrix;
}

TEST_P(Solvers, FindPivotsWhereTheDiagonalIsEmpty) {
    for (const std::size_t nodes : {1U, 2U, 10U, 200U}) {
        Numbers numbers(9);
        const Matrix matrix = source_and_chain(nodes);
        const auto solver = GetParam().make(matrix.pattern());
        ASSERT_TRUE(solver->analyse(matrix.values())) << nodes;
        EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << nodes;
        ASSERT_TRUE(solver->refactor(matrix.values())) << nodes;
        EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << nodes;
    }
}

TEST_P(Solvers, TakeNoZeroFromTheDiagonalThoughThePatternHasIt) {
    Numbers numbers(10);
    Matrix matrix = source_and_chain(20);
    matrix.add(20, 20, 0);
    const auto solver = GetParam().make(matrix.pattern());
    ASSERT_TRUE(solver->analyse(matrix.values()));
    EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10);
}

TEST_P(Solvers, RefuseAMatrixThatIsSingularByItsPattern) {
    Matrix two_sources(12);  // a second source at the same node
    for (std::size_t node = 1; node < 10; ++node) {
        two_sources.join(node - 1, node, 1e-4);
    }
    for (const std::size_t branch : {10U, 11U}) {
        two_sources.add(0, branch, 1);
        two_sources.add(branch, 0, 1);
    }
    EXPECT_FALSE(GetParam().make(two_sources.pattern())->analyse(two_sources.values()));
    Matrix lost(3);  // nothing in the last row
    lost.add(0, 0, 1);
    lost.add(1, 1, 1);
    lost.add(0, 2, 1);
    EXPECT_FALSE(GetParam().make(lost.pattern())->analyse(lost.values()));
}

TEST_P(Solvers, RefuseAMatrixThatIsSingularByItsNumbers) {
    Matrix floating(4);  // conductances that nothing joins to ground; exact in binary
    for (std::size_t node = 1; node < 4; ++node) {
        floating.join(node - 1, node, 0.25);
    }
    EXPECT_FALSE(GetParam().make(floating.pattern())->analyse(floating.values()));
    floating.add(0, 0, 0.25);
    const auto solver = GetParam().make(floating.pattern());
    EXPECT_TRUE(solver->analyse(floating.values()));
}

TEST_P(Solvers, RefuseNumbersThatAreNone) {
    Numbers numbers(11);
    const Matrix matrix = random_matrix(30, 5, numbers);
    const std::vector<double> good = matrix.values();
    const auto solver = GetParam().make(matrix.pattern());
    ASSERT_TRUE(solver->analyse(good));
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        for (std::size_t entry = 0; entry < good.size(); ++entry) {
            std::vector<double> values = good;
            values[entry] = bad;
            EXPECT_FALSE(GetParam().make(matrix.pattern())->analyse(values)) << entry;
            EXPECT_FALSE(solver->refactor(values)) << entry;
        }
    }
    EXPECT_TRUE(solver->refactor(good));  // and none of it stays
    EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10);
}

TEST_P(Solvers, RefuseToKeepAPivotThatIsGone) {
    Matrix matrix(2);
    matrix.add(0, 0, 1);
    matrix.add(0, 1, 1);
    matrix.add(1, 0, 1);
    matrix.add(1, 1, 3);
    const auto solver = GetParam().make(matrix.pattern());
    ASSERT_TRUE(solver->analyse(matrix.values()));
    EXPECT_FALSE(solver->refactor(std::vector<double>{0, 1, 1, 0}));
    EXPECT_FALSE(solver->refactor(std::vector<double>{1e-14, 1, 1, 1e-14}));
    ASSERT_TRUE(solver->analyse(std::vector<double>{1e-14, 1, 1, 1e-14}));
    std::vector<double> x = {1, 2};
    solver->solve(x);
    EXPECT_NEAR(x[0], 2, 1e-12);
    EXPECT_NEAR(x[1], 1, 1e-12);
}

TEST_P(Solvers, LeaveNothingOverOfMemoriesInAnyOrder) {
    for (const auto& [visible, hidden] : {std::pair(7U, 16U), {40U, 12U}, {40U, 60U}}) {
        for (const double output : {0.0, 0.01}) {
            Numbers numbers(visible);
            const Memory memory(visible, hidden, output, numbers);
            const std::vector<std::size_t> order = numbers.order(memory.matrix().size());
            for (const Matrix& matrix : {memory.matrix(), memory.matrix().permuted(order, order)}) {
                const auto solver = GetParam().make(matrix.pattern());
                ASSERT_TRUE(solver->analyse(matrix.values())) << visible;
                EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << visible;
                ASSERT_TRUE(solver->refactor(matrix.values())) << visible;
                EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << visible;
            }
        }
    }
}

TEST_P(Solvers, KeepTheirPivotsWhileAMemoryMoves) {
    Numbers numbers(12);
    const auto [pattern, at_rest] = Memory(40, 60, 0.01, numbers).matrix().compressed();
    const auto solver = GetParam().make(pattern);
    ASSERT_TRUE(solver->analyse(at_rest));
    for (int round = 0; round < 10; ++round) {
        std::vector<double> values = at_rest;
        for (double& value : values) {
            value *= std::pow(10, numbers.between(-0.3, 0.3));
        }
        ASSERT_TRUE(solver->refactor(values));
        const std::vector<double> right_side = right_side_for(pattern.size, numbers);
        std::vector<double> x = right_side;
        solver->solve(x);
        EXPECT_LT(residual(pattern, values, x, right_side), 1e-10);
    }
}

TEST_P(Solvers, ExchangeRowsOfAFullMatrix) {
    for (const std::size_t size : {47U, 48U, 55U, 150U}) {
        Numbers numbers(13);
        Matrix matrix(size);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < size; ++j) {
                matrix.add(i, j, i == j ? 0 : numbers.between(-1, 1));
            }
        }
        const auto solver = GetParam().make(matrix.pattern());
        ASSERT_TRUE(solver->analyse(matrix.values())) << size;
        EXPECT_LT(solved_residual(*solver, matrix, numbers), 1e-10) << size;
        std::vector<double> copied = matrix.values();  // the second column is the first
        std::copy_n(copied.begin(), size, copied.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(solver->refactor(copied)) << size;
    }
}

TEST(Elimination, FillsNothingOfAnArrow) {
    Numbers numbers(15);
    Matrix arrow(300);
    for (std::size_t i = 0; i < 300; ++i) {
        arrow.add(i, i, 400);
        arrow.add(0, i, numbers.between(-1, 1));
        arrow.add(i, 0, numbers.between(-1, 1));
    }
    Elimination solver(arrow.pattern());
    ASSERT_TRUE(solver.analyse(arrow.values()));
    EXPECT_EQ(solver.program().numbers, 3 * 300 - 2);
    EXPECT_EQ(solver.program().targets.size(), 299U);
}

TEST(Elimination, HasADenseTailWhereEverythingIsJoined) {
    Numbers numbers(16);
    const auto [pattern, values] = Memory(40, 60, 0, numbers).matrix().compressed();
    Elimination with_tail(pattern);
    Elimination by_lists(pattern, Elimination::kNoTail);
    ASSERT_TRUE(with_tail.analyse(values) && by_lists.analyse(values));
    EXPECT_EQ(by_lists.program().sparse, by_lists.program().size);
    const int tail = with_tail.program().size - with_tail.program().sparse;
    EXPECT_GE(tail, 48);
    EXPECT_LE(tail, 140);  // columns and outputs of the neurons
    const std::vector<double> right_side = right_side_for(pattern.size, numbers);
    std::vector<double> x = right_side;
    std::vector<double> other = right_side;
    with_tail.solve(x);
    by_lists.solve(other);
    const double largest = *std::ranges::max_element(x);
    for (std::size_t i = 0; i < pattern.size; ++i) {
        EXPECT_NEAR(x[i], other[i], 1e-9 * largest) << i;
    }
}

TEST(LinearSolvers, Agree) {
    Numbers numbers(14);
    const auto [pattern, values] = Memory(60, 30, 0.01, numbers).matrix().compressed();
    std::vector<double> right_side = right_side_for(pattern.size, numbers);
    std::vector<double> other = right_side;
    const auto klu = make_klu(pattern);
    const auto elimination = make_elimination(pattern);
    ASSERT_TRUE(klu->analyse(values) && elimination->analyse(values));
    klu->solve(right_side);
    elimination->solve(other);
    const double largest = *std::ranges::max_element(right_side);
    for (std::size_t i = 0; i < pattern.size; ++i) {
        EXPECT_NEAR(right_side[i], other[i], 1e-9 * largest) << i;
    }
}

TEST_P(Solvers, TakeAMatrixWithoutUnknowns) {
    const auto solver = GetParam().make(Pattern{0, {0}, {}});
    EXPECT_TRUE(solver->analyse({}));
    EXPECT_TRUE(solver->refactor({}));
    solver->solve({});
}

TEST(Elimination, GivesTheSameBitsOnEveryWidthOfVectors) {
    Numbers numbers(3);
    for (const std::size_t visible : {7U, 40U}) {  // one by one; runs and a tail
        const auto [pattern, values] = Memory(visible, 60, 0.01, numbers).matrix().compressed();
        std::vector<double> others = values;
        for (double& value : others) {
            value *= numbers.between(0.5, 2);
        }
        const std::vector<double> right_side = right_side_for(pattern.size, numbers);
        std::vector<double> expected;
        for (const Loops* loops : twin::loops()) {
            Elimination solver(pattern, Elimination::kLeastTail, *loops);
            ASSERT_TRUE(solver.analyse(values));
            ASSERT_TRUE(solver.refactor(others));
            EXPECT_EQ(solver.program().sparse < solver.program().size, visible == 40);
            std::vector<double> x = right_side;
            solver.solve(x);
            expected = expected.empty() ? x : expected;
            EXPECT_EQ(x, expected);
        }
    }
}

}  // namespace

}  // namespace hopspice::twin
