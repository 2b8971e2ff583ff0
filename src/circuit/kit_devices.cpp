#include "circuit/kit_devices.h"

#include "support/assert.h"
#include "support/draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace hopspice::circuit {

namespace {

/// Between an element's name and the number of one of its instances.
constexpr std::string_view kSideBySide = "__";
/// The parameter of a MOSFET that says how many there are.
constexpr std::string_view kMultiple = "m";

/// What the text has of a MOSFET's parameter: lengths and areas.
enum class Dimension { None, Length, Area };

struct ParameterRow {
    std::string_view name;
    Dimension dimension;
};
constexpr std::array<ParameterRow, 7> kParameters = {{{"w", Dimension::Length},
                                                      {"l", Dimension::Length},
                                                      {"m", Dimension::None},
                                                      {"ad", Dimension::Area},
                                                      {"as", Dimension::Area},
                                                      {"pd", Dimension::Length},
                                                      {"ps", Dimension::Length}}};

double unit_of(std::string_view parameter, double unit) {
    const auto* row = std::ranges::find(kParameters, parameter, &ParameterRow::name);
    const Dimension dimension = row == kParameters.end() ? Dimension::None : row->dimension;
    return dimension == Dimension::None ? 1 : dimension == Dimension::Length ? unit : unit * unit;
}

/// A parameter's name in the kit for ours, and back.
std::string kit_name(const std::string& ours, const KitDevice& device) {
    return ours == "w" ? device.size : ours == "l" ? device.length : ours;
}

std::string our_name(const std::string& kits, const KitDevice& device) {
    return kits == device.size ? "w" : kits == device.length ? "l" : kits;
}

/// What a device is in a circuit, and its ports by their letters, in the order of an element's
/// nets.
struct FormRow {
    std::string_view type;
    Kind kind;
    std::string_view nets;
};
constexpr std::array<FormRow, 5> kForms = {{{"npn", Kind::Bjt, "cbes"},
                                            {"pnp", Kind::Bjt, "cbes"},
                                            {"nmos", Kind::Mosfet, "dgsb"},
                                            {"pmos", Kind::Mosfet, "dgsb"},
                                            {"c", Kind::Capacitor, "ab"}}};

const FormRow& form_of(const KitDevice& device) {
    const auto* row = std::ranges::find(kForms, device.type, &FormRow::type);
    HOPSPICE_ASSERT(row != kForms.end());
    return *row;
}

/// The nets of `element`, which are in the order of `letters`, in that of the ports.
std::vector<NetId> by_ports(const Element& element, const KitDevice& device) {
    const std::string_view letters = form_of(device).nets;
    std::vector<NetId> nets;
    for (const char port : device.ports) {
        const std::size_t place = letters.find(port);
        nets.push_back(place < element.nets.size() ? element.nets[place] : kGround);
    }
    return nets;
}

std::vector<NetId> by_letters(const Element& instance, const KitDevice& device) {
    std::vector<NetId> nets;
    for (const char letter : form_of(device).nets) {
        const std::size_t place = device.ports.find(letter);
        if (place < instance.nets.size()) {
            nets.push_back(instance.nets[place]);
        }
    }
    return nets;
}

Element instance_of(const Element& element, const KitDevice& device) {
    Element instance;
    instance.kind = Kind::Instance;
    instance.name = "x" + element.name;
    instance.model = device.name;
    instance.nets = by_ports(element, device);
    instance.role = element.role;
    return instance;
}

/// Instances of as equal a size as whole emitters allow.
void add_bipolars(const Element& element, const KitDevice& device, std::vector<Element>& out) {
    const double size = element.area / device.unit;
    const double count = device.most > 0 ? std::ceil(size / device.most * (1 - 1e-12)) : 1;
    double left = size;
    for (double rest = std::max(count, 1.0); rest >= 1; --rest) {
        Element instance = instance_of(element, device);
        if (rest < count) {
            instance.name += fmt::format("{}{}", kSideBySide, count - rest + 1);
        }
        const double part = device.whole ? std::round(left / rest) : left / rest;
        instance.parameters = {{device.size, part}};
        left -= part;
        out.push_back(std::move(instance));
    }
}

/// `value` in units, with as few digits as give it back.
double in_units(double value, double unit) {
    const double quotient = value / unit;
    double rounded = 0;
    const std::string digits = fmt::format("{:.12g}", quotient);
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    const double rest = std::abs(rounded * unit - value);
    return rest <= 4 * std::numeric_limits<double>::epsilon() * std::abs(value) ? rounded
                                                                                : quotient;
}

void set_units(Element& element, double unit) {
    for (auto& [name, value] : element.parameters) {
        value = in_units(value, unit_of(name, unit));
    }
}

void take_units(Element& element, double unit) {
    for (auto& [name, value] : element.parameters) {
        value *= unit_of(name, unit);
    }
}

/// `m` devices side by side, where their subcircuit would pass over it.
void add_mosfet(const Element& element, const KitDevice& device, std::vector<Element>& out) {
    Element instance = instance_of(element, device);
    double copies = 1;
    for (const auto& [name, value] : element.parameters) {
        if (name == kMultiple && !device.multiplies) {
            copies = value;
            continue;
        }
        instance.parameters.emplace_back(kit_name(name, device),
                                         in_units(value, unit_of(name, device.unit)));
    }
    const std::string first = instance.name;
    for (double copy = 1; copy <= std::max(copies, 1.0); ++copy) {
        instance.name = copy == 1 ? first : fmt::format("{}{}{}", first, kSideBySide, copy);
        out.push_back(instance);
    }
}

void add_capacitor(const Element& element, const KitDevice& device, std::vector<Element>& out) {
    const double side = side_of(element.value, device) / device.unit;
    Element instance = instance_of(element, device);
    instance.parameters = {{device.size, side}, {device.length, side}};
    out.push_back(std::move(instance));
}

void add_instances(const Element& element, const KitDevice& device, std::vector<Element>& out) {
    const Kind kind = form_of(device).kind;
    const auto add = kind == Kind::Bjt      ? add_bipolars
                     : kind == Kind::Mosfet ? add_mosfet
                                            : add_capacitor;
    add(element, device, out);
}

/// The device of a kit that an element is; null: none.
const KitDevice* device_of(const Element& element, const KitUse& kit) {
    const KitDevice* device = element.model.empty() ? nullptr : kit.find(element.model);
    return device != nullptr && form_of(*device).kind == element.kind ? device : nullptr;
}

std::vector<Element> spelled(std::vector<Element> elements, const KitUse& kit) {
    std::vector<Element> out;
    out.reserve(elements.size());
    for (Element& element : elements) {
        const KitDevice* device = device_of(element, kit);
        if (device != nullptr && device->subcircuit) {
            add_instances(element, *device, out);
            continue;
        }
        if (element.kind == Kind::Mosfet) {
            set_units(element, device != nullptr ? device->unit : kit.scale);
        }
        out.push_back(std::move(element));
    }
    return out;
}

/// The element's name of one of its instances, and its number, 1 for the first.
std::pair<std::string, int> name_in(const std::string& instance) {
    const std::size_t place = instance.rfind(kSideBySide);
    if (place == std::string::npos || place + kSideBySide.size() == instance.size()) {
        return {instance.substr(1), 1};
    }
    int number = 0;
    for (const char c : instance.substr(place + kSideBySide.size())) {
        if (c < '0' || c > '9' || number > 1000000) {
            return {instance.substr(1), 1};
        }
        number = 10 * number + (c - '0');
    }
    return {instance.substr(1, place - 1), number};
}

/// Of an instance's parameter, in the kit's unit; 0: it has none of that name.
double size_in(const Element& instance, const std::string& name, const KitDevice& device) {
    const auto place =
        std::ranges::find(instance.parameters, name, &std::pair<std::string, double>::first);
    return place == instance.parameters.end() ? 0 : place->second * device.unit;
}

/// The part that an instance is; nothing where it is none as we would write it.
std::optional<Element> recognised(const Element& instance, const KitDevice& device) {
    const FormRow& form = form_of(device);
    Element element;
    element.kind = form.kind;
    element.name = name_in(instance.name).first;
    element.nets = by_letters(instance, device);
    element.model = device.name;
    if (instance.nets.size() != device.ports.size() || element.name.empty() ||
        element.name[0] != row_of(element.kind).prefix) {
        return std::nullopt;
    }
    if (form.kind == Kind::Mosfet) {
        for (const auto& [name, value] : instance.parameters) {
            const std::string ours = our_name(name, device);
            element.parameters.emplace_back(ours, value * unit_of(ours, device.unit));
            if (ours == "l" && !device.multiplies) {
                element.parameters.emplace_back(kMultiple, 1);
            }
        }
        return element;
    }
    const double size = size_in(instance, device.size, device);
    if (form.kind == Kind::Capacitor) {
        const double length = size_in(instance, device.length, device);
        element.value =
            device.area_farads * size * length + 2 * device.edge_farads * (size + length);
        return size > 0 && length > 0 && instance.parameters.size() == 2 ? std::optional(element)
                                                                         : std::nullopt;
    }
    element.area = size;
    return size > 0 && instance.parameters.size() == 1 ? std::optional(element) : std::nullopt;
}

double* multiple_of(Element& element) {
    const auto place =
        std::ranges::find(element.parameters, kMultiple, &std::pair<std::string, double>::first);
    return place == element.parameters.end() ? nullptr : &place->second;
}

/// Adds `more` to the transistor before it, of which it is another instance.
bool joins(Element& before, Element more, const std::string& instance) {
    if (name_in(instance).second < 2 || before.kind != more.kind || before.name != more.name ||
        before.model != more.model || before.nets != more.nets) {
        return false;
    }
    double* own = multiple_of(before);
    double* others = multiple_of(more);
    if (before.kind == Kind::Bjt) {
        before.area += more.area;
        return true;
    }
    if (own == nullptr || others == nullptr) {
        return false;
    }
    const double sum = *own + *others;
    *others = *own;
    const bool same = before.parameters == more.parameters;
    *own = same ? sum : *own;
    return same;
}

std::vector<Element> recognised(std::vector<Element> elements, const KitUse& kit) {
    std::vector<Element> out;
    out.reserve(elements.size());
    for (Element& element : elements) {
        const bool instance = element.kind == Kind::Instance;
        const KitDevice* device =
            instance || element.kind == Kind::Mosfet ? kit.find(element.model) : nullptr;
        if (instance && device != nullptr && device->subcircuit) {
            auto transistor = recognised(element, *device);
            if (transistor && !out.empty() && joins(out.back(), *transistor, element.name)) {
                continue;
            }
            out.push_back(transistor ? *std::move(transistor) : std::move(element));
            continue;
        }
        if (element.kind == Kind::Mosfet) {
            take_units(element, device != nullptr ? device->unit : kit.scale);
        }
        out.push_back(std::move(element));
    }
    return out;
}

/// `rewrite` of the elements of every scope.
template <typename Rewrite>
Circuit rewritten(Circuit circuit, const Rewrite& rewrite) {
    for (Group& group : circuit.groups) {
        group.elements = rewrite(std::move(group.elements), circuit.kit);
    }
    for (Subcircuit& body : circuit.subcircuits) {
        body.elements = rewrite(std::move(body.elements), circuit.kit);
    }
    return circuit;
}

}  // namespace

