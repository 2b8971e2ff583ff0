// Rows are matched with columns so that no diagonal entry is a structural zero; the strongly
// connected components of what depends on what are then the blocks.
// Source: Duff & Reid, An implementation of Tarjan's algorithm for the block triangularization of a
// matrix, ACM TOMS 4 (1978).

#include "netlist/block_solver.h"

#include "support/assert.h"

#include <Eigen/LU>
#include <Eigen/SparseLU>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace hopspice::netlist {

namespace {

using Sparse = BlockSolver::Sparse;

constexpr int kLargestDense = 48;  ///< unknowns of a block that is kept as a dense one

/// Rows of a column, by position: begin <= k < end.
int begin_of(const Sparse& matrix, int col) { return matrix.outerIndexPtr()[col]; }
int end_of(const Sparse& matrix, int col) { return matrix.outerIndexPtr()[col + 1]; }
int row_at(const Sparse& matrix, int k) { return matrix.innerIndexPtr()[k]; }

/// A row for every column, by augmenting paths.
class Matching {
public:
    explicit Matching(const Sparse& matrix)
        : matrix_(matrix),
          size_(static_cast<int>(matrix.cols())),
          row_of_(static_cast<std::size_t>(size_), -1),
          col_of_(static_cast<std::size_t>(size_), -1),
          seen_(static_cast<std::size_t>(size_), -1) {}

    /// Empty: there is none.
    std::vector<int> run() {
        for (int col = 0; col < size_; ++col) {
            const int* begin = matrix_.innerIndexPtr() + begin_of(matrix_, col);
            const int* end = matrix_.innerIndexPtr() + end_of(matrix_, col);
            if (std::find(begin, end, col) != end) {
                pair(col, col);
            }
        }
        for (int col = 0; col < size_; ++col) {
            if (row_of_[at(col)] < 0 && !augment(col)) {
                return {};
            }
        }
        return std::move(row_of_);
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    void pair(int col, int row) {
        row_of_[at(col)] = row;
        col_of_[at(row)] = col;
    }

    /// Depth first, without recursion: a path is a stack of columns and the entries taken of them.
    bool augment(int first) {
        struct Step {
            int col;
            int next;
        };
        std::vector<Step> path = {{first, begin_of(matrix_, first)}};
        seen_[at(first)] = first;
        while (!path.empty()) {
            Step& step = path.back();
            if (step.next == begin_of(matrix_, step.col)) {
                if (const int row = free_row(step.col); row >= 0) {
                    pair(step.col, row);
                    for (std::size_t k = path.size() - 1; k-- > 0;) {
                        pair(path[k].col, row_at(matrix_, path[k].next - 1));
                    }
                    return true;
                }
            }
            if (step.next == end_of(matrix_, step.col)) {
                path.pop_back();
                continue;
            }
            const int col = col_of_[at(row_at(matrix_, step.next++))];
            if (seen_[at(col)] != first) {
                seen_[at(col)] = first;
                path.push_back({col, begin_of(matrix_, col)});
            }
        }
        return false;
    }

    [[nodiscard]] int free_row(int col) const {
        for (int k = begin_of(matrix_, col); k < end_of(matrix_, col); ++k) {
            if (col_of_[at(row_at(matrix_, k))] < 0) {
                return row_at(matrix_, k);
            }
        }
        return -1;
    }

    const Sparse& matrix_;
    int size_;
    std::vector<int> row_of_;  ///< by column
    std::vector<int> col_of_;  ///< by row
    std::vector<int> seen_;    ///< by column: from where last
};

/// Strongly connected components of the columns, each before those it depends on.
class Components {
public:
    /// `col_of` each row is matched with.
    Components(const Sparse& matrix, const std::vector<int>& col_of)
        : matrix_(matrix), col_of_(col_of), number_(col_of.size(), 0), low_(col_of.size(), 0) {}

