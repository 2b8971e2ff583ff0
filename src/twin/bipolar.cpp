#include "twin/bipolar.h"

#include "twin/card_reader.h"

namespace hopspice::twin {

constexpr std::array<MatrixEntry, 25> Bipolar::kConductances = {{
    {Collector, Collector},
    {Collector, InnerCollector},
    {Base, Base},
    {Base, InnerCollector},
    {Base, InnerBase},
    {Base, InnerEmitter},
    {Emitter, Emitter},
    {Emitter, InnerEmitter},
    {Substrate, Substrate},
    {Substrate, InnerCollector},
    {Substrate, InnerBase},
    {InnerCollector, Collector},
    {InnerCollector, Substrate},
    {InnerCollector, InnerCollector},
    {InnerCollector, InnerBase},
    {InnerCollector, InnerEmitter},
    {InnerBase, Base},
    {InnerBase, Substrate},
    {InnerBase, InnerCollector},
    {InnerBase, InnerBase},
    {InnerBase, InnerEmitter},
    {InnerEmitter, Emitter},
    {InnerEmitter, InnerCollector},
    {InnerEmitter, InnerBase},
    {InnerEmitter, InnerEmitter},
}};

constexpr std::array<MatrixEntry, 16> Bipolar::kCapacitances = {{
    {Base, Base},
    {Base, InnerCollector},
    {Substrate, Substrate},
    {Substrate, InnerCollector},
    {Substrate, InnerBase},
    {InnerCollector, Base},
    {InnerCollector, Substrate},
    {InnerCollector, InnerCollector},
    {InnerCollector, InnerBase},
    {InnerBase, Substrate},
    {InnerBase, InnerCollector},
    {InnerBase, InnerBase},
    {InnerBase, InnerEmitter},
    {InnerEmitter, InnerCollector},
    {InnerEmitter, InnerBase},
    {InnerEmitter, InnerEmitter},
}};

/// Parameters under their SPICE names, with the simulator's defaults.
struct Bipolar::Card {
    bool pnp = false;
    double is, bf, nf, vaf, ikf, ise, ne, br, nr, var, ikr, isc, nc;
    double rb, irb, rbm, re, rc;
    double cje, vje, mje, tf, xtf, vtf, itf, cjc, vjc, mjc, xcjc, tr, cjs, vjs, mjs;
    double xtb, eg, xti, fc;

