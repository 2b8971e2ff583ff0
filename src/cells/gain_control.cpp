// The activations whose outputs are divided by one number, without a divider: outputs are products
// with a gain s, and an integrator moves s until they are normalised.
//
//   spherical      g_i = s v_i            sum g_i^2 + eps s^2 = 1
//   layernorm      g_i = s (v_i - mean)   sum g_i^2 + N eps s^2 = N
//   epanechnikov   f_mu = s r_mu          sum f_mu = 1, r = max(0, h + 1/beta)
//
// The integrator drives a rectifier, so that s cannot turn negative: at -s the loop would be one of
// positive feedback. Where all inputs are 0 it rests at the rail and comes back by itself.

#include "cells/cell.h"
#include "cells/gain_control_reading.h"
#include "cells/normaliser.h"
#include "cells/rectifier.h"
#include "kinds/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::cells {

namespace {

using analog::Bank;

constexpr double kAverageOhms = 4000;   // of the mean that is subtracted
constexpr double kNormaliserRatio = 3;  // tau over the lag of the gain: measured path within 5 %
constexpr double kSettledShare = 0.03;  // of a settled output that may be missing
constexpr double kReadyLags = 10;       // of the gain, at the release

class GainControlBuilder {
public:
    GainControlBuilder(Context& context, std::size_t index)
        : context_(context),
          build_(context.build),
          bank_(context.network.banks[index]),
          index_(index),
          loop_(normaliser_of(bank_, context.target)),
          tag_(fmt::format("n{}", index)) {}

    void add() {
        add_gain();
        const bool shares = kinds::sums_to_one(bank_.function);
        if (!shares) {
            if (kinds::is_shift_invariant(bank_.function)) {
                add_mean();
            }
            add_eps();
        }
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            context_.group(index_, neuron, "normalised output");
            if (shares) {
                add_share(neuron);
            } else {
                add_direction(neuron);
            }
        }
    }

private:
    /// -s: the gain every output is multiplied by.
    [[nodiscard]] Context::Factor gain() const { return {"0", tag_ + "_s"}; }
    [[nodiscard]] std::string summing() const { return tag_ + "_c"; }

    /// Sum and reference into the integrator; its output is s.
    void add_gain() {
        build_.group(bank_part(context_.network, index_, "gain that normalises the outputs"));
        const double reference = reference_volts(context_.target);
        build_.resistor("r" + tag_ + "_ref", "vref_n", summing(),
                        loop_.feedback_ohms * reference / loop_.target_volts);
        build_.capacitor("c" + tag_, summing(), tag_, loop_.farads);
        context_.amplifier(tag_, summing(), tag_, context_.activation);
        context_.rectifier(tag_, tag_ + "_s", Context::Passes::PositiveInput);
    }

    /// The mean of all states: equal resistors and a follower.
    void add_mean() {
        build_.group(bank_part(context_.network, index_, "mean"));
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            const std::string name = neuron_name(index_, neuron);
            build_.resistor("rm_" + name, name, tag_ + "_a", kAverageOhms);
        }
        context_.amplifier(tag_ + "_m", tag_ + "_m", tag_ + "_m", context_.activation, tag_ + "_a");
    }

    void add_eps() {
        if (loop_.eps_ohms > 0) {
            build_.group(bank_part(context_.network, index_, "eps"));
            context_.multiplier(tag_ + "_e", gain(), gain());
            build_.resistor("r" + tag_ + "_eps", tag_ + "_e", summing(), loop_.eps_ohms);
        }
    }

    void add_line(std::size_t neuron, const std::string& out) {
        context_.add_line(index_, neuron, out, bank_.output_volts_per_unit);
    }

    /// The state is -U v: the minus input makes it positive.
    void add_direction(std::size_t neuron) {
        const std::string name = neuron_name(index_, neuron);
        const bool centred = kinds::is_shift_invariant(bank_.function);
        const std::string out = name + "_f";
        context_.multiplier(out, {centred ? tag_ + "_m" : "0", name}, gain());
        context_.multiplier(name + "_q", {out}, {out});
        build_.resistor("rn_" + name, name + "_q", summing(), loop_.feedback_ohms);
        add_line(neuron, out);
    }

    void add_share(std::size_t neuron) {
        const std::string name = neuron_name(index_, neuron);
        const std::string out = name + "_f";
        context_.rectifier(name, name + "_r", Context::Passes::NegativeInput);
        context_.multiplier(out, {name + "_r"}, gain());
        build_.resistor("rn_" + name, out, summing(), loop_.feedback_ohms);
        add_line(neuron, out);
    }

    Context& context_;
    circuit::Builder& build_;
    const Bank& bank_;
    std::size_t index_;
    Normaliser loop_;
    std::string tag_;
};

