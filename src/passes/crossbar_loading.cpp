// The crossbar as its followers drive it: resistance r into every line, cells F between lines and
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

/// The last two lines are the reference's.
double ohms_of(std::size_t line, std::size_t lines, const LineOhms& ohms) {
    return line + 2 < lines ? ohms.columns : ohms.reference;
}

/// 1 + r (D - F' B).
Matrix loaded_system(const Matrix& load, const LineOhms& ohms) {
    Matrix system = load;
    for (std::size_t row = 0; row < load.rows; ++row) {
        for (std::size_t col = 0; col < load.cols; ++col) {
            system(row, col) *= ohms_of(row, load.rows, ohms);
        }
        system(row, row) += 1;
    }
    return system;
}

/// Line voltages for one differential volt at each column in turn.
Matrix line_volts(const Matrix& load, const LineOhms& ohms) {
    const std::size_t columns = load.rows / 2;
    Matrix system = loaded_system(load, ohms);
    Matrix lines{load.rows, columns, std::vector<double>(load.rows * columns)};
    for (std::size_t column = 0; column < columns; ++column) {
        lines(lines_of(column, columns).positive, column) = 0.5;
        lines(lines_of(column, columns).negative, column) = -0.5;
    }
    solve(system, lines);
    return lines;
}

}  // namespace

Loading loading_of(const Matrix& cells, const LineOhms& ohms, double current_gain) {
    const Matrix load = load_matrix(cells);
    const Matrix lines = line_volts(load, ohms);
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

/// One ampere into a base reaches the lines by the cells' shares b of it: 1/sum + b' A^-1 r b.
std::vector<double> base_ohms_of(const Matrix& cells, const LineOhms& line_ohms) {
    Matrix system = loaded_system(load_matrix(cells), line_ohms);
    Matrix shares{cells.cols, cells.rows, std::vector<double>(cells.values.size())};
    std::vector<double> ohms(cells.rows);
    for (std::size_t row = 0; row < cells.rows; ++row) {
        double sum = 0;
        for (std::size_t line = 0; line < cells.cols; ++line) {
            sum += cells(row, line);
        }
        for (std::size_t line = 0; line < cells.cols; ++line) {
            shares(line, row) = cells(row, line) / sum;
        }
        ohms[row] = 1 / sum;
    }
    Matrix lines = shares;
    for (std::size_t k = 0; k < lines.values.size(); ++k) {
        lines.values[k] *= ohms_of(k / lines.cols, lines.rows, line_ohms);
    }
    solve(system, lines);
    for (std::size_t k = 0; k < lines.values.size(); ++k) {
        ohms[k % lines.cols] += shares.values[k] * lines.values[k];
    }
    return ohms;
}

}  // namespace hopspice::passes
