#include "circuit/measured_mos.h"

#include "circuit/circuit.h"
#include "circuit/subcircuit_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::circuit {

namespace {

/// What stands beside a value on a logarithmic scale: `lower + part (upper - lower)`.
struct Place {
    std::size_t lower = 0;
    std::size_t upper = 0;
    double part = 0;
};

template <typename Get>
Place place_of(std::size_t count, double value, Get get) {
    if (!(value > get(std::size_t{0}))) {
        return {0, 0, 0};
    }
    for (std::size_t upper = 1; upper < count; ++upper) {
        if (value < get(upper)) {
            const double low = std::log(get(upper - 1));
            return {upper - 1, upper, (std::log(value) - low) / (std::log(get(upper)) - low)};
        }
    }
    return {count - 1, count - 1, 0};
}

double between(double low, double high, double part) {
    return low > 0 && high > 0 ? low * std::pow(high / low, part) : low + part * (high - low);
}

MosPoint between(const MosPoint& low, const MosPoint& high, double part) {
    return {between(low.amperes, high.amperes, part), between(low.gm, high.gm, part),
            between(low.gds, high.gds, part), between(low.on_siemens, high.on_siemens, part)};
}

MosPoint point_at(const MosChannel& channel, double overdrive) {
    const Place place = place_of(channel.points.size(), overdrive,
                                 [](std::size_t k) { return kMeasuredOverdrives[k]; });
    return between(channel.points[place.lower], channel.points[place.upper], place.part);
}

Place place_of_length(const MosCurves& curves, double length) {
    return place_of(curves.channels.size(), length,
                    [&](std::size_t k) { return curves.channels[k].length; });
}

double overdrive_of(const MosChannel& channel, double amperes) {
    const Place place = place_of(channel.points.size(), amperes,
                                 [&](std::size_t k) { return channel.points[k].amperes; });
    return between(kMeasuredOverdrives[place.lower], kMeasuredOverdrives[place.upper], place.part);
}

std::string at_overdrive(const char* what, std::size_t channel, std::size_t point) {
    return fmt::format("{}{}_{:.0f}", what, channel, 1e3 * kMeasuredOverdrives[point]);
}

}  // namespace

MosPoint MosCurves::at(double length, double overdrive) const {
    const Place place = place_of_length(*this, length);
    return between(point_at(channels[place.lower], overdrive),
                   point_at(channels[place.upper], overdrive), place.part);
}

double MosCurves::overdrive(double length, double amperes) const {
    const Place place = place_of_length(*this, length);
    return between(overdrive_of(channels[place.lower], amperes),
                   overdrive_of(channels[place.upper], amperes), place.part);
}

MosChannel MosCurves::channel(double length) const {
    const Place place = place_of_length(*this, length);
    const MosChannel& low = channels[place.lower];
    const MosChannel& high = channels[place.upper];
    MosChannel all;
    all.length = length;
    all.threshold = between(low.threshold, high.threshold, place.part);
    all.gate_farads = between(low.gate_farads, high.gate_farads, place.part);
    all.overlap_farads = between(low.overlap_farads, high.overlap_farads, place.part);
    all.drain_farads = between(low.drain_farads, high.drain_farads, place.part);
    return all;
}

std::optional<MosCurves> curves_of(const ModelCard& card) {
    MosCurves curves;
    curves.drain_volts = card_value(card, "vds_measured", 0);
    for (std::size_t k = 0; card_value(card, fmt::format("l{}", k), 0) > 0; ++k) {
        const auto value = [&](const char* what) {
            return card_value(card, fmt::format("{}{}", what, k), 0);
        };
        MosChannel channel{value("l"), value("vt"), value("cgg"), value("cgd"), value("cdb"), {}};
        for (std::size_t point = 0; point < kMeasuredOverdrives.size(); ++point) {
            const auto of = [&](const char* what) {
                return card_value(card, at_overdrive(what, k, point), 0);
            };
            if (of("id") > 0) {
                channel.points.push_back({of("id"), of("gm"), of("gds"), of("on")});
            }
        }
        curves.channels.push_back(std::move(channel));
    }
    return curves.channels.empty() ? std::nullopt : std::optional(std::move(curves));
}

void add_curves(const MosCurves& curves, std::vector<std::pair<std::string, double>>& parameters) {
    parameters.emplace_back("vds_measured", curves.drain_volts);
    for (std::size_t k = 0; k < curves.channels.size(); ++k) {
        const MosChannel& channel = curves.channels[k];
        const auto add = [&](const char* what, double value) {
            parameters.emplace_back(fmt::format("{}{}", what, k), value);
        };
        add("l", channel.length);
        add("vt", channel.threshold);
        add("cgg", channel.gate_farads);
        add("cgd", channel.overlap_farads);
        add("cdb", channel.drain_farads);
        for (std::size_t point = 0; point < channel.points.size(); ++point) {
            const MosPoint& at = channel.points[point];
            parameters.emplace_back(at_overdrive("id", k, point), at.amperes);
            parameters.emplace_back(at_overdrive("gm", k, point), at.gm);
            parameters.emplace_back(at_overdrive("gds", k, point), at.gds);
            parameters.emplace_back(at_overdrive("on", k, point), at.on_siemens);
        }
    }
}

}  // namespace hopspice::circuit