/// Outputs are states times a gain of at most what the multipliers take, and at most their full
/// scale.
void scale_gain_control(Bank& bank, const Scaling& scaling) {
    const double beta = bank.function.beta;
    bank.polarity = analog::Polarity::Negative;
    if (kinds::sums_to_one(bank.function)) {
        // 0 V where 1 + beta h is 0: the rectifier passes what is above.
        bank.shift = -1 / beta;
        const double high = bank.state.high - bank.shift;
        const double most = std::max(std::abs(high), std::abs(bank.state.low - bank.shift));
        bank.volts_per_unit = scaling.reach_volts / most;
        if (high > 0) {
            bank.volts_per_unit = std::min(bank.volts_per_unit, scaling.rectified_volts / high);
        }
    } else {
        bank.volts_per_unit = scaling.output_volts / bank.state.magnitude();
    }
    bank.output_volts_per_unit =
        std::min(scaling.output_volts / bank.output.magnitude(),
                 scaling.gain_volts * bank.volts_per_unit * designed_divisor(bank));
}

double gain_control_siemens(const analog::Network& network, std::size_t index, std::size_t) {
    const Function& function = network.banks[index].function;
    if (kinds::sums_to_one(function)) {
        return 1 / kRectifierOhms;
    }
    return kinds::is_shift_invariant(function) ? 1 / kAverageOhms : 0;
}

/// A net whose volts are the amperes into it.
std::string add_sum(Context& context, std::size_t index, const std::string& net,
                    const std::string& what) {
    context.build.group(bank_part(context.network, index, what));
    context.build.resistor("r" + net, net, "0", 1);
    return net;
}

/// A state in volts, without the shift of its net.
std::string volts_from_zero(const Bank& bank, const std::string& net) {
    return bank.shift == 0 ? fmt::format("v({})", net)
                           : fmt::format("(v({})+({}))", net, bank.shift * bank.volts_per_unit);
}

/// g = (v - mean)/divisor, divisor^2 = sum or mean of (v - mean)^2, plus eps.
void build_ideal_directions(Context& context, std::size_t index) {
    const Bank& bank = context.network.banks[index];
    circuit::Builder& build = context.build;
    const bool centred = kinds::is_shift_invariant(bank.function);
    const double share = centred ? 1 / static_cast<double>(bank.size) : 1;
    const std::string tag = fmt::format("n{}", index);
    const std::string mean = centred ? add_sum(context, index, tag + "_mean", "mean") : "";
    const std::string squares = add_sum(context, index, tag + "_sum", "divisor");
    const double eps = bank.function.eps * bank.volts_per_unit * bank.volts_per_unit;
    build.behavioral_voltage("b" + tag, tag + "_div",
                             fmt::format("sqrt(max(v({}),0)+{})", squares, eps));
    // Which the divisor never is below: only the simulator's first guess is.
    const double least = std::sqrt(eps);
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const std::string name = neuron_name(index, neuron);
        const std::string from =
            centred ? fmt::format("v({},{})", name, mean) : volts_from_zero(bank, name);
        context.group(index, neuron, "activation");
        if (centred) {
            build.vccs_into("g" + name + "_mean", mean, name, share);
        }
        build.behavioral_current("b" + name + "_sum", "0", squares,
                                 fmt::format("{}*{}*{}", share, from, from));
        build.behavioral_voltage(
            "b" + name, name + "_f",
            ideal_line(bank, fmt::format("{}/max(v({}_div),{})", from, tag, least)));
        context.layout.banks[index][neuron].lines.push_back(
            {name + "_f", bank.output_volts_per_unit});
    }
}

