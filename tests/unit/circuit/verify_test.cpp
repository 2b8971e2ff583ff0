// Each mistake that a lowering could make is found and named.

#include "circuit/builder.h"
#include "circuit/parts.h"

#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <stdexcept>

namespace hopspice::circuit {
namespace {

/// A divider, an amplifier, a switch, a transistor and a diode, all legal.
Circuit legal_circuit() {
    Circuit circuit;
    circuit.title = "legal";
    circuit.models = {switch_on_card(10), *find_generic_card("npn_generic"),
                      *find_generic_card("schottky_generic")};
    circuit.subcircuits = {opamp_subcircuit(AmplifierSpec{}, OutputResistance::Series)};
    Builder build(circuit);
    build.group({.part = "everything"});
    build.voltage("vdd", "vdd", "0", 2.5);
    build.voltage("vss", "vss", "0", -2.5);
    build.resistor("r1", "vdd", "a", 1e3);
    build.capacitor("c1", "a", "0", 1e-12);
    build.instance("x1", {"0", "a", "out", "vdd", "vss"}, "hs_opamp");
    build.switch_between("s1", "a", "out", "vdd", "0", "sw_on");
    build.bjt("q1", "vdd", "a", "out", "npn_generic", 2);
    build.diode("d1", "a", "out", "schottky_generic");
    return circuit;
}

Element& element(Circuit& circuit, const std::string& name) {
    for (Element& candidate : circuit.groups.front().elements) {
        if (candidate.name == name) {
            return candidate;
        }
    }
    throw std::runtime_error("no element " + name);
}

/// The words about the circuit after one change; empty when nothing was found.
std::string found_after(const std::function<void(Circuit&)>& change) {
    Circuit circuit = legal_circuit();
    change(circuit);
    std::string words;
    for (const Diagnostic& diagnostic : verify_circuit(circuit)) {
        words += format_diagnostic(diagnostic) + "\n";
    }
    return words;
}

void expect_found(const std::string& what, const std::function<void(Circuit&)>& change) {
    const std::string words = found_after(change);
    EXPECT_NE(words.find(what), std::string::npos) << "expected '" << what << "', got: " << words;
}

TEST(VerifyCircuit, ALegalCircuitHasNoFindings) {
    EXPECT_EQ(found_after([](Circuit&) {}), "");
}

TEST(VerifyCircuit, AnAmplifierOfALibraryNeedsItsPortsAndMayLeaveSomeOpen) {
    const auto use_library = [](Circuit& c, std::vector<std::string> nets) {
        c.includes = {{"vendor.lib", ""}};
        c.external_subcircuits["opa"] = 6;
        element(c, "x1").model = "opa";
        element(c, "x1").nets.clear();
        for (const std::string& net : nets) {
            element(c, "x1").nets.push_back(c.net(net));
        }
    };
    const std::vector<std::string> nets = {"0", "a", "out", "vdd", "vss", "open"};
    EXPECT_EQ(found_after([&](Circuit& c) {
                  use_library(c, nets);
                  c.open_nets.insert(c.net("open"));
              }),
              "");
    expect_found("net open has 1 terminals", [&](Circuit& c) { use_library(c, nets); });
    expect_found("wrong number of terminals", [&](Circuit& c) {
        use_library(c, {"0", "a", "out", "vdd", "vss"});
    });
    expect_found("opb is unknown", [&](Circuit& c) {
        use_library(c, nets);
        element(c, "x1").model = "opb";
    });
}

TEST(VerifyCircuit, NamesTheElementAndItsGroup) {
    const std::string words = found_after([](Circuit& c) { element(c, "r1").value = -50; });
    EXPECT_EQ(words, "circuit element r1 (everything): its value is not positive [HS-E301]\n");
}

TEST(VerifyCircuit, FindsANameWithAnotherKindsLetter) {
    expect_found("kind's letter", [](Circuit& c) { element(c, "r1").name = "c9"; });
}

TEST(VerifyCircuit, FindsAnEmptyName) {
    expect_found("kind's letter", [](Circuit& c) { element(c, "r1").name.clear(); });
}

TEST(VerifyCircuit, FindsANameThatIsTaken) {
    expect_found("r1 (everything): its name is taken",
                 [](Circuit& c) { Builder(c).resistor("r1", "a", "0", 1); });
}

TEST(VerifyCircuit, FindsUpperCaseThatTheSimulatorWouldFold) {
    expect_found("rA", [](Circuit& c) { element(c, "r1").name = "rA"; });
}

TEST(VerifyCircuit, FindsTheSameNameInAnotherGroup) {
    expect_found("its name is taken", [](Circuit& c) {
        Builder build(c);
        build.group({.part = "second"});
        build.capacitor("c1", "a", "0", 1e-15);
    });
}

TEST(VerifyCircuit, FindsResistancesAndCapacitancesThatAreNotPositive) {
    for (const double bad : {0.0, -1.0}) {
        expect_found("r1 (everything): its value is not positive",
                     [&](Circuit& c) { element(c, "r1").value = bad; });
        expect_found("c1 (everything): its value is not positive",
                     [&](Circuit& c) { element(c, "c1").value = bad; });
    }
}

TEST(VerifyCircuit, FindsValuesThatAreNotFinite) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), kInfinity, -kInfinity}) {
        expect_found("its value is not finite", [&](Circuit& c) { element(c, "vdd").value = bad; });
        expect_found("its value is not finite", [&](Circuit& c) { element(c, "q1").area = bad; });
    }
}

