// f = x, L = x^2/2.

#include "kinds/kind.h"
#include "kinds/sweeps.h"

namespace hopspice::kinds {

Kind linear_kind() {
    Single f;
    f.value = [](const Function&, double x) { return x; };
    f.slope = [](const Function&, double) { return 1.0; };
    f.lagrangian = [](const Function&, double x) { return x * x / 2; };
    f.steepest = [](const Function&) { return std::optional(1.0); };
    f.formula = [](const Function&, std::string_view, std::string_view) { return std::string(); };
    Kind kind;
    kind.type = FunctionType::Linear;
    kind.word = "linear";
    kind.meaning = "f = h, L = sum h^2 / 2";
    kind.visible_word = "identity";
    kind.visible_meaning = "g = v";
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Quadratic; };
    kind.cell = CellType::Wire;
    kind.words = [](const Function&, std::string_view x) { return std::string(x); };
    kind.sweeps = [] {
        return std::vector{
            crossing("linear", Layer::Hidden, {.type = FunctionType::Linear}, {-1, 1}),
            crossing("identity", Layer::Visible, {.type = FunctionType::Linear}, {-1, 1})};
    };
    return kind;
}

}  // namespace hopspice::kinds
