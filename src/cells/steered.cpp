// softmax whose outputs stay currents: an amplifier per neuron drives its base line with -k times
// the integrator's output, and a tail per visible neuron is shared out by all base lines:
//   tail i      sink of I_T; cell (mu, i) A share to the line of i, A (1 - share) to its dump
//   column i    line, bleed, cascode into the integrator; offset resistor from the reference
//   correction  one more tail, shared out like the others: each memory's share, times what a
//               junction at the full current lacks of an exponential, is added to its base line

#include "cells/steered.h"

#include "cells/cell.h"
#include "cells/junctions.h"
#include "cells/steered_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hopspice::cells {

namespace {

using analog::Bank;
using analog::Crossbar;
using analog::Polarity;
using analog::Steering;

constexpr double kStateVolts = 0.35;      // half of a span: noise gain traded with the driver's
constexpr double kDriverOhms = 4000;      // feedback of a base driver
constexpr double kCorrectionOhms = 20e3;  // from a correction's collector to its driver
constexpr double kDriverSettlings = kSeriesTaus;  // it follows slower neurons
constexpr double kDriverAmperes = 10e-3;          // an output stage has these
constexpr double kBaseOffset = 0.1;               // of V_T: a share is off by a fortieth
constexpr double kDriverLag = 0.5;                // of tau_v: more has not been tried
constexpr double kDriverPhase = 0.5;              // of a line's load at the driver's crossing, rad

/// Volts of the base line at h = shift.
double rest_volts(const Bank& bank) {
    return kSteeredTopVolts - base_volts_per_unit(bank) * (bank.state.high - bank.shift);
}

double gain(const Bank& bank) { return base_volts_per_unit(bank) / bank.volts_per_unit; }

const Crossbar& steered_crossbar(const analog::Network& network, std::size_t bank) {
    return *std::ranges::find_if(network.crossbars, [&](const Crossbar& crossbar) {
        return crossbar.from == bank && crossbar.steering.has_value();
    });
}

/// The bank whose builder makes the columns' cascodes, which all of them share.
std::size_t first_steered(const analog::Network& network) {
    const auto place = std::ranges::find_if(network.banks, &Bank::steered);
    return static_cast<std::size_t>(place - network.banks.begin());
}

class SteeredBuilder {
public:
    SteeredBuilder(Context& context, std::size_t index)
        : context_(context),
          build_(context.build),
          network_(context.network),
          bank_(network_.banks[index]),
          steering_(*steered_crossbar(network_, index).steering),
          index_(index),
          parts_(context, index, 1, kSteeredSinkDensity) {}

    void add() {
        const Bank& visible = network_.banks[0];
        const std::size_t columns = visible.integrators();
        const bool first = first_steered(network_) == index_;
        const auto bleeds = static_cast<std::size_t>(
            first ? std::ceil(network_.steered->bleed_amperes / steering_.tail_amperes *
                              static_cast<double>(columns))
                  : 0);
        parts_.add_sink_reference(steering_.tail_amperes, columns + 1 + bleeds);
        for (std::size_t column = 0; column < visible.size; ++column) {
            if (visible.is_held(column)) {
                continue;
            }
            if (first) {
                add_cascode(column);
            }
            add_column(column);
        }
        build_.group(bank_part(network_, index_, "correction tail"));
        parts_.add_sink(visible.size, correction_tail(), steering_.tail_amperes);
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            add_driver(neuron);
        }
    }

private:
    [[nodiscard]] std::string correction_tail() const { return fmt::format("t{}_k_e", index_); }

    /// Collectors on the line see the cascode's emitter, those on the dump another one's.
    void add_cascode(std::size_t column) {
        const std::string name = neuron_name(0, column);
        const analog::SteeredColumns& columns = *network_.steered;
        context_.group(0, column, "cascode");
        build_.bjt("qc_" + name, context_.layout.banks[0][column].column, "vref_c", name + "_l",
                   context_.bjt.model, columns.cascode_area);
        if (dumps(column)) {
            build_.bjt("qd_" + name, "0", "vref_c", name + "_d", context_.bjt.model,
                       columns.cascode_area);
        }
        build_.resistor("ro_" + name, "vref_p", context_.layout.banks[0][column].column,
                        1 / columns.offset_siemens);
        parts_.add_sink(network_.banks[0].size + 1 + column, name + "_l", columns.bleed_amperes);
    }

    /// Whether any emitter of the column has its collector on the dump.
    [[nodiscard]] bool dumps(std::size_t column) const {
        const bool raises = network_.banks[0].polarity == Polarity::Positive;
        return std::ranges::any_of(network_.crossbars, [&](const Crossbar& crossbar) {
            for (std::size_t k = 0; crossbar.steering && k < crossbar.weights.cols; ++k) {
                const double share = crossbar.steering->share(column, k);
                if ((raises ? 1 - share : share) > 0) {
                    return true;
                }
            }
            return false;
        });
    }

