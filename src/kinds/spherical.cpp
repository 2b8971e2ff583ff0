// f = x/sqrt(|x|^2 + eps), L = sqrt(|x|^2 + eps).

#include "kinds/kind.h"
#include "kinds/normalised.h"
#include "kinds/parameters.h"

namespace hopspice::kinds {

Kind spherical_kind() {
    Joint f = normalised(Centred::No);
    f.own_range = [](std::size_t) { return Range{-1, 1}; };
    Kind kind;
    kind.type = FunctionType::Spherical;
    kind.visible_word = "spherical";
    kind.visible_meaning = "g = v / sqrt(|v|^2 + eps); `eps`, 1e-5 by default";
    kind.parameters = {kEps};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::GainControl;
    kind.words = [](const Function&, std::string_view x) {
        return std::string(x) + "/|" + std::string(x) + "|";
    };
    kind.sweeps = [] {
        return std::vector{directions("spherical", {.type = FunctionType::Spherical})};
    };
    return kind;
}

}  // namespace hopspice::kinds
