#include "twin/markowitz.h"

#include "twin/by_count.h"
#include "twin/positions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hopspice::twin {

namespace {

constexpr double kFull = 0.8;  ///< a share of entries from which dense arithmetic is faster
constexpr double kAllFull =
    0.95;  ///< a share of entries from which one order is as good as another
/// Entries that are gone through in the time in which one is searched for.
constexpr std::size_t kSearchCost = 16;
constexpr int kSearched = 4;  ///< rows and columns, for a pivot; more find hardly better ones

struct Entry {
    int row = 0;
    double value = 0;
};

struct Pivot {
    int row = 0;
    int column = 0;
    double value = 0;
};

/// The matrix while it is eliminated: columns of entries by ascending row, rows as lists of
/// columns, in which those that are done remain.
class Remainder {
public:
    Remainder(const Pattern& pattern, std::span<const double> values, double least_pivot)
        : least_pivot_(least_pivot),
          columns_(pattern.size),
          rows_(pattern.size),
          row_count_(pattern.size),
          column_done_(pattern.size),
          row_done_(pattern.size),
          below_(pattern.size),
          columns_by_count_(pattern.size),
          rows_by_count_(pattern.size) {
        for (std::size_t j = 0; j < pattern.size; ++j) {
            for (std::size_t entry = to_index(pattern.starts[j]);
                 entry < to_index(pattern.starts[j + 1]); ++entry) {
                const int row = pattern.rows[entry];
                columns_[j].push_back({row, values[entry]});
                rows_[to_index(row)].push_back(to_int(j));
                ++row_count_[to_index(row)];
            }
            columns_by_count_.insert(columns_[j].size(), to_int(j));
        }
        entries_ = values.size();
        for (std::size_t i = 0; i < pattern.size; ++i) {
            note_single(to_int(i));
            rows_by_count_.insert(row_count_[i], to_int(i));
        }
    }

    [[nodiscard]] std::size_t size() const { return columns_by_count_.size(); }
    [[nodiscard]] bool is_full() const {
        const auto size = static_cast<double>(columns_by_count_.size());
        return static_cast<double>(entries_) >= kAllFull * size * size;
    }

    /// Nothing: a row or column without a number.
    [[nodiscard]] std::optional<Pivot> choose() {
        while (!singles_.empty()) {
            const int row = singles_.back();
            singles_.pop_back();
            if (!row_done(row) && row_count_[to_index(row)] == 1) {
                return single_of(row);
            }
        }
        return search();
    }

    /// What is below the pivot, as multiples of it; afterwards `right` has the columns right of it.
    [[nodiscard]] std::vector<Entry> eliminate(const Pivot& pivot, std::vector<int>& right) {
        right.clear();
        std::ranges::copy_if(
            rows_[to_index(pivot.row)], std::back_inserter(right),
            [&](int column) { return column != pivot.column && !column_done(column); });
        std::vector<Entry> below = std::move(columns_[to_index(pivot.column)]);
        columns_by_count_.erase(below.size(), pivot.column);
        entries_ -= below.size() + right.size();
        std::erase_if(below, [&](const Entry& entry) { return entry.row == pivot.row; });
        rows_by_count_.erase(row_count_[to_index(pivot.row)], pivot.row);
        column_done_[to_index(pivot.column)] = 1;
        row_done_[to_index(pivot.row)] = 1;
        for (Entry& entry : below) {
            entry.value /= pivot.value;
        }
        fill_.assign(below.size(), 0);
        for (const Entry& entry : below) {
            below_[to_index(entry.row)] = {entry.value, 1};
        }
        for (const int column : right) {
            subtract(column, pivot.row, below);
        }
        for (std::size_t k = 0; k < below.size(); ++k) {
            below_[to_index(below[k].row)] = {};
            change_row_count(below[k].row, fill_[k]);
            note_single(below[k].row);
        }
        rows_[to_index(pivot.row)] = {};
        return below;
    }

private:
    [[nodiscard]] bool row_done(int row) const { return row_done_[to_index(row)] != 0; }
    [[nodiscard]] bool column_done(int column) const { return column_done_[to_index(column)] != 0; }
    void note_single(int row) {
        if (row_count_[to_index(row)] == 1) {
            singles_.push_back(row);
        }
    }

    [[nodiscard]] std::optional<Pivot> single_of(int row) {
        const auto column = std::ranges::find_if(
            rows_[to_index(row)], [&](int candidate) { return !column_done(candidate); });
        const auto entry = find(row, *column);
        return entry->value == 0 ? std::nullopt : std::optional(Pivot{row, *column, entry->value});
    }

