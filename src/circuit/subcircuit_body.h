#pragma once
// The body of a subcircuit under construction, put together with the same verbs as a circuit.

#include "circuit/builder.h"
#include "circuit/circuit.h"

#include <map>
#include <string>
#include <vector>

namespace hopspice::circuit {

class SubcircuitBody {
public:
    SubcircuitBody(std::string name, std::vector<std::string> ports);

    /// Puts elements on nets of the body; a net is a port or comes into being when first named.
    [[nodiscard]] Builder build() { return Builder(scratch_); }

    /// Puts a copy of the part's elements into the body, its ports on the nets named, its inner
    /// nets and its elements under `prefix`.
    void inline_part(const Subcircuit& part, const std::string& prefix,
                     const std::map<std::string, std::string>& port_nets);

    /// The subcircuit under this comment, its elements in the order they were added.
    [[nodiscard]] Subcircuit finish(const std::string& comment) const;

private:
    Circuit scratch_;
    std::string name_;
    std::vector<std::string> ports_;
};

/// A parameter of a device card, or `fallback` where the card leaves it out.
[[nodiscard]] double card_value(const ModelCard& card, const std::string& parameter,
                                double fallback);

}  // namespace hopspice::circuit
