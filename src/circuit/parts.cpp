#include "circuit/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::circuit {

namespace {

constexpr double kPoleFarads = 1e-12;

/// A body under construction: net 0 is ground, the ports come next.
class Body {
public:
    explicit Body(Subcircuit& subcircuit) : subcircuit_(subcircuit) {
        subcircuit_.nets = {"0"};
        for (const std::string& port : subcircuit_.ports) {
            subcircuit_.nets.push_back(port);
        }
    }

    NetId net(const std::string& name) {
        const auto place = std::ranges::find(subcircuit_.nets, name);
        if (place == subcircuit_.nets.end()) {
            subcircuit_.nets.push_back(name);
            return NetId{static_cast<std::uint32_t>(subcircuit_.nets.size() - 1)};
        }
        return NetId{static_cast<std::uint32_t>(place - subcircuit_.nets.begin())};
    }

    void passive(Kind kind, const std::string& name, const std::string& a, const std::string& b,
                 double value) {
        Element element;
        element.kind = kind;
        element.name = name;
        element.nets = {net(a), net(b)};
        element.value = value;
        subcircuit_.elements.push_back(element);
    }

    void current(const std::string& name, const std::string& from, const std::string& to,
                 const std::string& expression) {
        Element element;
        element.kind = Kind::BehavioralI;
        element.name = name;
        element.nets = {net(from), net(to)};
        element.expression = expression;
        subcircuit_.elements.push_back(element);
    }

    void follower(const std::string& name, const std::string& out, const std::string& in) {
        Element element;
        element.kind = Kind::Vcvs;
        element.name = name;
        element.nets = {net(out), kGround, net(in), kGround};
        element.value = 1;
        subcircuit_.elements.push_back(element);
    }

private:
    Subcircuit& subcircuit_;
};

/// Clamps the pole node inside the rails, buffers it to the output, and draws the supply current.
void add_output_stage(Body& body, const AmplifierSpec& amplifier, double slew_current,
                      OutputResistance output) {
    const double headroom = amplifier.headroom;
    body.current("bclamp", "p", "0",
                 fmt::format("{}*(max(v(p)-v(vcc)+{},0)+min(v(p)-v(vee)-{},0))", 50 * slew_current,
                             headroom, headroom));
    const bool series = output == OutputResistance::Series;
    body.follower("eout", series ? "o" : "out", "p");
    if (series) {
        body.passive(Kind::Resistor, "rout", "o", "out", amplifier.rout);
    }
    // One quantity per source: ngspice walks a tree for it and one for each of its derivatives.
    body.current("bvcc", "vcc", "0", fmt::format("{}+max(-i(eout),0)", amplifier.iq));
    body.current("bvee", "0", "vee", fmt::format("{}+max(i(eout),0)", amplifier.iq));
}

ModelCard switch_card(const std::string& name, double threshold, double on_ohms) {
    return {name, "sw", {{"vt", threshold}, {"vh", 0.1}, {"ron", on_ohms}, {"roff", 1e12}}};
}

}  // namespace

ModelCard switch_on_card(double on_ohms) { return switch_card("sw_on", 0.5, on_ohms); }
ModelCard switch_off_card(double on_ohms) { return switch_card("sw_off", -0.5, on_ohms); }

Subcircuit opamp_subcircuit(const AmplifierSpec& amplifier, OutputResistance output) {
    Subcircuit opamp;
    opamp.name = "hs_opamp";
    opamp.comment = fmt::format(
        "operational amplifier: GBW {} Hz, slew {} V/s, dc gain {} dB, rout {} ohm, iq {} A",
        amplifier.gbw, amplifier.slew, amplifier.gain_db,
        output == OutputResistance::Series ? amplifier.rout : 0.0, amplifier.iq);
    opamp.ports = {"inp", "inn", "out", "vcc", "vee"};
    Body body(opamp);
    const double gm = 2 * std::numbers::pi * amplifier.gbw * kPoleFarads;
    const double slew_current = amplifier.slew * kPoleFarads;
    const double gain = std::pow(10, amplifier.gain_db / 20);
    body.passive(Kind::Capacitor, "cin", "inp", "inn", amplifier.cin);
    body.current("bgm", "0", "p",
                 fmt::format("{}*tanh({}*(v(inp)-v(inn)))", slew_current, gm / slew_current));
    body.passive(Kind::Resistor, "rp", "p", "0", gain / gm);
    body.passive(Kind::Capacitor, "cp", "p", "0", kPoleFarads);
    add_output_stage(body, amplifier, slew_current, output);
    return opamp;
}

Subcircuit multiplier_subcircuit(const AmplifierSpec& amplifier) {
    Subcircuit multiplier;
    multiplier.name = "hs_multiplier";
    multiplier.comment = fmt::format(
        "four-quadrant multiplier: (x)(y)/1 V, bandwidth {} Hz, slew {} V/s, rout {} ohm, iq {} A",
        amplifier.gbw, amplifier.slew, amplifier.rout, amplifier.iq);
    multiplier.ports = {"xp", "xn", "yp", "yn", "out", "vcc", "vee"};
    Body body(multiplier);
    const double gm = 2 * std::numbers::pi * amplifier.gbw * kPoleFarads;
    const double slew_current = amplifier.slew * kPoleFarads;
    body.current("bgm", "0", "p",
                 fmt::format("{}*tanh({}*((v(xp)-v(xn))*(v(yp)-v(yn))-v(out)))", slew_current,
                             gm / slew_current));
    body.passive(Kind::Resistor, "rp", "p", "0", std::pow(10, amplifier.gain_db / 20) / gm);
    body.passive(Kind::Capacitor, "cp", "p", "0", kPoleFarads);
    add_output_stage(body, amplifier, slew_current, OutputResistance::Series);
    return multiplier;
}

}  // namespace hopspice::circuit
