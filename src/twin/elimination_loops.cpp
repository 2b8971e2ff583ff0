// The loops that run thousands of times per recall.

#include "twin/elimination_program.h"
#include "twin/kernels.h"
#include "twin/positions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hopspice::twin {

namespace {

constexpr double kMost = std::numeric_limits<double>::max();

HOPSPICE_INLINE const int* subtract_row(const Program::Upper& upper, const int* run_lengths,
                                        const int* target, double* numbers, double multiplier) {
    const double* from = numbers + upper.begin;
    if (upper.runs == 0) {
        for (int c = 0; c < upper.count; ++c) {
            numbers[target[c]] -= multiplier * from[c];
        }
        return target + upper.count;
    }
    const int* length = run_lengths + upper.first_run;
    for (int run = 0; run < upper.runs; ++run) {
        subtract(numbers + target[run], from, multiplier, to_index(length[run]));
        from += length[run];
    }
    return target + upper.runs;
}

/// Sum of numbers times the right side at their positions, in two parts.
HOPSPICE_INLINE double gathered(const double* numbers, const int* positions, int count,
                                const double* right_side) {
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k + 2 <= count; k += 2) {
        even += numbers[k] * right_side[positions[k]];
        odd += numbers[k + 1] * right_side[positions[k + 1]];
    }
    if (k < count) {
        even += numbers[k] * right_side[positions[k]];
    }
    return even + odd;
}

}  // namespace

bool place(const Program& program, const double* values, double* numbers) {
    std::fill(numbers, numbers + program.numbers, 0.0);
    bool finite = true;
    for (const int to : program.places) {
        finite &= std::abs(*values) <= kMost;  // not so for NaN
        numbers[to] = *values++;
    }
    return finite;
}

HOPSPICE_VECTORISED bool eliminate(const Program& program, double* numbers, double* inverse) {
    const Program::Upper* uppers = program.upper.data();
    const int* lower = program.lower.data();
    const int* starts = program.lower_starts.data();
    const int* target = program.targets.data();
    const double* bound = program.bound.data();
    const int* run_lengths = program.run_lengths.data();
    bool good = true;
    for (int i = 0; i < program.size; ++i) {
        double* at = numbers + program.first.data()[i];
        for (int q = starts[i]; q < starts[i + 1]; ++q, ++at) {
            const int pivot = lower[q];
            const double multiplier = *at * inverse[pivot];
            *at = multiplier;
            good &= std::abs(multiplier) <= bound[pivot];  // not so for NaN
            target = subtract_row(uppers[pivot], run_lengths, target, numbers, multiplier);
        }
        if (i < program.sparse) {
            inverse[i] = 1 / *at;
            good &= std::abs(inverse[i]) <= kMost;
        }
    }
    return good;
}

HOPSPICE_VECTORISED Range range_of(std::span<const double> numbers) {
    const double* number = numbers.data();
    const double* const end = number + numbers.size();
    std::array<double, 8> least;
    std::array<double, 8> largest;
    least.fill(std::abs(*number));
    largest.fill(std::abs(*number));
    const auto count = [&](std::size_t part, double value) {
        least.data()[part] = value < least.data()[part] ? value : least.data()[part];
        largest.data()[part] = value > largest.data()[part] ? value : largest.data()[part];
    };
    for (; number + 8 <= end; number += 8) {
        for (std::size_t part = 0; part < 8; ++part) {
            count(part, std::abs(number[part]));
        }
    }
    for (; number < end; ++number) {
        count(0, std::abs(*number));
    }
    return {*std::ranges::min_element(least), *std::ranges::max_element(largest)};
}

HOPSPICE_VECTORISED void solve_forward(const Program& program, const double* numbers,
                                       double* right_side) {
    const int* starts = program.lower_starts.data();
    for (int i = 0; i < program.size; ++i) {
        right_side[i] -=
            gathered(numbers + program.first.data()[i], program.lower.data() + starts[i],
                     starts[i + 1] - starts[i], right_side);
    }
}

HOPSPICE_VECTORISED void solve_backward(const Program& program, const double* numbers,
                                        const double* inverse, double* right_side) {
    for (int i = program.sparse - 1; i >= 0; --i) {
        const Program::Upper& upper = program.upper.data()[i];
        const double* from = numbers + upper.begin;
        const int* columns = program.upper_columns.data() + upper.begin;
        double sum = 0;
        if (upper.runs == 0) {
            sum = gathered(from, columns, upper.count, right_side);
        } else {
            const int* length = program.run_lengths.data() + upper.first_run;
            for (int run = 0, done = 0; run < upper.runs; done += length[run], ++run) {
                sum += product(from + done, right_side + columns[done], to_index(length[run]));
            }
        }
        right_side[i] = (right_side[i] - sum) * inverse[i];
    }
}

}  // namespace hopspice::twin
