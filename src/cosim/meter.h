#pragma once
// The simulator's points of a run as they arrive: energy so far, one presentation after the other
// measured like a recall, and the waveform where it is wanted. Keeps one presentation in memory.

#include "analog/network.h"
#include "circuit/layout.h"
#include "cosim/actuator.h"
#include "measure/readout.h"
#include "wave/waveform.h"

#include <hopspice/cosim.h>
#include <hopspice/spec.h>

#include <deque>
#include <optional>
#include <vector>

namespace hopspice::cosim {

void add(EnergyUse& sum, const EnergyUse& more);

struct MeterSetup {
    const Spec& spec;
    const circuit::Layout& layout;
    const analog::Network& network;
    bool keep_waves = false;
};

class Meter {
public:
    explicit Meter(const MeterSetup& setup)
        : setup_(setup), reader_(setup.spec.readout, setup.network.visible_range) {}

    /// The points up to a tick, and what was told at the tick before.
    void take(const wave::Waveform& points);
    /// What the circuit is told next.
    void tell(const std::vector<Command>& commands, bool settled);
    /// The run is over: closes what is still open.
    void close();

    [[nodiscard]] const EnergyUse& energy() const { return energy_; }
    [[nodiscard]] std::vector<Presentation>& presentations() { return presentations_; }
    /// Everything, with columns for what was told: `held`, `settled`, `slot0` ..., `supply_joules`.
    [[nodiscard]] const wave::Waveform& waves() const { return waves_; }

private:
    struct Open {
        Command begun;
        std::optional<double> release_s;
    };
    void keep(const wave::Waveform& points, const EnergyUse& before);
    void follow(double time_s);
    void end_presentation(bool settled);
    void measure_times(Presentation& presentation) const;

    MeterSetup setup_;
    measure::ReadoutReader reader_;
    EnergyUse energy_;
    std::optional<wave::Waveform> last_;  ///< the latest point
    std::optional<Open> open_;
    wave::Waveform window_;  ///< of the open presentation
    std::vector<Presentation> presentations_;
    wave::Waveform waves_;
    // As the columns of the waveform show it.
    std::deque<Command> told_;
    bool held_ = true;
    bool settled_ = false;
    std::vector<std::size_t> tokens_;
};

}  // namespace hopspice::cosim
