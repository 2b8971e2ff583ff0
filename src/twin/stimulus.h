#pragma once
// What the sources of one run do in time, and where the run is cut into pieces: at the corners of
// sources that drive something, and where the control of a switch passes its threshold.

#include "sim/ngspice.h"
#include "twin/elements.h"
#include "twin/numbering.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::twin {

/// What of the stimulus depends on the circuit alone.
struct StimulusPlan {
    /// A voltage as a sum of sources.
    struct Term {
        Index source = 0;
        double sign = 1;
    };
    /// One control, and all switches that go by it in the same way.
    struct Control {
        std::vector<Term> terms;
        SwitchModel model;
        std::vector<Index> switches;
    };
    std::vector<Control> controls;
    std::vector<bool> drives;  ///< by source: something else than switches goes by it
};

/// Errors: HS-E410 for a switch whose control is no sum of sources of the deck.
[[nodiscard]] Result<StimulusPlan> plan_stimulus(const Elements& elements,
                                                 const Numbering& numbering);

class Stimulus {
public:
    /// Everything outlives it.
    Stimulus(const Elements& elements, const StimulusPlan& plan, const sim::Job& job);

    /// A source of the job that the deck has not, else empty.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    /// All sources' values at a time, volt or ampere.
    [[nodiscard]] std::span<const double> values(double time_s);
    /// The first instant behind `time_s` where a piece ends; infinity where none does.
    [[nodiscard]] double next_cut(double time_s) const;
    /// The last of these instants that is known; 0 where there is none.
    [[nodiscard]] double last_cut() const { return cuts_.empty() ? 0 : cuts_.back(); }
    /// Puts the switches where their controls have them at a time, from where they are; true if one
    /// moved. Times rise from call to call.
    [[nodiscard]] bool move_switches(double time_s, std::span<char> closed);
    /// Ramps of driven sources, from a time on.
    void obey(const sim::Orders& orders, double time_s);

private:
    struct Wave {
        std::vector<double> times;
        std::vector<double> values;
        std::size_t at = 0;  ///< the corner before the time asked for last
    };
    [[nodiscard]] static double value_of(Wave& wave, double time_s);
    static void forget_before(Wave& wave, double time_s);
    [[nodiscard]] double control_value(const StimulusPlan::Control& control, double time_s);
    [[nodiscard]] Index find(const std::string& name);
    void take_noise(const sim::Noise& noise);
    void set(Index source, std::span<const double> pwl);
    void cut_at_corners(const Wave& wave, double from_s);
    void cut_at_thresholds(const StimulusPlan::Control& control, double from_s);
    void plan_cuts(double from_s);

    const StimulusPlan& plan_;
    std::map<std::string_view, Index, std::less<>> names_;
    std::vector<Wave> waves_;      ///< by source
    std::vector<Index> changing_;  ///< sources with more than one value
    std::vector<Index> noisy_;     ///< sources whose values are noise
    std::vector<Index> driven_;    ///< by driven source of the job
    std::unique_ptr<sim::NoiseValues> noise_;
    std::vector<std::string> noise_names_;
    std::vector<double> cuts_;    ///< rising
    std::vector<double> values_;  ///< by source
    std::string problem_;
};

}  // namespace hopspice::twin
