#include "decoder.h"

#include <utility>

namespace channel {

namespace {

constexpr std::size_t kQuietClocks = 8;  // a visible time constant, where the clock is an eighth

}  // namespace

Decoder::Decoder(Plan plan) : plan_(std::move(plan)) {}

hopspice::Actions Decoder::start(const hopspice::CircuitView& circuit) {
    circuit_ = circuit;
    const double listens_s = circuit.load_s / 2;
    const double rate = plan_.flips / (static_cast<double>(circuit.visible) * listens_s);
    line_.emplace(circuit.visible, rate, plan_.seed);
    watch_ = hopspice::SettleWatch(circuit.settle_band, kQuietClocks);
    return send(0);
}

hopspice::Actions Decoder::send(double time_s) {
    sent_ = plan_.codewords[line_->draw(plan_.codewords.size())];
    received_.clear();
    line_->send(sent_, time_s);
    running_ = false;
    hopspice::Actions actions = follow(time_s);
    actions.hold = hopspice::Hold::LoadAndRelease;
    return actions;
}

/// The inputs take what the line carries, if that has changed.
hopspice::Actions Decoder::follow(double time_s) {
    hopspice::Actions actions;
    const Word& word = line_->at(time_s);
    for (std::size_t k = 0; k < word.size(); ++k) {
        if (received_.empty() || received_[k] != word[k]) {
            actions.visible[k] = word[k] ? 1 : 0;
        }
    }
    received_ = word;
    return actions;
}

hopspice::Actions Decoder::tick(const hopspice::Observation& seen) {
    if (seen.held) {
        // The other half of the load is for the circuit to take the last flip in.
        const bool listens = seen.time_s < *seen.loaded_s - circuit_.load_s / 2;
        return listens ? follow(seen.time_s) : hopspice::Actions{};
    }
    if (!running_) {
        running_ = true;
        released_s_ = seen.time_s;
        watch_.reset();
    }
    const bool settled = watch_.sample(seen.visible);
    if (!settled && seen.time_s - released_s_ < circuit_.timeout_s) {
        return {};
    }
    judge(seen, settled);
    hopspice::Actions actions =
        done_ < plan_.words ? send(seen.time_s) : hopspice::Actions{.finish = true};
    actions.settled = settled;
    return actions;
}

void Decoder::judge(const hopspice::Observation& seen, bool settled) {
    Word decoded;
    for (const double v : seen.visible) {
        decoded.push_back(v > plan_.threshold);
    }
    Tally& tally = tallies_[distance(sent_, received_)];
    ++tally.words;
    tally.right += decoded == sent_ ? 1U : 0U;
    tally.timeouts += settled ? 0U : 1U;
    ++done_;
}

}  // namespace channel
