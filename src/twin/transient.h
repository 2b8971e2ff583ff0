#pragma once
// One run: the trapezoidal rule with control of its error, in pieces between the corners of sources
// and the instants at which switches move. Each piece begins with a step of Euler's so small that
// charges stay, which makes the other unknowns consistent.

#include "twin/newton.h"
#include "twin/stimulus.h"
#include "twin/twin.h"

#include <array>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace hopspice::twin {

/// A signal that is saved: the voltage of a node, or the current of a voltage source.
struct SavedSignal {
    bool is_current = false;
    Index index = 0;  ///< node, or of Elements::voltages
};

/// What a run is made of; everything outlives it.
struct TransientParts {
    Equations& equations;
    Newton& newton;
    Stimulus& stimulus;
    std::span<const SavedSignal> saved;
    std::span<const std::string> names;  ///< of these
    std::span<const std::size_t> watch;
    const sim::Job& job;
    sim::StopCondition* stop;  ///< may be null
    const Twin::Consult& consult;
};

/// Of the largest step: an instant, in which charges do not move.
inline constexpr double kInstantShare = 4e-8;

class Transient {
public:
    Transient(const TransientParts& parts, double max_step_s);

    /// From an operating point at t = 0, where the switches are as they are given.
    [[nodiscard]] sim::Outcome run(std::span<const double> start, std::span<const char> closed);

private:
    /// The last points of a piece: values of the unknowns, or of charges that are reported.
    struct History {
        std::size_t points = 0;
        std::array<double, 3> times{};  ///< latest first
        std::array<std::vector<double>, 3> values;

        void clear() { points = 0; }
        void push(double time, std::span<const double> now);
        /// The polynomial through all points, at a time.
        void extrapolate(double time, std::span<double> out) const;
        /// Its derivative at the latest point is the sum of the values' differences to the latest
        /// one by these weights.
        [[nodiscard]] std::array<double, 3> slopes() const;
        /// The second divided difference of three points is the sum of the values by these weights.
        [[nodiscard]] std::array<double, 3> bends() const;
    };

    void begin(std::span<const double> start, std::span<const char> closed);
    [[nodiscard]] bool run_piece(double end_s);
    [[nodiscard]] double next_time(double end_s) const;
    [[nodiscard]] bool step_to(double time_s);
    [[nodiscard]] bool is_good(double time_s);
    [[nodiscard]] double error_of(double time_s) const;
    [[nodiscard]] double weight_of(double step_s) const;
    [[nodiscard]] double patience(double step_s) const;
    [[nodiscard]] bool settle_piece();
    void accept(double time_s);
    void record();
    void add_reported(std::span<double> row);
    void watch_end();
    bool tick();
    void obey(const sim::Orders& orders);
    void fail(std::string why);
    [[nodiscard]] double largest_step() const;
    [[nodiscard]] bool over() const { return ended_ || !fault_.empty(); }

    TransientParts parts_;
    double stop_s_ = 0;
    double max_step_s_ = 0;
    double time_s_ = 0;
    double error_ = 1;     ///< of the last step, in parts of what is allowed
    double weight_ = 0.5;  ///< of the last step's end
    double step_s_ = 0;    ///< the next one, but for limits
    double next_tick_s_ = std::numeric_limits<double>::infinity();
    std::vector<char> closed_;
    std::vector<double> x_;
    std::vector<double> next_;
    std::vector<double> guess_;
    std::vector<double> currents_;
    std::vector<double> charges_;
    std::vector<double> rest_;
    History history_;
    History reported_;
    std::vector<double> reported_currents_;
    std::vector<double> reported_charges_;
    std::vector<double> watched_;
    wave::Waveform waveform_;
    bool ended_ = false;
    bool stopped_ = false;
    std::string fault_;
};

}  // namespace hopspice::twin