    std::vector<std::vector<int>> run() {
        for (int col = 0; col < static_cast<int>(col_of_.size()); ++col) {
            if (number_[at(col)] == 0) {
                visit(col);
            }
        }
        return std::move(components_);
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    static constexpr int kDone = 1 << 30;  ///< the number of a column whose component is known

    void enter(int col) {
        number_[at(col)] = low_[at(col)] = ++count_;
        open_.push_back(col);
        path_.emplace_back(col, begin_of(matrix_, col));
    }

    /// Tarjan's algorithm, without recursion.
    void visit(int first) {
        enter(first);
        while (!path_.empty()) {
            auto& [col, next] = path_.back();
            if (next < end_of(matrix_, col)) {
                const int reached = col_of_[at(row_at(matrix_, next++))];
                if (number_[at(reached)] == 0) {
                    enter(reached);
                } else {
                    low_[at(col)] = std::min(low_[at(col)], number_[at(reached)]);
                }
                continue;
            }
            const int done = col;
            path_.pop_back();
            if (!path_.empty()) {
                int& low = low_[at(path_.back().first)];
                low = std::min(low, low_[at(done)]);
            }
            if (low_[at(done)] == number_[at(done)]) {
                close(done);
            }
        }
    }

    void close(int first) {
        std::vector<int>& component = components_.emplace_back();
        while (component.empty() || component.back() != first) {
            component.push_back(open_.back());
            number_[at(open_.back())] = kDone;
            open_.pop_back();
        }
    }

    const Sparse& matrix_;
    const std::vector<int>& col_of_;
    std::vector<int> number_;  ///< in the order of visits, 0: not visited
    std::vector<int> low_;     ///< least number that is reached
    int count_ = 0;
    std::vector<int> open_;
    std::vector<std::pair<int, int>> path_;
    std::vector<std::vector<int>> components_;
};

}  // namespace

/// One diagonal block, factorised.
class BlockSolver::Block {
public:
    /// False: it is singular.
    bool factorise(const Sparse& block) {
        if (block.cols() == 1) {
            pivot_ = block.coeff(0, 0);
            return pivot_ != 0 && std::isfinite(pivot_);
        }
        if (block.cols() > kLargestDense) {
            sparse_ = std::make_unique<Eigen::SparseLU<Sparse>>(block);
            return sparse_->info() == Eigen::Success;
        }
        dense_ = std::make_unique<Eigen::PartialPivLU<Eigen::MatrixXd>>(Eigen::MatrixXd(block));
        const auto pivots = dense_->matrixLU().diagonal();
        return pivots.allFinite() && (pivots.array() != 0).all();
    }

    void solve(Eigen::VectorXd& x) const {
        if (dense_ != nullptr) {
            x = dense_->solve(x).eval();
        } else if (sparse_ != nullptr) {
            x = sparse_->solve(x).eval();
        } else {
            x[0] /= pivot_;
        }
    }

private:
    double pivot_ = 0;
    std::unique_ptr<Eigen::PartialPivLU<Eigen::MatrixXd>> dense_;
    std::unique_ptr<Eigen::SparseLU<Sparse>> sparse_;
};

/// The matrix with rows and columns in the order of the blocks: everything is on the diagonal
/// blocks or below them.
struct BlockSolver::Blocks {
    Sparse matrix;
    std::vector<int> place_of_row;  ///< before: now
    std::vector<int> cols;          ///< now: before
    std::vector<int> first;         ///< of each block, and behind the last one
    std::vector<int> block_at;      ///< by place
    std::vector<Block> blocks;
    std::vector<double> scratch;  ///< by place; 0 between two solutions
    std::vector<bool> due;        ///< by block; false between two solutions

