#include "measure/readout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hopspice::measure {

namespace {

constexpr double kNumberTolerance = 0.05;  // of the visible range, where there is no readout

double squared_distance(const Matrix& patterns, std::size_t row, std::span<const double> visible) {
    double sum = 0;
    for (std::size_t col = 0; col < patterns.cols; ++col) {
        const double difference = patterns(row, col) - visible[col];
        sum += difference * difference;
    }
    return sum;
}

double score(const Readout& readout, std::size_t row, std::span<const double> visible) {
    double sum = readout.bias.empty() ? 0 : readout.bias[row];
    for (std::size_t col = 0; col < readout.weights.cols; ++col) {
        sum += readout.weights(row, col) * visible[col];
    }
    return sum;
}

}  // namespace

bool ReadoutReader::bit(double value) const { return value > level(); }

double ReadoutReader::level() const {
    return readout_.type == ReadoutType::Threshold ? readout_.level : 0;
}

std::size_t ReadoutReader::best(std::span<const double> visible) const {
    const bool nearest = readout_.type == ReadoutType::Nearest;
    const std::size_t rows = nearest ? readout_.patterns.rows : readout_.weights.rows;
    std::size_t winner = 0;
    double winning = -INFINITY;
    for (std::size_t row = 0; row < rows; ++row) {
        const double value = nearest ? -squared_distance(readout_.patterns, row, visible)
                                     : score(readout_, row, visible);
        if (value > winning) {
            winning = value;
            winner = row;
        }
    }
    return winner;
}

std::size_t ReadoutReader::identify(std::span<const double> visible) const {
    if (readout_.type == ReadoutType::None) {
        return 0;
    }
    if (!by_bits()) {
        return best(visible);
    }
    std::size_t hash = 0;
    for (const double value : visible) {
        hash = hash * 31 + (bit(value) ? 7 : 3);
    }
    return hash;
}

std::string ReadoutReader::answer(std::span<const double> visible) const {
    if (readout_.type == ReadoutType::None) {
        return "";
    }
    if (!by_bits()) {
        return readout_.labels[best(visible)];
    }
    std::string bits;
    for (const double value : visible) {
        bits += bit(value) ? '1' : '0';
    }
    return bits;
}

std::optional<Margin> ReadoutReader::bit_margin(std::span<const double> visible) const {
    const auto nearest = std::ranges::min_element(
        visible, {}, [this](double value) { return std::abs(value - level()); });
    Margin margin{std::abs(*nearest - level()), answer(visible)};
    char& flipped = margin.runner_up[static_cast<std::size_t>(nearest - visible.begin())];
    flipped = flipped == '1' ? '0' : '1';
    return margin;
}

// Scores are linear in v, or differ by what is (squared distances): the way to where two are equal
// is their difference over the length of its gradient.
std::optional<Margin> ReadoutReader::margin(std::span<const double> visible) const {
    if (readout_.type == ReadoutType::None) {
        return std::nullopt;
    }
    if (by_bits()) {
        return bit_margin(visible);
    }
    const bool nearest = readout_.type == ReadoutType::Nearest;
    const Matrix& rows = nearest ? readout_.patterns : readout_.weights;
    const auto score_of = [&](std::size_t row) {
        return nearest ? -squared_distance(rows, row, visible) / 2 : score(readout_, row, visible);
    };
    const std::size_t winner = best(visible);
    std::optional<Margin> least;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        if (readout_.labels[row] == readout_.labels[winner]) {
            continue;
        }
        const std::span<const double> gradient(rows.values.data() + winner * rows.cols, rows.cols);
        const double slope = std::sqrt(squared_distance(rows, row, gradient));
        const double lead = score_of(winner) - score_of(row);
        const double distance = lead > 0 ? lead / slope : 0;
        if (!least || distance < least->distance) {
            least = Margin{distance, readout_.labels[row]};
        }
    }
    // A score that leads everywhere by the same has no place where it is caught up with.
    return least && std::isfinite(least->distance) ? least : std::nullopt;
}

std::map<std::string, double> ReadoutReader::probabilities(std::span<const double> visible) const {
    std::map<std::string, double> by_label;
    if (readout_.type != ReadoutType::Linear) {
        return by_label;
    }
    std::vector<double> scores;
    for (std::size_t row = 0; row < readout_.weights.rows; ++row) {
        scores.push_back(score(readout_, row, visible));
    }
    const double largest = *std::ranges::max_element(scores);
    double sum = 0;
    for (double& value : scores) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (std::size_t row = 0; row < scores.size(); ++row) {
        by_label[readout_.labels[row]] += scores[row] / sum;
    }
    return by_label;
}

std::string ReadoutReader::expected(const Expectation& expectation) const {
    if (expectation.is_label()) {
        return expectation.label;
    }
    std::string text;
    for (const auto& value : expectation.visible) {
        if (by_bits()) {
            text += !value ? '?' : bit(*value) ? '1' : '0';
        } else {
            text += (text.empty() ? "" : ",") + (value ? fmt::format("{:.4g}", *value) : "?");
        }
    }
    return text;
}

bool ReadoutReader::fulfils(std::span<const double> visible, const Expectation& expectation) const {
    if (expectation.is_label()) {
        return answer(visible) == expectation.label;
    }
    for (std::size_t k = 0; k < expectation.visible.size(); ++k) {
        const auto& wanted = expectation.visible[k];
        if (!wanted) {
            continue;
        }
        const bool met = by_bits() ? bit(visible[k]) == bit(*wanted)
                                   : std::abs(visible[k] - *wanted) <= kNumberTolerance * range_;
        if (!met) {
            return false;
        }
    }
    return true;
}

}  // namespace hopspice::measure
