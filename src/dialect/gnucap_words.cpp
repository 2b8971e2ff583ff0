#include "dialect/gnucap_words.h"

#include "dialect/cards.h"
#include "support/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hopspice::dialect {

namespace {

using Corner = std::pair<double, double>;

/// Far beyond any voltage of a circuit: a table's ends, and a line needs two corners.
constexpr double kFarVolts = 1000;

std::string format_table(std::vector<Corner> corners) {
    std::ranges::sort(corners);
    std::string text = "pwl(1)";
    for (const auto& [x, y] : corners) {
        text += fmt::format(" {},{}", x, y);
    }
    return text;
}

/// factor max(x, 0) or factor min(x, 0) over the voltage, whose slope may have any sign.
std::string format_ramp(const Term& term) {
    const double corner = 0 - term.offset / term.slope;  // not -0
    const bool rises_right = (term.shape == Shape::Rising) == (term.slope > 0);
    const double right = rises_right ? term.factor * term.slope * kFarVolts : 0;
    const double left = rises_right ? 0 : -term.factor * term.slope * kFarVolts;
    return format_table({{corner - kFarVolts, left}, {corner, 0}, {corner + kFarVolts, right}});
}

}  // namespace

std::string format_function(const std::string& head, const Term& term) {
    if (term.shape != Shape::Tanh) {
        return fmt::format("{} {} {} {}", head, term.plus, term.minus, format_ramp(term));
    }
    HOPSPICE_ASSERT(term.offset == 0);
    return fmt::format("{} {} {} tanh gain={} limit={}", head, term.plus, term.minus,
                       term.factor * term.slope, term.factor);
}

std::string format_switch(const circuit::Element& element, const circuit::ModelCard& card,
                          const std::vector<std::string>& nets) {
    // A first control net of `0` is taken for a number: the pair is turned round then.
    const bool turned = element.nets[2] == circuit::kGround;
    const double sign = turned ? -1 : 1;
    const double on = 1 / parameter_of(card, "ron");
    const double off = 1 / parameter_of(card, "roff");
    const double low = parameter_of(card, "vt") - parameter_of(card, "vh");
    const double high = parameter_of(card, "vt") + parameter_of(card, "vh");
    return fmt::format("g{} {} {} vcg {} {} {}", element.name, nets[element.nets[0].index],
                       nets[element.nets[1].index], nets[element.nets[turned ? 3 : 2].index],
                       nets[element.nets[turned ? 2 : 3].index],
                       format_table({{-sign * kFarVolts, off},
                                     {sign * low, off},
                                     {sign * high, on},
                                     {sign * kFarVolts, on}}));
}

}  // namespace hopspice::dialect
