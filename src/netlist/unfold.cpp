#include "netlist/unfold.h"

#include "netlist/calls.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::Subcircuit;

/// Elements by name, in a scope of their own.
using Names = std::set<std::string>;

class Unfolder {
public:
    explicit Unfolder(Circuit folded)
        : folded_(std::move(folded)), claimed_(folded_.nets.size(), false) {
        for (const Subcircuit& body : folded_.subcircuits) {
            bodies_.emplace(body.name, &body);
        }
    }

    Result<Circuit> run() {
        begin();
        const Names names = find_sensed();
        for (const circuit::Group& group : folded_.groups) {
            for (const Element& element : group.elements) {
                claim_nets(element);
            }
        }
        for (circuit::Group& group : folded_.groups) {
            circuit_.groups.push_back({group.origin, {}});
            for (Element& element : group.elements) {
                if (const Subcircuit* body = body_of(element)) {
                    unfold(element, *body);
                } else {
                    verify_sensed(element, names, "");
                    std::string expression = std::move(element.expression);
                    place(std::move(element), std::move(expression),
                          [&](circuit::NetId net) { return folded_.name_of(net); });
                }
            }
            group.elements = {};
        }
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return std::move(circuit_);
    }

private:
    void bad(const std::string& what, const std::string& problem) {
        report(diagnostics_, Rule::NetlistDiffers, {}, what, problem);
    }

    [[nodiscard]] const Subcircuit* body_of(const Element& element) const {
        const bool named_after_it =
            element.kind == Kind::Instance && element.name == "x" + element.model;
        const auto place = named_after_it ? bodies_.find(element.model) : bodies_.end();
        return place == bodies_.end() ? nullptr : place->second;
    }

    /// All but elements, nets and the subcircuits that are unfolded.
    void begin() {
        circuit_.title = folded_.title;
        circuit_.header = folded_.header;
        circuit_.includes = folded_.includes;
        circuit_.kit = folded_.kit;
        circuit_.models = folded_.models;
        circuit_.external_subcircuits = folded_.external_subcircuits;
        Names unfolded;
        for (const circuit::Group& group : folded_.groups) {
            for (const Element& element : group.elements) {
                if (body_of(element) != nullptr) {
                    unfolded.insert(element.model);
                }
            }
        }
        for (const Subcircuit& body : folded_.subcircuits) {
            if (!unfolded.contains(body.name)) {
                circuit_.subcircuits.push_back(body);
            }
        }
    }

    /// Elements of the top level whose current an expression there takes.
    [[nodiscard]] Names find_sensed() const {
        Names wanted;
        for (const circuit::Group& group : folded_.groups) {
            for (const Element& element : group.elements) {
                for (const std::string& sensed : sensed_elements(element.expression)) {
                    wanted.insert(sensed);
                }
            }
        }
        Names found;
        for (const circuit::Group& group : folded_.groups) {
            for (const Element& element : group.elements) {
                if (wanted.contains(element.name)) {
                    found.insert(element.name);
                }
            }
        }
        return found;
    }

    /// Nets that the top level has.
    void claim_nets(const Element& element) {
        for (const circuit::NetId net : element.nets) {
            if (!claimed_[net.index]) {
                claimed_[net.index] = true;
                owners_.emplace(folded_.name_of(net), "");
            }
        }
        for (const std::string& name : named_nets(element.expression)) {
            owners_.emplace(name, "");
        }
    }

    /// An expression takes the currents of elements in its own scope alone.
    void verify_sensed(const Element& element, const Names& names, const std::string& scope) {
        for (const std::string& sensed : sensed_elements(element.expression)) {
            if (!names.contains(sensed)) {
                bad("element " + scope + element.name,
                    "takes the current of " + sensed + ", which is not beside it");
            }
        }
    }

    void unfold(const Element& instance, const Subcircuit& body) {
        if (body.ports.size() != instance.nets.size()) {
            return bad(
                "element " + instance.name,
                fmt::format("has {} nets for {} ports", instance.nets.size(), body.ports.size()));
        }
        std::map<std::string, std::string> outer = {{"0", "0"}};
        for (std::size_t port = 0; port < body.ports.size(); ++port) {
            if (!outer.emplace(body.ports[port], folded_.name_of(instance.nets[port])).second) {
                bad("port " + body.ports[port] + " of " + body.name, "is there twice");
            }
        }
        Names names;
        for (const Element& element : body.elements) {
            names.insert(element.name);
        }
        for (const Element& element : body.elements) {
            verify_sensed(element, names, body.name + ".");
            unfold(element, body, outer);
        }
    }

    void unfold(const Element& element, const Subcircuit& body,
                std::map<std::string, std::string>& outer) {
        const auto outside = [&](const std::string& name) -> const std::string& {
            const auto [place, is_inner] = outer.emplace(name, name);
            if (is_inner && owners_.emplace(name, body.name).first->second != body.name) {
                bad("net " + name + " of " + body.name,
                    "is not the net of that name outside of it");
            }
            return place->second;
        };
        const CallRewrite rename = [&](std::string_view name,
                                       const std::vector<std::string>& arguments) {
            if (name != "v") {
                return std::optional<std::string>();
            }
            std::string call = "v(" + outside(arguments[0]);
            for (std::size_t k = 1; k < arguments.size(); ++k) {
                call += ',' + outside(arguments[k]);
            }
            return std::optional(call + ')');
        };
        place(element, rewrite_calls(element.expression, rename),
              [&](circuit::NetId net) { return outside(body.nets[net.index]); });
    }

    template <typename NameOf>
    void place(Element element, std::string expression, const NameOf& name_of) {
        for (circuit::NetId& net : element.nets) {
            net = circuit_.net(name_of(net));
        }
        element.expression = std::move(expression);
        circuit_.groups.back().elements.push_back(std::move(element));
    }

    Circuit folded_;
    std::vector<bool> claimed_;  ///< by net
    std::map<std::string, const Subcircuit*> bodies_;
    std::map<std::string, std::string> owners_;  ///< of nets; empty: the top level
    Circuit circuit_;
    Diagnostics diagnostics_;
};

}  // namespace

Result<Circuit> unfolded(Circuit circuit) { return Unfolder(std::move(circuit)).run(); }

}  // namespace hopspice::netlist