    /// Looks at columns and rows of few entries, fewest first.
    [[nodiscard]] std::optional<Pivot> search() {
        best_ = std::nullopt;
        least_ = std::numeric_limits<double>::infinity();
        auto column = columns_by_count_.begin();
        auto row = rows_by_count_.begin();
        for (int searched = 0; (searched < kSearched || !best_) &&
                               !columns_by_count_.is_end(column) && !rows_by_count_.is_end(row);
             ++searched) {
            const double others = static_cast<double>(std::min(column.count, row.count)) - 1;
            if (others < 0) {
                return std::nullopt;
            }
            if (least_ <= others * others) {
                break;
            }
            if (column.count <= row.count) {
                search_column(column.index);
                column = columns_by_count_.after(column);
            } else {
                search_row(row.index);
                row = rows_by_count_.after(row);
            }
        }
        return best_;
    }

    [[nodiscard]] double largest_in(int column) const {
        double largest = 0;
        for (const Entry& entry : columns_[to_index(column)]) {
            largest = std::max(largest, std::abs(entry.value));
        }
        return largest;
    }

    void search_column(int column) {
        const double least_value = least_pivot_ * largest_in(column);
        for (const auto& [row, value] : columns_[to_index(column)]) {
            consider({row, column, value}, least_value);
        }
    }

    void search_row(int row) {
        shortest_.clear();
        std::erase_if(rows_[to_index(row)], [&](int column) { return column_done(column); });
        for (const int column : rows_[to_index(row)]) {
            shortest_.emplace_back(columns_[to_index(column)].size(), column);
        }
        const std::size_t looked_at = std::min<std::size_t>(kSearched, shortest_.size());
        std::ranges::partial_sort(shortest_, shortest_.begin() + to_int(looked_at));
        for (std::size_t k = 0; k < looked_at; ++k) {
            const int column = shortest_[k].second;
            const auto entry = find(row, column);
            consider({row, column, entry->value}, least_pivot_ * largest_in(column));
        }
    }

    void consider(const Pivot& pivot, double least_value) {
        const double cost = (static_cast<double>(columns_[to_index(pivot.column)].size()) - 1) *
                            (static_cast<double>(row_count_[to_index(pivot.row)]) - 1);
        const bool better = cost < least_ || (cost == least_ && pivot.row == pivot.column &&
                                              best_->row != best_->column);
        if (pivot.value != 0 && std::abs(pivot.value) >= least_value && better) {
            best_ = pivot;
            least_ = cost;
        }
    }

    /// Of a row below the pivot, which loses its entry in the pivot's column.
    void change_row_count(int row, std::size_t filled) {
        std::size_t& count = row_count_[to_index(row)];
        rows_by_count_.erase(count, row);
        count = count - 1 + filled;
        rows_by_count_.insert(count, row);
    }

    [[nodiscard]] std::vector<Entry>::iterator find(int row, int column) {
        return std::ranges::lower_bound(columns_[to_index(column)], row, {}, &Entry::row);
    }

    /// column -= below * (its number in the pivot's row), which leaves it. `fill_` counts new
    /// entries by place below the pivot.
    void subtract(int column, int pivot_row, const std::vector<Entry>& below) {
        std::vector<Entry>& entries = columns_[to_index(column)];
        const std::size_t before = entries.size();
        const auto crossing = find(pivot_row, column);
        const double factor = crossing->value;
        if (below.size() * kSearchCost < before) {
            entries.erase(crossing);
            search_and_subtract(column, factor, below);
        } else if (subtract_where_both_are(entries, crossing, factor) < below.size()) {
            fill_in(column, factor, below);
        }
        entries_ += entries.size() - before + 1;
        if (entries.size() != before) {
            columns_by_count_.erase(before, column);
            columns_by_count_.insert(entries.size(), column);
        }
    }

    void search_and_subtract(int column, double factor, const std::vector<Entry>& below) {
        for (std::size_t k = 0; k < below.size(); ++k) {
            const double change = below[k].value * factor;
            const auto entry = find(below[k].row, column);
            if (entry != columns_[to_index(column)].end() && entry->row == below[k].row) {
                entry->value -= change;
            } else {
                columns_[to_index(column)].insert(entry, {below[k].row, -change});
                note_fill(k, below[k].row, column);
            }
        }
    }

    /// Removes the entry at `crossing`; the number of entries below the pivot that the column has.
    [[nodiscard]] std::size_t subtract_where_both_are(std::vector<Entry>& entries,
                                                      std::vector<Entry>::iterator crossing,
                                                      double factor) const {
        std::size_t both = 0;
        const auto changed = [&](Entry entry) {
            const Below& below = below_[to_index(entry.row)];
            both += below.is_entry;
            entry.value -= below.value * factor;
            return entry;
        };
        std::transform(entries.begin(), crossing, entries.begin(), changed);
        std::transform(crossing + 1, entries.end(), crossing, changed);
        entries.pop_back();
        return both;
    }

