#include "circuit/bipolar.h"

#include "circuit/parts.h"

#include <algorithm>
#include <cmath>

namespace hopspice::circuit {

namespace {

constexpr double kGrading = 0.33;  // MJE and MJC, not in the cards: the simulator's default

double parameter(const ModelCard& card, const std::string& name, double fallback = 0) {
    const auto place =
        std::ranges::find(card.parameters, name, &std::pair<std::string, double>::first);
    return place == card.parameters.end() ? fallback : place->second;
}

/// q_b without a voltage from collector to base; a card without IKF has no high injection.
double base_charge(const Bipolar& device, double density) {
    return device.ikf > 0 ? 1 + density / device.ikf : 1;
}

}  // namespace

double Bipolar::current_gain(double kelvin) const {
    return bf * std::pow(kelvin / kNominalKelvin, xtb);
}

double Bipolar::alpha(double kelvin) const {
    const double gain = current_gain(kelvin);
    return gain / (gain + 1);
}

double Bipolar::junction_volts(double amperes, double area, double kelvin) const {
    const double thermal = kVoltsPerKelvin * kelvin;
    const double ratio = kelvin / kNominalKelvin;
    const double saturation =
        is * std::pow(ratio, xti) * std::exp(eg / thermal * (ratio - 1));  // Source: SPICE2 IS(T)
    const double density = amperes / area;
    return thermal * (std::log(density / saturation) + density / ikf) + density * re;
}

double Bipolar::emitter_ohms(double amperes, double area, double kelvin) const {
    const double thermal = kVoltsPerKelvin * kelvin;
    return thermal / amperes * (1 + amperes / (area * ikf)) + re / area +
           rb / area / (current_gain(kelvin) + 1);
}

double Bipolar::compression(double amperes, double kelvin) const {
    return amperes * (re / (kVoltsPerKelvin * kelvin) + 1 / ikf);
}

double Bipolar::collector_share(double density) const {
    return bf / (bf + base_charge(*this, density));
}

double Bipolar::missing_volts(double density) const {
    const double charge = base_charge(*this, density);
    return density * (re + rb * charge / bf) + kThermalVolts * std::log(charge);
}

double Bipolar::emitter_farads() const {
    // Not measured: forward bias near VJE, the card's linear continuation from FC VJE, FC = 0.5.
    return cje_on > 0 ? cje_on : 1.35 * cje;
}

double Bipolar::collector_farads(double reverse_volts) const {
    return cjc / std::pow(1 + std::max(reverse_volts, 0.0) / vjc, kGrading) + cjs;
}

Bipolar bipolar_of(const ModelCard& card) {
    Bipolar device;
    device.model = card.name;
    device.is = parameter(card, "is");
    device.nf = parameter(card, "nf", 1);
    device.bf = parameter(card, "bf");
    device.vaf = parameter(card, "vaf");
    device.ikf = parameter(card, "ikf");
    device.rb = parameter(card, "rb");
    device.re = parameter(card, "re");
    device.cje = parameter(card, "cje");
    device.vje = parameter(card, "vje");
    device.cjc = parameter(card, "cjc");
    device.vjc = parameter(card, "vjc");
    device.cjs = parameter(card, "cjs");
    device.xtb = parameter(card, "xtb");
    device.xti = parameter(card, "xti");
    device.eg = parameter(card, "eg");
    device.tf = parameter(card, "tf");
    device.cje_on = parameter(card, "cje_on");
    device.bvceo = parameter(card, "bvceo");
    return device;
}

Bipolar bipolar_of(const std::string& model) {
    const ModelCard* card = find_generic_card(model);
    const bool known = card != nullptr && card->type == "npn";
    Bipolar device = bipolar_of(known ? *card : *find_generic_card("npn_generic"));
    device.model = model;
    device.known = known;
    return device;
}

}  // namespace hopspice::circuit