    /// The integrator inverts, so that a current out of its column raises its output.
    void add_column(std::size_t column) {
        const std::string visible = neuron_name(0, column);
        const std::string tail = fmt::format("t{}_{}", index_, visible);
        const bool raises = network_.banks[0].polarity == Polarity::Positive;
        build_.group(crossbar_from(network_, 0, column, index_));
        parts_.add_sink(column, tail, steering_.tail_amperes);
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            const std::string memory = neuron_name(index_, neuron);
            const double share = steering_.share(column, neuron);
            add_emitter(fmt::format("qp_{}_{}", visible, memory), visible + (raises ? "_l" : "_d"),
                        memory + "_b", tail, share);
            add_emitter(fmt::format("qm_{}_{}", visible, memory), visible + (raises ? "_d" : "_l"),
                        memory + "_b", tail, 1 - share);
        }
    }

    void add_emitter(const std::string& name, const std::string& collector, const std::string& base,
                     const std::string& tail, double share) {
        if (share > 0) {
            build_.as(circuit::Role::Cell)
                .bjt(name, collector, base, tail, context_.bjt.model, steering_.area * share);
        }
    }

    void add_driver(std::size_t neuron) {
        const std::string name = neuron_name(index_, neuron);
        const std::string base = name + "_b";
        const std::string column = base + "c";
        context_.group(index_, neuron, "base driver");
        build_.resistor("rk_" + name, name, column, kDriverOhms / gain(bank_));
        build_.resistor("rb_" + name, column, base, kDriverOhms);
        build_.resistor("rs_" + name, "vref_p", column,
                        -kDriverOhms * bank_.reference_volts / rest_volts(bank_));
        context_.amplifier("b_" + name, column, base, context_.activation);
        const std::string collector = name + "_k";
        const circuit::Bipolar device = circuit::bipolar_of(context_.target);
        const double share = device.collector_share(steering_.density);
        const double amperes = steering_.density * steering_.area;
        const double part = steering_.correction_volts / (share * amperes * kDriverOhms);
        build_.bjt("qk_" + name, collector, base, correction_tail(), context_.bjt.model,
                   steering_.area);
        build_.resistor("rc_" + name, collector, column, kCorrectionOhms);
        build_.resistor("rd_" + name, collector, "0", kCorrectionOhms * part / (1 - part));
        circuit::JunctionPath path = parts_.sink_path(0);
        path.base = base;
        path.collector = collector;
        path.device = "qk_" + name;
        context_.layout.banks[index_][neuron].junction = path;
    }

    Context& context_;
    circuit::Builder& build_;
    const analog::Network& network_;
    const Bank& bank_;
    const Steering& steering_;
    std::size_t index_;
    JunctionParts parts_;
};

/// A driver inverts the integrator, which inverts: base lines rise with h.
void scale_steered(Bank& bank, const Scaling& scaling) {
    bank.polarity = Polarity::Negative;
    bank.volts_per_unit = 2 * kStateVolts / std::max(bank.state.span(), 1 / bank.function.beta);
    bank.shift = (bank.state.low + bank.state.high) / 2;
    bank.output_volts_per_unit = scaling.state_volts;
}

double driver_siemens(const analog::Network& network, std::size_t index, std::size_t) {
    return gain(network.banks[index]) / kDriverOhms;
}

double driver_lag_s(const Bank& bank, const Target& target) {
    return driver_noise_gain(bank) / (2 * std::numbers::pi * target.amplifier.gbw);
}

void judge_delay(Judgement& judgement, const Steering& steering) {
    const analog::Network& network = judgement.network;
    const double tau_s = network.banks[0].tau * network.time_unit_s;
    judgement.add("tails", "delay of the tails kappa, of tau_v", steering.delay_s / tau_s, "0.333",
                  graded(steering.delay_s / tau_s, kLongestDelay * (1 + 1e-9), 2 * kLongestDelay),
                  fmt::format("tails follow the winner's base, which feeds back: {:.3g} A at "
                              "{:.3g} A/um2 through {:.3g} um2",
                              steering.tail_amperes, steering.density, steering.area));
    const TimeUnit& asked = judgement.target.time_unit;
    const double longer = asked.automatic ? 1 : network.time_unit_s / asked.seconds;
    if (longer > 1 + 1e-9) {
        judgement.add("tails", "time unit, of the one asked for", longer, "1", Verdict::Risky,
                      fmt::format("at the highest current density kappa is a third of tau_v only "
                                  "with a time unit of {:.4g} s",
                                  network.time_unit_s));
    }
}

