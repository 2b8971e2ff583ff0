#include "twin/diode.h"

#include "twin/card_reader.h"

namespace hopspice::twin {

constexpr std::array<MatrixEntry, 7> Diode::kConductances = {{
    {Anode, Anode},
    {Anode, InnerAnode},
    {Cathode, Cathode},
    {Cathode, InnerAnode},
    {InnerAnode, Anode},
    {InnerAnode, Cathode},
    {InnerAnode, InnerAnode},
}};

constexpr std::array<MatrixEntry, 4> Diode::kCapacitances = {{
    {Cathode, Cathode},
    {Cathode, InnerAnode},
    {InnerAnode, Cathode},
    {InnerAnode, InnerAnode},
}};

/// Parameters under their SPICE names, with the simulator's defaults.
struct Diode::Card {
    double is, n, rs, cjo, vj, m, tt, eg, xti, bv, ibv, fc;

    explicit Card(CardReader& reader)
        : is(reader.take({"is", "js"}, 1e-14)),
          n(reader.take({"n"}, 1)),
          rs(reader.take({"rs"}, 0)),
          cjo(reader.take({"cjo", "cj0", "cj"}, 0)),
          vj(reader.take({"vj", "pb"}, 1)),
          m(std::min(reader.take({"m", "mj"}, 0.5), 0.9)),
          tt(reader.take({"tt"}, 0)),
          eg(reader.take({"eg"}, 1.11)),
          xti(reader.take({"xti"}, 3)),
          bv(reader.take({"bv", "vb"}, 0)),
          ibv(reader.take({"ibv", "ib"}, 1e-3)),
          fc(reader.take({"fc"}, 0.5)) {}
};

Result<Diode> Diode::make(const circuit::ModelCard& card, double area, double temperature_c) {
    CardReader reader(card);
    const Card parameters(reader);
    reader.pass_over({"kf", "af"});
    reader.require("level", 1);
    if (Diagnostics refused = reader.finish(); refused.has_errors()) {
        return Unexpected{std::move(refused)};
    }
    Diode device(parameters, Temperature(temperature_c));
    device.set_area(area);
    return device;
}

Diode::Diode(const Card& card, const Temperature& temperature)
    : thermal_(temperature.volts()),
      law_(card.n * thermal_),
      saturation_(card.is * std::exp(temperature.saturation_exponent(card.eg, card.xti) / card.n)),
      siemens_(card.rs == 0 ? 0 : 1 / card.rs),
      seconds_(card.tt),
      card_breakdown_(card.bv),
      breakdown_amperes_(card.ibv) {
    const double potential = std::min(temperature.potential(card.vj), 1 / card.fc);
    depletion_ = Depletion(card.cjo * temperature.capacitance_ratio(card.vj, card.m), potential,
                           card.m, card.fc);
}

void Diode::set_area(double area) {
    constexpr double kTolerance = 1e-3;  // the simulator's reltol
    constexpr int kMostRounds = 25;
    area_ = area;
    const double saturation = saturation_ * area;
    critical_ = critical_volts(saturation, law_.thermal());
    breakdown_ = card_breakdown_;
    if (card_breakdown_ == 0 || breakdown_amperes_ < saturation * card_breakdown_ / thermal_) {
        return;
    }
    const double ratio = breakdown_amperes_ / saturation;
    breakdown_ -= law_.thermal() * std::log(1 + ratio);
    for (int round = 0; round < kMostRounds; ++round) {
        breakdown_ = card_breakdown_ - law_.thermal() * std::log(ratio + 1 - breakdown_ / thermal_);
        const double reached =
            std::exp((card_breakdown_ - breakdown_) / law_.thermal()) - 1 + breakdown_ / thermal_;
        if (std::abs(reached - ratio) <= kTolerance * ratio) {
            return;
        }
    }
}

Slope Diode::current(double volts) const {
    if (card_breakdown_ == 0 || volts >= std::min(-breakdown_, -3 * law_.thermal())) {
        return law_.current(volts, saturation_);
    }
    const double current = saturation_ * std::exp(-(breakdown_ + volts) / law_.thermal());
    return {-current, current / law_.thermal()};
}

double Diode::limited(double next, double last) const {
    if (card_breakdown_ != 0 && next < std::min(0.0, 10 * law_.thermal() - breakdown_)) {
        const double beyond =
            limit_junction(-(next + breakdown_), -(last + breakdown_), law_.thermal(), critical_);
        return -(beyond + breakdown_);
    }
    return limit_junction(next, last, law_.thermal(), critical_);
}

void Diode::evaluate(const std::array<double, kNodes>& volts, Iteration& iteration,
                     Linearised<kNodes>& out) const {
    const double asked = volts[InnerAnode] - volts[Cathode];
    const double across = limited(asked, iteration.volts);
    iteration = {across, across != asked};
    Slope flow = current(across);
    Slope charge = depletion_.charge(across);
    charge = {area_ * (charge.value + seconds_ * flow.value),
              area_ * (charge.slope + seconds_ * flow.slope)};
    flow = {area_ * flow.value + kJunctionSiemens * across, area_ * flow.slope + kJunctionSiemens};
    // The tangent from the point of the junction to that of the nodes.
    flow.value += flow.slope * (asked - across);
    charge.value += charge.slope * (asked - across);

    out = {};
    add_branch<kNodes>(out.current, out.conductance, InnerAnode, Cathode, flow);
    add_branch<kNodes>(out.charge, out.capacitance, InnerAnode, Cathode, charge);
    const double siemens = area_ * siemens_;
    add_branch<kNodes>(out.current, out.conductance, Anode, InnerAnode,
                       {siemens * (volts[Anode] - volts[InnerAnode]), siemens});
}

}  // namespace hopspice::twin
