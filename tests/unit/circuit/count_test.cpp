// How many parts a circuit has, under the names the results print.

#include "circuit/builder.h"
#include "circuit/parts.h"

#include <gtest/gtest.h>

namespace hopspice::circuit {
namespace {

using Counts = std::map<std::string, std::size_t>;

TEST(CountElements, AnEmptyCircuitHasNone) { EXPECT_EQ(count_elements(Circuit{}), Counts{}); }

TEST(CountElements, CountsEachKindUnderItsName) {
    Circuit circuit;
    Builder build(circuit);
    build.group({.part = "one"});
    build.resistor("r1", "a", "0", 1);
    build.resistor("r2", "a", "0", 1);
    build.capacitor("c1", "a", "0", 1);
    build.vcvs("e1", "b", "a", "0", 1);
    build.vccs_into("g1", "b", "a", 1);
    build.behavioral_voltage("b1", "d", "v(a)");
    build.group({.part = "two"});
    build.switch_between("s1", "a", "b", "d", "0", "sw_on");
    build.bjt("q1", "a", "b", "d", "npn_generic", 1);
    build.diode("d1", "a", "b", "schottky_generic");
    build.instance("x1", {"0", "a", "b", "p", "n"}, "hs_opamp");
    build.instance("xm", {"a", "0", "a", "0", "b", "p", "n"}, "hs_multiplier");
    EXPECT_EQ(count_elements(circuit), (Counts{{"amplifiers", 1},
                                               {"behavioral_sources", 1},
                                               {"capacitors", 1},
                                               {"controlled_sources", 2},
                                               {"diodes", 1},
                                               {"multipliers", 1},
                                               {"resistors", 2},
                                               {"switches", 1},
                                               {"transistors", 1}}));
}

TEST(CountElements, LeavesSourcesAndSubcircuitBodiesOut) {
    Circuit circuit;
    circuit.subcircuits = {opamp_subcircuit(AmplifierSpec{}, OutputResistance::Series)};
    Builder build(circuit);
    build.group({.part = "sources"});
    build.voltage("v1", "a", "0", 1);
    build.current("i1", "a", "0", 1);
    EXPECT_EQ(count_elements(circuit), Counts{});
}

}  // namespace
}  // namespace hopspice::circuit
