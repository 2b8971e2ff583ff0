#pragma once
// Elimination in a given order, compiled into lists: which numbers are multiplied and subtracted
// where. One array holds all numbers of the factors, row by row: multipliers, pivot, what is right
// of it, each at ascending positions; then the tail, whose rows are dense.

#include "twin/markowitz.h"

#include <vector>

namespace hopspice::twin {

struct Program {
    /// Row of a pivot, without it: numbers [begin, begin + count) of the array. Where they are at
    /// neighbouring positions they are subtracted together: as `runs` runs, or one by one (0).
    struct Upper {
        int begin = 0;
        int count = 0;
        int first_run = 0;
        int runs = 0;
    };
    int size = 0;
    int sparse = 0;                  ///< pivots before the tail
    int tail_begin = 0;              ///< of the array
    int numbers = 0;                 ///< in the array
    std::vector<int> rows;           ///< row of the matrix at each position
    std::vector<int> columns;        ///< column of the matrix at each position
    std::vector<int> places;         ///< where each entry of the matrix goes
    std::vector<int> first;          ///< size: where each row begins
    std::vector<int> lower_starts;   ///< size + 1
    std::vector<int> lower;          ///< pivots that change a row, ascending
    std::vector<Upper> upper;        ///< per pivot before the tail
    std::vector<int> upper_columns;  ///< positions of the numbers [0, tail_begin), where they are
                                     ///< right of a pivot
    std::vector<int> run_lengths;    ///< of all rows
    std::vector<double> bound;       ///< per pivot: largest multiplier that is allowed
    /// In the order of `lower`: where each run, or each number, of that pivot's row is subtracted.
    std::vector<int> targets;
};

[[nodiscard]] Program compile_elimination(const Pattern& pattern, const Order& order);

}  // namespace hopspice::twin
