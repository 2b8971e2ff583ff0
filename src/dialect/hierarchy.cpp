#include "dialect/hierarchy.h"

#include "netlist/calls.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace hopspice::dialect {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using circuit::Subcircuit;
using netlist::named_nets;
using netlist::sensed_elements;

constexpr std::size_t kTop = 0;  // the unit of all that stays

// ngspice 39 ends with "N_GLOBAL_NODES overflow" at a subcircuit of 1005 ports (measured).
constexpr std::size_t kMostPorts = 1000;

/// The title of the subcircuit that a group goes into: equal titles, one subcircuit.
std::string title_of(const circuit::Origin& origin) {
    const std::string tile = origin.tile.empty() ? "" : "tile " + origin.tile + " of ";
    if (!origin.from.empty()) {
        return fmt::format("{}crossbar {} from {}", tile, origin.owner, origin.from);
    }
    if (!origin.to.empty()) {
        return fmt::format("{}crossbar {} from {}", tile, origin.to, origin.owner);
    }
    return origin.neuron ? fmt::format("{}[{}]", origin.owner, *origin.neuron)
                         : fmt::format("{}: {}", origin.owner, origin.part);
}

bool is_independent(const Element& element) {
    return element.kind == Kind::VoltageSource || element.kind == Kind::CurrentSource;
}

