#include "kinds/normalised.h"

#include "kinds/arithmetic.h"
#include "kinds/module_text.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::kinds {

namespace {

template <Centred kCentred>
double centre(std::span<const double> x) {
    return kCentred == Centred::Yes ? mean_of(x) : 0;
}

/// How many terms the sums over x count for: all of one mean, or each by itself.
template <Centred kCentred>
double terms(std::size_t size) {
    return kCentred == Centred::Yes ? static_cast<double>(size) : 1;
}

double mean_square(std::span<const double> x, double centre) {
    double sum = 0;
    for (const double value : x) {
        sum += (value - centre) * (value - centre);
    }
    return x.empty() ? 0 : sum / static_cast<double>(x.size());
}

template <Centred kCentred>
double divisor(const Function& function, std::span<const double> x) {
    const double count = kCentred == Centred::Yes ? 1 : static_cast<double>(x.size());
    return std::sqrt(count * mean_square(x, centre<kCentred>(x)) + function.eps);
}

template <Centred kCentred>
void values(const Function& function, std::span<const double> x, std::span<double> f) {
    const double middle = centre<kCentred>(x);
    const double by = divisor<kCentred>(function, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        f[i] = (x[i] - middle) / by;
    }
}

/// spherical: df_j/dx_i = (delta - f_j f_i)/n; layernorm: (delta - 1/N - f_j f_i/N)/n.
template <Centred kCentred>
void pull(const Function& function, std::span<const double> x, std::span<const double> f,
          std::span<const double> row, std::span<double> out) {
    const double mean = centre<kCentred>(row);
    const double along = dot(row, f) / terms<kCentred>(x.size());
    const double by = divisor<kCentred>(function, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        out[i] = (row[i] - mean - along * f[i]) / by;
    }
}

/// By Cauchy and Schwarz: |f| <= 1 for spherical; |f|^2 <= N and sum f = 0 for layernorm, where the
/// mean of the row drops out.
template <Centred kCentred>
Range weighted(std::span<const double> row) {
    const double mean = centre<kCentred>(row);
    double square = 0;
    for (const double weight : row) {
        square += (weight - mean) * (weight - mean);
    }
    const double most = std::sqrt(square * terms<kCentred>(row.size()));
    return {-most, most};
}

template <Centred kCentred>
Module module(std::size_t size) {
    const bool centred = kCentred == Centred::Yes;
    const double share = centred ? 1 / static_cast<double>(size) : 1;
    Module text;
    text.comment = centred ? "g = (v - mean v)/sqrt(var v + eps)" : "g = v/sqrt(|v|^2 + eps)";
    text.reals = {"mean", "divisor"};
    text.lines.push_back(centred ? fmt::format("mean = {} * ({});", share, sum_of("V(x{0})", size))
                                 : "mean = 0;");
    text.lines.push_back(fmt::format("divisor = sqrt({} * ({}) + eps);", share,
                                     sum_of("(V(x{0}) - mean) * (V(x{0}) - mean)", size)));
    for (std::size_t k = 0; k < size; ++k) {
        text.lines.push_back(fmt::format("V(y{0}) <+ (V(x{0}) - mean) / divisor;", k));
    }
    return text;
}

template <Centred kCentred>
Joint joint() {
    Joint f;
    f.values = values<kCentred>;
    f.lagrangian = [](const Function& function, std::span<const double> x) {
        return terms<kCentred>(x.size()) * divisor<kCentred>(function, x);
    };
    f.pull = pull<kCentred>;
    f.weighted = weighted<kCentred>;
    f.steepest = [](const Function& function) {
        return std::optional(1 / std::sqrt(function.eps));
    };
    f.divisor = divisor<kCentred>;
    f.divisor_unit = [](const Function&) { return 1.0; };
    f.module = module<kCentred>;
    f.module_parameter = &Function::eps;
    return f;
}

}  // namespace

Joint normalised(Centred centred) {
    return centred == Centred::Yes ? joint<Centred::Yes>() : joint<Centred::No>();
}

}  // namespace hopspice::kinds
