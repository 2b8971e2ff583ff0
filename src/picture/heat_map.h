#pragma once
// A matrix as coloured cells; a large one with cells that stand for several entries.

#include "picture/svg.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace hopspice::picture {

/// The entries of a matrix in bins of `bin_rows` x `bin_cols`: of each the one of largest
/// magnitude. `rows`, `cols`: of the bins.
struct Binned {
    Matrix entries;
    std::size_t bin_rows = 1;
    std::size_t bin_cols = 1;
};
[[nodiscard]] Binned binned(const Matrix& matrix, std::size_t bin_rows, std::size_t bin_cols);

/// The smallest bin that cuts `count` entries to at most `limit`.
[[nodiscard]] std::size_t bin_size(std::size_t count, std::size_t limit);

/// The name of an entry: `xi[3][1]`.
using EntryName = std::function<std::string(std::size_t row, std::size_t col)>;

/// Draws the cells into `box`, white being 0 and full colour +-`scale`; single entries say their
/// value, in the cell where there is room, and with their name at the mouse.
void draw_heat_map(Svg& svg, const Box& box, const Binned& matrix, double scale,
                   const EntryName& name);

/// The largest magnitude.
[[nodiscard]] double magnitude_of(const std::vector<double>& values);

}  // namespace hopspice::picture
