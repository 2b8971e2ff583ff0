#include "picture/heat_map.h"

#include "picture/colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace hopspice::picture {

namespace {

/// Cells at least so wide carry their number, where it fits.
constexpr double kRoomForNumber = 30;
constexpr double kNumberFont = 10;
/// Matrices of more cells have no words at the mouse.
constexpr std::size_t kNamedCells = 1100;

/// The width of a number: a digit takes 0.64 of the font's size, other characters 0.4.
double number_width(const std::string& number) {
    const auto digits = static_cast<double>(
        std::ranges::count_if(number, [](unsigned char c) { return std::isdigit(c) != 0; }));
    return kNumberFont * (0.64 * digits + 0.4 * (static_cast<double>(number.size()) - digits));
}

}  // namespace

Binned binned(const Matrix& matrix, std::size_t bin_rows, std::size_t bin_cols) {
    Binned result;
    result.bin_rows = bin_rows;
    result.bin_cols = bin_cols;
    Matrix& entries = result.entries;
    entries.rows = (matrix.rows + bin_rows - 1) / bin_rows;
    entries.cols = (matrix.cols + bin_cols - 1) / bin_cols;
    entries.values.assign(entries.rows * entries.cols, 0);
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t col = 0; col < matrix.cols; ++col) {
            double& entry = entries(row / bin_rows, col / bin_cols);
            if (std::abs(matrix(row, col)) > std::abs(entry)) {
                entry = matrix(row, col);
            }
        }
    }
    return result;
}

std::size_t bin_size(std::size_t count, std::size_t limit) { return (count + limit - 1) / limit; }

double magnitude_of(const std::vector<double>& values) {
    double largest = 0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

void draw_heat_map(Svg& svg, const Box& box, const Binned& matrix, double scale,
                   const EntryName& name) {
    const Matrix& entries = matrix.entries;
    const double width = box.width / static_cast<double>(entries.cols);
    const double height = box.height / static_cast<double>(entries.rows);
    const bool single = matrix.bin_rows == 1 && matrix.bin_cols == 1;
    const bool named = single && entries.values.size() <= kNamedCells;
    const bool numbered = single && width >= kRoomForNumber && height >= kRoomForNumber / 2;
    for (std::size_t row = 0; row < entries.rows; ++row) {
        for (std::size_t col = 0; col < entries.cols; ++col) {
            const double value = entries(row, col);
            const Box cell{box.x + width * static_cast<double>(col),
                           box.y + height * static_cast<double>(row), width, height};
            svg.cell(cell, colour_of(value, scale),
                     named ? fmt::format("{} = {}", name(row, col), value) : "");
            const std::string number = fmt::format("{:.2g}", value);
            if (numbered && number_width(number) <= width - 2) {
                svg.text(cell.x + width / 2, cell.y + height / 2 + 4, number, kNumberFont,
                         Anchor::Middle,
                         is_dark(value, scale) ? R"(fill="#ffffff")" : R"(fill="#222222")");
            }
        }
    }
    svg.rectangle(box, R"(fill="none" stroke="#444")");
}

}  // namespace hopspice::picture
