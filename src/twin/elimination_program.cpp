#include "twin/elimination_program.h"

#include "twin/loops.h"
#include "twin/positions.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kMultiplierAllowed = 1e4;  ///< times what it was in the analysis
constexpr int kLeastRun = 4;                ///< mean length from which vectors are faster
constexpr int kZerosPerEntry = 4;           ///< in the tail: numbers that are worth a run
constexpr std::size_t kGapFilled = 8;       ///< zeros between two of its entries

/// What a row has in the tail, while it is widened: zeros between entries that are near to each
/// other make runs of them.
class TailRow {
public:
    TailRow(int first, std::size_t size) : first_(first), has_(size) {}

    void clear() { std::ranges::fill(has_, 0); }
    /// Adds the positions of the tail among those of a row.
    void add(const std::vector<int>& row) {
        for (auto in_tail = std::ranges::lower_bound(row, first_); in_tail != row.end();
             ++in_tail) {
            has_[to_index(*in_tail - first_)] = 1;
        }
    }
    [[nodiscard]] int count() const {
        return to_int(static_cast<std::size_t>(std::ranges::count(has_, 1)));
    }
    /// Fills gaps; returns the number of runs that are left.
    int close() {
        int runs = 0;
        std::size_t end = 0;  // of the last run
        for (std::size_t k = 0; k < has_.size(); ++k) {
            if (has_[k] == 0) {
                continue;
            }
            if (runs > 0 && k - end <= kGapFilled) {
                std::fill(has_.begin() + to_int(end), has_.begin() + to_int(k), 1);
            } else {
                ++runs;
            }
            end = k + 1;
        }
        return runs;
    }
    void replace_tail_of(std::vector<int>& row) const {
        row.erase(std::ranges::lower_bound(row, first_), row.end());
        for (std::size_t k = 0; k < has_.size(); ++k) {
            if (has_[k] != 0) {
                row.push_back(first_ + to_int(k));
            }
        }
    }

private:
    int first_;
    std::vector<char> has_;
};

/// Rows whose entries in the tail are many get zeros between them, and so do the rows that they are
/// subtracted from: whatever is subtracted has its place there.
std::vector<std::vector<int>> with_runs_in_the_tail(const Order& order, int sparse) {
    std::vector<std::vector<int>> upper = order.upper;
    std::vector<char> widened(to_index(sparse));
    TailRow tail(sparse, order.tail);
    for (std::size_t i = 0; i < upper.size(); ++i) {
        tail.clear();
        tail.add(upper[i]);
        const int own = tail.count();
        for (const int k : order.lower[i]) {
            if (widened[to_index(k)] != 0) {
                widened[i] = 1;
                tail.add(upper[to_index(k)]);
            }
        }
        TailRow closed = tail;
        const int runs = closed.close();
        const int count = closed.count();
        if (own > 0 && count >= kLeastRun * runs && count <= kZerosPerEntry * own) {
            widened[i] = 1;
            tail = std::move(closed);
        }
        if (widened[i] != 0) {
            tail.replace_tail_of(upper[i]);
        }
    }
    return upper;
}

class Compiler {
public:
    Compiler(const Pattern& pattern, const Order& order) : order_(order) {
        program_.size = to_int(pattern.size);
        program_.sparse = to_int(pattern.size - order.tail);
        program_.rows = order.rows;
        program_.columns = order.columns;
        upper_ = with_runs_in_the_tail(order, program_.sparse);
        lay_out();
        for (int k = 0; k < program_.sparse; ++k) {
            find_runs(k);
            // Whatever is a multiple of nothing may be as large as it likes.
            program_.bound.push_back(upper_[to_index(k)].empty()
                                         ? std::numeric_limits<double>::max()
                                         : kMultiplierAllowed *
                                               std::max(order.multiplier[to_index(k)], 1.0));
        }
        find_targets();
        find_places(pattern);
    }

