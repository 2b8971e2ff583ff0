#include "circuit/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
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

    /// `out` follows `in`; its current returns to `rail`.
    void follower(const std::string& name, const std::string& out, const std::string& in,
                  const std::string& rail) {
        Element element;
        element.kind = Kind::Vcvs;
        element.name = name;
        element.nets = {net(out), net(rail), net(in), net(rail)};
        element.value = 1;
        subcircuit_.elements.push_back(element);
    }

    /// `out` is `gain` times the difference of the inputs, across one ohm: sources that depend on
    /// one such voltage in the place of two nets. ngspice walks a source's tree for its value and
    /// one more for each net it depends on, which is most of what a small circuit costs.
    void difference(const std::string& out, const std::string& plus, const std::string& minus,
                    double gain) {
        Element element;
        element.kind = Kind::Vccs;
        element.name = "g" + out;
        element.nets = {kGround, net(out), net(plus), net(minus)};
        element.value = gain;
        subcircuit_.elements.push_back(element);
        passive(Kind::Resistor, "r" + out, out, "0", 1);
    }

private:
    Subcircuit& subcircuit_;
};

/// Holds the pole node inside the rails.
void add_clamp(Body& body, double headroom, double slew_current, const SupplyTie& tie) {
    const double siemens = 50 * slew_current;
    switch (tie.clamp) {
        case SupplyTie::Clamp::Followed:
            body.difference("hi", "p", "vcc", 1);
            body.difference("lo", "p", "vee", 1);
            body.current(
                "bclamp", "p", "0",
                fmt::format("{}*(max(v(hi)+{},0)+min(v(lo)-{},0))", siemens, headroom, headroom));
            break;
        case SupplyTie::Clamp::Constant:
            body.current("bclamp", "p", "0",
                         fmt::format("{}*(max(v(p){:+},0)+min(v(p){:+},0))", siemens,
                                     headroom - tie.vcc, -headroom - tie.vee));
            break;
        case SupplyTie::Clamp::None:
            break;
    }
}

/// What a volt between the inputs drives, in amperes, into which capacitance and resistance.
struct Pole {
    double siemens = 0;
    double farads = 0;
    double ohms = 0;
};

void add_input_stage(Body& body, const AmplifierSpec& amplifier, const Pole& pole) {
    const double slew_current = amplifier.slew * pole.farads;
    body.passive(Kind::Capacitor, "cin", "inp", "inn", amplifier.cin);
    body.difference("d", "inp", "inn", pole.siemens / slew_current);
    body.current("bgm", "0", "p", fmt::format("{}*tanh(v(d))", slew_current));
    body.passive(Kind::Resistor, "rp", "p", "0", pole.ohms);
    body.passive(Kind::Capacitor, "cp", "p", "0", pole.farads);
}

/// Clamps the pole node inside the rails, buffers it to the output, and draws the supply current.
/// The output's current comes from the positive rail; what it sinks goes on from there to the
/// negative one: class AB with one source, whose value depends on one quantity.
void add_output_stage(Body& body, const AmplifierSpec& amplifier, double slew_current,
                      OutputResistance output, const SupplyTie& tie) {
    add_clamp(body, amplifier.headroom, slew_current, tie);
    const bool series = output == OutputResistance::Series;
    body.follower("eout", series ? "o" : "out", "p", "vcc");
    if (series) {
        body.passive(Kind::Resistor, "rout", "o", "out", amplifier.rout);
    }
    if (tie.clamp == SupplyTie::Clamp::Followed) {
        body.current("bsup", "vcc", "vee", fmt::format("{}+max(i(eout),0)", amplifier.iq));
    }
}

/// Where the number of output stages begins in a name that has one.
std::size_t drive_place(std::string_view name) {
    constexpr std::string_view kDigits = "0123456789";
    const std::size_t at = name.rfind("_x");
    const bool numbered = at != std::string_view::npos && at + 2 < name.size() &&
                          name.find_first_not_of(kDigits, at + 2) == std::string_view::npos;
    return numbered ? at : name.size();
}

ModelCard switch_card(const std::string& name, double threshold, double on_ohms) {
    return {name, "sw", {{"vt", threshold}, {"vh", 0.1}, {"ron", on_ohms}, {"roff", 1e12}}};
}

}  // namespace

AmplifierSpec with_drive(AmplifierSpec amplifier, int drive) {
    amplifier.rout /= drive;
    amplifier.iq *= drive;
    return amplifier;
}

