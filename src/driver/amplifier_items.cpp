#include "driver/amplifier_items.h"

#include "circuit/parts.h"
#include "passes/passes.h"
#include "passes/tile_stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::driver {

namespace {

using analog::Bank;
using analog::Network;
using cells::graded;

constexpr double kCalmRatio = 3;       // tau over lag: below it loops of amplifiers overshoot
constexpr double kFaithfulRatio = 30;  // of the same: path within 5 %

class AmplifierItems {
public:
    explicit AmplifierItems(cells::Judgement& judgement)
        : judgement_(judgement),
          network_(judgement.network),
          bank_(judgement.bank()),
          index_(judgement.index),
          target_(judgement.target) {}

    void run() {
        add_bandwidth();
        add_slew();
        add_input_pole();
        add_accuracy();
    }

private:
    void add(const std::string& quantity, double value, const std::string& limit, Verdict verdict,
             const std::string& meaning) {
        judgement_.add("amplifier", quantity, value, limit, verdict, meaning);
    }

    [[nodiscard]] double worst_noise_gain() const {
        return *std::ranges::max_element(bank_.noise_gain);
    }

    void add_bandwidth() {
        const double lag = passes::input_lag_s(bank_, target_);
        const double ratio = bank_.tau * network_.time_unit_s / lag;
        const AmplifierSpec& amplifier = target_.amplifier;
        const char* more = bank_.stages ? " and of stages" : "";
        if (is_current_feedback()) {
            add("noise gain N_g", worst_noise_gain(),
                fmt::format("r_in {:.3g} ohm", amplifier.input_ohms), Verdict::Certain,
                fmt::format("lag (R_f + N_g r_in) C_T{} = {:.3g} s", more, lag));
        } else {
            add("noise gain N_g", worst_noise_gain(), fmt::format("GBW {:.3g} Hz", amplifier.gbw),
                Verdict::Certain, fmt::format("lag N_g/(2 pi GBW){} = {:.3g} s", more, lag));
        }
        if (index_ == network_.readout_bank) {
            return;  // it follows from outside the loop
        }
        const std::string meaning =
            ratio >= kFaithfulRatio ? "the trajectory is followed"
            : ratio > kCalmRatio    ? "the trajectory is not followed closely, the settled state is"
                                 : "amplifiers as slow as the model set the time constants: states "
                                   "overshoot, and may latch at a rail";
        add("tau / lag", ratio, "30 for a path within 5 %",
            ratio >= kFaithfulRatio * (1 - 1e-9) ? Verdict::Certain : Verdict::Risky, meaning);
    }

    void add_slew() {
        if (index_ == network_.readout_bank) {
            return;  // no probe shows its states
        }
        const double slope =
            index_ == 0 ? judgement_.ranges.visible_slope : judgement_.ranges.hidden_slope;
        const double needed = slope * bank_.volts_per_unit / network_.time_unit_s;
        add("slope, V/s", needed, fmt::format("slew {:.3g} V/s", target_.amplifier.slew),
            graded(needed, 0.5 * target_.amplifier.slew, INFINITY),
            "steepest change of the state seen in the ODE");
    }

    /// Of the wires of the column with the most cells; those of stages end there.
    [[nodiscard]] double column_farads() const {
        std::size_t most = 0;
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            std::size_t cells = 0;
            for (const analog::Crossbar& crossbar : network_.crossbars) {
                for (std::size_t col = 0; crossbar.to == index_ && col < crossbar.siemens.cols;
                     ++col) {
                    cells += crossbar.siemens(neuron, col) != 0 ? 1U : 0U;
                }
            }
            most = std::max(most, cells);
        }
        return bank_.stages ? 0 : network_.wire_farads * static_cast<double>(most);
    }

    [[nodiscard]] bool is_current_feedback() const {
        return target_.amplifier.type == Feedback::Current;
    }

    /// The second pole of a current-feedback loop, r_in C_in, against its crossing, 1/(R_f C_T).
    void add_follower_pole() {
        const AmplifierSpec& amplifier = target_.amplifier;
        const double pole = amplifier.input_ohms * (amplifier.cin + column_farads()) /
                            (bank_.feedback_ohms * amplifier.pole_farads);
        add("r_in C_in/(R_f C_T)", pole, "0.5", graded(pole, 0.5, INFINITY),
            "above it the virtual ground rings");
    }

    void add_input_pole() {
        if (is_current_feedback()) {
            return add_follower_pole();
        }
        const double pole = 2 * std::numbers::pi * target_.amplifier.gbw * bank_.feedback_ohms *
                            (target_.amplifier.cin + column_farads());
        add("R_f C_in 2 pi GBW", pole, "3", graded(pole, 3, INFINITY),
            "above it the virtual ground rings");
    }

    /// The largest bias as it is built, of the states' range.
    [[nodiscard]] double offset_share() const {
        double largest = 0;
        for (const double bias : bank_.bias) {
            largest = std::max(largest, std::abs(bias - bank_.shift));
        }
        return largest / bank_.state.span();
    }

    void add_accuracy() {
        const double missing =
            passes::amplifier_lag_s(bank_) / circuit::open_loop_s(target_.amplifier);
        const double stages =
            passes::stage_noise_gain(bank_) / std::pow(10, target_.amplifier.gain_db / 20);
        const double error = (missing + stages) * std::max(1.0, offset_share());
        add(is_current_feedback() ? "gain error (R_f + N_g r_in)/R_T" : "gain error N_g/A_0", error,
            "0.005", graded(error, 0.005, INFINITY),
            "static error of every weight, and of the biases, of the range");
        const double offset = worst_noise_gain() * std::max(1.0, passes::stage_noise_gain(bank_)) *
                              judgement_.offset_volts() /
                              (bank_.volts_per_unit * bank_.state.span());
        if (offset > 0) {
            add("offset, of the range", offset, "0.05", graded(offset, 0.05, INFINITY),
                "one sigma of the input offset times N_g");
        }
    }

    cells::Judgement& judgement_;
    const Network& network_;
    const Bank& bank_;
    std::size_t index_;
    const Target& target_;
};

}  // namespace

void add_amplifier_items(cells::Judgement& judgement) { AmplifierItems(judgement).run(); }

}  // namespace hopspice::driver
