#include "sim/noise.h"

#include "support/lower_case.h"
#include "support/random.h"

#include <algorithm>
#include <cmath>

namespace hopspice::sim {

double noise_sigma(double density, double interval_s) {
    return std::sqrt(density / (2 * interval_s));
}

std::uint64_t noise_seed(std::uint64_t seed, std::string_view purpose) {
    return mix_bits(mix_bits(seed) ^ hash_of(purpose));
}

NoiseValues::NoiseValues(const Noise& noise) : interval_s_(noise.interval_s) {
    for (const NoiseSource& source : noise.sources) {
        Track track;
        track.state = noise_seed(noise.seed, source.name);
        track.sigma = source.sigma;
        tracks_.emplace(lower_case(source.name), track);
    }
}

double NoiseValues::Track::sample(std::uint64_t at) const {
    return sigma * normal_from(mix_bits(state ^ mix_bits(at)));
}

const NoiseValues::Track* NoiseValues::find(std::string_view name) const {
    const auto place = tracks_.find(name);
    return place == tracks_.end() ? nullptr : &place->second;
}

double NoiseValues::at(std::string_view name, double time_s) {
    const auto found = tracks_.find(name);
    if (found == tracks_.end()) {
        return 0;
    }
    Track& track = found->second;
    const double cell = std::floor(std::max(0.0, time_s) / interval_s_);
    const auto place = static_cast<std::uint64_t>(cell);
    if (place != track.place) {
        track.before = place == track.place + 1 ? track.after : track.sample(place);
        track.after = track.sample(place + 1);
        track.place = place;
    }
    const double share = std::clamp(time_s / interval_s_ - cell, 0.0, 1.0);
    return track.before + share * (track.after - track.before);
}

std::vector<double> NoiseValues::corners(std::string_view name, double stop_s) {
    std::vector<double> pairs;
    const Track* track = find(name);
    if (track == nullptr) {
        return pairs;
    }
    const auto last = static_cast<std::uint64_t>(std::ceil(stop_s / interval_s_));
    for (std::uint64_t k = 0; k <= last; ++k) {
        pairs.push_back(static_cast<double>(k) * interval_s_);
        pairs.push_back(track->sample(k));
    }
    return pairs;
}

}  // namespace hopspice::sim
