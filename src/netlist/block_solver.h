#pragma once
// Sparse linear equations in block triangular form: what does not depend on each other is never
// mixed, so that a right-hand side with few entries costs no more than what it reaches.

#include <Eigen/SparseCore>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace hopspice::netlist {

class BlockSolver {
public:
    using Sparse = Eigen::SparseMatrix<double>;
    /// Index and value of each entry that may not be 0, every index at most once.
    using Entries = std::vector<std::pair<int, double>>;

    /// Of a square matrix, compressed, without zeros among its entries. None: it is singular.
    [[nodiscard]] static std::optional<BlockSolver> factorise(const Sparse& matrix);

    BlockSolver(BlockSolver&&) noexcept;
    BlockSolver& operator=(BlockSolver&&) noexcept;
    ~BlockSolver();

    /// x of A x = right. One thread at a time (it owns scratch).
    [[nodiscard]] Entries solve(const Entries& right);

private:
    class Block;
    struct Blocks;
    explicit BlockSolver(std::unique_ptr<Blocks> blocks);
    std::unique_ptr<Blocks> blocks_;
};

}  // namespace hopspice::netlist
