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
    if (output == OutputResistance::Series) {
        body.follower("eout", "o", "p");
        body.passive(Kind::Resistor, "rout", "o", "out", amplifier.rout);
        const double conductance = 1 / amplifier.rout;
        body.current("bvcc", "vcc", "0",
                     fmt::format("{}+{}*max(v(o)-v(out),0)", amplifier.iq, conductance));
        body.current("bvee", "0", "vee",
                     fmt::format("{}+{}*max(v(out)-v(o),0)", amplifier.iq, conductance));
    } else {
        body.follower("eout", "out", "p");
        body.current("bvcc", "vcc", "0", fmt::format("{}+max(-i(eout),0)", amplifier.iq));
        body.current("bvee", "0", "vee", fmt::format("{}+max(i(eout),0)", amplifier.iq));
    }
}

ModelCard switch_card(const std::string& name, double threshold, double on_ohms) {
    return {name, "sw", {{"vt", threshold}, {"vh", 0.1}, {"ron", on_ohms}, {"roff", 1e12}}};
}

}  // namespace

const std::vector<ModelCard>& generic_cards() {
    // Where the figures come from: models/devices/generic.lib.
    static const std::vector<ModelCard> kCards = {
        {"npn_generic",
         "npn",
         {{"is", 1.3e-17},
          {"bf", 150},
          {"vaf", 60},
          {"ikf", 1.5e-3},
          {"ise", 1e-17},
          {"ne", 2},
          {"rb", 200},
          {"re", 20},
          {"rc", 100},
          {"tf", 8e-12},
          {"cje", 4e-15},
          {"vje", 0.8},
          {"cjc", 3e-15},
          {"vjc", 0.6},
          {"cjs", 4e-15},
          {"tr", 5e-10},
          {"xtb", 1.5},
          {"eg", 1.12},
          {"xti", 3}}},
        {"schottky_generic",
         "d",
         {{"is", 1e-8}, {"n", 1.02}, {"rs", 10}, {"cjo", 2e-14}, {"eg", 0.69}, {"xti", 2}}},
        {"pnp_generic",
         "pnp",
         {{"is", 1.3e-17},
          {"bf", 80},
          {"vaf", 40},
          {"ikf", 1e-3},
          {"ise", 1e-17},
          {"ne", 2},
          {"rb", 250},
          {"re", 25},
          {"rc", 120},
          {"tf", 1.5e-11},
          {"cje", 4e-15},
          {"vje", 0.8},
          {"cjc", 4e-15},
          {"vjc", 0.6},
          {"cjs", 5e-15},
          {"tr", 1e-9},
          {"xtb", 1.5},
          {"eg", 1.12},
          {"xti", 3}}},
        {"junction_generic",
         "d",
         {{"is", 1e-16},
          {"n", 1},
          {"rs", 20},
          {"cjo", 5e-15},
          {"vj", 0.8},
          {"m", 0.4},
          {"tt", 1e-10},
          {"eg", 1.12},
          {"xti", 3}}},
        {"n_generic",
         "nmos",
         {{"level", 1},
          {"vto", 0.55},
          {"kp", 1.7e-4},
          {"gamma", 0.5},
          {"phi", 0.8},
          {"lambda", 0.1},
          {"tox", 7e-9},
          {"cgso", 2e-10},
          {"cgdo", 2e-10},
          {"cgbo", 1e-10},
          {"cj", 9e-4},
          {"mj", 0.36},
          {"cjsw", 2.5e-10},
          {"mjsw", 0.36},
          {"pb", 0.7}}},
        {"p_generic",
         "pmos",
         {{"level", 1},
          {"vto", -0.65},
          {"kp", 5.8e-5},
          {"gamma", 0.45},
          {"phi", 0.8},
          {"lambda", 0.12},
          {"tox", 7e-9},
          {"cgso", 2e-10},
          {"cgdo", 2e-10},
          {"cgbo", 1e-10},
          {"cj", 1.2e-3},
          {"mj", 0.5},
          {"cjsw", 3e-10},
          {"mjsw", 0.43},
          {"pb", 0.9}}},
        {"n45_generic",
         "nmos",
         {{"level", 1},
          {"vto", 0.42},
          {"kp", 2.3e-4},
          {"gamma", 0.35},
          {"phi", 0.85},
          {"lambda", 0.12},
          {"tox", 5e-9},
          {"cgso", 2.5e-10},
          {"cgdo", 2.5e-10},
          {"cgbo", 1e-10},
          {"cj", 1.2e-3},
          {"mj", 0.36},
          {"cjsw", 2e-10},
          {"mjsw", 0.36},
          {"pb", 0.7}}},
        {"p45_generic",
         "pmos",
         {{"level", 1},
          {"vto", -0.45},
          {"kp", 7.5e-5},
          {"gamma", 0.35},
          {"phi", 0.85},
          {"lambda", 0.15},
          {"tox", 5e-9},
          {"cgso", 2.5e-10},
          {"cgdo", 2.5e-10},
          {"cgbo", 1e-10},
          {"cj", 1.4e-3},
          {"mj", 0.5},
          {"cjsw", 2.5e-10},
          {"mjsw", 0.43},
          {"pb", 0.9}}},
    };
    return kCards;
}

const ModelCard* find_generic_card(const std::string& name) {
    const auto& cards = generic_cards();
    const auto place = std::ranges::find(cards, name, &ModelCard::name);
    return place == cards.end() ? nullptr : &*place;
}

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