    /// Adds the entries below the pivot that the column does not have.
    void fill_in(int column, double factor, const std::vector<Entry>& below) {
        std::vector<Entry>& entries = columns_[to_index(column)];
        merged_.resize(entries.size() + below.size());
        auto out = merged_.begin();
        auto entry = entries.begin();
        for (std::size_t k = 0; k < below.size(); ++k) {
            while (entry != entries.end() && entry->row < below[k].row) {
                *out++ = *entry++;
            }
            if (entry == entries.end() || entry->row != below[k].row) {
                *out++ = {below[k].row, -(below[k].value * factor)};
                note_fill(k, below[k].row, column);
            }
        }
        out = std::copy(entry, entries.end(), out);
        entries.assign(merged_.begin(), out);
    }

    void note_fill(std::size_t place_below, int row, int column) {
        ++fill_[place_below];
        rows_[to_index(row)].push_back(column);
    }

    /// What a row has in the column of the pivot, as a multiple of it.
    struct Below {
        double value = 0;
        std::size_t is_entry = 0;  ///< 1 or 0
    };

    double least_pivot_;  ///< of the largest number in its column
    std::vector<std::vector<Entry>> columns_;
    std::vector<std::vector<int>> rows_;
    std::vector<std::size_t> row_count_;
    std::vector<char> column_done_;
    std::vector<char> row_done_;
    std::vector<Below> below_;       ///< per row
    std::vector<std::size_t> fill_;  ///< per place below the pivot: new entries
    std::vector<Entry> merged_;
    std::vector<int> singles_;   ///< rows that had one entry when they were noted
    ByCount columns_by_count_;   ///< that are not done
    ByCount rows_by_count_;      ///< that are not done
    std::optional<Pivot> best_;  ///< of the search
    double least_ = 0;           ///< its cost
    std::vector<std::pair<std::size_t, int>> shortest_;  ///< columns of the row searched
    std::size_t entries_ = 0;
};

/// The longest end of the order among whose factors dense arithmetic is faster. `fill`: entries of
/// the factors at and behind each pivot, in its row and column.
std::size_t find_tail(std::size_t size, std::size_t rest, const std::vector<std::size_t>& fill,
                      std::size_t least) {
    double entries = static_cast<double>(rest) * static_cast<double>(rest);
    std::size_t tail = rest >= least ? rest : 0;
    for (std::size_t k = size - rest; k-- > 0;) {
        entries += static_cast<double>(fill[k]);
        const auto length = static_cast<double>(size - k);
        if (size - k >= least && entries >= kFull * length * length) {
            tail = size - k;
        }
    }
    return tail;
}

/// Appends what no pivot has taken, in ascending order.
void append_rest(std::vector<int>& taken, std::size_t size) {
    std::vector<char> is_taken(size);
    for (const int index : taken) {
        is_taken[to_index(index)] = 1;
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (is_taken[i] == 0) {
            taken.push_back(to_int(i));
        }
    }
}

/// Makes the last unknowns the tail; `upper` gets positions in the place of columns.
void leave_tail(Order& order, std::size_t size, std::vector<std::vector<int>>& lower_of_row) {
    const std::size_t pivots = size - order.tail;
    order.rows.resize(pivots);
    order.columns.resize(pivots);
    order.upper.resize(pivots);
    order.multiplier.resize(pivots);
    append_rest(order.rows, size);
    append_rest(order.columns, size);
    std::vector<int> position(size);
    for (std::size_t k = 0; k < size; ++k) {
        position[to_index(order.columns[k])] = to_int(k);
    }
    for (std::vector<int>& upper : order.upper) {
        for (int& column : upper) {
            column = position[to_index(column)];
        }
        std::ranges::sort(upper);
    }
    for (const int row : order.rows) {
        std::vector<int>& lower = order.lower.emplace_back(std::move(lower_of_row[to_index(row)]));
        lower.erase(std::ranges::lower_bound(lower, to_int(pivots)), lower.end());
    }
}

}  // namespace

std::optional<Order> order_pivots(const Pattern& pattern, std::span<const double> values,
                                  double least_pivot, std::size_t least_tail) {
    Remainder remainder(pattern, values, least_pivot);
    Order order;
    std::vector<std::vector<int>> lower_of_row(pattern.size);
    std::vector<std::size_t> fill;
    while (remainder.size() > 0 && !(remainder.size() >= least_tail && remainder.is_full())) {
        const std::optional<Pivot> pivot = remainder.choose();
        if (!pivot) {
            return std::nullopt;
        }
        std::vector<int>& right = order.upper.emplace_back();
        const std::vector<Entry> below = remainder.eliminate(*pivot, right);
        double largest = 0;
        for (const Entry& entry : below) {
            lower_of_row[to_index(entry.row)].push_back(to_int(order.rows.size()));
            largest = std::max(largest, std::abs(entry.value));
        }
        order.rows.push_back(pivot->row);
        order.columns.push_back(pivot->column);
        order.multiplier.push_back(largest);
        fill.push_back(1 + right.size() + below.size());
    }
    order.tail = find_tail(pattern.size, remainder.size(), fill, least_tail);
    leave_tail(order, pattern.size, lower_of_row);
    return order;
}

}  // namespace hopspice::twin
