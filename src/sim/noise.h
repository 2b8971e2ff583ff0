#pragma once
// White noise as a function of time: independent normal numbers every `interval_s`, straight lines
// between them. A sample depends on the seed, the source's name and its place in time alone, so
// that the simulator may go back, and a run may be repeated, anywhere.
//
//   one-sided density   S(f) = 2 sigma^2 dt (sin(pi f dt)/(pi f dt))^4,  sigma^2 = S(0)/(2 dt)
//
// The triangle between two samples has the transform dt sinc^2; -3 dB are at 0.3189/dt.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hopspice::sim {

/// A source written `external` in the deck, volt or ampere.
struct NoiseSource {
    std::string name;
    double sigma = 0;  ///< standard deviation of the samples
};

/// The noise of one job.
struct Noise {
    std::uint64_t seed = 0;
    double interval_s = 1;  ///< positive
    std::vector<NoiseSource> sources;
};

/// Standard deviation of samples `interval_s` apart for this one-sided density at low frequency,
/// V^2/Hz or A^2/Hz.
[[nodiscard]] double noise_sigma(double density, double interval_s);

/// Seed of what is drawn for one purpose, say a query, of a seed.
[[nodiscard]] std::uint64_t noise_seed(std::uint64_t seed, std::string_view purpose);

/// The values of a job's sources.
class NoiseValues {
public:
    explicit NoiseValues(const Noise& noise);

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// At a time that is not negative; 0 for a source that is none of ours.
    [[nodiscard]] double at(std::string_view name, double time_s);
    /// (time, value) pairs of the corners from 0 to beyond `stop_s`.
    [[nodiscard]] std::vector<double> corners(std::string_view name, double stop_s);

private:
    /// One source with the two samples it was last asked for.
    struct Track {
        std::uint64_t state = 0;
        double sigma = 0;
        std::uint64_t place = UINT64_MAX - 1;  ///< none yet
        double before = 0;
        double after = 0;
        [[nodiscard]] double sample(std::uint64_t at) const;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    [[nodiscard]] const Track* find(std::string_view name) const;

    double interval_s_;
    std::unordered_map<std::string, Track, Hash, std::equal_to<>> tracks_;
};

}  // namespace hopspice::sim
