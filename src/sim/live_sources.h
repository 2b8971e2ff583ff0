#pragma once
// Driven sources inside the worker. The simulator goes back in time when it rejects a step, so a
// source is a function of time and not a value.

#include "sim/live.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::sim {

/// The voltage of one source: straight lines between corners, constant outside of them.
class EdgeHistory {
public:
    explicit EdgeHistory(double volts) : corners_{{0, volts}} {}

    /// From what the source has at `from_s`, in `duration_s` (positive) to `volts`; forgets all
    /// corners after `from_s`.
    void add(double from_s, double duration_s, double volts);
    /// Volts at any time that was not forgotten.
    [[nodiscard]] double at(double time_s) const;
    /// Times before this will not be asked again: keeps what the later ones need.
    void forget_before(double time_s);
    [[nodiscard]] std::size_t corners() const { return corners_.size(); }

private:
    struct Corner {
        double time_s;
        double volts;
    };
    std::vector<Corner> corners_;  ///< times increase, never empty
};

/// All driven sources of a run, and its next tick.
class LiveSources {
public:
    /// `max_step_s`: the largest step of the transient.
    LiveSources(const Live& live, double max_step_s);

    /// Of the source of that name, 0 where it is none of ours.
    [[nodiscard]] double volts(std::string_view name, double time_s) const;
    /// The orders the run starts with, once.
    [[nodiscard]] std::optional<Orders> take_first();
    /// Whether a time point is the next tick. It may come a trifle early: ngspice puts breakpoints
    /// that are closer than 5e-5 of the largest step together.
    /// Source: ngspice 39, CKTsetBreak, CKTminBreak.
    [[nodiscard]] bool due(double time_s) const;
    /// Adds the ramps and gives the instants that need a breakpoint: corners and the next tick.
    [[nodiscard]] std::vector<double> obey(const Orders& orders, double now_s);

private:
    std::vector<EdgeHistory> histories_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::optional<Orders> first_;
    double next_tick_s_ = 0;
    double slack_s_ = 0;
};

}  // namespace hopspice::sim
