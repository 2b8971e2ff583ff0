#include "wave/waveform.h"

#include <algorithm>

namespace hopspice::wave {

std::optional<std::size_t> Waveform::find(std::string_view name) const {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - names.begin());
}

Waveform until(const Waveform& waveform, double end_s) {
    const auto kept = static_cast<std::size_t>(std::ranges::upper_bound(waveform.time_s, end_s) -
                                               waveform.time_s.begin());
    const std::size_t width = waveform.names.size();
    Waveform cut{{waveform.time_s.data(), waveform.time_s.data() + kept},
                 waveform.names,
                 {waveform.samples.data(), waveform.samples.data() + kept * width}};
    if (kept > 0 && kept < waveform.points() && cut.time_s.back() < end_s) {
        const double before = waveform.time_s[kept - 1];
        const double part = (end_s - before) / (waveform.time_s[kept] - before);
        for (std::size_t k = 0; k < width; ++k) {
            cut.samples.push_back((1 - part) * waveform.at(kept - 1, k) +
                                  part * waveform.at(kept, k));
        }
        cut.time_s.push_back(end_s);
    }
    return cut;
}

}  // namespace hopspice::wave
