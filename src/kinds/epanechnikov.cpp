// f = max(1 + beta x, 0) over its sum, L = log(sum max(1 + beta x, 0))/beta.
//
// f is no gradient: df_mu/dx_nu is not symmetric, and dL/dx is theta(1 + beta x) over the sum, so
// that the energy of such a model need not fall. Outside of every basin, where the sum is 0, f is
// not defined (0 here) and L is minus infinity.
// Source: log-sum-relu energy of Dense Associative Memory with Epanechnikov Energy.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/module_text.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::kinds {

namespace {

struct Epanechnikov {
    static double divisor(const Function& function, std::span<const double> x) {
        double sum = 0;
        for (const double value : x) {
            sum += std::max(1 + function.beta * value, 0.0);
        }
        return sum;
    }

    static void values(const Function& function, std::span<const double> x, std::span<double> f) {
        const double sum = divisor(function, x);
        for (std::size_t mu = 0; mu < x.size(); ++mu) {
            f[mu] = sum > 0 ? std::max(1 + function.beta * x[mu], 0.0) / sum : 0;
        }
    }

    /// df_nu/dx_mu = theta_mu beta/sum (delta - f_nu).
    static void pull(const Function& function, std::span<const double> x, std::span<const double> f,
                     std::span<const double> row, std::span<double> out) {
        const double along = dot(row, f);
        const double slope = function.beta / divisor(function, x);
        for (std::size_t mu = 0; mu < f.size(); ++mu) {
            out[mu] = f[mu] > 0 ? (row[mu] - along) * slope : 0;
        }
    }

    static double inside(const Function& function, std::span<const double> x) {
        double most = -INFINITY;
        for (const double value : x) {
            most = std::max(most, 1 + function.beta * value);
        }
        return most;
    }

    /// Some neurons within their basins and some outside, never all of them.
    static Sweep sweep() {
        const Range range{-1.5, 1};
        Sweep sweep{"epanechnikov", Layer::Hidden, {.type = FunctionType::Epanechnikov}, range, {}};
        for (std::size_t level = 0; level < kSweepLevels; ++level) {
            std::vector<double> state{range.low + part_of(level) * range.span()};
            for (std::size_t neuron = 1; neuron < kJointSize; ++neuron) {
                const double turns = part_of(level) + kGolden * static_cast<double>(neuron);
                state.push_back(range.low + (turns - std::floor(turns)) * range.span());
            }
            sweep.states.push_back(state);
        }
        return sweep;
    }

    static Module module(std::size_t size) {
        Module text;
        text.comment = "f = relu(1 + beta h) over its sum";
        text.reals = joined({"total"}, numbered("r", size));
        for (std::size_t k = 0; k < size; ++k) {
            text.lines.push_back(fmt::format("r{0} = max(1 + beta * V(x{0}), 0);", k));
        }
        // Kept off 0, where f is not defined.
        text.lines.push_back(fmt::format("total = max({}, {});", sum_of("r{0}", size), kEdge));
        for (std::size_t k = 0; k < size; ++k) {
            text.lines.push_back(fmt::format("V(y{0}) <+ r{0} / total;", k));
        }
        return text;
    }
};

}  // namespace

Kind epanechnikov_kind() {
    Joint f;
    f.values = Epanechnikov::values;
    f.lagrangian = [](const Function& function, std::span<const double> x) {
        return std::log(Epanechnikov::divisor(function, x)) / function.beta;
    };
    f.pull = Epanechnikov::pull;
    f.own_range = [](std::size_t) { return Range{0, 1}; };
    f.weighted = hull_of;
    f.steepest = [](const Function&) { return std::optional<double>(); };
    f.not_steepest_because =
        "f jumps at the edge of the last basin; it is the gradient of no Lagrangian, so that the "
        "energy need not fall";
    f.sums_to_one = true;
    f.is_gradient = false;
    f.divisor = Epanechnikov::divisor;
    f.divisor_unit = [](const Function& function) { return function.beta; };
    f.inside = Epanechnikov::inside;
    f.module = Epanechnikov::module;
    f.module_parameter = &Function::beta;
    Kind kind;
    kind.type = FunctionType::Epanechnikov;
    kind.word = "epanechnikov";
    kind.meaning =
        "f = max(1 + beta h, 0) over its sum, L = log(sum max(1 + beta h, 0)) / beta; needs `beta`";
    kind.parameters = {kBeta};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::GainControl;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("relu(1 + β {})/sum, β = {}", x, function.beta);
    };
    kind.sweeps = [] { return std::vector{Epanechnikov::sweep()}; };
    return kind;
}

}  // namespace hopspice::kinds
