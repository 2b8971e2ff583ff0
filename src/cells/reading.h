#pragma once
// What a cell is read back with: the circuit as its text has it, and the function that the spec
// wants of it. Nothing that the builder computed is here, but for names and what a volt means.

#include "analog/network.h"
#include "circuit/circuit.h"
#include "circuit/layout.h"
#include "netlist/nodal.h"

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace hopspice::cells {

/// What is not a number is as wrong as can be.
inline void worsen(double& worst, double error) {
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
}

struct Reading {
    const circuit::Circuit& circuit;
    const circuit::ElementIndex& elements;  ///< of the circuit
    const netlist::NodalSystem& system;     ///< states, native lines' ... and held nets are forced
    const analog::Network& network;
    const circuit::Layout& layout;
    std::size_t index;         ///< of the bank
    const Function& function;  ///< of the spec
    double worst = 0;          ///< error so far, of full scale or relative
    Diagnostics diagnostics = {};

    [[nodiscard]] const analog::Bank& bank() const { return network.banks[index]; }
    [[nodiscard]] const std::vector<circuit::NeuronLayout>& neurons() const {
        return layout.banks[index];
    }
    void worsen(double error) { cells::worsen(worst, error); }

    /// The gain from a forced net to another one, volt per volt.
    [[nodiscard]] double gain(const std::string& forced, const std::string& observed) const;

    /// The expression of a source with `name` at `value`; not a number where it reads anything
    /// else.
    double evaluate(const circuit::Element& source, const std::string& name, double value);

    /// Whether a multiplier makes `out` of (xp - xn)(yp - yn): no error, or all of it.
    void expect_product(const std::string& out, const std::string& xp, const std::string& xn,
                        const std::string& yp, const std::string& yn);
};

/// One source per neuron, evaluated over its range and held against f itself.
void read_formulas(Reading& reading);

}  // namespace hopspice::cells
