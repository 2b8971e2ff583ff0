// f = tanh(k x), L = log(cosh(k x))/k.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::kinds {

Kind tanh_kind() {
    Single f;
    f.value = [](const Function& function, double x) { return std::tanh(function.gain * x); };
    f.slope = [](const Function& function, double x) {
        const double value = std::tanh(function.gain * x);
        return function.gain * (1 - value * value);
    };
    f.lagrangian = [](const Function& function, double x) {
        return log_cosh(function.gain * x) / function.gain;
    };
    f.steepest = [](const Function& function) { return std::optional(function.gain); };
    f.values = Range{-1, 1};
    f.formula = [](const Function&, std::string_view x, std::string_view k) {
        return fmt::format("tanh({}*{})", k, x);
    };
    f.steepness = &Function::gain;
    Kind kind;
    kind.type = FunctionType::Tanh;
    kind.word = "tanh";
    kind.meaning = "f = tanh(k h), L = sum log(cosh(k h)) / k; `gain` k, 1 by default";
    kind.visible_word = "tanh";
    kind.visible_meaning = "g = tanh(k v); `gain` k, 1 by default";
    kind.parameters = {kGain};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::Pair;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("tanh({} {})", function.gain, x);
    };
    kind.sweeps = [] {
        return std::vector{
            crossing("tanh", Layer::Hidden, {.type = FunctionType::Tanh}, {-2.5, 2.5}),
            crossing("visible tanh", Layer::Visible, {.type = FunctionType::Tanh}, {-2.5, 2.5})};
    };
    return kind;
}

}  // namespace hopspice::kinds
