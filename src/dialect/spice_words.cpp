#include "dialect/spice_words.h"

#include "circuit/kit_devices.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace hopspice::dialect {

namespace {

using circuit::Element;
using circuit::Kind;

std::string format_parameters(const std::vector<std::pair<std::string, double>>& parameters,
                              const std::string& before) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += fmt::format("{}{}={}", before, name, value);
    }
    return text;
}

std::string format_value(const Element& element) {
    switch (element.kind) {
        case Kind::Resistor:
        case Kind::Capacitor:
        case Kind::Vcvs:
        case Kind::Vccs:
            return fmt::format("{}", element.value);
        case Kind::CurrentSource:
        case Kind::VoltageSource:
            if (element.external) {
                return "external";  // without a dc value, which crashes ngspice 39
            }
            return element.pwl.empty() ? fmt::format("dc {}", element.value)
                                       : fmt::format("pwl({})", fmt::join(element.pwl, " "));
        case Kind::BehavioralV:
            return "v=" + element.expression;
        case Kind::BehavioralI:
            return "i=" + element.expression;
        case Kind::Switch:
            return element.model;
        case Kind::Diode:
        case Kind::Bjt:
            return element.area == 1 ? element.model
                                     : fmt::format("{} area={}", element.model, element.area);
        case Kind::Mosfet:
        case Kind::Instance:
            return element.model + format_parameters(element.parameters, " ");
    }
    return "";
}

/// Quoted where the simulator would take the path for something else.
std::string quoted(const std::string& path) {
    const bool plain = std::ranges::all_of(path, [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("_-./+~").find(static_cast<char>(c)) != std::string_view::npos;
    });
    return plain ? path : '"' + path + '"';
}

}  // namespace

std::string options_line(double reltol, bool self_heating) {
    return fmt::format(".options reltol={}{}", reltol, self_heating ? "" : " noopiter pivrel=1e-6");
}

bool has_self_heating(const circuit::Circuit& circuit) {
    return std::ranges::any_of(circuit.kit.devices,
                               [](const KitDevice& device) { return !device.heat.empty(); });
}

std::string one_line(std::string text) {
    constexpr std::size_t kLongest = 400;
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
    return text.substr(0, kLongest);
}

std::string format_include(const Library& library) {
    return library.section.empty()
               ? ".include " + quoted(library.file)
               : fmt::format(".lib {} {}", quoted(library.file), library.section);
}

std::string format_terminals(const Element& element, const std::vector<std::string>& nets) {
    std::string text = element.name;
    for (const circuit::NetId net : element.nets) {
        text += ' ' + nets[net.index];
    }
    return text;
}

std::string format_element(const Element& element, const std::vector<std::string>& nets) {
    return format_terminals(element, nets) + ' ' + format_value(element);
}

std::string format_model(const circuit::ModelCard& card) {
    std::vector<std::string> parameters;
    for (const auto& [name, value] : card.parameters) {
        parameters.push_back(fmt::format("{}={}", name, value));
    }
    return fmt::format(".model {} {}({})", card.name, card.type, fmt::join(parameters, " "));
}

}  // namespace hopspice::dialect