TEST(VerifyCircuit, FindsAWaveformThatIsNotFinite) {
    expect_found("vdd (everything): its value is not finite", [](Circuit& c) {
        element(c, "vdd").pwl = {0, 0, 1e-9, std::numeric_limits<double>::quiet_NaN()};
    });
}

TEST(VerifyCircuit, FindsUnknownModels) {
    for (const char* name : {"s1", "q1", "d1"}) {
        expect_found("its model nowhere is unknown",
                     [&](Circuit& c) { element(c, name).model = "nowhere"; });
    }
}

TEST(VerifyCircuit, TrustsModelsWhereTheUserIncludesALibrary) {
    EXPECT_EQ(found_after([](Circuit& c) {
                  c.includes = {{"pdk.lib", "tt"}};
                  element(c, "q1").model = "pdk_npn";
              }),
              "");
}

TEST(VerifyCircuit, FindsUnknownSubcircuits) {
    expect_found("its subcircuit nowhere is unknown",
                 [](Circuit& c) { element(c, "x1").model = "nowhere"; });
}

TEST(VerifyCircuit, FindsAWrongNumberOfTerminals) {
    for (const char* name : {"r1", "q1", "s1", "x1"}) {
        expect_found("wrong number of terminals",
                     [&](Circuit& c) { element(c, name).nets.pop_back(); });
        expect_found("wrong number of terminals",
                     [&](Circuit& c) { element(c, name).nets.push_back(kGround); });
    }
}

TEST(VerifyCircuit, FindsANetWithOneTerminal) {
    expect_found("circuit net loose has 1 terminals, needs at least 2 [HS-E302]",
                 [](Circuit& c) { Builder(c).resistor("r2", "loose", "0", 1); });
}

TEST(VerifyCircuit, FindsANetWithNoTerminal) {
    expect_found("circuit net ghost has 0 terminals", [](Circuit& c) { c.net("ghost"); });
}

TEST(VerifyCircuit, LetsTheOutputOfABehavioralSourceStayOpen) {
    EXPECT_EQ(
        found_after([](Circuit& c) { Builder(c).behavioral_voltage("b1", "open", "max(v(a),0)"); }),
        "");
}

TEST(VerifyCircuit, ReportsEveryMistakeInOneGo) {
    const std::string words = found_after([](Circuit& c) {
        element(c, "r1").value = 0;
        element(c, "x1").model = "nowhere";
        Builder(c).resistor("r2", "loose", "0", 1);
    });
    for (const char* what : {"r1 (", "x1 (", "net loose"}) {
        EXPECT_NE(words.find(what), std::string::npos) << what << " in " << words;
    }
}

/// What is said of a library that defines these beside the legal circuit.
std::string taken(const std::vector<LibraryName>& names) {
    Circuit circuit = legal_circuit();
    circuit.library_names = names;
    const Diagnostics diagnostics = verify_libraries(circuit);
    return diagnostics.empty() ? "" : format_diagnostic(diagnostics.front());
}

TEST(VerifyLibraries, ALibraryHasNoNameOfTheCircuitsOwn) {
    for (const std::string name : {"sw_on", "npn_generic", "npn_generic.1", "hs_opamp"}) {
        const std::string said = taken({{"other", false, "a.lib", 1}, {name, false, "a.lib", 7}});
        EXPECT_NE(said.find("library `a.lib`, line 7: `" + name), std::string::npos) << said;
        EXPECT_NE(said.find("[HS-E264]"), std::string::npos) << said;
    }
    for (const std::string name : {"sw_off", "npn_generic.a", "npn", "tanh", "r1"}) {
        EXPECT_EQ(taken({{name, false, "a.lib", 1}}), "") << name;
    }
}

/// ngspice expands functions in every line, those it has itself too.
TEST(VerifyLibraries, ALibraryRedefinesNoFunctionThatTheCircuitCalls) {
    for (const std::string name : {"tanh", "max", "v", "i", "pwl", "npn"}) {
        EXPECT_NE(taken({{name, true, "a.lib", 1}}), "") << name;
    }
    for (const std::string name : {"square", "sw_on", "cosh"}) {
        EXPECT_EQ(taken({{name, true, "a.lib", 1}}), "") << name;
    }
}

}  // namespace
}  // namespace hopspice::circuit