KitUse kit_of(const Target& target) {
    KitUse kit = target.kit;
    kit.single_thread =
        kit.single_thread || std::ranges::any_of(target.models, [](const DeviceModel& model) {
            return model.measured && (model.type == "nmos" || model.type == "pmos");
        });
    if (kit.draws) {
        constexpr double kSeeds = 2147483646;  // ngspice takes what an int holds, without 0
        kit.seed = 1 + static_cast<std::uint32_t>(
                           kSeeds * uniform_of(target.seed, "numbers that libraries draw"));
    }
    return kit;
}

double side_of(double farads, const KitDevice& device) {
    // area s^2 + 4 edge s = C, without the cancellation of the usual formula.
    const double edge = 2 * device.edge_farads;
    return farads / (edge + std::sqrt(edge * edge + device.area_farads * farads));
}

Circuit spell_devices(Circuit circuit) {
    return rewritten(std::move(circuit), [](std::vector<Element> elements, const KitUse& kit) {
        return spelled(std::move(elements), kit);
    });
}

Circuit recognise_devices(Circuit circuit, const std::vector<KitDevice>& devices) {
    circuit.kit.devices = devices;
    if (!has_kit_devices(circuit)) {
        return circuit;
    }
    return rewritten(std::move(circuit), [](std::vector<Element> elements, const KitUse& kit) {
        return recognised(std::move(elements), kit);
    });
}

Circuit with_cut(Circuit circuit) {
    const KitUse& kit = circuit.kit;
    if (!kit.cut.empty()) {
        std::erase_if(circuit.includes, [&](const Library& library) {
            return std::ranges::find(kit.libraries, library) != kit.libraries.end();
        });
        circuit.includes.push_back({kit.cut, ""});
    }
    return circuit;
}

bool has_kit_devices(const Circuit& circuit) {
    return !circuit.kit.devices.empty() || circuit.kit.scale != 1;
}

}  // namespace hopspice::circuit
