#include "analog/tiles.h"

#include <algorithm>

namespace hopspice::analog {

namespace {

/// The tile of a line; `size` 0: there is one.
std::size_t tile_of(std::size_t line, std::size_t size) { return size == 0 ? 0 : line / size; }

std::size_t tiles_of(std::size_t lines, std::size_t size) {
    return lines == 0 ? 1 : tile_of(lines - 1, size) + 1;
}

}  // namespace

bool is_tiled(const TileSpec& size) {
    return size.rows > 0 || size.columns > 0 || size.mismatch > 0;
}

Tiles::Tiles(const Matrix& siemens, const TileSpec& size)
    : line_(siemens.cols), size_(size), collecting_(siemens.rows) {
    std::vector<std::array<bool, 2>> used(siemens.cols);
    for (std::size_t k = 0; k < siemens.values.size(); ++k) {
        if (siemens.values[k] != 0) {
            used[k % siemens.cols][siemens.values[k] > 0 ? 0 : 1] = true;
        }
    }
    for (std::size_t from = 0; from < siemens.cols; ++from) {
        for (const std::size_t sign : {0U, 1U}) {
            line_[from][sign] = driven_;
            driven_ += used[from][sign] ? 1U : 0U;
        }
    }
    for (auto& lines : line_) {  // where no cell is, there may be no line any more
        for (std::size_t& line : lines) {
            line = std::min(line, driven_ == 0 ? 0 : driven_ - 1);
        }
    }
    grid_ = {tiles_of(driven_, size.rows), tiles_of(collecting_, size.columns)};
}

TilePlace Tiles::of(std::size_t to, std::size_t from, double siemens) const {
    return {tile_of(line_[from][siemens < 0 ? 1 : 0], size_.rows), tile_of(to, size_.columns)};
}

std::size_t Tiles::most_driven() const {
    return size_.rows == 0 ? driven_ : std::min(driven_, size_.rows);
}

std::size_t Tiles::most_collecting() const {
    return size_.columns == 0 ? collecting_ : std::min(collecting_, size_.columns);
}

std::vector<std::size_t> Tiles::rows_of(const Matrix& siemens, std::size_t to) const {
    std::vector<std::size_t> rows;
    for (std::size_t from = 0; from < siemens.cols; ++from) {
        const std::size_t row = of(to, from, siemens(to, from)).row;
        if (siemens(to, from) != 0 && (rows.empty() || rows.back() != row)) {
            rows.push_back(row);
        }
    }
    return rows;
}

}  // namespace hopspice::analog