    bool factorise();
};

bool BlockSolver::Blocks::factorise() {
    blocks.resize(first.size() - 1);
    for (std::size_t k = 0; k < blocks.size(); ++k) {
        const int size = first[k + 1] - first[k];
        if (!blocks[k].factorise(matrix.block(first[k], first[k], size, size))) {
            return false;
        }
    }
    scratch.assign(static_cast<std::size_t>(matrix.cols()), 0);
    due.assign(blocks.size(), false);
    return true;
}

BlockSolver::BlockSolver(std::unique_ptr<Blocks> blocks) : blocks_(std::move(blocks)) {}
BlockSolver::BlockSolver(BlockSolver&&) noexcept = default;
BlockSolver& BlockSolver::operator=(BlockSolver&&) noexcept = default;
BlockSolver::~BlockSolver() = default;

std::optional<BlockSolver> BlockSolver::factorise(const Sparse& matrix) {
    HOPSPICE_ASSERT(matrix.isCompressed());
    const std::vector<int> row_of = Matching(matrix).run();
    const auto size = static_cast<std::size_t>(matrix.cols());
    if (row_of.size() != size) {
        return std::nullopt;
    }
    std::vector<int> col_of(size);
    for (std::size_t col = 0; col < size; ++col) {
        col_of[static_cast<std::size_t>(row_of[col])] = static_cast<int>(col);
    }
    const std::vector<std::vector<int>> components = Components(matrix, col_of).run();
    auto blocks = std::make_unique<Blocks>();
    blocks->place_of_row.resize(size);
    blocks->first = {0};
    for (auto component = components.rbegin(); component != components.rend(); ++component) {
        for (const int col : *component) {
            blocks->place_of_row[static_cast<std::size_t>(row_of[static_cast<std::size_t>(col)])] =
                static_cast<int>(blocks->cols.size());
            blocks->cols.push_back(col);
            blocks->block_at.push_back(static_cast<int>(blocks->first.size()) - 1);
        }
        blocks->first.push_back(static_cast<int>(blocks->cols.size()));
    }
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(static_cast<std::size_t>(matrix.nonZeros()));
    for (std::size_t place = 0; place < size; ++place) {
        for (Sparse::InnerIterator entry(matrix, blocks->cols[place]); entry; ++entry) {
            entries.emplace_back(blocks->place_of_row[static_cast<std::size_t>(entry.row())],
                                 static_cast<int>(place), entry.value());
        }
    }
    blocks->matrix.resize(matrix.rows(), matrix.cols());
    blocks->matrix.setFromTriplets(entries.begin(), entries.end());
    return blocks->factorise() ? std::optional(BlockSolver(std::move(blocks))) : std::nullopt;
}

BlockSolver::Entries BlockSolver::solve(const Entries& right) {
    Blocks& b = *blocks_;
    std::priority_queue<int, std::vector<int>, std::greater<>> queue;
    const auto add = [&](int place, double value) {
        b.scratch[static_cast<std::size_t>(place)] += value;
        const int block = b.block_at[static_cast<std::size_t>(place)];
        if (!b.due[static_cast<std::size_t>(block)]) {
            b.due[static_cast<std::size_t>(block)] = true;
            queue.push(block);
        }
    };
    for (const auto& [row, value] : right) {
        add(b.place_of_row[static_cast<std::size_t>(row)], value);
    }
    Entries solution;
    Eigen::VectorXd x;
    while (!queue.empty()) {
        const auto block = static_cast<std::size_t>(queue.top());
        queue.pop();
        b.due[block] = false;
        const int first = b.first[block];
        const int end = b.first[block + 1];
        x = Eigen::Map<const Eigen::VectorXd>(b.scratch.data() + first, end - first);
        std::fill(b.scratch.begin() + first, b.scratch.begin() + end, 0.0);
        b.blocks[block].solve(x);
        for (int place = first; place < end; ++place) {
            const double value = x[place - first];
            if (value == 0) {
                continue;
            }
            solution.emplace_back(b.cols[static_cast<std::size_t>(place)], value);
            for (Sparse::InnerIterator entry(b.matrix, place); entry; ++entry) {
                if (entry.row() >= end) {
                    add(static_cast<int>(entry.row()), -entry.value() * value);
                }
            }
        }
    }
    return solution;
}

}  // namespace hopspice::netlist
