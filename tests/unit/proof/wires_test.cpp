// Wires of a crossbar: a line of resistance and capacitance per cell, against its Elmore delay.

#include "cells/values.h"
#include "netlist/nodal.h"
#include "support/prepared.h"
#include "support/specs.h"

#include <gtest/gtest.h>

namespace hopspice::proof {
namespace {

constexpr std::size_t kCells = 12;
constexpr double kOhms = 2;
constexpr double kFarads = 5e-15;

/// One visible neuron whose line passes a cell of each of kCells hidden ones.
driver::Prepared prepared(const std::vector<std::string>& overrides) {
    Function energy;
    energy.type = FunctionType::Linear;
    Matrix weights{kCells, 1, std::vector<double>(kCells, 0.1)};
    const Spec spec =
        hopspice::test::make_spec("line", hopspice::test::make_block("block", energy, weights));
    return test::value_of(driver::prepare(spec, test::target_of("opamp-1G", overrides), {}));
}

/// First moments along the line, its beginning and all columns held.
std::vector<double> delays(const driver::Prepared& made) {
    netlist::NodalView view;
    netlist::Excitation step;
    const std::string line = made.lowered.layout.banks[0][0].lines.front().net;
    view.forced.insert(line);
    step.forced_volts[line] = 1;
    std::vector<std::string> places;
    for (std::size_t k = 0; k < kCells; ++k) {
        view.forced.insert(made.lowered.layout.banks[1][k].column);
        places.push_back("rw_" + cells::neuron_name(1, k) + "_v0_r");
    }
    const auto system = test::value_of(netlist::NodalSystem::build(made.lowered.circuit, view));
    const netlist::Response response = system.respond(step, places);
    std::vector<double> found;
    for (std::size_t k = 0; k < kCells; ++k) {
        found.push_back(-response.slope[k] / response.dc[k]);
    }
    return found;
}

/// Node k of n: R C (sum over j of min(j, k)). The cells load the line by 1 / (kOhms G) = 1/5000
/// per cell, of which there are up to n (n+1)/2 in the path.
TEST(Wires, DelayASignalByTheElmoreDelayOfTheirLine) {
    const auto found =
        delays(prepared({"conductance.wire_resistance=2", "conductance.wire_capacitance=5f"}));
    const double n = kCells;
    const double loading = kOhms * 1e-4 * n * (n + 1) / 2;
    for (std::size_t place = 0; place < kCells; ++place) {
        const double k = static_cast<double>(place) + 1;
        const double elmore = kOhms * kFarads * (k * (k + 1) / 2 + k * (n - k));
        EXPECT_NEAR(found[place] / elmore, 1, 2 * loading) << place;
    }
}

double farads_on(const driver::Prepared& made, const std::string& net) {
    double sum = 0;
    for (const circuit::Group& group : made.lowered.circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            const bool here = element.kind == circuit::Kind::Capacitor &&
                              element.name.starts_with("cw_") &&
                              made.lowered.circuit.name_of(element.nets[0]) == net;
            sum += here ? element.value : 0;
        }
    }
    return sum;
}

TEST(Wires, WithoutResistanceTheSumHangsOnLineAndColumn) {
    const auto made = prepared({"conductance.wire_capacitance=5f"});
    const auto& layout = made.lowered.layout;
    EXPECT_NEAR(farads_on(made, layout.banks[0][0].column), kCells * kFarads, 1e-22);
    for (const circuit::NeuronLayout& neuron : layout.banks[1]) {
        EXPECT_NEAR(farads_on(made, neuron.column), kFarads, 1e-22);
        double lines = 0;
        for (const circuit::Line& line : neuron.lines) {
            lines += farads_on(made, line.net);
        }
        EXPECT_NEAR(lines, kFarads, 1e-22);
    }
}

TEST(Wires, HaveNoCapacitanceByDefault) {
    for (const auto& overrides : {std::vector<std::string>{}, {"conductance.wire_resistance=1"}}) {
        for (const circuit::Group& group : prepared(overrides).lowered.circuit.groups) {
            for (const circuit::Element& element : group.elements) {
                EXPECT_FALSE(element.name.starts_with("cw_")) << element.name;
            }
        }
    }
}

}  // namespace
}  // namespace hopspice::proof
