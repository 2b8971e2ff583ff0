#pragma once
// How much of anything is taken from outside, and how long it is worked on: an endless file or a
// hostile number ends with a diagnostic. What a machine can do is far below.

#include <cstddef>

namespace hopspice {

/// Largest JSON, CSV or SPICE library, bytes.
inline constexpr std::size_t kMaxTextBytes = std::size_t{32} << 20;
/// Largest netlist that is looked through, bytes; one of 1024 x 1024 has 40 MiB.
inline constexpr std::size_t kMaxDeckBytes = std::size_t{512} << 20;
/// Largest array, in numbers.
inline constexpr std::size_t kMaxArraySize = std::size_t{1} << 26;
/// Largest `.npy` or `.npz` file, bytes.
inline constexpr std::size_t kMaxDataBytes = kMaxArraySize * 8 + 65536;
/// Largest waveform, bytes.
inline constexpr std::size_t kMaxWaveBytes = std::size_t{2} << 30;

/// Steps of one integration of the ODE; they are at most tau_v/2.
inline constexpr long kMaxSteps = 1'000'000;
/// Of one of the probes that show how far signals go, which are coarse.
inline constexpr long kMaxProbeSteps = 100'000;
/// Any so many steps in a row must be longer than this on average, in tau_v: those of a stiff start
/// grow soon, those of a state that nothing follows from do not.
inline constexpr long kStepsToGrow = 5000;
inline constexpr double kLeastStep = 1e-9;
/// Numbers of one trajectory that is kept.
inline constexpr std::size_t kMaxTrajectorySize = kMaxArraySize;
/// Seconds one integration may take, and all probes of a model together.
inline constexpr double kMaxIntegrationSeconds = 120;
inline constexpr double kMaxProbesSeconds = 600;

}  // namespace hopspice