    Program program() && { return std::move(program_); }

private:
    void lay_out() {
        int place = 0;
        program_.lower_starts.push_back(0);
        for (int i = 0; i < program_.size; ++i) {
            const std::vector<int>& lower = order_.lower[to_index(i)];
            program_.first.push_back(place);
            program_.lower.insert(program_.lower.end(), lower.begin(), lower.end());
            program_.lower_starts.push_back(to_int(program_.lower.size()));
            place += to_int(lower.size());
            if (i < program_.sparse) {
                const int count = to_int(upper_[to_index(i)].size());
                program_.upper.push_back({place + 1, count, 0, 0});
                place += 1 + count;
            }
        }
        program_.tail_begin = place;
        program_.numbers = place + to_int(order_.tail * dense_stride(order_.tail));
        program_.upper_columns.resize(to_index(place));
        for (int k = 0; k < program_.sparse; ++k) {
            std::ranges::copy(upper_[to_index(k)],
                              program_.upper_columns.begin() + program_.upper[to_index(k)].begin);
        }
    }

    void find_runs(int k) {
        const std::vector<int>& row = upper_[to_index(k)];
        std::vector<int> lengths;
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c == 0 || row[c] != row[c - 1] + 1 || row[c] == program_.sparse) {
                lengths.push_back(0);
            }
            ++lengths.back();
        }
        if (to_int(row.size()) >= kLeastRun * to_int(lengths.size()) && !row.empty()) {
            program_.upper[to_index(k)].first_run = to_int(program_.run_lengths.size());
            program_.upper[to_index(k)].runs = to_int(lengths.size());
            program_.run_lengths.insert(program_.run_lengths.end(), lengths.begin(), lengths.end());
        }
    }

    /// Where the positions of row i are in the array, as far as it has them.
    void place_row(int i, std::vector<int>& place) const {
        int next = program_.first[to_index(i)];
        for (const int k : order_.lower[to_index(i)]) {
            place[to_index(k)] = next++;
        }
        if (i < program_.sparse) {
            place[to_index(i)] = next++;
            for (const int position : upper_[to_index(i)]) {
                place[to_index(position)] = next++;
            }
            return;
        }
        next = program_.tail_begin + (i - program_.sparse) * to_int(dense_stride(order_.tail));
        for (int position = program_.sparse; position < program_.size; ++position) {
            place[to_index(position)] = next++;
        }
    }

    void find_targets() {
        std::vector<int> place(to_index(program_.size));
        for (int i = 0; i < program_.size; ++i) {
            place_row(i, place);
            for (const int k : order_.lower[to_index(i)]) {
                const Program::Upper& upper = program_.upper[to_index(k)];
                const std::vector<int>& row = upper_[to_index(k)];
                std::size_t c = 0;
                for (int run = 0; run < (upper.runs == 0 ? upper.count : upper.runs); ++run) {
                    program_.targets.push_back(place[to_index(row[c])]);
                    c += upper.runs == 0
                             ? 1
                             : to_index(program_.run_lengths[to_index(upper.first_run + run)]);
                }
            }
        }
    }

    void find_places(const Pattern& pattern) {
        std::vector<int> row_position(pattern.size);
        for (int k = 0; k < program_.size; ++k) {
            row_position[to_index(program_.rows[to_index(k)])] = k;
        }
        std::vector<std::vector<std::pair<int, int>>> entries(pattern.size);  // position, entry
        for (int k = 0; k < program_.size; ++k) {
            const std::size_t column = to_index(program_.columns[to_index(k)]);
            for (int entry = pattern.starts[column]; entry < pattern.starts[column + 1]; ++entry) {
                entries[to_index(row_position[to_index(pattern.rows[to_index(entry)])])]
                    .emplace_back(k, entry);
            }
        }
        program_.places.resize(pattern.rows.size());
        std::vector<int> place(to_index(program_.size));
        for (int i = 0; i < program_.size; ++i) {
            place_row(i, place);
            for (const auto& [position, entry] : entries[to_index(i)]) {
                program_.places[to_index(entry)] = place[to_index(position)];
            }
        }
    }

    const Order& order_;
    std::vector<std::vector<int>> upper_;
    Program program_;
};

}  // namespace

Program compile_elimination(const Pattern& pattern, const Order& order) {
    return Compiler(pattern, order).program();
}

}  // namespace hopspice::twin
