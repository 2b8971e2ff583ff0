#include "schematic/symbols.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopspice::schematic {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

constexpr int kPitch = 20;  ///< between pins of a box

const std::vector<Pin> kTwoPins = {{{0, -30}, Direction::Left}, {{0, 30}, Direction::Left}};

std::string model_type(const Circuit& circuit, const std::string& model) {
    const auto card =
        std::ranges::find(circuit.models, model, [](const auto& row) { return row.name; });
    return card == circuit.models.end() ? "" : card->type;
}

std::vector<std::string> ports_of(const Circuit& circuit, const Element& element) {
    const circuit::Subcircuit* subcircuit = circuit.find_subcircuit(element.model);
    if (subcircuit != nullptr && subcircuit->ports.size() == element.nets.size()) {
        return subcircuit->ports;
    }
    std::vector<std::string> ports;
    for (std::size_t i = 0; i < element.nets.size(); ++i) {
        ports.push_back(fmt::format("p{}", i + 1));
    }
    return ports;
}

/// Supplies stand on the right of the triangle's edges, what follows them below it.
std::vector<Pin> amplifier_pins(std::size_t ports) {
    std::vector<Pin> pins = {{{-60, 20}, Direction::Left},
                             {{-60, -20}, Direction::Left},
                             {{60, 0}, Direction::Right},
                             {{0, -40}, Direction::Right},
                             {{0, 40}, Direction::Right}};
    for (int i = 0; pins.size() < ports; ++i) {
        pins.push_back({{-20, 60 + i * kPitch}, Direction::Left});
    }
    return pins;
}

/// The first half of the ports on the left, the rest on the right.
std::vector<Pin> box_pins(std::size_t ports) {
    std::vector<Pin> pins;
    const std::size_t left = (ports + 1) / 2;
    for (std::size_t i = 0; i < ports; ++i) {
        const auto row = static_cast<int>(i < left ? i : i - left);
        pins.push_back(
            {{i < left ? -60 : 60, row * kPitch}, i < left ? Direction::Left : Direction::Right});
    }
    return pins;
}

std::string source_value(const Element& element) {
    return element.pwl.empty() ? fmt::format("dc {}", element.value)
                               : fmt::format("pwl({})", fmt::join(element.pwl, " "));
}

Symbol two_pins(const std::string& file, const Element& element, const std::string& value) {
    return {file, kTwoPins, fmt::format("name={} value={}", element.name, quoted(value))};
}

Symbol controlled(const std::string& file, const Element& element) {
    return {file,
            {{{0, -30}, Direction::Right},
             {{0, 30}, Direction::Right},
             {{-40, -20}, Direction::Left},
             {{-40, 20}, Direction::Left}},
            fmt::format("name={} value={}", element.name, element.value)};
}

Symbol source(const std::string& stock, const Element& element) {
    return two_pins(element.pwl.empty() ? stock : "hs_pwl.sym", element, source_value(element));
}

Symbol bipolar(const Circuit& circuit, const Element& element) {
    const bool is_pnp = model_type(circuit, element.model) == "pnp";
    const int collector = is_pnp ? 30 : -30;
    return {is_pnp ? "devices/pnp.sym" : "devices/npn.sym",
            {{{20, collector}, Direction::Right},
             {{-20, 0}, Direction::Left},
             {{20, -collector}, Direction::Right}},
            fmt::format("name={} model={} area={}", element.name, element.model, element.area)};
}

/// `w=1e-06 l=1e-06`.
std::string size_of(const Element& element) {
    std::vector<std::string> parameters;
    for (const auto& [name, value] : element.parameters) {
        parameters.push_back(fmt::format("{}={}", name, value));
    }
    return fmt::format("{}", fmt::join(parameters, " "));
}

Symbol mosfet(const Circuit& circuit, const Element& element) {
    const bool is_p = model_type(circuit, element.model) == "pmos";
    return {is_p ? "hs_pmos.sym" : "hs_nmos.sym",
            {{{20, -30}, Direction::Right},
             {{-20, 0}, Direction::Left},
             {{20, 30}, Direction::Right},
             {{20, 0}, Direction::Right}},
            fmt::format("name={} model={} size={}", element.name, element.model,
                        quoted(size_of(element)))};
}

Symbol switch_symbol(const Element& element) {
    return {"hs_switch.sym",
            {{{0, -30}, Direction::Right},
             {{0, 30}, Direction::Right},
             {{-40, -10}, Direction::Left},
             {{-40, 10}, Direction::Left}},
            fmt::format("name={} model={}", element.name, element.model)};
}

