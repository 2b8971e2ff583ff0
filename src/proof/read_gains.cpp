#include "proof/read_gains.h"

#include "cells/cell.h"
#include "circuit/parts.h"
#include "netlist/expression.h"

#include <optional>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using netlist::Expression;
using netlist::NodalSystem;
using netlist::NodalView;

class GainReader {
public:
    GainReader(const Circuit& circuit, const Spec& spec, const analog::Network& network,
               const circuit::Layout& layout)
        : circuit_(circuit), elements_(circuit), spec_(spec), network_(network), layout_(layout) {}

    Result<double> run(NodalView view) {
        hold(view);
        view.conducting_diodes = passing_diodes(layout_, view.forced);
        const auto system = NodalSystem::build(circuit_, view);
        if (!system) {
            return Unexpected{system.error()};
        }
        for (std::size_t bank = 0; bank < layout_.banks.size(); ++bank) {
            read_bank(*system, bank);
        }
        read_multiplier();
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return worst_;
    }

private:
    [[nodiscard]] bool is_ideal() const { return circuit_.find_subcircuit("hs_opamp") == nullptr; }

    /// A steered bank is another circuit for the same function.
    [[nodiscard]] const cells::Cell* find_cell(std::size_t bank) const {
        return network_.banks[bank].steered ? cells::find_cell(network_.banks[bank])
                                            : cells::find_cell(function_of(bank));
    }

    [[nodiscard]] const Function& function_of(std::size_t bank) const {
        return bank == 0 ? spec_.visible.activation : spec_.hidden[bank - 1].energy;
    }

    /// States, and what cells want held.
    void hold(NodalView& view) const {
        for (std::size_t bank = 0; bank < layout_.banks.size(); ++bank) {
            for (const circuit::NeuronLayout& neuron : layout_.banks[bank]) {
                view.forced.insert(neuron.state.net);
            }
            const cells::Cell* cell = find_cell(bank);
            if (!is_ideal() && cell != nullptr && cell->held_net != nullptr) {
                view.forced.insert(cell->held_net(bank));
            }
        }
    }

    void read_bank(const NodalSystem& system, std::size_t bank) {
        cells::Reading reading{circuit_, elements_, system,           network_,
                               layout_,  bank,      function_of(bank)};
        const cells::Cell* cell = find_cell(bank);
        if (!is_ideal() && cell != nullptr) {
            cell->read(reading);
        } else if (cell != nullptr && cell->read_ideal != nullptr) {
            cell->read_ideal(reading);
        } else {
            cells::read_formulas(reading);
        }
        cells::worsen(worst_, reading.worst);
        diagnostics_.append(reading.diagnostics);
    }

    /// Its loop is at rest where the output is the product.
    void read_multiplier() {
        for (const circuit::Subcircuit& part : circuit_.subcircuits) {
            if (circuit::part_of(part.name) == "hs_multiplier") {
                read_multiplier(part);
            }
        }
    }

    void read_multiplier(const circuit::Subcircuit& part) {
        for (const Element& element : part.elements) {
            if (element.name != "bgm") {
                continue;
            }
            const auto expression = Expression::parse(element.expression, 0);
            if (!expression) {
                return diagnostics_.append(expression.error());
            }
            for (const auto& [x, y] : {std::pair{0.5, 0.25}, {-0.75, 0.5}, {0.3, -1.0}}) {
                const auto drive = [&](double out) {
                    return expression->value([&, x = x, y = y](const std::string& name) {
                        return name == "xp" ? x : name == "yp" ? y : name == "out" ? out : 0.0;
                    });
                };
                cells::worsen(worst_, std::abs(drive(x * y) / drive(0)));
            }
        }
    }

    const Circuit& circuit_;
    const circuit::ElementIndex elements_;
    const Spec& spec_;
    const analog::Network& network_;
    const circuit::Layout& layout_;
    double worst_ = 0;
    Diagnostics diagnostics_;
};

}  // namespace

std::set<std::string> passing_diodes(const circuit::Layout& layout,
                                     const std::set<std::string>& forced) {
    std::set<std::string> diodes;
    for (const circuit::RectifierSpot& rectifier : layout.rectifiers) {
        if (!forced.contains(rectifier.out)) {
            diodes.insert(rectifier.diode);
        }
    }
    return diodes;
}

Result<double> read_gains(const Circuit& circuit, const Spec& spec, const analog::Network& network,
                          const circuit::Layout& layout, NodalView view) {
    return GainReader(circuit, spec, network, layout).run(std::move(view));
}

}  // namespace hopspice::proof
