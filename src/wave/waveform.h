#pragma once
// Sampled signals of one transient.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::wave {

/// `samples` is row-major, time_s.size() x names.size(); time increases strictly.
struct Waveform {
    std::vector<double> time_s;
    std::vector<std::string> names;  ///< `v(node)`, `i(source)`; lower case
    std::vector<double> samples;

    [[nodiscard]] std::size_t points() const { return time_s.size(); }
    [[nodiscard]] double at(std::size_t point, std::size_t signal) const {
        return samples[point * names.size() + signal];
    }
    [[nodiscard]] std::span<const double> row(std::size_t point) const {
        return {samples.data() + point * names.size(), names.size()};
    }
    /// The column of a signal, or nullopt.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
};

/// Up to an instant; the last point is interpolated where there is none.
[[nodiscard]] Waveform until(const Waveform& waveform, double end_s);

}  // namespace hopspice::wave
