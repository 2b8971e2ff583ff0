#include "driver/noise.h"

namespace hopspice::driver {

std::optional<sim::Noise> noise_of(const circuit::Layout& layout, const std::string& run) {
    if (layout.noise.empty()) {
        return std::nullopt;
    }
    sim::Noise noise;
    noise.seed = sim::noise_seed(layout.noise_seed, run);
    noise.interval_s = layout.noise_interval_s;
    for (const circuit::NoiseSpot& spot : layout.noise) {
        noise.sources.push_back(
            {spot.source, sim::noise_sigma(spot.density, layout.noise_interval_s)});
    }
    return noise;
}

void set_noise(circuit::Circuit& circuit, const std::optional<sim::Noise>& noise, double stop_s) {
    if (!noise) {
        return;
    }
    sim::NoiseValues values(*noise);
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            if (values.has(element.name)) {
                element.pwl = values.corners(element.name, stop_s);
            }
        }
    }
}

}  // namespace hopspice::driver
