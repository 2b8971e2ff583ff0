#pragma once
// The digital side of a decoder: sends codewords over a noisy line, presents what arrives to the
// running circuit, waits until it is at rest, and reads the decoded word.

#include "channel.h"

#include <hopspice/cosim.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace channel {

struct Plan {
    std::vector<Word> codewords;
    std::size_t words = 100;  ///< to be sent
    double flips = 0.7;       ///< mean number of flips of a word until it is taken
    std::uint64_t seed = 1;
    double threshold = 0.5;  ///< of a visible neuron, a bit
};

/// Words by how many bits were wrong when they arrived.
struct Tally {
    std::size_t words = 0;
    std::size_t right = 0;     ///< decoded to what was sent
    std::size_t timeouts = 0;  ///< read without being at rest
};

/// The received bits reach the circuit as v(0): in the first half of a load its inputs follow the
/// line at every clock, then the line is not looked at any more, and what it carried last is the
/// word. Present a word by clamps or as bias instead, and later flips would reach the decoder too.
class Decoder : public hopspice::Controller {
public:
    explicit Decoder(Plan plan);

    hopspice::Actions start(const hopspice::CircuitView& circuit) override;
    hopspice::Actions tick(const hopspice::Observation& seen) override;

    /// By the number of wrong bits.
    [[nodiscard]] const std::map<std::size_t, Tally>& tallies() const { return tallies_; }
    [[nodiscard]] std::size_t done() const { return done_; }

private:
    hopspice::Actions send(double time_s);
    hopspice::Actions follow(double time_s);
    void judge(const hopspice::Observation& seen, bool settled);

    Plan plan_;
    hopspice::CircuitView circuit_;
    std::optional<Line> line_;
    hopspice::SettleWatch watch_{0, 0};
    Word sent_;
    Word received_;  ///< as the circuit's inputs carry it
    bool running_ = false;
    double released_s_ = 0;  ///< the first tick after the release
    std::size_t done_ = 0;
    std::map<std::size_t, Tally> tallies_;
};

}  // namespace channel
