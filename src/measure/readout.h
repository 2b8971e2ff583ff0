#pragma once
// From a visible state to an answer, and from an expectation to the answer it means.

#include <hopspice/spec.h>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace hopspice::measure {

/// How far a state is from another answer.
struct Margin {
    double distance = 0;    ///< Euclidean, in the units of v
    std::string runner_up;  ///< what would be read there
};

class ReadoutReader {
public:
    /// `range`: the visible range, for expectations in numbers.
    ReadoutReader(const Readout& readout, double range) : readout_(readout), range_(range) {}

    /// A number that changes exactly when the answer does.
    [[nodiscard]] std::size_t identify(std::span<const double> visible) const;

    /// The answer: a bit string (threshold, sign: `1101001`, `?` never), a label (nearest, linear),
    /// or nothing (none).
    [[nodiscard]] std::string answer(std::span<const double> visible) const;

    /// The nearest state with another answer: where the visible neuron nearest to the level crosses
    /// it, on the bisector to another pattern, or where another row's score is the same. Absent
    /// without a readout, or where all states have one answer.
    [[nodiscard]] std::optional<Margin> margin(std::span<const double> visible) const;

    /// softmax(W v + b) of a linear readout, by label (rows of one label added up); else nothing.
    [[nodiscard]] std::map<std::string, double> probabilities(
        std::span<const double> visible) const;

    /// The answer an expectation means, in the same words as answer(); numbers where there is no
    /// readout.
    [[nodiscard]] std::string expected(const Expectation& expectation) const;

    /// Whether a state fulfils an expectation. Without a readout every given number must be met
    /// within 5 % of the visible range.
    [[nodiscard]] bool fulfils(std::span<const double> visible,
                               const Expectation& expectation) const;

private:
    [[nodiscard]] bool bit(double value) const;
    [[nodiscard]] double level() const;
    [[nodiscard]] std::optional<Margin> bit_margin(std::span<const double> visible) const;
    [[nodiscard]] std::size_t best(std::span<const double> visible) const;
    [[nodiscard]] bool by_bits() const {
        return readout_.type == ReadoutType::Threshold || readout_.type == ReadoutType::Sign;
    }

    Readout readout_;
    double range_;
};

}  // namespace hopspice::measure
