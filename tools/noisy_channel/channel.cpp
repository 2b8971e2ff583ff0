#include "channel.h"

#include <cmath>
#include <limits>

namespace channel {

std::size_t distance(const Word& a, const Word& b) {
    std::size_t count = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        count += a[k] != b[k] ? 1U : 0U;
    }
    return count;
}

Line::Line(std::size_t wires, double rate, std::uint64_t seed)
    : random_(seed), rate_(rate), word_(wires), next_flip_s_(wires) {}

/// Until the next flip of a wire, s: exponentially distributed.
double Line::pause() {
    if (rate_ <= 0) {
        return std::numeric_limits<double>::infinity();
    }
    const double uniform = static_cast<double>((random_() >> 11U) + 1) * 0x1p-53;
    return -std::log(uniform) / rate_;
}

void Line::send(const Word& word, double time_s) {
    word_ = word;
    for (double& next : next_flip_s_) {
        next = time_s + pause();
    }
}

const Word& Line::at(double time_s) {
    for (std::size_t k = 0; k < word_.size(); ++k) {
        while (next_flip_s_[k] <= time_s) {
            word_[k] = !word_[k];
            next_flip_s_[k] += pause();
        }
    }
    return word_;
}

std::size_t Line::draw(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

}  // namespace channel
