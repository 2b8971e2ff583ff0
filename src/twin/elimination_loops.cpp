// The loops that run thousands of times per recall.

#include "twin/elimination_program.h"
#include "twin/kernels.h"
#include "twin/positions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hopspice::twin {

namespace {

constexpr double kMost = std::numeric_limits<double>::max();

/// bad = 1 where |number| is not within the bound, or no number.
template <class Number>
HOPSPICE_INLINE void judge(Number& bad, const Number& number, double bound) {
    const Number one = Number{} + 1.0;
    bad = ((number <= bound) & (number >= -bound)) ? bad : one;
}

template <class Number>
HOPSPICE_INLINE const int* subtract_row(const Program::Upper& upper, const int* run_lengths,
                                        const int* target, Number* numbers, const Number& factor) {
    const Number multiplier = factor;
    const Number* from = numbers + upper.begin;
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

/// bad = 1 where a pivot does not do.
template <class Number>
HOPSPICE_INLINE void eliminate_all(const Program& program, Number* numbers, Number* inverse,
                                   Number& bad) {
    const Program::Upper* uppers = program.upper.data();
    const int* lower = program.lower.data();
    const int* starts = program.lower_starts.data();
    const int* target = program.targets.data();
    const double* bound = program.bound.data();
    const int* run_lengths = program.run_lengths.data();
    for (int i = 0; i < program.size; ++i) {
        Number* at = numbers + program.first.data()[i];
        for (int q = starts[i]; q < starts[i + 1]; ++q, ++at) {
            const int pivot = lower[q];
            const Number multiplier = *at * inverse[pivot];
            *at = multiplier;
            judge(bad, multiplier, bound[pivot]);
            target = subtract_row(uppers[pivot], run_lengths, target, numbers, multiplier);
        }
        if (i < program.sparse) {
            inverse[i] = 1.0 / *at;
            judge(bad, inverse[i], kMost);
        }
    }
}

/// sum += numbers times the right side at their positions, in two parts.
template <class Number>
HOPSPICE_INLINE void add_gathered(Number& sum, const Number* numbers, const int* positions,
                                  int count, const Number* right_side) {
    Number even{};
    Number odd{};
    int k = 0;
    for (; k + 2 <= count; k += 2) {
        even += numbers[k] * right_side[positions[k]];
        odd += numbers[k + 1] * right_side[positions[k + 1]];
    }
    if (k < count) {
        even += numbers[k] * right_side[positions[k]];
    }
    sum += even + odd;
}

template <class Number>
HOPSPICE_INLINE void forward(const Program& program, const Number* numbers, Number* right_side) {
    const int* starts = program.lower_starts.data();
    for (int i = 0; i < program.size; ++i) {
        Number sum{};
        add_gathered(sum, numbers + program.first.data()[i], program.lower.data() + starts[i],
                     starts[i + 1] - starts[i], right_side);
        right_side[i] -= sum;
    }
}

template <class Number>
HOPSPICE_INLINE void backward(const Program& program, const Number* numbers, const Number* inverse,
                              Number* right_side) {
    for (int i = program.sparse - 1; i >= 0; --i) {
        const Program::Upper& upper = program.upper.data()[i];
        const Number* from = numbers + upper.begin;
        const int* columns = program.upper_columns.data() + upper.begin;
        Number sum{};
        if (upper.runs == 0) {
            add_gathered(sum, from, columns, upper.count, right_side);
        } else {
            const int* length = program.run_lengths.data() + upper.first_run;
            for (int run = 0, done = 0; run < upper.runs; done += length[run], ++run) {
                add_product(sum, from + done, right_side + columns[done], to_index(length[run]));
            }
        }
        right_side[i] = (right_side[i] - sum) * inverse[i];
    }
}

Eight* eights(Lanes* numbers) { return reinterpret_cast<Eight*>(numbers); }
const Eight* eights(const Lanes* numbers) { return reinterpret_cast<const Eight*>(numbers); }

HOPSPICE_INLINE void widen_by(Ranges& ranges, const double* numbers, std::size_t count) {
    double* least = ranges.least.data();
    double* largest = ranges.largest.data();
    for (std::size_t k = 0; k < count; ++k) {
        const double size = std::abs(numbers[k]);
        least[k] = size < least[k] ? size : least[k];
        largest[k] = size > largest[k] ? size : largest[k];
    }
}

HOPSPICE_INLINE LaneMask good_lanes(const Eight& bad) {
    unsigned mask = 0;
    for (unsigned lane = 0; lane < 8; ++lane) {
        mask |= (bad[lane] == 0 ? 1U : 0U) << lane;
    }
    return static_cast<LaneMask>(mask);
}

}  // namespace

bool place(const Program& program, const double* values, double* numbers) {
    std::fill(numbers, numbers + program.numbers, 0.0);
    double bad = 0;
    for (const int to : program.places) {
        judge(bad, *values, kMost);
        numbers[to] = *values++;
    }
    return bad == 0;
}

HOPSPICE_VECTORISED LaneMask place_lanes(const Program& program, const double* values,
                                         Lanes* numbers) {
    std::fill(numbers, numbers + program.numbers, Lanes{});
    Eight bad{};
    for (const int to : program.places) {
        std::copy_n(values, 8, numbers[to].lane.data());
        judge(bad, eights(numbers)[to], kMost);
        values += 8;
    }
    return good_lanes(bad);
}

HOPSPICE_VECTORISED bool eliminate(const Program& program, double* numbers, double* inverse) {
    double bad = 0;
    eliminate_all(program, numbers, inverse, bad);
    return bad == 0;
}

HOPSPICE_VECTORISED LaneMask eliminate_lanes(const Program& program, Lanes* numbers,
                                             Lanes* inverse) {
    Eight bad{};
    eliminate_all(program, eights(numbers), eights(inverse), bad);
    return good_lanes(bad);
}

HOPSPICE_VECTORISED void solve_forward(const Program& program, const double* numbers,
                                       double* right_side) {
    forward(program, numbers, right_side);
}

HOPSPICE_VECTORISED void solve_backward(const Program& program, const double* numbers,
                                        const double* inverse, double* right_side) {
    backward(program, numbers, inverse, right_side);
}

HOPSPICE_VECTORISED void solve_lanes(const Program& program, const Lanes* numbers,
                                     const Lanes* inverse, Lanes* right_side) {
    forward(program, eights(numbers), eights(right_side));
    backward(program, eights(numbers), eights(inverse), eights(right_side));
}

HOPSPICE_VECTORISED void widen(Ranges& ranges, std::span<const double> numbers) {
    const double* number = numbers.data();
    std::size_t k = 0;
    for (; k + 8 <= numbers.size(); k += 8) {
        widen_by(ranges, number + k, 8);
    }
    widen_by(ranges, number + k, numbers.size() - k);
}

HOPSPICE_VECTORISED void widen(Ranges& ranges, std::span<const Lanes> numbers) {
    for (const Lanes* number = numbers.data(); number != numbers.data() + numbers.size();
         ++number) {
        widen_by(ranges, number->lane.data(), 8);
    }
}

}  // namespace hopspice::twin
