// f = 1/(1 + exp(-k x)), L = log(1 + exp(k x))/k.

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/parameters.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

namespace hopspice::kinds {

Kind sigmoid_kind() {
    Single f;
    f.value = [](const Function& function, double x) { return logistic(function.gain * x); };
    f.slope = [](const Function& function, double x) {
        const double value = logistic(function.gain * x);
        return function.gain * value * (1 - value);
    };
    f.lagrangian = [](const Function& function, double x) {
        return log_one_plus_exp(function.gain * x) / function.gain;
    };
    f.steepest = [](const Function& function) { return std::optional(function.gain / 4); };
    f.values = Range{0, 1};
    f.formula = [](const Function&, std::string_view x, std::string_view k) {
        return fmt::format("0.5+0.5*tanh(0.5*{}*{})", k, x);
    };
    f.steepness = &Function::gain;
    Kind kind;
    kind.type = FunctionType::Sigmoid;
    kind.word = "sigmoid";
    kind.meaning = "f = 1 / (1 + exp(-k h)), L = sum log(1 + exp(k h)) / k; `gain` k, 1 by default";
    kind.visible_word = "sigmoid";
    kind.visible_meaning = "g = 1 / (1 + exp(-k v)); `gain` k, 1 by default";
    kind.parameters = {kGain};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::Pair;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("1/(1 + exp(-{} {}))", function.gain, x);
    };
    kind.sweeps = [] {
        return std::vector{
            crossing("sigmoid", Layer::Hidden, {.type = FunctionType::Sigmoid}, {-5, 5}),
            crossing("visible sigmoid", Layer::Visible, {.type = FunctionType::Sigmoid}, {-5, 5})};
    };
    return kind;
}

}  // namespace hopspice::kinds
