#pragma once
// A line of some wires, one per bit, on which bits flip at random instants.

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace channel {

using Word = std::vector<bool>;

/// In how many bits two words of the same length differ.
[[nodiscard]] std::size_t distance(const Word& a, const Word& b);

/// Every wire flips by a Poisson process of its own. The same seed, the same instants.
class Line {
public:
    /// `rate`: flips per wire and second; 0: none ever.
    Line(std::size_t wires, double rate, std::uint64_t seed);

    /// Puts a word on the wires; flips count from here on.
    void send(const Word& word, double time_s);
    /// What the wires carry at this instant, which must not be before the last one asked.
    [[nodiscard]] const Word& at(double time_s);
    /// A number from 0 to `count` - 1, from the same seed.
    [[nodiscard]] std::size_t draw(std::size_t count);

private:
    [[nodiscard]] double pause();

    std::mt19937_64 random_;
    double rate_;
    Word word_;
    std::vector<double> next_flip_s_;
};

}  // namespace channel
