// f = exp(beta x) over its sum, L = log(sum exp(beta x))/beta.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/module_text.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hopspice::kinds {

namespace {

struct Softmax {
    /// With the maximum subtracted.
    static void values(const Function& function, std::span<const double> x, std::span<double> f) {
        if (x.empty()) {
            return;
        }
        const double largest = *std::ranges::max_element(x);
        double sum = 0;
        for (std::size_t mu = 0; mu < x.size(); ++mu) {
            f[mu] = std::exp(function.beta * (x[mu] - largest));
            sum += f[mu];
        }
        for (double& value : f) {
            value /= sum;
        }
    }

    static double lagrangian(const Function& function, std::span<const double> x) {
        if (x.empty()) {
            return 0;
        }
        const double largest = *std::ranges::max_element(x);
        double sum = 0;
        for (const double value : x) {
            sum += std::exp(function.beta * (value - largest));
        }
        return largest + std::log(sum) / function.beta;
    }

    /// An output is least where its own x is lowest and all others are highest, and the reverse.
    static std::vector<Range> over_box(const Function& function, std::span<const Range> x) {
        double highest = -std::numeric_limits<double>::infinity();
        for (const Range& range : x) {
            highest = std::max(highest, range.high);
        }
        std::vector<Range> f;
        Range sum;
        for (const Range& range : x) {
            f.push_back({std::exp(function.beta * (range.low - highest)),
                         std::exp(function.beta * (range.high - highest))});
            sum.low += f.back().low;
            sum.high += f.back().high;
        }
        for (Range& one : f) {
            one = {one.low / (one.low + (sum.high - one.high)),
                   one.high / (one.high + (sum.low - one.low))};
        }
        return f;
    }

    /// df_nu/dx_mu = beta f_mu (delta - f_nu).
    static void pull(const Function& function, std::span<const double>, std::span<const double> f,
                     std::span<const double> row, std::span<double> out) {
        const double along = dot(row, f);
        for (std::size_t mu = 0; mu < f.size(); ++mu) {
            out[mu] = (row[mu] - along) * (function.beta * f[mu]);
        }
    }

    static Module module(std::size_t size) {
        Module text;
        text.comment = "f = softmax(beta h), the largest h subtracted";
        text.reals = joined({"top", "total"}, numbered("e", size));
        text.lines.emplace_back("top = V(x0);");
        for (std::size_t k = 1; k < size; ++k) {
            text.lines.push_back(fmt::format("top = max(top, V(x{}));", k));
        }
        for (std::size_t k = 0; k < size; ++k) {
            text.lines.push_back(fmt::format("e{0} = exp(beta * (V(x{0}) - top));", k));
        }
        text.lines.push_back(fmt::format("total = {};", sum_of("e{0}", size)));
        for (std::size_t k = 0; k < size; ++k) {
            text.lines.push_back(fmt::format("V(y{0}) <+ e{0} / total;", k));
        }
        return text;
    }
};

}  // namespace

Function softmax_of(double beta) { return {.type = FunctionType::Softmax, .beta = beta}; }

/// One neuron through all levels, then mixtures.
Sweep softmax_sweep(std::size_t size) {
    constexpr std::size_t kMixtures = 12;
    constexpr double kExponents = 6;  // both signs
    Sweep sweep{fmt::format("softmax of {}", size),
                Layer::Hidden,
                softmax_of(1),
                {-kExponents, kExponents},
                {}};
    for (std::size_t level = 0; level < kSweepLevels; ++level) {
        std::vector<double> state(size, 0);
        state[0] = kExponents * (2 * part_of(level) - 1);
        sweep.states.push_back(state);
    }
    for (std::size_t mixture = 0; mixture < kMixtures; ++mixture) {
        std::vector<double> state;
        for (std::size_t neuron = 0; neuron < size; ++neuron) {
            const double turns = kGolden * static_cast<double>(mixture * size + neuron + 1);
            state.push_back(kExponents * (2 * (turns - std::floor(turns)) - 1));
        }
        sweep.states.push_back(state);
    }
    return sweep;
}

Kind softmax_kind() {
    Joint f;
    f.values = Softmax::values;
    f.lagrangian = Softmax::lagrangian;
    f.pull = Softmax::pull;
    f.own_range = [](std::size_t) { return Range{0, 1}; };
    f.over_box = Softmax::over_box;
    f.weighted = hull_of;
    // Of beta (diag f - f f^T), over all f.
    f.steepest = [](const Function& function) { return std::optional(function.beta / 2); };
    f.shift_invariant = true;
    f.sums_to_one = true;
    f.module = Softmax::module;
    f.module_parameter = &Function::beta;
    Kind kind;
    kind.type = FunctionType::Softmax;
    kind.word = "softmax";
    kind.meaning = "f = softmax(beta h), L = log(sum exp(beta h)) / beta; needs `beta`";
    kind.parameters = {kBeta};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::SharedTail;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("softmax(β {}), β = {}", x, function.beta);
    };
    kind.sweeps = [] { return std::vector{softmax_sweep(kJointSize)}; };
    return kind;
}

}  // namespace hopspice::kinds