Symbol instance(const Circuit& circuit, const Element& element) {
    return {element.model + ".sym",
            is_amplifier(circuit, element) ? amplifier_pins(element.nets.size())
                                           : box_pins(element.nets.size()),
            element.parameters.empty()
                ? fmt::format("name={}", element.name)
                : fmt::format("name={} size={}", element.name, quoted(size_of(element)))};
}

/// The frame of a symbol: how it is netlisted, its pins, its lines. Source: xschem's own symbols.
std::string symbol_frame(const std::string& format, const std::string& template_attributes,
                         const std::vector<std::string>& ports, const std::vector<Pin>& pins,
                         const std::string& body) {
    std::string text = fmt::format(
        "G {{type=primitive\nformat=\"{}\"\ntemplate=\"{}\"}}\nV {{}}\nS {{}}\nE {{}}\n", format,
        template_attributes);
    for (std::size_t i = 0; i < pins.size(); ++i) {
        text += fmt::format("B 5 {} {} {} {} {{name={} dir=inout}}\n", pins[i].at.x - 2.5,
                            pins[i].at.y - 2.5, pins[i].at.x + 2.5, pins[i].at.y + 2.5, ports[i]);
    }
    return text + body;
}

std::string line(int x1, int y1, int x2, int y2) {
    return fmt::format("L 4 {} {} {} {} {{}}\n", x1, y1, x2, y2);
}

std::string note(const std::string& text, int x, int y, double size = 0.2) {
    return fmt::format("T {{{}}} {} {} 0 0 {} {} {{}}\n", text, x, y, size, size);
}

std::string amplifier_text(const std::string& name, const std::vector<std::string>& ports) {
    std::string body = line(-40, -50, -40, 50) + line(-40, -50, 40, 0) + line(-40, 50, 40, 0) +
                       line(-60, -20, -40, -20) + line(-60, 20, -40, 20) + line(40, 0, 60, 0) +
                       line(0, -40, 0, -25) + line(0, 40, 0, 25) + note("-", -36, -27, 0.3) +
                       note("+", -36, 13, 0.3) + note("@name", -28, -8);
    const std::vector<Pin> pins = amplifier_pins(ports.size());
    for (std::size_t i = 5; i < pins.size(); ++i) {
        body += line(-20, 38, -20, pins[i].at.y) + note(ports[i], -16, pins[i].at.y - 8, 0.15);
    }
    return symbol_frame("@name @pinlist " + name, "name=x1", ports, pins, body);
}

/// `sizes`: of a device of a kit, as each instance has one.
std::string box_text(const std::string& name, const std::vector<std::string>& ports,
                     const std::string& sizes) {
    const std::vector<Pin> pins = box_pins(ports.size());
    const int bottom = static_cast<int>((ports.size() + 1) / 2 - 1) * kPitch + 15;
    std::string body = line(-40, -15, 40, -15) + line(40, -15, 40, bottom) +
                       line(40, bottom, -40, bottom) + line(-40, bottom, -40, -15) +
                       note("@name", -38, -45) + note(name, -38, -30);
    for (std::size_t i = 0; i < pins.size(); ++i) {
        const bool left = pins[i].at.x < 0;
        body += line(left ? -60 : 40, pins[i].at.y, left ? -40 : 60, pins[i].at.y);
        body += note(ports[i], left ? -36 : 10, pins[i].at.y - 6, 0.15);
    }
    const bool sized = !sizes.empty();
    return symbol_frame("@name @pinlist " + name + (sized ? " @size" : ""),
                        "name=x1" + (sized ? " size=" + quoted(sizes) : ""), ports, pins, body);
}

std::string circle() { return "A 4 0 0 15 0 360 {}\n" + line(0, -30, 0, -15) + line(0, 15, 0, 30); }

}  // namespace

bool is_stock(const std::string& file) { return file.starts_with("devices/"); }

bool is_amplifier(const Circuit& circuit, const Element& element) {
    static const std::vector<std::string> kPorts = {"inp", "inn", "out", "vcc", "vee"};
    const circuit::Subcircuit* subcircuit =
        element.kind == Kind::Instance ? circuit.find_subcircuit(element.model) : nullptr;
    return subcircuit != nullptr && subcircuit->ports.size() >= kPorts.size() &&
           subcircuit->ports.size() == element.nets.size() &&
           std::equal(kPorts.begin(), kPorts.end(), subcircuit->ports.begin());
}

