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

}  // namespace hopspice::wave
