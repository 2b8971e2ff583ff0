#pragma once
// The arrays that a crossbar is cut into: at most so many driven lines by so many collecting ones.

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <array>
#include <cstddef>
#include <vector>

namespace hopspice::analog {

/// A tile's place in the grid of a crossbar: rows go along the driven lines' numbers, columns along
/// those of the collecting lines.
struct TilePlace {
    std::size_t row = 0;
    std::size_t column = 0;
    auto operator<=>(const TilePlace&) const = default;
};

/// Whether anything of a circuit depends on the tiles of a target.
[[nodiscard]] bool is_tiled(const TileSpec& size);

/// How a crossbar is cut. Driven lines are numbered as neurons (and candidates) come, of each the
/// one of its positive cells, then the one of its negative ones; a line without cells has no place.
/// A collecting line is a row of the matrix.
class Tiles {
public:
    /// `siemens` is a crossbar's matrix: collecting lines x what drives, signed.
    Tiles(const Matrix& siemens, const TileSpec& size);

    /// Of the cell from `from` to `to`; `siemens` says by its sign which line drives it. In the
    /// grid also where there is none.
    [[nodiscard]] TilePlace of(std::size_t to, std::size_t from, double siemens) const;

    /// The tiles along a column that hold cells of it, in their order; of the same matrix.
    [[nodiscard]] std::vector<std::size_t> rows_of(const Matrix& siemens, std::size_t to) const;

    [[nodiscard]] bool are_several() const { return grid_.row * grid_.column > 1; }
    /// Of tiles, along driven and along collecting lines.
    [[nodiscard]] TilePlace grid() const { return grid_; }
    /// Lines of the crossbar.
    [[nodiscard]] std::size_t driven() const { return driven_; }
    [[nodiscard]] std::size_t collecting() const { return collecting_; }
    /// Lines of the largest tile.
    [[nodiscard]] std::size_t most_driven() const;
    [[nodiscard]] std::size_t most_collecting() const;

private:
    std::vector<std::array<std::size_t, 2>> line_;  ///< of what drives: of positive, of negative
    TileSpec size_;
    std::size_t driven_ = 0;
    std::size_t collecting_ = 0;
    TilePlace grid_;
};

}  // namespace hopspice::analog
