#include "twin/amplifier.h"

#include "circuit/parts.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace hopspice::twin {

namespace {

using circuit::Element;
using circuit::Subcircuit;

/// The value of the element of that name; 0 where there is none.
double value_of(const Subcircuit& body, std::string_view name) {
    const auto place = std::ranges::find(body.elements, name, &Element::name);
    return place == body.elements.end() ? 0 : place->value;
}

/// The first number of an element's expression, and the rest.
std::pair<double, std::string_view> number_of(const Subcircuit& body, std::string_view name) {
    const auto place = std::ranges::find(body.elements, name, &Element::name);
    if (place == body.elements.end()) {
        return {0, {}};
    }
    const std::string_view text = place->expression;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return {error == std::errc() ? number : 0, std::string_view(end, text.data() + text.size())};
}

/// The number behind `before`.
double number_behind(std::string_view text, std::string_view before) {
    const auto place = text.find(before);
    double number = 0;
    if (place != std::string_view::npos) {
        std::from_chars(text.data() + place + before.size(), text.data() + text.size(), number);
    }
    return number;
}

/// Elements, nets and wiring are those of the other one, but not the values.
bool same_structure(const Subcircuit& a, const Subcircuit& b) {
    const auto shape = [](std::string_view expression) {
        std::string letters;
        std::ranges::copy_if(expression, std::back_inserter(letters), [](char c) {
            return std::string_view("0123456789.e+-").find(c) == std::string_view::npos;
        });
        return letters;
    };
    return a.ports == b.ports && a.nets == b.nets &&
           std::ranges::equal(a.elements, b.elements, [&](const Element& x, const Element& y) {
               return x.kind == y.kind && x.name == y.name && x.nets == y.nets &&
                      shape(x.expression) == shape(y.expression);
           });
}

/// What the macromodel of circuit/parts.h would look like with this input and output.
Subcircuit pattern_of(bool multiplies, bool follows, bool series) {
    AmplifierSpec spec;
    spec.rout = series ? 1 : 0;
    if (multiplies) {
        return circuit::multiplier_subcircuit(spec);
    }
    const auto output =
        series ? circuit::OutputResistance::Series : circuit::OutputResistance::None;
    return follows ? circuit::current_feedback_subcircuit(spec, output)
                   : circuit::opamp_subcircuit(spec, output);
}

/// Values of elements that the structure has but the model takes for granted.
bool has_unit_parts(const Subcircuit& body, bool multiplies) {
    bool unit = value_of(body, "ghi") == 1 && value_of(body, "rhi") == 1 &&
                value_of(body, "glo") == 1 && value_of(body, "rlo") == 1 &&
                value_of(body, "eout") == 1;
    return unit && (multiplies || value_of(body, "rd") == 1);
}

}  // namespace

std::optional<AmplifierModel> amplifier_model(const Subcircuit& body) {
    const bool multiplies = body.ports.size() == 7;
    const bool series = value_of(body, "rout") > 0;
    const bool follows =
        std::ranges::find(body.elements, "bin", &Element::name) != body.elements.end();
    if (!same_structure(body, pattern_of(multiplies, follows, series)) ||
        !has_unit_parts(body, multiplies)) {
        return std::nullopt;
    }
    const auto [slew, drive] = number_of(body, "bgm");
    const auto [clamp, limits] = number_of(body, "bclamp");
    if (follows && number_of(body, "bin") != number_of(body, "bgm")) {
        return std::nullopt;
    }
    AmplifierModel model;
    model.multiplies = multiplies;
    model.follows = follows;
    model.input_farads = value_of(body, "cin");
    model.slew_amperes = slew;
    model.steepness = multiplies ? number_behind(drive, "*tanh(") : value_of(body, "gd");
    model.pole_ohms = value_of(body, "rp");
    model.pole_farads = value_of(body, "cp");
    model.clamp_siemens = clamp;
    model.headroom = number_behind(limits, "v(hi)+");
    model.output_ohms = series ? value_of(body, "rout") : 0;
    model.idle_amperes = number_of(body, "bsup").first;
    return model;
}

}  // namespace hopspice::twin
