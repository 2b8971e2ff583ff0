#include "circuit/bipolar.h"

#include "circuit/parts.h"

#include <algorithm>
#include <cmath>

namespace hopspice::circuit {

namespace {

constexpr double kMostDensityScale = 100;  // of a card without emitter resistance and IKF
constexpr double kGrading = 0.33;          // MJE and MJC, not in the cards: the simulator's default

double parameter(const ModelCard& card, const std::string& name, double missing = 0) {
    const auto place =
        std::ranges::find(card.parameters, name, &std::pair<std::string, double>::first);
    return place == card.parameters.end() ? missing : place->second;
}

/// Injection takes I/IKF of V_T; nothing of a card without IKF.
double injection(const Bipolar& device, double amperes, double area) {
    return device.ikf > 0 ? amperes / (area * device.ikf) : 0;
}

/// Gummel-Poon: what the formulas are of.
bool is_plain(const DeviceModel& card) {
    const auto level =
        std::ranges::find(card.parameters, "level", &std::pair<std::string, double>::first);
    return card.type == "npn" && (level == card.parameters.end() || level->second == 1);
}

/// q_b without a voltage from collector to base; a card without IKF has no high injection.
double base_charge(const Bipolar& device, double density) {
    return 1 + injection(device, density, 1);
}

}  // namespace

double Bipolar::thermal_volts(double kelvin) const { return nf * kVoltsPerKelvin * kelvin; }

double Bipolar::emitters(double area) const {
    return whole ? std::max(1.0, std::round(area)) : area;
}

double Bipolar::density_scale() const {
    const double generic = bipolar_of("npn_generic").compression(1, kNominalKelvin);
    const double own = compression(1, kNominalKelvin);
    return own > 0 ? std::min(generic / own, kMostDensityScale) : kMostDensityScale;
}

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
    return nf * thermal * (std::log(density / saturation) + injection(*this, density, 1)) +
           density * re;
}

double Bipolar::emitter_ohms(double amperes, double area, double kelvin) const {
    return thermal_volts(kelvin) / amperes * (1 + injection(*this, amperes, area)) + re / area +
           rb / area / (current_gain(kelvin) + 1);
}

double Bipolar::compression(double amperes, double kelvin) const {
    return amperes * (re / thermal_volts(kelvin) + injection(*this, 1, 1));
}

double Bipolar::collector_share(double density) const {
    return bf / (bf + base_charge(*this, density));
}

double Bipolar::missing_volts(double density) const {
    const double charge = base_charge(*this, density);
    return density * (re + rb * charge / bf) + nf * kThermalVolts * std::log(charge);
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
    device.is = parameter(card, "is", 1e-16);  // without them the simulator's defaults
    device.nf = parameter(card, "nf", 1);
    device.bf = parameter(card, "bf", 100);
    device.vaf = parameter(card, "vaf");
    device.ikf = parameter(card, "ikf");
    device.rb = parameter(card, "rb");
    device.re = parameter(card, "re");
    device.cje = parameter(card, "cje");
    device.vje = parameter(card, "vje", 0.75);
    device.cjc = parameter(card, "cjc");
    device.vjc = parameter(card, "vjc", 0.75);
    device.cjs = parameter(card, "cjs");
    device.xtb = parameter(card, "xtb");
    device.xti = parameter(card, "xti", 3);
    device.eg = parameter(card, "eg", 1.11);
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

Bipolar bipolar_of(const Target& target, const std::string& role) {
    const auto place = target.devices.find(role);
    if (place == target.devices.end()) {
        return role == "bjt" ? bipolar_of("npn_generic") : bipolar_of(target, "bjt");
    }
    const std::string& name = place->second;
    const auto card = std::ranges::find(target.models, name, &DeviceModel::name);
    Bipolar device = card != target.models.end() && is_plain(*card)
                         ? bipolar_of(ModelCard{card->name, card->type, card->parameters})
                         : bipolar_of(name);
    const KitDevice* kit = target.kit.find(name);
    device.whole = kit != nullptr && kit->whole;
    return device;
}

}  // namespace hopspice::circuit
