#pragma once
// Instances replaced by the bodies of their subcircuits.

#include "circuit/circuit.h"

#include <string>
#include <vector>

namespace hopspice::netlist {

/// Elements on named nets; nets and elements inside an instance are prefixed `<instance>.`.
struct FlatElement {
    circuit::Element element;  ///< `nets` is not used
    std::vector<std::string> nets;
    std::string scope;  ///< `<instance>.` or empty: where its expression's names live
    std::map<std::string, std::string> ports;  ///< of that instance: port name to outer net
};

[[nodiscard]] std::vector<FlatElement> flatten(const circuit::Circuit& circuit);

/// The flat net an expression's name means.
[[nodiscard]] std::string resolve(const FlatElement& element, const std::string& name);

}  // namespace hopspice::netlist