    explicit Card(CardReader& reader, bool is_pnp)
        : pnp(is_pnp),
          is(reader.take({"is"}, 1e-16)),
          bf(reader.take({"bf"}, 100)),
          nf(reader.take({"nf"}, 1)),
          vaf(reader.take({"vaf", "va"}, 0)),
          ikf(reader.take({"ikf", "ik"}, 0)),
          ise(reader.take({"ise"}, 0)),
          ne(reader.take({"ne"}, 1.5)),
          br(reader.take({"br"}, 1)),
          nr(reader.take({"nr"}, 1)),
          var(reader.take({"var", "vb"}, 0)),
          ikr(reader.take({"ikr"}, 0)),
          isc(reader.take({"isc"}, 0)),
          nc(reader.take({"nc"}, 2)),
          rb(reader.take({"rb"}, 0)),
          irb(reader.take({"irb", "iob"}, 0)),
          rbm(reader.take({"rbm"}, rb)),
          re(reader.take({"re"}, 0)),
          rc(reader.take({"rc"}, 0)),
          cje(reader.take({"cje"}, 0)),
          vje(reader.take({"vje", "pe"}, 0.75)),
          mje(reader.take({"mje", "me"}, 0.33)),
          tf(reader.take({"tf"}, 0)),
          xtf(reader.take({"xtf"}, 0)),
          vtf(reader.take({"vtf"}, 0)),
          itf(reader.take({"itf"}, 0)),
          cjc(reader.take({"cjc"}, 0)),
          vjc(reader.take({"vjc", "pc"}, 0.75)),
          mjc(reader.take({"mjc", "mc"}, 0.33)),
          xcjc(reader.take({"xcjc"}, 1)),
          tr(reader.take({"tr"}, 0)),
          cjs(reader.take({"cjs", "ccs", "csub"}, 0)),
          vjs(reader.take({"vjs", "ps"}, 0.75)),
          mjs(reader.take({"mjs", "ms"}, 0)),
          xtb(reader.take({"xtb"}, 0)),
          eg(reader.take({"eg"}, 1.11)),
          xti(reader.take({"xti", "pt"}, 3)),
          fc(std::min(reader.take({"fc"}, 0.5), 0.9999)) {}
};

namespace {

double inverse(double value) { return value == 0 ? 0 : 1 / value; }

/// (tan z - z) / (z tan^2 z).
Slope crowding(double z) {
    if (z < 0.05) {  // where the difference loses its digits: the series to 1e-14
        const double square = z * z;
        return {1.0 / 3 - square * (4.0 / 45 + square * (4.0 / 315 + square * 8.0 / 4725)),
                -z * (8.0 / 45 + square * (16.0 / 315 + square * 48.0 / 4725))};
    }
    const double tangent = std::tan(z);
    const double value = (tangent - z) / (z * tangent * tangent);
    return {value, (1 - value) / z - 2 * value * (1 + tangent * tangent) / tangent};
}

}  // namespace

Result<Bipolar> Bipolar::make(const circuit::ModelCard& card, double area, double temperature_c) {
    CardReader reader(card);
    const Card parameters(reader, card.type == "pnp");
    reader.pass_over({"kf", "af"});
    reader.require("level", 1);
    reader.require("ptf", 0);  // a delay of its own, which no charge stands for
    if (Diagnostics refused = reader.finish(); refused.has_errors()) {
        return Unexpected{std::move(refused)};
    }
    Bipolar device(parameters, Temperature(temperature_c));
    device.set_area(area);
    return device;
}

Bipolar::Bipolar(const Card& card, const Temperature& temperature)
    : sign_(card.pnp ? -1 : 1),
      lateral_(card.pnp),
      thermal_(temperature.volts()),
      forward_(card.nf * thermal_),
      reverse_(card.nr * thermal_),
      emitter_leak_law_(card.ne * thermal_),
      collector_leak_law_(card.nc * thermal_),
      inverse_early_(inverse(card.vaf)),
      inverse_reverse_early_(inverse(card.var)),
      inverse_knee_(inverse(card.ikf)),
      inverse_reverse_knee_(inverse(card.ikr)),
      collector_siemens_(inverse(card.rc)),
      emitter_siemens_(inverse(card.re)),
      least_base_ohms_(card.rb == 0 ? 0 : card.rbm),
      modulated_base_ohms_(card.rb == 0 ? 0 : card.rb - card.rbm),
      base_siemens_(inverse(card.rb)),
      half_resistance_amperes_(card.irb),
      forward_seconds_(card.tf),
      reverse_seconds_(card.tr),
      transit_rise_(card.xtf),
      transit_inverse_volts_(inverse(1.44 * card.vtf)),
      transit_amperes_(card.itf) {
    const double exponent = temperature.saturation_exponent(card.eg, card.xti);
    const double gain_ratio = std::pow(temperature.ratio(), card.xtb);
    saturation_ = card.is * std::exp(exponent);
    emitter_leak_ = card.ise * std::exp(exponent / card.ne) / gain_ratio;
    collector_leak_ = card.isc * std::exp(exponent / card.nc) / gain_ratio;
    inverse_gain_ = 1 / (card.bf * gain_ratio);
    inverse_reverse_gain_ = 1 / (card.br * gain_ratio);
    const auto depletion = [&](double farads, double potential, double grading, double corner) {
        return Depletion(farads * temperature.capacitance_ratio(potential, grading),
                         temperature.potential(potential), grading, corner);
    };
    emitter_depletion_ = depletion(card.cje, card.vje, card.mje, card.fc);
    collector_depletion_ = depletion(card.cjc * card.xcjc, card.vjc, card.mjc, card.fc);
    outer_depletion_ = depletion(card.cjc * (1 - card.xcjc), card.vjc, card.mjc, card.fc);
    substrate_depletion_ = depletion(card.cjs, card.vjs, card.mjs, 0);
}

void Bipolar::set_area(double area) {
    area_ = area;
    gmin_ = kJunctionSiemens / area;
    reverse_saturation_ = saturation_ * area;
    critical_ = critical_volts(saturation_ * area, thermal_);
}

bool Bipolar::has_node(std::size_t node) const {
    switch (node) {
        case InnerCollector:
            return collector_siemens_ != 0;
        case InnerBase:
            return base_siemens_ != 0;
        case InnerEmitter:
            return emitter_siemens_ != 0;
        default:
            return true;
    }
}

Bipolar::Gradient Bipolar::base_charge(const Slope& forward, const Slope& reverse,
                                       double base_emitter, double base_collector) const {
    const double early =
        1 / (1 - inverse_early_ * base_collector - inverse_reverse_early_ * base_emitter);
    if (inverse_knee_ == 0 && inverse_reverse_knee_ == 0) {
        return {early, early * early * inverse_reverse_early_, early * early * inverse_early_};
    }
    const double injected = inverse_knee_ * forward.value + inverse_reverse_knee_ * reverse.value;
    const double square = std::max(0.0, 1 + 4 * injected);
    const double root = square == 0 ? 1 : std::sqrt(square);
    const double inverse_root = 1 / root;
    const double charge = early * (1 + root) / 2;
    return {
        charge,
        early * (charge * inverse_reverse_early_ + inverse_knee_ * forward.slope * inverse_root),
        early * (charge * inverse_early_ + inverse_reverse_knee_ * reverse.slope * inverse_root),
    };
}

/// From RB to RBM: by the base charge, or, with IRB, by the base current.
Bipolar::Gradient Bipolar::base_siemens(const Transport& flow) const {
    if (half_resistance_amperes_ == 0) {
        const double ohms = modulated_base_ohms_ / flow.base_charge.value;
        const double siemens = 1 / (least_base_ohms_ + ohms);
        const double slope = siemens * siemens * ohms / flow.base_charge.value;
        return {siemens, slope * flow.base_charge.by_emitter,
                slope * flow.base_charge.by_collector};
    }
    constexpr double kSquare =
        14.59025;  // of 12/pi, and of 24/pi^2 below: as the simulator has them
    constexpr double kLinear = 2.4317;
    const double ratio = std::max(flow.base.value / half_resistance_amperes_, 1e-9);
    const double root = std::sqrt(1 + kSquare * ratio);
    const double scale = 1 / (kLinear * std::sqrt(ratio));
    const double z = (root - 1) * scale;
    const Slope share = crowding(z);
    const double siemens = 1 / (least_base_ohms_ + 3 * modulated_base_ohms_ * share.value);
    const double z_slope = kSquare / (2 * root) * scale - z / (2 * ratio);
    const double by_ratio = -siemens * siemens * 3 * modulated_base_ohms_ * share.slope * z_slope;
    const double slope = ratio == 1e-9 ? 0 : by_ratio / half_resistance_amperes_;
    return {siemens, slope * flow.base.by_emitter, slope * flow.base.by_collector};
}

Bipolar::Transport Bipolar::transport(double base_emitter, double base_collector) const {
    Transport result;
    result.forward = forward_.current(base_emitter, saturation_);
    result.reverse = reverse_.current(base_collector, reverse_saturation_);
    Slope emitter_leak{gmin_ * base_emitter, gmin_};
    if (emitter_leak_ != 0) {
        const Slope leak = emitter_leak_law_.current(base_emitter, emitter_leak_);
        emitter_leak = {emitter_leak.value + leak.value, emitter_leak.slope + leak.slope};
    }
    Slope collector_leak{gmin_ * base_collector, gmin_};
    if (collector_leak_ != 0) {
        const Slope leak = collector_leak_law_.current(base_collector, collector_leak_);
        collector_leak = {collector_leak.value + leak.value, collector_leak.slope + leak.slope};
    }
    result.base_charge = base_charge(result.forward, result.reverse, base_emitter, base_collector);
    const double share = 1 / result.base_charge.value;
    result.inverse_base_charge = share;
    const double linked = (result.forward.value - result.reverse.value) * share;
    const double lost = result.reverse.value * inverse_reverse_gain_ + collector_leak.value;
    const double lost_slope = result.reverse.slope * inverse_reverse_gain_ + collector_leak.slope;
    result.collector = {
        linked - lost,
        (result.forward.slope - linked * result.base_charge.by_emitter) * share,
        (-result.reverse.slope - linked * result.base_charge.by_collector) * share - lost_slope,
    };
    result.base = {
        result.forward.value * inverse_gain_ + emitter_leak.value + lost,
        result.forward.slope * inverse_gain_ + emitter_leak.slope,
        lost_slope,
    };
    if (modulated_base_ohms_ != 0) {
        result.extra_siemens = base_siemens(result);
        result.extra_siemens.value -= base_siemens_;
    }
    return result;
}

/// Depletion and diffusion; the transit time rises with the current and falls with the reverse
/// voltage of the collector.
Bipolar::Gradient Bipolar::emitter_charge(const Transport& flow, double base_emitter,
                                          double base_collector) const {
    const Slope depletion = emitter_depletion_.charge(base_emitter);
    Gradient charge{depletion.value, depletion.slope, 0};
    if (forward_seconds_ == 0 || base_emitter <= 0) {
        charge.value += forward_seconds_ * flow.forward.value;
        charge.by_emitter += forward_seconds_ * flow.forward.slope;
        return charge;
    }
    double rise = transit_rise_;
    double rise_slope = transit_rise_;  // of current times rise, by the current
    double by_volts = 0;
    if (transit_rise_ != 0) {
        if (transit_inverse_volts_ != 0) {
            rise *= std::exp(base_collector * transit_inverse_volts_);
        }
        rise_slope = rise;
        if (transit_amperes_ != 0) {
            const double share = flow.forward.value / (flow.forward.value + transit_amperes_);
            rise *= share * share;
            rise_slope = rise * (3 - 2 * share);
        }
        by_volts = flow.forward.value * rise * transit_inverse_volts_;
    }
    const double seconds = forward_seconds_ * flow.inverse_base_charge;
    const double current = flow.forward.value * (1 + rise) * flow.inverse_base_charge;
    charge.value += forward_seconds_ * current;
    charge.by_emitter +=
        seconds * (flow.forward.slope * (1 + rise_slope) - current * flow.base_charge.by_emitter);
    charge.by_collector = seconds * (by_volts - current * flow.base_charge.by_collector);
    return charge;
}

[[gnu::flatten]] void Bipolar::evaluate(const std::array<double, kNodes>& volts,
                                        Iteration& iteration, Linearised<kNodes>& out) const {
    const double asked_emitter = sign_ * (volts[InnerBase] - volts[InnerEmitter]);
    const double asked_collector = sign_ * (volts[InnerBase] - volts[InnerCollector]);
    const double emitter =
        limit_junction(asked_emitter, iteration.base_emitter, thermal_, critical_);
    const double collector =
        limit_junction(asked_collector, iteration.base_collector, thermal_, critical_);
    iteration = {emitter, collector, emitter != asked_emitter || collector != asked_collector};
    Transport flow = transport(emitter, collector);
    Charges charges;
    charges.emitter = emitter_charge(flow, emitter, collector);
    charges.collector = collector_depletion_.charge(collector);
    charges.collector.value += reverse_seconds_ * flow.reverse.value;
    charges.collector.slope += reverse_seconds_ * flow.reverse.slope;
    if (iteration.limited) {
        const double more_emitter = asked_emitter - emitter;
        const double more_collector = asked_collector - collector;
        for (Gradient* gradient :
             {&flow.collector, &flow.base, &flow.extra_siemens, &charges.emitter}) {
            gradient->value +=
                gradient->by_emitter * more_emitter + gradient->by_collector * more_collector;
        }
        charges.collector.value += charges.collector.slope * more_collector;
    }
    const double substrate = volts[Substrate] - volts[lateral_ ? InnerBase : InnerCollector];
    charges.outer = outer_depletion_.charge(sign_ * (volts[Base] - volts[InnerCollector]));
    charges.substrate = substrate_depletion_.charge(substrate);
    write_currents(volts, flow, substrate, out);
    write_charges(charges, out);
}

void Bipolar::write_currents(const std::array<double, kNodes>& volts, const Transport& flow,
                             double substrate, Linearised<kNodes>& out) const {
    const double across = volts[Base] - volts[InnerBase];
    const double base_siemens = area_ * (base_siemens_ + flow.extra_siemens.value);
    const double base = base_siemens * across;
    const double collector_siemens = area_ * collector_siemens_;
    const double collector = collector_siemens * (volts[Collector] - volts[InnerCollector]);
    const double emitter_siemens = area_ * emitter_siemens_;
    const double emitter = emitter_siemens * (volts[Emitter] - volts[InnerEmitter]);
    const double well = kJunctionSiemens * substrate;
    const double junction_collector = sign_ * area_ * flow.collector.value;
    const double junction_base = sign_ * area_ * flow.base.value;
    out.current = {collector,
                   base,
                   emitter,
                   well,
                   junction_collector - collector - (lateral_ ? 0 : well),
                   junction_base - base - (lateral_ ? well : 0),
                   -junction_collector - junction_base - emitter};

    // By the two junctions' voltages: of collector, base, and the current through the base's
    // resistance that bends with it.
    const double ce = area_ * flow.collector.by_emitter;
    const double cc = area_ * flow.collector.by_collector;
    const double be = area_ * flow.base.by_emitter;
    const double bc = area_ * flow.base.by_collector;
    const double xe = sign_ * area_ * across * flow.extra_siemens.by_emitter;
    const double xc = sign_ * area_ * across * flow.extra_siemens.by_collector;
    const double lateral = lateral_ ? kJunctionSiemens : 0;
    const double vertical = kJunctionSiemens - lateral;
    auto& g = out.conductance;
    g[at(Collector, Collector)] = collector_siemens;
    g[at(Collector, InnerCollector)] = -collector_siemens;
    g[at(Base, Base)] = base_siemens;
    g[at(Base, InnerCollector)] = -xc;
    g[at(Base, InnerBase)] = xe + xc - base_siemens;
    g[at(Base, InnerEmitter)] = -xe;
    g[at(Emitter, Emitter)] = emitter_siemens;
    g[at(Emitter, InnerEmitter)] = -emitter_siemens;
    g[at(Substrate, Substrate)] = kJunctionSiemens;
    g[at(Substrate, InnerCollector)] = -vertical;
    g[at(Substrate, InnerBase)] = -lateral;
    g[at(InnerCollector, Collector)] = -collector_siemens;
    g[at(InnerCollector, Substrate)] = -vertical;
    g[at(InnerCollector, InnerCollector)] = collector_siemens - cc + vertical;
    g[at(InnerCollector, InnerBase)] = ce + cc;
    g[at(InnerCollector, InnerEmitter)] = -ce;
    g[at(InnerBase, Base)] = -base_siemens;
    g[at(InnerBase, Substrate)] = -lateral;
    g[at(InnerBase, InnerCollector)] = xc - bc;
    g[at(InnerBase, InnerBase)] = base_siemens - xe - xc + be + bc + lateral;
    g[at(InnerBase, InnerEmitter)] = xe - be;
    g[at(InnerEmitter, Emitter)] = -emitter_siemens;
    g[at(InnerEmitter, InnerCollector)] = cc + bc;
    g[at(InnerEmitter, InnerBase)] = -ce - cc - be - bc;
    g[at(InnerEmitter, InnerEmitter)] = emitter_siemens + ce + be;
}

void Bipolar::write_charges(const Charges& charges, Linearised<kNodes>& out) const {
    const double scale = sign_ * area_;
    const double emitter = scale * charges.emitter.value;
    const double collector = scale * charges.collector.value;
    const double outer = scale * charges.outer.value;
    const double well = area_ * charges.substrate.value;
    out.charge = {0,
                  outer,
                  0,
                  well,
                  -collector - outer - (lateral_ ? 0 : well),
                  emitter + collector - (lateral_ ? well : 0),
                  -emitter};

    const double ee = area_ * charges.emitter.by_emitter;
    const double ec = area_ * charges.emitter.by_collector;
    const double cc = area_ * charges.collector.slope;
    const double oc = area_ * charges.outer.slope;
    const double lateral = lateral_ ? area_ * charges.substrate.slope : 0;
    const double vertical = area_ * charges.substrate.slope - lateral;
    auto& c = out.capacitance;
    c[at(Base, Base)] = oc;
    c[at(Base, InnerCollector)] = -oc;
    c[at(Substrate, Substrate)] = vertical + lateral;
    c[at(Substrate, InnerCollector)] = -vertical;
    c[at(Substrate, InnerBase)] = -lateral;
    c[at(InnerCollector, Base)] = -oc;
    c[at(InnerCollector, Substrate)] = -vertical;
    c[at(InnerCollector, InnerCollector)] = cc + oc + vertical;
    c[at(InnerCollector, InnerBase)] = -cc;
    c[at(InnerBase, Substrate)] = -lateral;
    c[at(InnerBase, InnerCollector)] = -cc - ec;
    c[at(InnerBase, InnerBase)] = ee + ec + cc + lateral;
    c[at(InnerBase, InnerEmitter)] = -ee;
    c[at(InnerEmitter, InnerCollector)] = ec;
    c[at(InnerEmitter, InnerBase)] = -ee - ec;
    c[at(InnerEmitter, InnerEmitter)] = ee;
}

}  // namespace hopspice::twin
