#pragma once
// What the caller of a live job and the simulator agree on: sources that the caller drives while
// the transient runs, and the instants at which it is asked.

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::sim {

/// A voltage source written `external` in the deck.
struct DrivenSource {
    std::string name;
    double volts = 0;  ///< at t = 0, until its first ramp
};

/// A driven source goes in a straight line from what it has at `from_s` to `volts`, and stays
/// there. A ramp that begins before the end of another one cuts that off.
struct Ramp {
    std::size_t source = 0;  ///< index into Live::driven
    double from_s = 0;       ///< not before the tick that ordered it
    double duration_s = 0;   ///< positive
    double volts = 0;
};

/// What happens after a tick.
struct Orders {
    std::vector<Ramp> ramps;
    double next_tick_s = 0;  ///< a time point of the simulator stands there
    bool finish = false;     ///< the run ends at this tick
};

struct Live {
    std::vector<DrivenSource> driven;
    Orders first;  ///< in force from t = 0
};

}  // namespace hopspice::sim
