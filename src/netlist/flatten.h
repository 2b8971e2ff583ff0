#pragma once
// Instances replaced by the bodies of their subcircuits.

#include "circuit/circuit.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hopspice::netlist {

/// An element of a circuit or of one of its instances.
struct FlatElement {
    const circuit::Element* element = nullptr;  ///< as it is written
    std::uint32_t scope = 0;                    ///< the instance it is in; 0: none
    std::uint32_t first_net = 0;                ///< of an instance's, among all of these
};

/// Elements on the nets of one circuit; nets and elements inside an instance are prefixed
/// `<instance>.`. The circuit must outlive it.
class FlatCircuit {
public:
    explicit FlatCircuit(const circuit::Circuit& circuit);

    [[nodiscard]] const std::vector<FlatElement>& elements() const { return elements_; }
    [[nodiscard]] const std::vector<std::string>& nets() const { return nets_; }  ///< 0 is ground
    [[nodiscard]] std::optional<circuit::NetId> find_net(const std::string& name) const;

    [[nodiscard]] std::span<const circuit::NetId> nets_of(const FlatElement& element) const;
    [[nodiscard]] std::string name_of(const FlatElement& element) const;
    /// `<instance>.`, or nothing.
    [[nodiscard]] const std::string& scope_of(const FlatElement& element) const {
        return scopes_[element.scope].prefix;
    }

    /// The flat net that a name in the element's expression means, or `i(...)` of the flat element.
    [[nodiscard]] std::string resolve(const FlatElement& element, const std::string& name) const;

private:
    struct Scope {
        std::string prefix;
        std::map<std::string, circuit::NetId> ports;  ///< of the instance
    };

    circuit::NetId net(const std::string& name);
    void expand(const circuit::Circuit& circuit, const FlatElement& instance, int depth);

    std::vector<std::string> nets_;
    std::unordered_map<std::string, circuit::NetId> ids_;
    std::vector<Scope> scopes_{1};
    std::vector<circuit::NetId> inner_nets_;  ///< of elements in instances
    std::vector<FlatElement> elements_;
};

}  // namespace hopspice::netlist
