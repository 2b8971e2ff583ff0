#include "twin/elimination_program.h"

#include "twin/loops.h"
#include "twin/positions.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

/// Times what it was in the analysis. A stage that leaves its limits multiplies by 1e5 what was
/// next to nothing, and no digits are lost by it; of those that are, a solution needs few.
constexpr double kMultiplierAllowed = 1e9;
constexpr int kLeastRun = 4;      ///< mean length from which vectors are faster
constexpr int kHullPerEntry = 4;  ///< in the tail: zeros that are worth a run

/// Rows whose entries in the tail are many get all positions from the first to the last of them,
/// and so do the rows that they are subtracted from: whatever is subtracted has its place there.
std::vector<std::vector<int>> with_runs_in_the_tail(const Order& order, int sparse) {
    struct Hull {
        int low = std::numeric_limits<int>::max();
        int high = -1;
    };
    std::vector<std::vector<int>> upper = order.upper;
    std::vector<Hull> filled(to_index(sparse));
    for (int i = 0; i < sparse; ++i) {
        std::vector<int>& row = upper[to_index(i)];
        const auto in_tail = std::ranges::lower_bound(row, sparse);
        const int count = to_int(static_cast<std::size_t>(row.end() - in_tail));
        Hull hull;
        for (const int k : order.lower[to_index(i)]) {
            hull.low = std::min(hull.low, filled[to_index(k)].low);
            hull.high = std::max(hull.high, filled[to_index(k)].high);
        }
        const bool must = hull.high >= 0;
        if (count > 0) {
            hull.low = std::min(hull.low, *in_tail);
            hull.high = std::max(hull.high, row.back());
        }
        if (must || (count >= kLeastRun && hull.high - hull.low < kHullPerEntry * count)) {
            row.erase(in_tail, row.end());
            for (int position = hull.low; position <= hull.high; ++position) {
                row.push_back(position);
            }
            filled[to_index(i)] = hull;
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
