#include "twin/mosfet_card.h"

namespace hopspice::twin {

MosfetCard::MosfetCard(CardReader& reader, bool p_channel, const Temperature& temperature)
    : type(p_channel ? -1 : 1),
      vto(reader.take({"vto", "vt0"}, 0)),
      kp(reader.take({"kp"}, 2e-5)),
      gamma(reader.take({"gamma"}, 0)),
      phi(reader.take({"phi"}, 0.6)),
      lambda(reader.take({"lambda"}, 0)),
      rd(reader.take({"rd"}, 0)),
      rs(reader.take({"rs"}, 0)),
      rsh(reader.take({"rsh"}, 0)),
      is(reader.take({"is"}, 1e-14)),
      js(reader.take({"js"}, 0)),
      pb(reader.take({"pb"}, 0.8)),
      cgso(reader.take({"cgso"}, 0)),
      cgdo(reader.take({"cgdo"}, 0)),
      cgbo(reader.take({"cgbo"}, 0)),
      cbd(reader.find({"cbd"})),
      cbs(reader.find({"cbs"})),
      cj(reader.take({"cj"}, 0)),
      mj(reader.take({"mj"}, 0.5)),
      cjsw(reader.take({"cjsw"}, 0)),
      mjsw(reader.take({"mjsw"}, 0.5)),
      ld(reader.take({"ld"}, 0)),
      fc(reader.take({"fc"}, 0.5)),
      thermal(temperature.volts()) {
    take_process(reader, temperature);
    warm(temperature);
}

/// What the oxide and the doping say of parameters that are not given.
void MosfetCard::take_process(CardReader& reader, const Temperature& temperature) {
    constexpr double kVacuum = 8.854214871e-12;  // F/m, as the simulator has it
    constexpr double kIntrinsic = 1.45e16;       // 1/m3
    const double tox = reader.take({"tox"}, 0);
    const double mobility = reader.take({"uo", "u0"}, 600);      // cm2/Vs
    const std::optional<double> doping = reader.find({"nsub"});  // 1/cm3
    const double gate_type = reader.take({"tpg"}, 1);
    const double surface_states = reader.take({"nss"}, 0);  // 1/cm2
    if (tox == 0) {
        return;
    }
    oxide = 3.9 * kVacuum / tox;
    if (!reader.find({"kp"})) {
        kp = mobility * oxide * 1e-4;
    }
    if (!doping) {
        return;
    }
    if (*doping * 1e6 <= kIntrinsic) {
        reader.refuse("nsub");
        return;
    }
    if (!reader.find({"phi"})) {
        phi = std::max(0.1, 2 * temperature.card_volts() * std::log(*doping * 1e6 / kIntrinsic));
    }
    if (!reader.find({"gamma"})) {
        gamma = std::sqrt(2 * 11.70 * kVacuum * kSimulatorCharge * *doping * 1e6) / oxide;
    }
    if (!reader.find({"vto", "vt0"})) {
        const double half_gap = 0.5 * temperature.card_gap();
        const double gate = gate_type == 0 ? 3.2 : 3.25 + half_gap - type * gate_type * half_gap;
        const double work = gate - (3.25 + half_gap + type * 0.5 * phi);
        const double flat_band = work - surface_states * 1e4 * kSimulatorCharge / oxide;
        vto = flat_band + type * (gamma * std::sqrt(phi) + phi);
    }
}

void MosfetCard::warm(const Temperature& temperature) {
    const double gap = temperature.gap();
    const double card_gap = temperature.card_gap();
    const double card_phi = phi;
    phi = temperature.potential(card_phi);
    kp /= temperature.ratio() * std::sqrt(temperature.ratio());
    flat = type * vto - gamma * std::sqrt(card_phi) + type * 0.5 * (card_gap - gap) +
           0.5 * (phi - card_phi);
    const double leak = std::exp(card_gap / temperature.card_volts() - gap / thermal);
    is *= leak;
    js *= leak;
    const double bottom = temperature.capacitance_ratio(pb, mj);
    cj *= bottom;
    for (std::optional<double>* farads : {&cbd, &cbs}) {
        if (*farads) {
            **farads *= bottom;
        }
    }
    cjsw *= temperature.capacitance_ratio(pb, mjsw);
    pb = temperature.potential(pb);
}

}  // namespace hopspice::twin
