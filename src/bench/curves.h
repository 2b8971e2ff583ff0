#pragma once
// What is read off a transient in which sources go along straight lines.

#include "wave/waveform.h"

#include <cstddef>
#include <optional>

namespace hopspice::bench {

/// The value of a signal at an instant, on the cubic through the four points around it. Needs four
/// points.
[[nodiscard]] double smooth_at(const wave::Waveform& waveform, std::size_t signal, double time_s);

/// The first instant in `from_s` to `to_s` at which a signal passes a level in either direction,
/// on those cubics, s; nothing where it does not.
[[nodiscard]] std::optional<double> passage_of(const wave::Waveform& waveform, std::size_t signal,
                                               double level, double from_s, double to_s);

}  // namespace hopspice::bench
