#include "twin/mosfet.h"

#include "support/rules.h"
#include "twin/mosfet_card.h"

namespace hopspice::twin {

constexpr std::array<MatrixEntry, 17> Mosfet::kConductances = {{
    {Drain, Drain},
    {Drain, InnerDrain},
    {Source, Source},
    {Source, InnerSource},
    {Bulk, Bulk},
    {Bulk, InnerDrain},
    {Bulk, InnerSource},
    {InnerDrain, Drain},
    {InnerDrain, Gate},
    {InnerDrain, Bulk},
    {InnerDrain, InnerDrain},
    {InnerDrain, InnerSource},
    {InnerSource, Gate},
    {InnerSource, Source},
    {InnerSource, Bulk},
    {InnerSource, InnerDrain},
    {InnerSource, InnerSource},
}};

constexpr std::array<MatrixEntry, 14> Mosfet::kCapacitances = {{
    {Gate, Gate},
    {Gate, Bulk},
    {Gate, InnerDrain},
    {Gate, InnerSource},
    {Bulk, Gate},
    {Bulk, Bulk},
    {Bulk, InnerDrain},
    {Bulk, InnerSource},
    {InnerDrain, Gate},
    {InnerDrain, Bulk},
    {InnerDrain, InnerDrain},
    {InnerSource, Gate},
    {InnerSource, Bulk},
    {InnerSource, InnerSource},
}};

namespace {

/// The voltage of a gate goes no further from `last` in one Newton iteration. Source: devsup.c,
/// DEVfetlim.
double limit_gate(double next, double last, double threshold) {
    const double on = last - threshold;
    const double step = next - last;
    if (on < 0) {
        if (step <= 0) {
            return std::max(next, last - (2 - 2 * on));
        }
        return next <= threshold + 0.5 ? std::min(next, last + (1 - on)) : threshold + 0.5;
    }
    if (on < 3.5) {
        return step <= 0 ? std::max(next, threshold - 0.5) : std::min(next, threshold + 4);
    }
    if (step > 0) {
        return std::min(next, last + 2 * on + 2);
    }
    return next >= threshold + 3.5 ? std::max(next, last - (on + 1))
                                   : std::max(next, threshold + 2);
}

/// The same for a drain. Source: DEVlimvds.
double limit_drain(double next, double last) {
    if (last >= 3.5) {
        return next > last ? std::min(next, 3 * last + 2) : next < 3.5 ? std::max(next, 2.0) : next;
    }
    return next > last ? std::min(next, 4.0) : std::max(next, -0.5);
}

}  // namespace

Result<Mosfet> Mosfet::make(const circuit::ModelCard& card,
                            std::span<const std::pair<std::string, double>> parameters,
                            double temperature_c) {
    CardReader reader(card);
    auto values =
        std::make_shared<const MosfetCard>(reader, card.type == "pmos", Temperature(temperature_c));
    reader.pass_over({"kf", "af"});
    reader.require("level", 1);
    Diagnostics refused = reader.finish();
    Mosfet device(std::move(values));
    for (const auto& [name, value] : parameters) {
        if (!device.set(name, value)) {
            report(refused, Rule::NotInTwin, {},
                   fmt::format("parameter `{}` of a MOSFET of model `{}`", name, card.name));
        }
    }
    if (refused.has_errors()) {
        return Unexpected{std::move(refused)};
    }
    return device;
}

Mosfet::Mosfet(std::shared_ptr<const MosfetCard> card)
    : card_(std::move(card)),
      sign_(card_->type),
      thermal_(card_->thermal),
      inverse_thermal_(1 / thermal_),
      phi_(card_->phi),
      root_phi_(std::sqrt(card_->phi)),
      gamma_(card_->gamma),
      flat_(card_->flat),
      lambda_(card_->lambda) {
    resize();
}

bool Mosfet::set(std::string_view parameter, double value) {
    static constexpr std::array<std::pair<std::string_view, double Size::*>, 9> kParameters = {{
        {"w", &Size::w},
        {"l", &Size::l},
        {"m", &Size::m},
        {"ad", &Size::ad},
        {"as", &Size::as},
        {"pd", &Size::pd},
        {"ps", &Size::ps},
        {"nrd", &Size::nrd},
        {"nrs", &Size::nrs},
    }};
    for (const auto& [name, member] : kParameters) {
        if (name == parameter) {
            size_.*member = value;
            resize();
            return true;
        }
    }
    return false;
}

void Mosfet::resize() {
    const MosfetCard& card = *card_;
    const double length = size_.l - 2 * card.ld;
    const double width = size_.m * size_.w;
    beta_ = card.kp * width / length;
    const double oxide_farads = card.oxide * length * width;
    bulk_slope_ = oxide_farads / (2 * phi_);
    channel_slope_ = oxide_farads / (1.5 * phi_);
    overlap_source_ = card.cgso * width;
    overlap_drain_ = card.cgdo * width;
    overlap_bulk_ = card.cgbo * size_.m * length;
    const auto siemens = [&](double ohms, double squares) {
        const double resistance = ohms != 0 ? ohms : card.rsh * squares;
        return resistance == 0 ? 0 : size_.m / resistance;
    };
    drain_siemens_ = siemens(card.rd, size_.nrd);
    source_siemens_ = siemens(card.rs, size_.nrs);
    drain_junction_ = junction(size_.ad, size_.pd, card.cbd);
    source_junction_ = junction(size_.as, size_.ps, card.cbs);
}

Mosfet::Junction Mosfet::junction(double area, double perimeter,
                                  std::optional<double> farads) const {
    const MosfetCard& card = *card_;
    const bool by_area = card.js != 0 && size_.ad != 0 && size_.as != 0;
    const double bottom = size_.m * farads.value_or(card.cj * area);
    const double side = size_.m * card.cjsw * perimeter;
    Junction result;
    result.saturation = size_.m * (by_area ? card.js * area : card.is);
    result.critical = critical_volts(result.saturation, thermal_);
    const bool as_one = card.mj == card.mjsw;
    result.bottom = Depletion(as_one ? bottom + side : bottom, card.pb, card.mj, card.fc);
    result.side = Depletion(as_one ? 0 : side, card.pb, card.mjsw, card.fc);
    return result;
}

bool Mosfet::has_node(std::size_t node) const {
    return node == InnerDrain ? drain_siemens_ != 0 : node != InnerSource || source_siemens_ != 0;
}

/// Saturated below -3 kT/q.
Slope Mosfet::Junction::current(double volts, double inverse_thermal) const {
    const double exponent = volts * inverse_thermal;
    if (exponent <= -3) {
        return {kJunctionSiemens * volts - saturation, kJunctionSiemens};
    }
    const double growth = volts == 0 ? saturation : saturation * std::exp(exponent);
    return {growth - saturation + kJunctionSiemens * volts,
            growth * inverse_thermal + kJunctionSiemens};
}

Slope Mosfet::Junction::charge(double volts) const {
    const Slope a = bottom.charge(volts);
    const Slope b = side.charge(volts);
    return {a.value + b.value, a.slope + b.slope};
}

Mosfet::Point Mosfet::point(const std::array<double, kNodes>& volts) const {
    const double gate_source = sign_ * (volts[Gate] - volts[InnerSource]);
    const double drain_source = sign_ * (volts[InnerDrain] - volts[InnerSource]);
    const double bulk_source = sign_ * (volts[Bulk] - volts[InnerSource]);
    return {gate_source, drain_source, bulk_source};
}

/// No step of gate or drain that is so short, to a bulk that hardly conducts, is held back.
bool Mosfet::is_free(const Point& asked, const Iteration& before) const {
    constexpr double kFree = 0.25;  // V
    return std::abs(asked.gate - before.gate_source) < kFree &&
           std::abs(asked.drain - before.drain_source) < kFree &&
           asked.bulk <= source_junction_.critical &&
           asked.bulk - asked.drain <= drain_junction_.critical;
}

/// One Newton iteration's step from the last point towards the next, as seen from the end that was
/// the source at the last one: the point it ends at; nothing where it goes all the way.
std::optional<Mosfet::Point> Mosfet::held_back(const Point& asked, const Iteration& before) const {
    const Point unturned{before.gate_source, before.drain_source, before.bulk_source};
    const bool turn = before.drain_source < 0;
    const Point last = turn ? turned(unturned) : unturned;
    const Point next = turn ? turned(asked) : asked;
    Point result = next;
    result.gate = limit_gate(next.gate, last.gate, before.threshold);
    if (result.gate != next.gate) {
        result.drain += result.gate - next.gate;  // what the gate does against the drain stays
    }
    result.drain = limit_drain(result.drain, last.drain);
    if (result.drain >= 0) {
        const Junction& junction = turn ? drain_junction_ : source_junction_;
        result.bulk = limit_junction(next.bulk, last.bulk, thermal_, junction.critical);
    } else {
        const Junction& junction = turn ? source_junction_ : drain_junction_;
        const double across = next.bulk - result.drain;
        const double held =
            limit_junction(across, last.bulk - last.drain, thermal_, junction.critical);
        result.bulk = held == across ? next.bulk : held + result.drain;
    }
    if (result.gate == next.gate && result.drain == next.drain && result.bulk == next.bulk) {
        return std::nullopt;
    }
    return turn ? turned(result) : result;
}

/// The same seen from the drain.
Mosfet::Point Mosfet::turned(const Point& here) {
    return {here.gate - here.drain, -here.drain, here.bulk - here.drain};
}

Mosfet::Threshold Mosfet::threshold(double bulk) const {
    if (bulk <= 0) {
        const double root = bulk == 0 ? root_phi_ : std::sqrt(phi_ - bulk);
        return {flat_ + gamma_ * root, gamma_ / (2 * root)};
    }
    const double root = std::max(root_phi_ - bulk / (2 * root_phi_), 0.0);
    return {flat_ + gamma_ * root, root == 0 ? 0 : gamma_ / (2 * root_phi_)};
}

Mosfet::Channel Mosfet::channel(const Point& here, const Threshold& threshold) const {
    const double drive = std::max(here.gate - threshold.volts, 0.0);
    const double across = std::min(drive, here.drain);  // no more than saturates the channel
    const double length = 1 + lambda_ * here.drain;
    const double square = beta_ * across * (drive - 0.5 * across);
    const double by_gate = beta_ * length * across;
    return {square * length, by_gate, beta_ * length * (drive - across) + lambda_ * square,
            by_gate * threshold.slope};
}

/// Source: devsup.c, DEVqmeyer.
Mosfet::Halves Mosfet::halves(const Point& here, double threshold) const {
    constexpr double kLeastSaturation = 0.025;  // V: the drain's where it is none
    const double drive = here.gate - threshold;
    const double half_phi = 0.5 * phi_;
    const double channel = channel_slope_ * std::clamp(drive + half_phi, 0.0, half_phi);
    const double saturation = std::max(drive, kLeastSaturation);
    const double across = std::min(saturation, here.drain);
    const double inverse = 1 / (2 * saturation - across);
    const double drain_part = saturation * inverse;
    const double source_part = (saturation - across) * inverse;
    return {channel * (1 - source_part * source_part), channel * (1 - drain_part * drain_part),
            bulk_slope_ * std::clamp(-drive, 0.0, phi_)};
}

/// With what the voltages do not change; the ends as the circuit names them.
Mosfet::Halves Mosfet::halves_of(const Point& here) const {
    if (here.drain >= 0) {
        return halves(here, threshold(here.bulk).volts);
    }
    const Point other = turned(here);
    const Halves result = halves(other, threshold(other.bulk).volts);
    return {result.drain, result.source, result.bulk};
}

void Mosfet::begin(const std::array<double, kNodes>& volts, History& history) const {
    const Point here = point(volts);
    const Halves half = halves_of(here);
    const auto start = [](double across, double part, double overlap) {
        return GateCharge{across, part, across * (2 * part + overlap)};
    };
    history = {start(here.gate, half.source, overlap_source_),
               start(here.gate - here.drain, half.drain, overlap_drain_),
               start(here.gate - here.bulk, half.bulk, overlap_bulk_)};
}

void Mosfet::accept(const std::array<double, kNodes>& volts, History& history) const {
    const Point here = point(volts);
    const Halves half = halves_of(here);
    const auto move = [](GateCharge& charge, double across, double part, double overlap) {
        charge.charge += (across - charge.volts) * (charge.half + part + overlap);
        charge.half = part;
        charge.volts = across;
    };
    move(history.source, here.gate, half.source, overlap_source_);
    move(history.drain, here.gate - here.drain, half.drain, overlap_drain_);
    move(history.bulk, here.gate - here.bulk, half.bulk, overlap_bulk_);
}

/// By the voltages against the source that the circuit names.
Mosfet::ChannelEnds Mosfet::ends_of(const Channel& flow, bool reversed) {
    if (!reversed) {
        return {flow.current, flow.by_gate, flow.by_drain, flow.by_bulk};
    }
    return {-flow.current, -flow.by_gate, flow.by_gate + flow.by_drain + flow.by_bulk,
            -flow.by_bulk};
}

Slope Mosfet::grown(const GateCharge& before, double across, double farads) {
    const double mean = before.half + farads;
    return {before.charge + (across - before.volts) * mean, mean};
}

void Mosfet::write_currents(const std::array<double, kNodes>& volts, const ChannelEnds& channel,
                            const Branches& junctions, Linearised<kNodes>& out) const {
    const double drain_current = drain_siemens_ * (volts[Drain] - volts[InnerDrain]);
    const double source_current = source_siemens_ * (volts[Source] - volts[InnerSource]);
    const double into_drain = sign_ * (channel.current - junctions.drain.value);
    const double into_source = sign_ * (-channel.current - junctions.source.value);
    out.current = {drain_current,
                   0,
                   source_current,
                   sign_ * (junctions.drain.value + junctions.source.value),
                   into_drain - drain_current,
                   into_source - source_current};

    auto& g = out.conductance;
    const double by_source = -channel.by_gate - channel.by_drain - channel.by_bulk;
    g[at(Drain, Drain)] = drain_siemens_;
    g[at(Drain, InnerDrain)] = -drain_siemens_;
    g[at(Source, Source)] = source_siemens_;
    g[at(Source, InnerSource)] = -source_siemens_;
    g[at(Bulk, Bulk)] = junctions.drain.slope + junctions.source.slope;
    g[at(Bulk, InnerDrain)] = -junctions.drain.slope;
    g[at(Bulk, InnerSource)] = -junctions.source.slope;
    g[at(InnerDrain, Drain)] = -drain_siemens_;
    g[at(InnerDrain, Gate)] = channel.by_gate;
    g[at(InnerDrain, Bulk)] = channel.by_bulk - junctions.drain.slope;
    g[at(InnerDrain, InnerDrain)] = channel.by_drain + junctions.drain.slope + drain_siemens_;
    g[at(InnerDrain, InnerSource)] = by_source;
    g[at(InnerSource, Gate)] = -channel.by_gate;
    g[at(InnerSource, Source)] = -source_siemens_;
    g[at(InnerSource, Bulk)] = -channel.by_bulk - junctions.source.slope;
    g[at(InnerSource, InnerDrain)] = -channel.by_drain;
    g[at(InnerSource, InnerSource)] = -by_source + junctions.source.slope + source_siemens_;
}

void Mosfet::write_charges(const Branches& charges, Linearised<kNodes>& out) const {
    const Slope& source = charges.source;
    const Slope& drain = charges.drain;
    const Slope& gate_source = charges.gate_source;
    const Slope& gate_drain = charges.gate_drain;
    const Slope& gate_bulk = charges.gate_bulk;
    out.charge = {0,
                  sign_ * (gate_source.value + gate_drain.value + gate_bulk.value),
                  0,
                  sign_ * (source.value + drain.value - gate_bulk.value),
                  -sign_ * (drain.value + gate_drain.value),
                  -sign_ * (source.value + gate_source.value)};

    auto& c = out.capacitance;
    c[at(Gate, Gate)] = gate_source.slope + gate_drain.slope + gate_bulk.slope;
    c[at(Gate, Bulk)] = -gate_bulk.slope;
    c[at(Gate, InnerDrain)] = -gate_drain.slope;
    c[at(Gate, InnerSource)] = -gate_source.slope;
    c[at(Bulk, Gate)] = -gate_bulk.slope;
    c[at(Bulk, Bulk)] = source.slope + drain.slope + gate_bulk.slope;
    c[at(Bulk, InnerDrain)] = -drain.slope;
    c[at(Bulk, InnerSource)] = -source.slope;
    c[at(InnerDrain, Gate)] = -gate_drain.slope;
    c[at(InnerDrain, Bulk)] = -drain.slope;
    c[at(InnerDrain, InnerDrain)] = drain.slope + gate_drain.slope;
    c[at(InnerSource, Gate)] = -gate_source.slope;
    c[at(InnerSource, Bulk)] = -source.slope;
    c[at(InnerSource, InnerSource)] = source.slope + gate_source.slope;
}

[[gnu::flatten]] void Mosfet::evaluate(const std::array<double, kNodes>& volts,
                                       const History& history, Iteration& iteration,
                                       Linearised<kNodes>& out) const {
    const Point asked = point(volts);
    const std::optional<Point> held =
        is_free(asked, iteration) ? std::nullopt : held_back(asked, iteration);
    const Point used = held.value_or(asked);
    const bool reversed = used.drain < 0;
    const Point end = reversed ? turned(used) : used;
    const Threshold on = threshold(end.bulk);
    iteration = {used.gate, used.drain, used.bulk, on.volts, held.has_value()};
    const Channel flow = channel(end, on);
    const Halves half = halves(end, on.volts);
    const double drain_bulk = used.bulk - used.drain;

    Branches currents;
    Branches charges;
    currents.source = source_junction_.current(used.bulk, inverse_thermal_);
    currents.drain = drain_junction_.current(drain_bulk, inverse_thermal_);
    charges.source = source_junction_.charge(used.bulk);
    charges.drain = drain_junction_.charge(drain_bulk);
    ChannelEnds ends = ends_of(flow, reversed);
    if (held) {
        const double more_source = asked.bulk - used.bulk;
        const double more_drain = asked.bulk - asked.drain - drain_bulk;
        for (Branches* branches : {&currents, &charges}) {
            branches->source.value += branches->source.slope * more_source;
            branches->drain.value += branches->drain.slope * more_drain;
        }
        ends.current += ends.by_gate * (asked.gate - used.gate) +
                        ends.by_drain * (asked.drain - used.drain) +
                        ends.by_bulk * (asked.bulk - used.bulk);
    }
    write_currents(volts, ends, currents, out);
    const double source_half = reversed ? half.drain : half.source;
    const double drain_half = reversed ? half.source : half.drain;
    charges.gate_source = grown(history.source, asked.gate, source_half + overlap_source_);
    charges.gate_drain =
        grown(history.drain, asked.gate - asked.drain, drain_half + overlap_drain_);
    charges.gate_bulk = grown(history.bulk, asked.gate - asked.bulk, half.bulk + overlap_bulk_);
    write_charges(charges, out);
}

}  // namespace hopspice::twin
