// f = x^(n-1), L = x^n/n, n from 2 to 8; rectified: of max(x, 0).

#include "kinds/arithmetic.h"
#include "kinds/kind.h"
#include "kinds/sweeps.h"

#include <fmt/format.h>

namespace hopspice::kinds {

namespace {

struct Polynomial {
    static bool is_off(const Function& function, double x) { return function.rectified && x <= 0; }

    /// A product: `^` and pow() lose the sign of x.
    static std::string formula(const Function& function, std::string_view x, std::string_view) {
        const std::string factor =
            function.rectified ? fmt::format("max({},0)", x) : std::string(x);
        std::string product = factor;
        for (int power = 2; power < function.degree; ++power) {
            product += "*" + factor;
        }
        return product;
    }

    static std::vector<Sweep> sweeps() {
        std::vector<Sweep> sweeps;
        for (const bool rectified : {false, true}) {
            for (const auto& [degree, name] : {std::pair{3, "square"}, std::pair{4, "cube"}}) {
                const Function function{
                    .type = FunctionType::Polynomial, .degree = degree, .rectified = rectified};
                sweeps.push_back(crossing(std::string(rectified ? "rectified " : "") + name,
                                          Layer::Hidden, function, {-1, 1}));
            }
        }
        return sweeps;
    }
};

}  // namespace

Kind polynomial_kind() {
    Single f;
    f.value = [](const Function& function, double x) {
        return Polynomial::is_off(function, x) ? 0 : integer_power(x, function.degree - 1);
    };
    f.slope = [](const Function& function, double x) {
        return Polynomial::is_off(function, x)
                   ? 0
                   : (function.degree - 1) * integer_power(x, function.degree - 2);
    };
    f.lagrangian = [](const Function& function, double x) {
        return Polynomial::is_off(function, x)
                   ? 0
                   : integer_power(x, function.degree) / function.degree;
    };
    f.steepest = [](const Function& function) {
        return function.degree == 2 ? std::optional(1.0) : std::nullopt;
    };
    f.formula = Polynomial::formula;
    f.rises = [](const Function& function) {
        return function.rectified || function.degree % 2 == 0;
    };
    Kind kind;
    kind.type = FunctionType::Polynomial;
    kind.word = "polynomial";
    kind.meaning =
        "f = h^(n-1), L = sum h^n / n; needs `degree` n from 2 to 8; `rectified`: max(h, 0) in "
        "place of h";
    kind.parameters = {{.key = "degree",
                        .field = &Function::degree,
                        .meaning = "n.",
                        .required = true,
                        .low = 2,
                        .high = 8},
                       {.key = "rectified",
                        .field = &Function::rectified,
                        .meaning = "Of max(h, 0) in place of h."}};
    kind.f = f;
    kind.growth = [](const Function& function) {
        return function.degree == 2 ? Growth::Quadratic : Growth::Steep;
    };
    kind.cell = CellType::Multipliers;
    kind.words = [](const Function& function, std::string_view x) {
        return fmt::format("{}^{}",
                           function.rectified ? fmt::format("max({}, 0)", x) : std::string(x),
                           function.degree - 1);
    };
    kind.name = [](const Function& function) {
        return fmt::format("{}power_{}", function.rectified ? "rectified_" : "",
                           function.degree - 1);
    };
    kind.sweeps = Polynomial::sweeps;
    return kind;
}

}  // namespace hopspice::kinds