Symbol symbol_of(const Circuit& circuit, const Element& element) {
    switch (element.kind) {
        case Kind::Resistor:
            return two_pins("devices/res.sym", element, fmt::format("{}", element.value));
        case Kind::Capacitor:
            return two_pins("devices/capa.sym", element, fmt::format("{}", element.value));
        case Kind::VoltageSource:
            return source("devices/vsource.sym", element);
        case Kind::CurrentSource:
            return source("devices/isource.sym", element);
        case Kind::Vcvs:
            return controlled("devices/vcvs.sym", element);
        case Kind::Vccs:
            return controlled("devices/vccs.sym", element);
        case Kind::BehavioralV:
            return two_pins("hs_behavioral.sym", element, "v=" + element.expression);
        case Kind::BehavioralI:
            return two_pins("hs_behavioral.sym", element, "i=" + element.expression);
        case Kind::Switch:
            return switch_symbol(element);
        case Kind::Diode:
            return {
                "devices/diode.sym", kTwoPins,
                fmt::format("name={} model={} area={}", element.name, element.model, element.area)};
        case Kind::Bjt:
            return bipolar(circuit, element);
        case Kind::Mosfet:
            return mosfet(circuit, element);
        case Kind::Instance:
            return instance(circuit, element);
    }
    return {};
}

std::string ground_symbol_text() {
    return "G {type=label\nformat=\"*.alias @lab\"\ntemplate=\"name=l1 lab=0\"}\nV {}\nS {}\nE {}\n"
           "B 5 -2.5 -2.5 2.5 2.5 {name=p dir=inout}\n" +
           line(0, 0, 0, 10) + line(-10, 10, 10, 10) + line(-6, 14, 6, 14) + line(-2, 18, 2, 18);
}

std::string symbol_text(const Circuit& circuit, const Element& element) {
    const Symbol symbol = symbol_of(circuit, element);
    const std::vector<std::string> two = {"p", "m"};
    switch (element.kind) {
        case Kind::VoltageSource:
        case Kind::CurrentSource:
            return symbol_frame("@name @pinlist @value", "name=v1 value=1", two, symbol.pins,
                                circle() + line(-8, 5, -3, 5) + line(-3, 5, 3, -5) +
                                    line(3, -5, 8, -5) + note("@name", 20, -10));
        case Kind::BehavioralV:
        case Kind::BehavioralI:
            return symbol_frame("@name @pinlist @value", "name=b1 value=v=0", two, symbol.pins,
                                circle() + note("f", -5, -10, 0.3) + note("@name", 20, -10));
        case Kind::Switch:
            return symbol_frame(
                "@name @pinlist @model", "name=s1 model=sw1", {"a", "b", "cp", "cm"}, symbol.pins,
                line(0, -30, 0, -15) + line(0, 15, 0, 30) + line(0, 15, 12, -12) +
                    line(-40, -10, -20, -10) + line(-40, 10, -20, 10) + line(-20, -10, -20, 10) +
                    line(-20, 0, 5, 0) + note("@name", 20, -18) + note("@model", 20, -3));
        case Kind::Mosfet: {
            const bool is_p = symbol.file == "hs_pmos.sym";
            return symbol_frame("@name @pinlist @model @size", "name=m1 model=nmos size=w=1",
                                {"d", "g", "s", "b"}, symbol.pins,
                                line(20, -30, 20, -15) + line(5, -15, 20, -15) +
                                    line(5, 15, 20, 15) + line(20, 15, 20, 30) + line(5, 0, 20, 0) +
                                    line(5, -20, 5, 20) + line(-5, -15, -5, 15) +
                                    line(-20, 0, -5, 0) +
                                    (is_p ? note("p", 9, -12) : note("n", 9, -12)) +
                                    note("@name", 30, -25) + note("@model", 30, 10));
        }
        case Kind::Instance: {
            const std::vector<std::string> ports = ports_of(circuit, element);
            return is_amplifier(circuit, element)
                       ? amplifier_text(element.model, ports)
                       : box_text(element.model, ports, size_of(element));
        }
        case Kind::Resistor:
        case Kind::Capacitor:
        case Kind::Vcvs:
        case Kind::Vccs:
        case Kind::Diode:
        case Kind::Bjt:
            return "";  // xschem has them
    }
    return "";
}

}  // namespace hopspice::schematic
