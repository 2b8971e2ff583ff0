#pragma once
// Lists of operations are read more often than the numbers they work on: positions in them are
// int, half of a std::size_t.

#include <cstddef>

namespace hopspice::twin {

constexpr std::size_t to_index(int position) { return static_cast<std::size_t>(position); }
constexpr int to_int(std::size_t index) { return static_cast<int>(index); }

}  // namespace hopspice::twin
