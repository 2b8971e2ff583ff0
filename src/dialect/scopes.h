#pragma once
// A circuit scope by scope, for rewrites that stay within one.

#include "circuit/circuit.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace hopspice::dialect {

/// Elements that see each other's names: those of a subcircuit, or of the top level. It holds on to
/// the circuit.
struct Scope {
    std::string name;  ///< of the subcircuit, empty: the top level
    std::vector<std::vector<circuit::Element>*> parts;
    std::function<circuit::NetId(const std::string&)> net;  ///< created if new
    std::function<std::string(circuit::NetId)> name_of;
    std::set<std::string> ports = {};  ///< nets that have more than is seen here
};

[[nodiscard]] std::vector<Scope> scopes_of(circuit::Circuit& circuit);

template <typename Visit>
void for_each_element(const Scope& scope, const Visit& visit) {
    for (std::vector<circuit::Element>* part : scope.parts) {
        for (circuit::Element& element : *part) {
            visit(element);
        }
    }
}

}  // namespace hopspice::dialect
