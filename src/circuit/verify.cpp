// What must hold of every circuit before it becomes text.

#include "circuit/circuit.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <unordered_set>

namespace hopspice::circuit {

namespace {

class Verifier {
public:
    explicit Verifier(const Circuit& circuit) : circuit_(circuit), terminals_(circuit.nets.size()) {
        for (const ModelCard& card : circuit.models) {
            models_.insert(card.name);
        }
    }

    Diagnostics run() {
        for (const Group& group : circuit_.groups) {
            for (const Element& element : group.elements) {
                check(element, group.origin);
            }
        }
        check_nets();
        return std::move(diagnostics_);
    }

private:
    void bad(const Element& element, const Origin& origin, const std::string& problem) {
        report(diagnostics_, Rule::CircuitInvalid, {}, element.name, comment_of(origin), problem);
    }

    void check(const Element& element, const Origin& origin) {
        const KindRow& row = row_of(element.kind);
        if (element.name.empty() || element.name[0] != row.prefix) {
            bad(element, origin, "its name does not begin with its kind's letter");
        }
        if (!names_.insert(element.name).second) {
            bad(element, origin, "its name is taken");
        }
        // The simulator does not tell `rA` from `ra`.
        if (std::ranges::any_of(element.name, [](char c) { return c >= 'A' && c <= 'Z'; })) {
            bad(element, origin, "its name has upper-case letters");
        }
        const bool finite =
            std::ranges::all_of(element.pwl, [](double x) { return std::isfinite(x); });
        if (!finite || !std::isfinite(element.value) || !std::isfinite(element.area)) {
            bad(element, origin, "its value is not finite");
        }
        check_value(element, origin);
        check_terminals(element, origin, row.terminals);
    }

    void check_value(const Element& element, const Origin& origin) {
        const bool passive = element.kind == Kind::Resistor || element.kind == Kind::Capacitor;
        if (passive && element.value <= 0) {
            bad(element, origin, "its value is not positive");
        }
        const bool modelled = element.kind == Kind::Switch || element.kind == Kind::Diode ||
                              element.kind == Kind::Bjt || element.kind == Kind::Mosfet;
        if (modelled && !models_.contains(element.model) && circuit_.includes.empty()) {
            bad(element, origin, "its model " + element.model + " is unknown");
        }
    }

    void check_terminals(const Element& element, const Origin& origin, std::size_t expected) {
        if (element.kind == Kind::Instance) {
            const Subcircuit* subcircuit = circuit_.find_subcircuit(element.model);
            const auto external = circuit_.external_subcircuits.find(element.model);
            if (subcircuit == nullptr && external == circuit_.external_subcircuits.end()) {
                bad(element, origin, "its subcircuit " + element.model + " is unknown");
                return;
            }
            expected = subcircuit != nullptr ? subcircuit->ports.size() : external->second;
        }
        const KitDevice* device = circuit_.kit.find(element.model);
        if (device != nullptr && !device->ports.empty()) {
            expected = device->ports.size();
        }
        if (element.nets.size() != expected) {
            bad(element, origin, "it has the wrong number of terminals");
        }
        // The output of an ideal source may be left open: a row of weights that are all zero.
        const int weight = element.kind == Kind::BehavioralV ? 2 : 1;
        for (const NetId net : element.nets) {
            terminals_[net.index] += weight;
        }
    }

    void check_nets() {
        for (std::size_t index = 1; index < circuit_.nets.size(); ++index) {
            const NetId net{static_cast<std::uint32_t>(index)};
            if (terminals_[index] < 2 && !circuit_.open_nets.contains(net)) {
                report(diagnostics_, Rule::NetDangling, {}, circuit_.name_of(net),
                       terminals_[index]);
            }
        }
    }

    const Circuit& circuit_;
    Diagnostics diagnostics_;
    std::set<std::string> models_;
    std::unordered_set<std::string_view> names_;
    std::vector<int> terminals_;  ///< by net
};

}  // namespace

Diagnostics verify_circuit(const Circuit& circuit) { return Verifier(circuit).run(); }

}  // namespace hopspice::circuit
