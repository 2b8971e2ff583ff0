// The crossbar as its followers drive it: resistors r into every line, cells F between lines and
// memories' bases, which draw nothing. With B = F/row sums and D = column sums of F
//   x + r (D - F' B) x = u,   base volts = B x,   follower currents = (D - F' B) x

#include "passes/current_mode.h"

#include <algorithm>
#include <cmath>

namespace hopspice::passes {

namespace {

/// a <- D - F' B, lines x lines.
Matrix load_matrix(const Matrix& cells) {
    const std::size_t lines = cells.cols;
    Matrix load{lines, lines, std::vector<double>(lines * lines)};
    for (std::size_t row = 0; row < cells.rows; ++row) {
        double sum = 0;
        for (std::size_t line = 0; line < lines; ++line) {
            sum += cells(row, line);
        }
        for (std::size_t line = 0; line < lines; ++line) {
            const double cell = cells(row, line);
            if (cell == 0) {
                continue;
            }
            load(line, line) += cell;
            for (std::size_t other = 0; other < lines; ++other) {
                load(line, other) -= cell * cells(row, other) / sum;
            }
        }
    }
    return load;
}

/// Solves a x = b in place; a is diagonally dominant, so that no pivots are sought.
void solve(Matrix& a, Matrix& b) {
    for (std::size_t pivot = 0; pivot < a.rows; ++pivot) {
        for (std::size_t row = pivot + 1; row < a.rows; ++row) {
            const double factor = a(row, pivot) / a(pivot, pivot);
            if (factor == 0) {
                continue;
            }
            for (std::size_t col = pivot; col < a.cols; ++col) {
                a(row, col) -= factor * a(pivot, col);
            }
            for (std::size_t col = 0; col < b.cols; ++col) {
                b(row, col) -= factor * b(pivot, col);
            }
        }
    }
    for (std::size_t row = a.rows; row-- > 0;) {
        for (std::size_t col = 0; col < b.cols; ++col) {
            double sum = b(row, col);
            for (std::size_t other = row + 1; other < a.cols; ++other) {
                sum -= a(row, other) * b(other, col);
            }
            b(row, col) = sum / a(row, row);
        }
    }
}

/// Positive and negative line of a column.
struct Pair {
    std::size_t positive;
    std::size_t negative;
};

Pair lines_of(std::size_t column, std::size_t columns) {
    return column + 1 == columns ? Pair{2 * column, 2 * column + 1}
                                 : Pair{column, columns - 1 + column};
}

/// Line voltages for one differential volt at each column in turn.
Matrix line_volts(const Matrix& load, double follower_ohms) {
    const std::size_t columns = load.rows / 2;
    Matrix system = load;
    for (double& entry : system.values) {
        entry *= follower_ohms;
    }
    Matrix lines{load.rows, columns, std::vector<double>(load.rows * columns)};
    for (std::size_t k = 0; k < load.rows; ++k) {
        system(k, k) += 1;
    }
    for (std::size_t column = 0; column < columns; ++column) {
        lines(lines_of(column, columns).positive, column) = 0.5;
        lines(lines_of(column, columns).negative, column) = -0.5;
    }
    solve(system, lines);
    return lines;
}

}  // namespace

Loading loading_of(const Matrix& cells, double follower_ohms, double current_gain) {
    const Matrix load = load_matrix(cells);
    const Matrix lines = line_volts(load, follower_ohms);
    const std::size_t columns = lines.cols;
    Loading loading;
    loading.volts = {cells.rows, columns, std::vector<double>(cells.rows * columns)};
    for (std::size_t row = 0; row < cells.rows; ++row) {
        double sum = 0;
        for (std::size_t line = 0; line < cells.cols; ++line) {
            sum += cells(row, line);
        }
        for (std::size_t line = 0; line < cells.cols; ++line) {
            for (std::size_t col = 0; cells(row, line) != 0 && col < columns; ++col) {
                loading.volts(row, col) += cells(row, line) * lines(line, col) / sum;
            }
        }
    }
    const auto current = [&](std::size_t line, std::size_t column) {
        double amperes = 0;
        for (std::size_t other = 0; other < load.cols; ++other) {
            amperes += load(line, other) * lines(other, column);
        }
        return amperes / (current_gain + 1);
    };
    for (std::size_t to = 0; to < columns; ++to) {
        const Pair pair = lines_of(to, columns);
        double others = 0;
        for (std::size_t from = 0; from < columns; ++from) {
            const double siemens = current(pair.positive, from) - current(pair.negative, from);
            if (from == to) {
                loading.siemens.push_back(siemens);
            } else {
                others += std::abs(siemens);
            }
        }
        loading.crosstalk_siemens = std::max(loading.crosstalk_siemens, others);
    }
    return loading;
}

}  // namespace hopspice::passes
