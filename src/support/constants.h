#pragma once
// Constants of nature and of our noise generator that more than one stage needs.

namespace hopspice {

inline constexpr double kBoltzmann = 1.380649e-23;  ///< J/K, exact in the SI
inline constexpr double kZeroCelsius = 273.15;      ///< K

/// Bandwidth times interval of noise that is interpolated between samples: where its spectrum,
/// sinc^4, has fallen to a half. Source: sinc^4(x) = 1/2 solved numerically.
inline constexpr double kNoiseBandwidth = 0.31893;

}  // namespace hopspice