std::string driven_name(std::string_view part, int drive) {
    return drive == 1 ? std::string(part) : fmt::format("{}_x{}", part, drive);
}

std::string_view part_of(std::string_view name) { return name.substr(0, drive_place(name)); }

bool is_opamp(std::string_view name) {
    const std::string_view part = part_of(name);
    return part == "hs_opamp" || part == kCurrentFeedbackAmplifier;
}

int drive_of(std::string_view name) {
    const std::size_t at = drive_place(name);
    int drive = 1;
    if (at < name.size()) {
        std::from_chars(name.data() + at + 2, name.data() + name.size(), drive);
    }
    return drive;
}

ModelCard switch_on_card(double on_ohms) { return switch_card("sw_on", 0.5, on_ohms); }
ModelCard switch_off_card(double on_ohms) { return switch_card("sw_off", -0.5, on_ohms); }

OutputResistance output_of(const AmplifierSpec& amplifier) {
    return amplifier.rout > 0 ? OutputResistance::Series : OutputResistance::None;
}

Subcircuit opamp_subcircuit(const AmplifierSpec& amplifier, OutputResistance output,
                            const SupplyTie& tie) {
    Subcircuit opamp;
    opamp.name = "hs_opamp";
    opamp.comment = fmt::format(
        "operational amplifier: GBW {} Hz, slew {} V/s, dc gain {} dB, rout {} ohm, iq {} A",
        amplifier.gbw, amplifier.slew, amplifier.gain_db,
        output == OutputResistance::Series ? amplifier.rout : 0.0, amplifier.iq);
    opamp.ports = {"inp", "inn", "out", "vcc", "vee"};
    Body body(opamp);
    const double gm = 2 * std::numbers::pi * amplifier.gbw * kPoleFarads;
    add_input_stage(body, amplifier, {gm, kPoleFarads, std::pow(10, amplifier.gain_db / 20) / gm});
    add_output_stage(body, amplifier, amplifier.slew * kPoleFarads, output, tie);
    return opamp;
}

Subcircuit current_feedback_subcircuit(const AmplifierSpec& amplifier, OutputResistance output) {
    Subcircuit opamp;
    opamp.name = kCurrentFeedbackAmplifier;
    opamp.comment = fmt::format(
        "current-feedback amplifier: input {} ohm, pole {} F, transimpedance {} ohm, slew {} V/s, "
        "rout {} ohm, iq {} A",
        amplifier.input_ohms, amplifier.pole_farads, amplifier.transimpedance, amplifier.slew,
        output == OutputResistance::Series ? amplifier.rout : 0.0, amplifier.iq);
    opamp.ports = {"inp", "inn", "out", "vcc", "vee"};
    Body body(opamp);
    add_input_stage(body, amplifier,
                    {1 / amplifier.input_ohms, amplifier.pole_farads, amplifier.transimpedance});
    body.current("bin", "0", "inn",
                 fmt::format("{}*tanh(v(d))", amplifier.slew * amplifier.pole_farads));
    add_output_stage(body, amplifier, amplifier.slew * amplifier.pole_farads, output, {});
    return opamp;
}

double loop_lag_s(const AmplifierSpec& amplifier, double noise_gain, double feedback_ohms) {
    return amplifier.type == Feedback::Current
               ? (feedback_ohms + noise_gain * amplifier.input_ohms) * amplifier.pole_farads
               : noise_gain / (2 * std::numbers::pi * amplifier.gbw);
}

double open_loop_s(const AmplifierSpec& amplifier) {
    return amplifier.type == Feedback::Current
               ? amplifier.transimpedance * amplifier.pole_farads
               : std::pow(10, amplifier.gain_db / 20) / (2 * std::numbers::pi * amplifier.gbw);
}

Subcircuit multiplier_subcircuit(const AmplifierSpec& amplifier, const SupplyTie& tie) {
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
    add_output_stage(body, amplifier, slew_current, output_of(amplifier), tie);
    return multiplier;
}

Subcircuit driven_subcircuit(std::string_view part, const AmplifierSpec& amplifier, int drive,
                             const SupplyTie& tie) {
    const AmplifierSpec scaled = with_drive(amplifier, drive);
    Subcircuit body = part == "hs_multiplier" ? multiplier_subcircuit(scaled, tie)
                      : part == kCurrentFeedbackAmplifier
                          ? current_feedback_subcircuit(scaled, output_of(scaled))
                          : opamp_subcircuit(scaled, output_of(scaled), tie);
    body.name = driven_name(part, drive);
    return body;
}

}  // namespace hopspice::circuit
