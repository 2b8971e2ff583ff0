// f = (x - mean x)/sqrt(var x + eps), the variance over N; L = N sqrt(var x + eps).

#include "kinds/kind.h"
#include "kinds/normalised.h"
#include "kinds/parameters.h"

#include <cmath>

namespace hopspice::kinds {

Kind layernorm_kind() {
    Joint f = normalised(Centred::Yes);
    f.own_range = [](std::size_t size) {
        // One neuron at N-1 deviations and the others alike: |f|^2 = N, sum f = 0.
        const double most = std::sqrt(static_cast<double>(size) - 1);
        return Range{-most, most};
    };
    f.shift_invariant = true;
    Kind kind;
    kind.type = FunctionType::LayerNorm;
    kind.visible_word = "layernorm";
    kind.visible_meaning = "g = (v - mean v) / sqrt(var v + eps); `eps`, 1e-5 by default";
    kind.parameters = {kEps};
    kind.f = f;
    kind.growth = [](const Function&) { return Growth::Bounded; };
    kind.cell = CellType::GainControl;
    kind.words = [](const Function&, std::string_view x) {
        return "(" + std::string(x) + " - mean)/deviation";
    };
    kind.sweeps = [] {
        return std::vector{directions("layernorm", {.type = FunctionType::LayerNorm})};
    };
    return kind;
}

}  // namespace hopspice::kinds
