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
      forward_thermal_(card.nf * thermal_),
      reverse_thermal_(card.nr * thermal_),
      emitter_leak_thermal_(card.ne * thermal_),
      collector_leak_thermal_(card.nc * thermal_),
      inverse_early_(inverse(card.vaf)),
      inverse_reverse_early_(inverse(card.var)),
      inverse_knee_(inverse(card.ikf)),
      inverse_reverse_knee_(inverse(card.ikr)),
      collector_siemens_(inverse(card.rc)),
      emitter_siemens_(inverse(card.re)),
      least_base_ohms_(card.rb == 0 ? 0 : card.rbm),
      modulated_base_ohms_(card.rb == 0 ? 0 : card.rb - card.rbm),
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
            return least_base_ohms_ + modulated_base_ohms_ != 0;
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
    const double charge = early * (1 + root) / 2;
    return {
        charge,
        early * (charge * inverse_reverse_early_ + inverse_knee_ * forward.slope / root),
        early * (charge * inverse_early_ + inverse_reverse_knee_ * reverse.slope / root),
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
    result.forward = diode_current(base_emitter, saturation_, forward_thermal_);
    result.reverse = diode_current(base_collector, reverse_saturation_, reverse_thermal_);
    Slope emitter_leak{gmin_ * base_emitter, gmin_};
    if (emitter_leak_ != 0) {
        const Slope leak = diode_current(base_emitter, emitter_leak_, emitter_leak_thermal_);
        emitter_leak = {emitter_leak.value + leak.value, emitter_leak.slope + leak.slope};
    }
    Slope collector_leak{gmin_ * base_collector, gmin_};
    if (collector_leak_ != 0) {
        const Slope leak = diode_current(base_collector, collector_leak_, collector_leak_thermal_);
        collector_leak = {collector_leak.value + leak.value, collector_leak.slope + leak.slope};
    }
    result.base_charge = base_charge(result.forward, result.reverse, base_emitter, base_collector);
    const double share = 1 / result.base_charge.value;
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
    if (has_node(InnerBase)) {
        result.siemens = base_siemens(result);
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
    const double seconds = forward_seconds_ / flow.base_charge.value;
    const double current = flow.forward.value * (1 + rise) / flow.base_charge.value;
    charge.value += forward_seconds_ * current;
    charge.by_emitter +=
        seconds * (flow.forward.slope * (1 + rise_slope) - current * flow.base_charge.by_emitter);
    charge.by_collector = seconds * (by_volts - current * flow.base_charge.by_collector);
    return charge;
}

void Bipolar::evaluate(const std::array<double, kNodes>& volts, Iteration& iteration,
                       Linearised<kNodes>& out) const {
    const double asked_emitter = sign_ * (volts[InnerBase] - volts[InnerEmitter]);
    const double asked_collector = sign_ * (volts[InnerBase] - volts[InnerCollector]);
    const double emitter =
        limit_junction(asked_emitter, iteration.base_emitter, thermal_, critical_);
    const double collector =
        limit_junction(asked_collector, iteration.base_collector, thermal_, critical_);
    iteration = {emitter, collector, emitter != asked_emitter || collector != asked_collector};
    const Step step{asked_emitter - emitter, asked_collector - collector};

    out.current.fill(0);
    out.charge.fill(0);
    for (const MatrixEntry entry : kConductances) {
        out.conductance[at(entry.row, entry.column)] = 0;
    }
    for (const MatrixEntry entry : kCapacitances) {
        out.capacitance[at(entry.row, entry.column)] = 0;
    }
    const Transport flow = transport(emitter, collector);
    Slope collector_charge = collector_depletion_.charge(collector);
    collector_charge.value += reverse_seconds_ * flow.reverse.value;
    collector_charge.slope += reverse_seconds_ * flow.reverse.slope;
    const auto pull = [&](auto& values, auto& matrix, const Gradient& gradient, Node into,
                          Node out_of) {
        add_gradient(values, matrix, gradient, step, into, out_of);
    };
    pull(out.current, out.conductance, flow.collector, InnerCollector, InnerEmitter);
    pull(out.current, out.conductance, flow.base, InnerBase, InnerEmitter);
    pull(out.charge, out.capacitance, emitter_charge(flow, emitter, collector), InnerBase,
         InnerEmitter);
    add_branch<kNodes>(
        out.charge, out.capacitance, InnerBase, InnerCollector,
        {sign_ * area_ * (collector_charge.value + collector_charge.slope * step.by_collector),
         area_ * collector_charge.slope});
    if (has_node(InnerBase)) {
        const double across = volts[Base] - volts[InnerBase];
        const double along = sign_ * across;
        const Gradient bend{0, along * flow.siemens.by_emitter, along * flow.siemens.by_collector};
        pull(out.current, out.conductance, bend, Base, InnerBase);
        const double siemens = area_ * flow.siemens.value;
        add_branch<kNodes>(out.current, out.conductance, Base, InnerBase,
                           {siemens * across, siemens});
    }
    add_parasitics(volts, out);
}

/// A current, or charge, of a device of area 1 into one node and out of another.
void Bipolar::add_gradient(std::array<double, kNodes>& values,
                           std::array<double, kNodes * kNodes>& matrix, const Gradient& gradient,
                           const Step& step, Node into, Node out_of) const {
    const double value = sign_ * area_ *
                         (gradient.value + gradient.by_emitter * step.by_emitter +
                          gradient.by_collector * step.by_collector);
    values[into] += value;
    values[out_of] -= value;
    const double by_emitter = area_ * gradient.by_emitter;
    const double by_collector = area_ * gradient.by_collector;
    matrix[at(into, InnerBase)] += by_emitter + by_collector;
    matrix[at(into, InnerEmitter)] -= by_emitter;
    matrix[at(into, InnerCollector)] -= by_collector;
    matrix[at(out_of, InnerBase)] -= by_emitter + by_collector;
    matrix[at(out_of, InnerEmitter)] += by_emitter;
    matrix[at(out_of, InnerCollector)] += by_collector;
}

/// Resistances, and the junctions that no base current flows through.
void Bipolar::add_parasitics(const std::array<double, kNodes>& volts,
                             Linearised<kNodes>& out) const {
    const auto resistor = [&](Node outer, Node inner, double siemens) {
        add_branch<kNodes>(out.current, out.conductance, outer, inner,
                           {siemens * (volts[outer] - volts[inner]), siemens});
    };
    resistor(Collector, InnerCollector, area_ * collector_siemens_);
    resistor(Emitter, InnerEmitter, area_ * emitter_siemens_);
    if (outer_depletion_.exists()) {
        const Slope charge = outer_depletion_.charge(sign_ * (volts[Base] - volts[InnerCollector]));
        add_branch<kNodes>(out.charge, out.capacitance, Base, InnerCollector,
                           {sign_ * area_ * charge.value, area_ * charge.slope});
    }
    const Node well = lateral_ ? InnerBase : InnerCollector;
    resistor(Substrate, well, kJunctionSiemens);
    if (substrate_depletion_.exists()) {
        const Slope charge = substrate_depletion_.charge(volts[Substrate] - volts[well]);
        add_branch<kNodes>(out.charge, out.capacitance, Substrate, well,
                           {area_ * charge.value, area_ * charge.slope});
    }
}

}  // namespace hopspice::twin
