#pragma once
// Takes the time points of one run as the simulator accepts them, and decides when it may end.

#include "sim/ngspice.h"

#include <ngspice/sharedspice.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hopspice::sim {

/// One run. `setup` outlives it, as `shortcut` does, whose circuit runs; null: the setup's own.
class Recorder {
public:
    Recorder(const Setup& setup, std::string id, std::unique_ptr<StopCondition> stop,
             const Shortcut* shortcut = nullptr);

    /// The run's vectors become known; only a run whose title carries our id counts.
    void begin(const vecinfoall& info);
    /// One accepted time point. Points whose time does not increase are dropped.
    void take(const vecvaluesall& point);
    /// The run cannot be used: `reason` says why. `Asked`: whatever the simulator does, what was
    /// asked of it is wrong.
    enum class Blame { Run, Asked };
    void fault(std::string reason, Blame blame);

    /// A limit of the shortcut was left: the run cannot be used, and the circuit itself is to be
    /// run.
    [[nodiscard]] bool left_shortcut() const { return left_shortcut_; }

    /// The run should end: the stop condition said so, or a fault.
    [[nodiscard]] bool wants_end() const { return stopped_ || !fault_.empty(); }
    [[nodiscard]] bool stopped() const { return stopped_; }
    /// Of the next step, s: what the stop condition allows.
    [[nodiscard]] double largest_step_s() const {
        return stop_ ? stop_->largest_step_s() : std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] double ready_step_s() const { return stop_ ? stop_->ready_step_s() : 0; }
    /// All values came, up to `stop_time_s` or the stop condition.
    [[nodiscard]] bool complete(double stop_time_s) const;
    /// No remedy can help.
    [[nodiscard]] bool hopeless() const { return hopeless_; }
    /// What went wrong as far as the recorder can tell, may be empty.
    [[nodiscard]] const std::string& reason() const { return fault_; }
    [[nodiscard]] wave::Waveform take_waveform() { return std::move(waveform_); }
    /// The points since the last call; the run goes on.
    [[nodiscard]] wave::Waveform take_points();
    /// Of the last point, s; nothing before the first.
    [[nodiscard]] std::optional<double> time_s() const { return last_s_; }
    /// The run may end at this point.
    void stop() { stopped_ = true; }

private:
    [[nodiscard]] bool find_columns(const vecinfoall& info, const std::vector<std::string>& saved);
    [[nodiscard]] bool read_row(const vecvaluesall& point, double time_s);

    const Setup& setup_;
    std::string id_;
    std::unique_ptr<StopCondition> stop_;
    const Shortcut* shortcut_;
    bool left_shortcut_ = false;
    /// Of each saved signal in the simulator's order, those of the shortcut last.
    std::vector<std::size_t> column_;
    std::size_t time_ = 0;  ///< of the time in the simulator's order
    std::vector<double> row_;
    std::vector<double> watched_;
    wave::Waveform waveform_;
    std::optional<double> last_s_;
    bool begun_ = false;
    bool stopped_ = false;
    bool hopeless_ = false;
    std::string fault_;
};

}  // namespace hopspice::sim
