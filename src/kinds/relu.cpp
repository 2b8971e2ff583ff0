// f = max(x, 0), L = max(x, 0)^2/2.

#include "kinds/kind.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::kinds {

Kind relu_kind() {
    Single f;
    f.value = [](const Function&, double x) { return std::max(x, 0.0); };
    f.slope = [](const Function&, double x) { return x > 0 ? 1.0 : 0.0; };
    f.lagrangian = [](const Function&, double x) { return x > 0 ? x * x / 2 : 0.0; };
    f.steepest = [](const Function&) { return std::optional(1.0); };
    f.formula = [](const Function&, std::string_view x, std::string_view) {
        return fmt::format("max({},0)", x);
    };
    Kind kind;
    kind.type = FunctionType::Relu;
    kind.word = "relu";
    kind.meaning = "f = max(h, 0), L = sum max(h, 0)^2 / 2";
    kind.visible_word = "relu";
    kind.visible_meaning = "g = max(v, 0)";
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Quadratic; };
    kind.cell = CellType::Rectifier;
    kind.words = [](const Function&, std::string_view x) { return fmt::format("max({}, 0)", x); };
    kind.sweeps = [] {
        return std::vector{
            crossing("relu", Layer::Hidden, {.type = FunctionType::Relu}, {-1, 1}),
            crossing("visible relu", Layer::Visible, {.type = FunctionType::Relu}, {-1, 1})};
    };
    return kind;
}

}  // namespace hopspice::kinds
