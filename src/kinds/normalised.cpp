#include "kinds/normalised.h"

#include "kinds/arithmetic.h"
#include "kinds/module_text.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace hopspice::kinds {

namespace {

template <Centred kCentred>
struct Normalised {
    static double centre(std::span<const double> x) {
        return kCentred == Centred::Yes ? mean_of(x) : 0;
    }

    /// How many terms the sums over x count for: all of one mean, or each by itself.
    static double terms(std::size_t size) {
        return kCentred == Centred::Yes ? static_cast<double>(size) : 1;
    }

    static double mean_square(std::span<const double> x, double centre) {
        double sum = 0;
        for (const double value : x) {
            sum += (value - centre) * (value - centre);
        }
        return x.empty() ? 0 : sum / static_cast<double>(x.size());
    }

    static double divisor(const Function& function, std::span<const double> x) {
        const double count = kCentred == Centred::Yes ? 1 : static_cast<double>(x.size());
        return std::sqrt(count * mean_square(x, centre(x)) + function.eps);
    }

    static void values(const Function& function, std::span<const double> x, std::span<double> f) {
        const double middle = centre(x);
        const double by = divisor(function, x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            f[i] = (x[i] - middle) / by;
        }
    }

    /// spherical: df_j/dx_i = (delta - f_j f_i)/n; layernorm: (delta - 1/N - f_j f_i/N)/n.
    static void pull(const Function& function, std::span<const double> x, std::span<const double> f,
                     std::span<const double> row, std::span<double> out) {
        const double mean = centre(row);
        const double along = dot(row, f) / terms(x.size());
        const double by = divisor(function, x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            out[i] = (row[i] - mean - along * f[i]) / by;
        }
    }

    /// By Cauchy and Schwarz: |f| <= 1 for spherical; |f|^2 <= N and sum f = 0 for layernorm, where
    /// the mean of the row drops out.
    static Range weighted(std::span<const double> row) {
        const double mean = centre(row);
        double square = 0;
        for (const double weight : row) {
            square += (weight - mean) * (weight - mean);
        }
        const double most = std::sqrt(square * terms(row.size()));
        return {-most, most};
    }

    static Module module(std::size_t size) {
        const bool centred = kCentred == Centred::Yes;
        const double share = centred ? 1 / static_cast<double>(size) : 1;
        Module text;
        text.comment = centred ? "g = (v - mean v)/sqrt(var v + eps)" : "g = v/sqrt(|v|^2 + eps)";
        text.reals = {"mean", "divisor"};
        text.lines.push_back(centred
                                 ? fmt::format("mean = {} * ({});", share, sum_of("V(x{0})", size))
                                 : "mean = 0;");
        text.lines.push_back(fmt::format("divisor = sqrt({} * ({}) + eps);", share,
                                         sum_of("(V(x{0}) - mean) * (V(x{0}) - mean)", size)));
        for (std::size_t k = 0; k < size; ++k) {
            text.lines.push_back(fmt::format("V(y{0}) <+ (V(x{0}) - mean) / divisor;", k));
        }
        return text;
    }
};

template <Centred kCentred>
Joint normalised_joint() {
    using Self = Normalised<kCentred>;
    Joint f;
    f.values = Self::values;
    f.lagrangian = [](const Function& function, std::span<const double> x) {
        return Self::terms(x.size()) * Self::divisor(function, x);
    };
    f.pull = Self::pull;
    f.weighted = Self::weighted;
    f.steepest = [](const Function& function) {
        return std::optional(1 / std::sqrt(function.eps));
    };
    f.divisor = Self::divisor;
    f.divisor_unit = [](const Function&) { return 1.0; };
    f.module = Self::module;
    f.module_parameter = &Function::eps;
    return f;
}

}  // namespace

Sweep directions(const std::string& block, const Function& function) {
    constexpr double kLeastLength = 0.5;  // of the longest state
    constexpr double kCentre = 0.2;
    Sweep sweep{block, Layer::Visible, function, {kCentre - 1, kCentre + 1}, {}};
    for (std::size_t level = 0; level < kSweepLevels; ++level) {
        const double turn = 2 * std::numbers::pi * part_of(level);
        const double length = (1 + kLeastLength) / 2 + (1 - kLeastLength) / 2 * std::cos(2 * turn);
        std::vector<double> state;
        for (std::size_t neuron = 0; neuron < kJointSize; ++neuron) {
            const double phase = 2 * std::numbers::pi * static_cast<double>(neuron) /
                                 static_cast<double>(kJointSize);
            state.push_back(kCentre + length * std::cos(turn + phase));
        }
        sweep.states.push_back(state);
    }
    return sweep;
}

Joint normalised(Centred centred) {
    return centred == Centred::Yes ? normalised_joint<Centred::Yes>()
                                   : normalised_joint<Centred::No>();
}

}  // namespace hopspice::kinds