/// Lower-case letters and digits, one underscore for whatever is between them, and not too long.
std::string identifier(const std::string& title) {
    constexpr std::size_t kLongest = 40;
    std::string name;
    for (const char c : title.substr(0, kLongest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0) {
            name += static_cast<char>(std::tolower(byte));
        } else if (!name.ends_with('_')) {
            name += '_';
        }
    }
    return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

class Hierarchy {
public:
    Hierarchy(const Circuit& flat, const Kept& kept) : flat_(flat), kept_(kept) {}

    Circuit run() {
        assign_groups();
        lift_sensed();
        find_shared_nets();
        dissolve_units();
        collect_elements();
        return build();
    }

private:
    struct Unit {
        std::string title;
        std::vector<std::string> parts;  ///< what its groups say they are
        std::vector<const Element*> elements;
        std::size_t first_group = 0;
    };

    /// Calls with every element and its unit, in order.
    template <typename Take>
    void for_each_element(Take take) {
        for (std::size_t group = 0; group < flat_.groups.size(); ++group) {
            for (std::size_t k = 0; k < flat_.groups[group].elements.size(); ++k) {
                take(flat_.groups[group].elements[k], unit_of_[group][k]);
            }
        }
    }

    void assign_groups() {
        units_.resize(1);
        std::map<std::string, std::size_t> by_title;
        for (std::size_t index = 0; index < flat_.groups.size(); ++index) {
            const circuit::Group& group = flat_.groups[index];
            std::size_t unit = kTop;
            if (is_movable(group)) {
                const std::string title = title_of(group.origin);
                const auto [place, inserted] = by_title.emplace(title, units_.size());
                if (inserted) {
                    units_.push_back(
                        {.title = title, .parts = {}, .elements = {}, .first_group = index});
                }
                unit = place->second;
                add_part(units_[unit], circuit::part_of(group.origin));
            }
            group_units_.push_back(unit);
            std::vector<std::size_t>& units = unit_of_.emplace_back();
            units.reserve(group.elements.size());
            for (const Element& element : group.elements) {
                units.push_back(kept_.elements.contains(element.name) ? kTop : unit);
                if (element.kind == Kind::Instance) {
                    instances_.insert(element.name);
                }
            }
        }
    }

    static bool is_movable(const circuit::Group& group) {
        return !group.origin.owner.empty() &&
               (group.origin.neuron || std::ranges::none_of(group.elements, is_independent));
    }

    static void add_part(Unit& unit, const std::string& part) {
        if (std::ranges::find(unit.parts, part) == unit.parts.end()) {
            unit.parts.push_back(part);
        }
    }

    /// An expression can name the current of an element in its own scope alone.
    void lift_sensed() {
        std::set<std::string> sensed;
        for_each_element([&](const Element& element, std::size_t /*unit*/) {
            for (std::string& name : sensed_elements(element.expression)) {
                sensed.insert(std::move(name));
            }
        });
        std::map<std::string, std::size_t> unit_of_sensed;
        for_each_element([&](const Element& element, std::size_t unit) {
            if (sensed.contains(element.name)) {
                unit_of_sensed[element.name] = unit;
            }
        });
        std::set<std::string> lifted;
        for_each_element([&](const Element& element, std::size_t unit) {
            for (const std::string& name : sensed_elements(element.expression)) {
                const auto other = unit_of_sensed.find(name);
                if (other != unit_of_sensed.end() && other->second != unit) {
                    lifted.insert({element.name, name});
                }
            }
        });
        for_each_element([&](const Element& element, std::size_t& unit) {
            unit = lifted.contains(element.name) ? kTop : unit;
        });
    }

    void collect_elements() {
        for (std::size_t index = 0; index < flat_.groups.size(); ++index) {
            const std::size_t unit = group_units_[index];
            const std::vector<Element>& elements = flat_.groups[index].elements;
            for (std::size_t k = 0; k < elements.size(); ++k) {
                if (unit != kTop && unit_of_[index][k] == unit) {
                    units_[unit].elements.push_back(&elements[k]);
                }
            }
        }
    }

    /// What nobody sees from outside, or too many do, is no subcircuit.
    void dissolve_units() {
        std::vector<std::size_t> ports(units_.size());
        for (std::size_t net = 1; net < users_.size(); ++net) {
            for (const std::size_t unit : users_[net]) {
                ports[unit] += users_[net].size() > 1 ? 1U : 0U;
            }
        }
        const auto stays = [&](std::size_t unit) {
            return ports[unit] == 0 || ports[unit] > kMostPorts;
        };
        for (std::size_t& unit : group_units_) {
            unit = stays(unit) ? kTop : unit;
        }
        for_each_element([&](const Element& /*element*/, std::size_t& unit) {
            unit = stays(unit) ? kTop : unit;
        });
        find_shared_nets();
    }

    void find_shared_nets() {
        users_.assign(flat_.nets.size(), {});
        std::vector<std::size_t> last(flat_.nets.size(), units_.size());  // of each net
        for_each_element([&](const Element& element, std::size_t unit) {
            for_each_net(element, [&](NetId net) {
                if (std::exchange(last[net.index], unit) != unit) {
                    users_[net.index].insert(unit);
                }
            });
        });
        for (const std::string& net : kept_.nets) {
            if (flat_.has_net(net)) {
                users_[flat_.find_net(net).index].insert(kTop);
            }
        }
    }

    /// Those it is connected to and those its expression names, in that order.
    template <typename Take>
    void for_each_net(const Element& element, Take take) const {
        for (const NetId net : element.nets) {
            take(net);
        }
        for (const std::string& name : named_nets(element.expression)) {
            if (flat_.has_net(name)) {
                take(flat_.find_net(name));
            }
        }
    }

    Circuit build() {
        Circuit circuit = flat_.without_groups();
        for (std::size_t index = 0; index < flat_.groups.size(); ++index) {
            circuit::Group top = top_group(index);
            const std::size_t unit = group_units_[index];
            if (unit != kTop && units_[unit].first_group == index) {
                top.origin = {.part = units_[unit].title};
                add_instance(circuit, unit, top);
            }
            if (!top.elements.empty()) {
                circuit.groups.push_back(std::move(top));
            }
        }
        return circuit;
    }

    /// What of a group is no part of a subcircuit.
    [[nodiscard]] circuit::Group top_group(std::size_t index) const {
        circuit::Group top{flat_.groups[index].origin, {}};
        const std::vector<Element>& elements = flat_.groups[index].elements;
        for (std::size_t k = 0; k < elements.size(); ++k) {
            if (unit_of_[index][k] == kTop) {
                top.elements.push_back(elements[k]);
            }
        }
        return top;
    }

    void add_instance(Circuit& circuit, std::size_t unit, circuit::Group& top) {
        Subcircuit body = body_of(unit, circuit);
        Element instance;
        instance.kind = Kind::Instance;
        instance.name = "x" + body.name;
        instance.model = body.name;
        for (const std::string& port : body.ports) {
            instance.nets.push_back(flat_.find_net(port));
        }
        top.elements.push_back(std::move(instance));
        circuit.subcircuits.push_back(std::move(body));
    }

    [[nodiscard]] Subcircuit body_of(std::size_t unit, const Circuit& circuit) const {
        Subcircuit body;
        body.name = free_name(identifier(units_[unit].title), circuit);
        body.comment = units_[unit].title;
        if (body.comment.ends_with(']')) {
            body.comment += fmt::format(": {}", fmt::join(units_[unit].parts, ", "));
        }
        const std::vector<const Element*>& elements = units_[unit].elements;
        std::map<NetId, NetId> inner = {{circuit::kGround, circuit::kGround}};
        body.nets = {"0"};
        add_nets(elements, Shared::Yes, body, inner);
        body.ports.assign(body.nets.begin() + 1, body.nets.end());
        add_nets(elements, Shared::No, body, inner);
        for (const Element* element : elements) {
            Element copy = *element;
            std::ranges::transform(copy.nets, copy.nets.begin(),
                                   [&](NetId net) { return inner.at(net); });
            body.elements.push_back(std::move(copy));
        }
        return body;
    }

    enum class Shared { Yes, No };

    /// Adds to the body the nets of its elements that others see too, or that they do not.
    void add_nets(const std::vector<const Element*>& elements, Shared shared, Subcircuit& body,
                  std::map<NetId, NetId>& inner) const {
        for (const Element* element : elements) {
            for_each_net(*element, [&](NetId net) {
                const bool outside = users_[net.index].size() > 1;
                if (inner.contains(net) || outside != (shared == Shared::Yes)) {
                    return;
                }
                inner[net] = NetId{static_cast<std::uint32_t>(body.nets.size())};
                body.nets.push_back(flat_.name_of(net));
            });
        }
    }

    [[nodiscard]] std::string free_name(std::string name, const Circuit& circuit) const {
        const auto in_library = [&] {
            return std::ranges::find(flat_.library_names, name, &LibraryName::name) !=
                   flat_.library_names.end();
        };
        while (circuit.find_subcircuit(name) != nullptr || in_library() ||
               circuit.external_subcircuits.contains(name) || instances_.contains("x" + name)) {
            name += "_";
        }
        return name;
    }

    const Circuit& flat_;
    const Kept& kept_;
    std::vector<Unit> units_;
    std::vector<std::size_t> group_units_;
    std::set<std::string> instances_;                ///< of the flat circuit
    std::vector<std::vector<std::size_t>> unit_of_;  ///< by group and place in it
    std::vector<std::set<std::size_t>> users_;       ///< by net: units
};

}  // namespace

Circuit with_hierarchy(const Circuit& flat, const Kept& kept) {
    return Hierarchy(flat, kept).run();
}

}  // namespace hopspice::dialect
