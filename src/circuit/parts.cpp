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
    // Own figures in the style of a fast bipolar data sheet: per um2 of emitter RE*A = 20 ohm and
    // CJE = 4 fF, fT about 15 GHz; a small Schottky diode; MOSFETs of a 0.35 um process.
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
        {"n_generic",
         "nmos",
         {{"level", 1},
          {"vto", 0.5},
          {"kp", 1.7e-4},
          {"gamma", 0.58},
          {"phi", 0.84},
          {"lambda", 0.08},
          {"tox", 7.6e-9},
          {"cgso", 1.2e-10},
          {"cgdo", 1.2e-10},
          {"cgbo", 1e-10},
          {"cj", 9.4e-4},
          {"mj", 0.36},
          {"cjsw", 2.5e-10},
          {"mjsw", 0.36},
          {"pb", 0.7}}},
        {"p_generic",
         "pmos",
         {{"level", 1},
          {"vto", -0.65},
          {"kp", 5.8e-5},
          {"gamma", 0.4},
          {"phi", 0.8},
          {"lambda", 0.1},
          {"tox", 7.6e-9},
          {"cgso", 1e-10},
          {"cgdo", 1e-10},
          {"cgbo", 1e-10},
          {"cj", 1.36e-3},
          {"mj", 0.56},
          {"cjsw", 3.2e-10},
          {"mjsw", 0.43},
          {"pb", 1}}},
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
