// Every kind of element in the twin against ngspice, and what the twin does not know.

#include "bench.h"

#include <hopspice/target.h>

namespace hopspice::twin::test {
namespace {

constexpr double kNano = 1e-9;
/// Each step of the twin has an error of 4e-4 V, and there are lines between points.
constexpr double kPath = 4e-3;

/// A source that goes from 0 to `volts` between 1 and 2 ns, behind 1 kohm and 0.2 pF at `node`.
Bench driven_bench(double volts, const std::string& node = "in") {
    Bench bench;
    bench.build().voltage("vs", "s", "0", {0, 0, 1 * kNano, 0, 2 * kNano, volts});
    bench.build().resistor("rs", "s", node, 1e3);
    bench.build().capacitor("cs", node, "0", 2e-13);
    bench.saved = {"v(" + node + ")"};
    bench.run_for(10 * kNano, 5e-11);
    return bench;
}

AmplifierSpec amplifier() {
    AmplifierSpec spec;
    spec.gbw = 1e9;
    spec.slew = 1e9;
    return spec;
}

/// An inverting amplifier on supplies that are measured.
Bench amplifier_bench(circuit::OutputResistance output) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    bench.circuit.subcircuits.push_back(circuit::opamp_subcircuit(amplifier(), output));
    build.voltage("vdd", "vdd", "0", 2.5);
    build.voltage("vss", "vss", "0", -2.5);
    build.voltage("vi_p", "vdd", "vdd_a", 0);
    build.voltage("vi_n", "vss", "vss_a", 0);
    build.resistor("r1", "in", "sum", 2e3);
    build.resistor("r2", "sum", "out", 4e3);
    build.capacitor("c2", "sum", "out", 1e-13);
    build.resistor("rl", "out", "0", 1e4);
    build.instance("x1", {"0", "sum", "out", "vdd_a", "vss_a"}, "hs_opamp");
    bench.saved = {"v(out)", "v(sum)", "i(vi_p)", "i(vi_n)"};
    bench.job.sources = {{"vs", {0, 0, 1 * kNano, 0, 2 * kNano, 1, 10 * kNano, 1, 12 * kNano, -1}}};
    bench.run_for(20 * kNano, 1e-10);
    return bench;
}

TEST(TwinElements, ResistorsAndCapacitors) {
    Bench bench = driven_bench(1);
    bench.build().resistor("r1", "in", "out", 5e3);
    bench.build().capacitor("c1", "out", "in", 1e-13);
    bench.build().capacitor("c2", "out", "0", 3e-13);
    bench.saved = {"v(in)", "v(out)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, CurrentSources) {
    Bench bench = driven_bench(1);
    bench.build().current("i1", "0", "in", 1e-4);
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, VoltageSourcesBetweenUnknownNodes) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    build.voltage("v1", "a", "in", 0.3);
    build.voltage("v2", "a", "b", -0.2);
    build.resistor("ra", "a", "0", 1e3);
    build.resistor("rb", "b", "0", 2e3);
    bench.saved = {"v(a)", "v(b)", "i(v1)", "i(v2)", "i(vs)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, ControlledSources) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    build.vcvs("e1", "e", "in", "0", -2);
    build.resistor("re", "e", "ce", 1e3);
    build.capacitor("ce", "ce", "0", 1e-12);
    build.vccs_into("g1", "g", "in", 1e-3);
    build.resistor("rg", "g", "0", 500);
    bench.saved = {"v(e)", "v(ce)", "v(g)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, AControlledSourceBetweenUnknownNodes) {
    Bench bench = driven_bench(1);
    circuit::Element element;
    element.kind = circuit::Kind::Vcvs;
    element.name = "e1";
    for (const char* net : {"a", "b", "in", "0"}) {
        element.nets.push_back(bench.circuit.net(net));
    }
    element.value = 3;
    bench.circuit.groups.back().elements.push_back(element);
    bench.build().resistor("ra", "a", "0", 1e3);
    bench.build().resistor("rb", "b", "0", 2e3);
    bench.saved = {"v(a)", "v(b)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, BehavioralSources) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    build.behavioral_voltage("b1", "b", "2*tanh(3*v(in))-v(in,c)/(1+v(in)*v(in))");
    build.resistor("rb", "b", "c", 1e3);
    build.capacitor("cb", "c", "0", 5e-13);
    build.behavioral_current("b2", "0", "d", "1e-3*max(v(in)-0.4,0)+1e-4*sqrt(abs(v(c))+0.1)");
    build.resistor("rd", "d", "0", 1e3);
    bench.saved = {"v(b)", "v(c)", "v(d)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, CurrentsThatExpressionsGoBy) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    build.voltage("vm", "in", "m", 0);
    build.resistor("rm", "m", "0", 2e3);
    build.behavioral_voltage("b1", "b", "i(vm)*1000+ln(1+i(vs)*i(vs)*1e6)");
    build.vcvs("e1", "e", "in", "0", 1);
    build.resistor("re", "e", "0", 1e3);
    build.behavioral_voltage("b2", "b2", "i(e1)*1000");
    bench.saved = {"v(b)", "v(b2)", "i(vm)", "i(vs)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, Switches) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    bench.circuit.models = {circuit::switch_on_card(100), circuit::switch_off_card(100)};
    build.voltage("vc", "c", "0", {0, 0, 4 * kNano, 0, 5 * kNano, 1, 7 * kNano, 1, 8 * kNano, 0});
    build.switch_between("s1", "in", "out", "c", "0", "sw_on");
    build.switch_between("s2", "out", "0", "0", "c", "sw_off");
    build.resistor("ro", "out", "0", 1e6);
    build.capacitor("co", "out", "0", 1e-12);
    bench.saved = {"v(in)", "v(out)"};
    // ngspice moves a switch at a point near its instant, the twin at the instant.
    bench.run_for(10 * kNano, 5e-12);
    expect_as_simulated(bench, 2e-2);
}

TEST(TwinElements, Diodes) {
    Bench bench = driven_bench(2);
    bench.circuit.models = {*circuit::find_generic_card("junction_generic"),
                            *circuit::find_generic_card("schottky_generic")};
    bench.build().diode("d1", "in", "out", "junction_generic");
    bench.build().diode("d2", "0", "out", "schottky_generic");
    bench.build().resistor("ro", "out", "0", 1e4);
    bench.saved = {"v(in)", "v(out)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, BipolarTransistors) {
    Bench bench = driven_bench(1.2);
    circuit::Builder build = bench.build();
    bench.circuit.models = {*circuit::find_generic_card("npn_generic"),
                            *circuit::find_generic_card("pnp_generic")};
    bench.celsius = 60;
    build.voltage("vdd", "vdd", "0", 2.5);
    build.resistor("rc", "vdd", "c", 2e3);
    build.bjt("q1", "c", "in", "e", "npn_generic", 4);
    build.resistor("re", "e", "0", 1e3);
    build.bjt("q2", "0", "c", "f", "pnp_generic", 2);
    build.resistor("rf", "vdd", "f", 3e3);
    bench.saved = {"v(in)", "v(c)", "v(f)", "i(vdd)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, Mosfets) {
    Bench bench = driven_bench(2.5);
    circuit::Builder build = bench.build();
    bench.circuit.models = {*circuit::find_generic_card("n_generic"),
                            *circuit::find_generic_card("p_generic")};
    build.voltage("vdd", "vdd", "0", 2.5);
    build.mosfet("m1", "out", "in", "0", "0", "n_generic", {2e-6, 3.5e-7, 1});
    build.mosfet("m2", "out", "in", "vdd", "vdd", "p_generic", {6e-6, 3.5e-7, 1});
    build.capacitor("co", "out", "0", 5e-14);
    bench.saved = {"v(in)", "v(out)", "i(vdd)"};
    bench.run_for(10 * kNano, 2e-11);
    expect_as_simulated(bench, 2e-2);  // the inverter's edge is a tenth of the time of a step
}

TEST(TwinElements, AnAmplifierAndWhatItDraws) {
    expect_as_simulated(amplifier_bench(circuit::OutputResistance::Series), kPath);
}

TEST(TwinElements, AnAmplifierWithoutOutputResistance) {
    expect_as_simulated(amplifier_bench(circuit::OutputResistance::None), 1e-2);
}

TEST(TwinElements, AnAmplifierThatIsClamped) {
    Bench bench = amplifier_bench(circuit::OutputResistance::Series);
    bench.job.sources = {{"vs", {0, 0, 1 * kNano, 0, 2 * kNano, 4, 10 * kNano, 4, 12 * kNano, -4}}};
    bench.run_for(30 * kNano, 1e-10);
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, AMultiplier) {
    Bench bench = driven_bench(1);
    circuit::Builder build = bench.build();
    bench.circuit.subcircuits.push_back(circuit::multiplier_subcircuit(amplifier()));
    build.voltage("vdd", "vdd", "0", 2.5);
    build.voltage("vss", "vss", "0", -2.5);
    build.voltage("vy", "y", "0", -1.5);
    build.instance("x1", {"in", "0", "0", "y", "out", "vdd", "vss"}, "hs_multiplier");
    build.resistor("ro", "out", "0", 1e4);
    bench.saved = {"v(out)", "i(vdd)"};
    expect_as_simulated(bench, kPath);
}

TEST(TwinElements, AnySubcircuitIsItsElements) {
    Bench bench = driven_bench(1);
    circuit::Subcircuit body;
    body.name = "filter";
    body.ports = {"a", "b"};
    body.nets = {"0", "a", "b", "m"};
    const auto add = [&](circuit::Kind kind, const std::string& name, std::uint32_t from,
                         std::uint32_t to, double value) {
        circuit::Element element;
        element.kind = kind;
        element.name = name;
        element.nets = {{from}, {to}};
        element.value = value;
        body.elements.push_back(element);
    };
    add(circuit::Kind::Resistor, "r1", 1, 3, 1e3);
    add(circuit::Kind::Capacitor, "c1", 3, 0, 1e-12);
    add(circuit::Kind::VoltageSource, "v1", 3, 2, 0);
    circuit::Element source;
    source.kind = circuit::Kind::BehavioralI;
    source.name = "b1";
    source.nets = {{0}, {3}};
    source.expression = "1e-4*tanh(v(a,m))+0.5*i(v1)";
    body.elements.push_back(source);
    bench.circuit.subcircuits.push_back(body);
    bench.build().instance("x1", {"in", "out"}, "filter");
    bench.build().resistor("ro", "out", "0", 2e3);
    bench.saved = {"v(out)"};
    expect_as_simulated(bench, kPath);
}

/// The one diagnostic of a circuit that the twin refuses.
std::string refusal(const Bench& bench) {
    const auto twin = bench.twin();
    if (twin) {
        ADD_FAILURE() << "it is built";
        return {};
    }
    EXPECT_EQ(twin.error().front().id, "HS-E410");
    return twin.error().front().message;
}

TEST(TwinElements, WhatItDoesNotKnowIsNamed) {
    Bench bench = driven_bench(1);
    bench.circuit.groups.push_back({{"integrator", "visible", {}, 3, {}, "", ""}, {}});
    bench.build().instance("x1", {"in", "0"}, "vendor");
    EXPECT_EQ(refusal(bench),
              "the twin does not know x1 of visible[3]: integrator: subcircuit `vendor`");
    bench = driven_bench(1);
    bench.build().bjt("q1", "in", "in", "0", "foundry", 1);
    EXPECT_EQ(refusal(bench),
              "the twin does not know q1: its model `foundry`, which is a library's");
    bench = driven_bench(1);
    bench.build().voltage("v2", "s", "0", 1);
    EXPECT_EQ(refusal(bench), "the twin does not know v2: it closes a loop of voltage sources");
    bench = driven_bench(1);
    bench.circuit.models = {circuit::switch_on_card(10)};
    bench.build().switch_between("s1", "in", "0", "in", "0", "sw_on");
    EXPECT_EQ(refusal(bench), "the twin does not know a switch whose control is no source");
    bench = driven_bench(1);
    bench.saved = {"v(nowhere)"};
    EXPECT_EQ(refusal(bench), "the twin does not know the signal v(nowhere)");
}

}  // namespace
}  // namespace hopspice::twin::test
