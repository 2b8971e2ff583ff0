#pragma once
// The operating point of a circuit, taken once and handed to every run as its initial state.
// ngspice otherwise looks for it anew at each run, in some hundred iterations, and chooses the
// pivots of its matrix at the first of them, where every device is still off: a transient that
// starts from the state itself has a third to a fifth of the fill-in. (`.nodeset` would do as
// well, but costs nets x equations at each iteration: measured, a third of a run of 2000
// equations.)

#include <ngspice/sharedspice.h>

#include <string>
#include <vector>

namespace hopspice::sim {

/// Collects the node voltages of an operating point, and says them as lines of a deck.
class RestState {
public:
    /// Keeps the voltages of nets; branch currents and the nodes inside devices are left out.
    void take(const vecvaluesall& point);
    /// `.ic v(net)=volts`, a line per net; nothing where a voltage is not finite.
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    struct Net {
        std::string name;
        double volts = 0;
    };
    std::vector<Net> nets_;
};

}  // namespace hopspice::sim
