// f = exp(beta x), L = exp(beta x)/beta.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::kinds {

Kind exponential_kind() {
    Single f;
    f.value = [](const Function& function, double x) { return std::exp(function.beta * x); };
    f.slope = [](const Function& function, double x) {
        return function.beta * std::exp(function.beta * x);
    };
    f.lagrangian = [](const Function& function, double x) {
        return std::exp(function.beta * x) / function.beta;
    };
    f.steepest = [](const Function&) { return std::optional<double>(); };
    f.formula = [](const Function&, std::string_view x, std::string_view k) {
        return fmt::format("exp(min({}*{},{}))", k, x, kLargestExponent);
    };
    f.steepness = &Function::beta;
    f.formula_until = [](const Function& function) { return kLargestExponent / function.beta; };
    Kind kind;
    kind.type = FunctionType::Exponential;
    kind.word = "exponential";
    kind.meaning = "f = exp(beta h), L = sum exp(beta h) / beta; needs `beta`";
    kind.parameters = {kBeta};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Steep; };
    kind.cell = CellType::Antilog;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("exp(β {}), β = {}", x, function.beta);
    };
    kind.sweeps = [] {
        return std::vector{
            crossing("exponential", Layer::Hidden, {.type = FunctionType::Exponential}, {-4, 0})};
    };
    return kind;
}

}  // namespace hopspice::kinds