/// Where a unit of h is many volts, base lines of losers are far below the rails, and the driver
/// has a noise gain for it.
void judge_rest(Judgement& judgement) {
    const Bank& bank = judgement.bank();
    const Target& target = judgement.target;
    const double error = driver_noise_gain(bank) / std::pow(10, target.amplifier.gain_db / 20) *
                         std::abs(rest_volts(bank));
    judgement.add("tails", "base line level error, V", error,
                  fmt::format("{} V of headroom", kBaseTolerance),
                  graded(error, kBaseTolerance / 2, kBaseTolerance),
                  "of the driver's finite gain: all base lines are off by it");
    const double offset = judgement.offset_volts() * driver_noise_gain(bank) / kThermalVolts;
    if (offset > 0) {
        judgement.add("tails", "base line offset, of V_T", offset, fmt::format("{}", kBaseOffset),
                      graded(offset, kBaseOffset, INFINITY),
                      "one sigma of a driver's input offset: of every exponent");
    }
    const double lag = driver_lag_s(bank, target) /
                       (judgement.network.banks[0].tau * judgement.network.time_unit_s);
    judgement.add("tails", "base driver lag, of tau_v", lag, fmt::format("{}", kDriverLag),
                  graded(lag, kDriverLag, INFINITY),
                  "it is in series with the hidden neurons, and no capacitor makes up for it");
}

void judge_driver(Judgement& judgement, const Steering& steering) {
    const circuit::Bipolar device = circuit::bipolar_of(judgement.target);
    const auto columns = static_cast<double>(judgement.network.banks[0].integrators());
    const double amperes =
        (columns + 1) * steering.tail_amperes * (1 - device.collector_share(steering.density));
    judgement.add("tails", "base line current, A", amperes,
                  fmt::format("{:.3g} A of an output stage", kDriverAmperes),
                  graded(amperes, kDriverAmperes, INFINITY),
                  "what the driver of the winner supplies to all columns");
    const double farads = columns * steering.area * (device.cje + device.cjc) +
                          columns * judgement.network.wire_farads;
    const double phase = judgement.target.amplifier.rout * farads * 2 * std::numbers::pi *
                         judgement.target.amplifier.gbw / driver_noise_gain(judgement.bank());
    judgement.add("tails", "base line load at the crossing, rad", phase,
                  fmt::format("{:.3g}", kDriverPhase), graded(phase, kDriverPhase, INFINITY),
                  "above it the driver's rout and the junctions of its line make it ring");
}

void judge_steered(Judgement& judgement) {
    const Bank& bank = judgement.bank();
    const Steering& steering = *steered_crossbar(judgement.network, judgement.index).steering;
    judge_delay(judgement, steering);
    judge_driver(judgement, steering);
    judge_rest(judgement);
    const circuit::Bipolar device = circuit::bipolar_of(judgement.target);
    const model::HiddenRange& range = judgement.ranges.hidden[judgement.index - 1];
    const auto base_of = [&](double winner) {
        return tail_volts(device, steering.density) + kJunctionVolts -
               base_volts_per_unit(bank) * (bank.state.high - winner);
    };
    judge_sinks(judgement, base_of(range.winner_low), base_of(range.asked_low),
                "the tail currents stay what they are for the lowest winner");
}

}  // namespace

double copied_amperes(const circuit::Bipolar& device, double amperes, double emitter_volts,
                      double volts) {
    if (device.vaf == 0) {
        return amperes;
    }
    return amperes * (1 + (volts + kSenseVolts) / device.vaf / (1 + emitter_volts / kThermalVolts));
}

double tail_volts(const circuit::Bipolar& device, double density) {
    return kSteeredTopVolts - kThermalVolts * std::log(density / device.is) -
           device.missing_volts(density);
}

double line_volts(const circuit::Bipolar& device) {
    const double density = (0.5 + kBleedShare) * kCascodeTailDensity;
    return kCascodeVolts - kThermalVolts * std::log(density / device.is) -
           device.missing_volts(density);
}

double cascode_share(const circuit::Bipolar& device) {
    return device.collector_share((0.5 + kBleedShare) * kCascodeTailDensity);
}

double sink_farads_per_ampere(const circuit::Bipolar& device) {
    return (device.cjc + device.cjs) / kSteeredSinkDensity;
}

bool steered_tail_fits(const Bank& bank, double winner_low, const Target& target) {
    const double density = 1e-3;  // a quarter of a V_T from whatever it will be
    const double lowest = tail_volts(circuit::bipolar_of(target), density) -
                          base_volts_per_unit(bank) * (bank.state.high - winner_low);
    return lowest >= lowest_tail_volts(target);
}

double driver_noise_gain(const Bank& bank) {
    return 1 + gain(bank) - rest_volts(bank) / bank.reference_volts + kDriverOhms / kCorrectionOhms;
}

Cell steered_cell() {
    Cell cell;
    cell.type = kinds::CellType::Steered;
    cell.name = "steered tails";
    cell.follows_temperature = true;
    cell.scale = scale_steered;
    cell.load = driver_siemens;
    cell.ready_s = [](const Bank& bank, const Target& target) {
        return kDriverSettlings * driver_lag_s(bank, target);
    };
    cell.build = [](Context& context, std::size_t index) { SteeredBuilder(context, index).add(); };
    cell.read = read_steered;
    cell.resolution = [](const Function& function) { return 1 / function.beta; };
    cell.judge = judge_steered;
    return cell;
}

}  // namespace hopspice::cells
