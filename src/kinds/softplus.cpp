// f = log(1 + exp(k x))/k, a rectifier with a round corner; L = -Li2(-exp(k x))/k^2.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace hopspice::kinds {

namespace {

/// Li2(-exp(x)). Source: Landen's transformation, whose series is one in numbers up to 1/2, and the
/// inversion formula above 0; Lewin, Polylogarithms and Associated Functions, chapter 1.
double dilogarithm(double x) {
    if (x > 0) {
        return -std::numbers::pi * std::numbers::pi / 6 - x * x / 2 - dilogarithm(-x);
    }
    const double z = logistic(x);
    double sum = 0;
    double power = z;
    for (int n = 1; power > 1e-18; ++n) {
        sum += power / (n * n);
        power *= z;
    }
    const double log_part = log_one_plus_exp(x);
    return -sum - log_part * log_part / 2;
}

}  // namespace

Kind softplus_kind() {
    Single f;
    f.value = [](const Function& function, double x) {
        return log_one_plus_exp(function.gain * x) / function.gain;
    };
    f.slope = [](const Function& function, double x) { return logistic(function.gain * x); };
    f.lagrangian = [](const Function& function, double x) {
        return -dilogarithm(function.gain * x) / (function.gain * function.gain);
    };
    f.steepest = [](const Function&) { return std::optional(1.0); };
    f.formula = [](const Function&, std::string_view x, std::string_view k) {
        return fmt::format("max({0},0)+ln(1+exp(-abs({1}*{0})))/{1}", x, k);
    };
    f.steepness = &Function::gain;
    Kind kind;
    kind.type = FunctionType::Softplus;
    kind.word = "softplus";
    kind.meaning =
        "f = log(1 + exp(k h)) / k, L = -sum Li2(-exp(k h)) / k^2; `gain` k, 1 by default";
    kind.parameters = {kGain};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Quadratic; };
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("log(1 + exp({0} {1}))/{0}", function.gain, x);
    };
    kind.sweeps = [] {
        return std::vector{
            crossing("softplus", Layer::Hidden, {.type = FunctionType::Softplus}, {-2, 2})};
    };
    return kind;
}

}  // namespace hopspice::kinds