/// f = r over its sum, r = max(1 + beta h, 0). Where the sum goes to 0, f jumps: below the floor it
/// falls with it instead, or the simulator's iteration does not converge there.
void build_ideal_shares(Context& context, std::size_t index) {
    const Bank& bank = context.network.banks[index];
    circuit::Builder& build = context.build;
    const std::string sum = add_sum(context, index, fmt::format("n{}_sum", index), "divisor");
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const std::string name = neuron_name(index, neuron);
        context.group(index, neuron, "activation");
        build.behavioral_voltage(
            "b" + name + "_r", name + "_r",
            fmt::format("max(1+{}*{},0)", bank.function.beta, ideal_state(bank, name)));
        build.vccs_into("g" + name + "_sum", sum, name + "_r", 1);
        build.behavioral_voltage(
            "b" + name, name + "_f",
            ideal_line(bank, fmt::format("v({}_r)/max(v({}),{})", name, sum, kIdealSumFloor)));
        context.layout.banks[index][neuron].lines.push_back(
            {name + "_f", bank.output_volts_per_unit});
    }
}

/// The gain has an end: below its divisor the outputs are too small.
void judge_divisors(Judgement& judgement, const Normaliser& loop) {
    const Bank& bank = judgement.bank();
    const double low = bank.divisor.during.low;
    const double short_by = std::max(0.0, 1 - low / loop.least_divisor);
    const double end_short_by = std::max(0.0, 1 - bank.divisor.end_low / loop.least_divisor);
    judgement.add(
        "normaliser", "least divisor", low, fmt::format("gain ends at {:.3g}", loop.least_divisor),
        end_short_by > kSettledShare ? Verdict::Impossible
        : short_by > 0               ? Verdict::Risky
                                     : Verdict::Certain,
        short_by > 0 ? fmt::format("outputs are up to {:.3g} too small on the way, {:.3g} at the "
                                   "end of a query, of what they should be",
                                   short_by, end_short_by)
                     : "every divisor on the queries' ways is within the gain's reach");
    const double random = bank.divisor.random.low;
    if (random < loop.least_divisor && random < low) {
        judgement.add(
            "normaliser", "least divisor, random starts", random,
            fmt::format("gain ends at {:.3g}", loop.least_divisor), Verdict::Risky,
            fmt::format("outputs are up to {:.3g} too small on the way, of what they should be",
                        1 - random / loop.least_divisor));
    }
}

void judge_gain_control(Judgement& judgement) {
    const Bank& bank = judgement.bank();
    judge_multipliers(judgement, 0.005,
                      "static error of every product: normalised states settle up to 5 % off");
    const Normaliser loop = normaliser_of(bank, judgement.target);
    if (kinds::sums_to_one(bank.function)) {
        judge_rectifier(judgement,
                        bank.volts_per_unit * std::max(bank.state.high - bank.shift, 0.0));
    }
    judge_divisors(judgement, loop);
    judgement.add("normaliser", "static error", loop.static_error, "0.005",
                  graded(loop.static_error, 0.005, INFINITY),
                  "of the outputs, by the finite gain of the integrator that normalises them");
    const double offset = judgement.offset_volts() * loop.offset_gain;
    if (offset > 0) {
        judgement.add("normaliser", "offset, of the outputs", offset, "0.05",
                      graded(offset, 0.05, INFINITY), "one sigma of the integrator's input offset");
    }
    const double ratio = bank.tau * judgement.network.time_unit_s / loop.lag_s;
    judgement.add("normaliser", "tau / lag", ratio, fmt::format("{}", kNormaliserRatio),
                  ratio >= kNormaliserRatio ? Verdict::Certain : Verdict::Risky,
                  "the divisor is followed, where it is least");
}

}  // namespace

Cell gain_control_cell() {
    Cell cell;
    cell.type = kinds::CellType::GainControl;
    cell.name = "gain control";
    cell.scale = scale_gain_control;
    cell.load = gain_control_siemens;
    // Until gains that rested at the rail have found their places, one after the other.
    cell.ready_s = [](const Bank& bank, const Target& target) {
        return kReadyLags * normaliser_of(bank, target).lag_s +
               2 * target.vdd / target.amplifier.slew;
    };
    cell.build = [](Context& context, std::size_t index) {
        GainControlBuilder(context, index).add();
    };
    cell.read = read_gain_control;
    cell.held_net = [](std::size_t bank) { return fmt::format("n{}", bank); };
    cell.build_ideal = [](Context& context, std::size_t index) {
        if (kinds::sums_to_one(context.network.banks[index].function)) {
            build_ideal_shares(context, index);
        } else {
            build_ideal_directions(context, index);
        }
    };
    cell.read_ideal = read_ideal_gain_control;
    cell.judge = judge_gain_control;
    return cell;
}

}  // namespace hopspice::cells
