#include "driver/risks.h"

#include "cells/cell.h"
#include "circuit/bipolar.h"
#include "circuit/parts.h"
#include "driver/amplifier_items.h"
#include "driver/current_mode_risks.h"
#include "driver/device_items.h"
#include "driver/imperfection_items.h"
#include "driver/mos_limits.h"
#include "driver/tile_items.h"
#include "kinds/functions.h"
#include "model/certificates.h"
#include "model/intervals.h"
#include "passes/lower.h"
#include "passes/passes.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace hopspice::driver {

namespace {

using analog::Bank;
using analog::Network;

constexpr double kSlowAmplifier = 1.05;  // asked GBW over what the devices reach
constexpr double kLongestLoadTaus = 14;  // of a hidden neuron before the release
constexpr double kLeastFullScale = 0.1;  // V: four V_T, which junctions tell apart

using cells::graded;

/// What is said of a subject stands together, subjects in the order in which they first came up.
std::vector<CheckItem> by_subject(std::vector<CheckItem> items) {
    std::map<std::string, std::size_t> order;
    for (const CheckItem& item : items) {
        order.emplace(item.subject, order.size());
    }
    std::ranges::stable_sort(items, {},
                             [&](const CheckItem& item) { return order.at(item.subject); });
    return items;
}

CheckItem range_item(const std::string& where, const std::string& what, const model::Range& range) {
    return {"range",
            where,
            what + " span",
            range.span(),
            fmt::format("from {:.4g} to {:.4g}", range.low, range.high),
            Verdict::Certain,
            "signal range the circuit is scaled for"};
}

/// One neuron's worst figures within its bank.
class BankItems {
public:
    BankItems(const Network& network, std::size_t index, const model::Ranges& ranges,
              const Target& target)
        : judgement_{network, index, ranges, target},
          network_(network),
          bank_(network.banks[index]),
          index_(index),
          target_(target) {}

    std::vector<CheckItem> run() {
        add_swing();
        add_conductance();
        add_amplifier_items(judgement_);
        const cells::Cell& cell = cells::cell_of(bank_);
        if (cell.judge != nullptr) {
            cell.judge(judgement_);
        }
        return by_subject(std::move(judgement_.items));
    }

private:
    void add(const std::string& subject, const std::string& quantity, double value,
             const std::string& limit, Verdict verdict, const std::string& meaning) {
        judgement_.add(subject, quantity, value, limit, verdict, meaning);
    }

    void add_swing() {
        const double swing = cells::swing_volts(target_);
        const double high = std::abs(bank_.volts_per_unit * (bank_.state.high - bank_.shift));
        const double low = std::abs(bank_.volts_per_unit * (bank_.state.low - bank_.shift));
        const double needed = kinds::is_softmax(bank_.function) ? high : std::max(high, low);
        add("swing", "state, V", needed, fmt::format("amplifiers reach {:.3g} V", swing),
            graded(needed, swing, swing), "every state must fit between the rails");
        if (kinds::is_softmax(bank_.function) && low > swing) {
            add("swing", "losers, V", low, fmt::format("amplifiers reach {:.3g} V", swing),
                Verdict::Risky, "neurons far below the winner clip: their f is 0 either way");
        }
    }

    [[nodiscard]] double worst_noise_gain() const {
        return *std::ranges::max_element(bank_.noise_gain);
    }

    /// What the lines carry: `output` is wider where a rectifier never conducts, for a scale.
    [[nodiscard]] model::Range driven() const {
        const bool direction =
            kinds::is_divided(bank_.function) && !kinds::sums_to_one(bank_.function);
        return direction ? bank_.output
                         : kinds::range_over(bank_.function, bank_.state, bank_.size);
    }

    void add_conductance() {
        const double sum = (worst_noise_gain() - 1) / bank_.feedback_ohms;
        add("crossbar", "sum of conductances, S", sum,
            fmt::format("R_f {:.4g} ohm", bank_.feedback_ohms), Verdict::Certain,
            "into one virtual ground, output loading included");
        double largest = 0;
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            for (const analog::Polarity polarity :
                 {analog::Polarity::Positive, analog::Polarity::Negative}) {
                largest =
                    std::max(largest, cells::line_siemens(network_, index_, neuron, polarity));
            }
        }
        const double volts = bank_.output_volts_per_unit * driven().magnitude();
        const double rout = target_.amplifier.rout / bank_.line_drive;
        const double inside = volts * (1 + rout * largest);
        const double rail = std::min(target_.vdd, -target_.vss) - target_.amplifier.headroom;
        add("crossbar", "line behind rout, V", inside, fmt::format("clips at {:.3g} V", rail),
            graded(inside, 0.9 * rail, rail), "the amplifier drives every cell of its line");
        add_drivers();
        if (const std::size_t held = bank_.size - bank_.integrators(); held > 0) {
            add("crossbar", "neurons that every query holds", static_cast<double>(held), "no limit",
                Verdict::Certain, "lines that their inputs drive: no integrators, no columns");
        }
    }

    /// Amplifiers with more than one output stage.
    void add_drivers() {
        const int stages = std::max(bank_.state_drive, bank_.line_drive);
        if (stages == 1) {
            return;
        }
        std::size_t cells = 0;
        for (const analog::Crossbar& crossbar : network_.crossbars) {
            const bool drives = crossbar.from == index_ && !crossbar.steering;
            cells += drives ? crossbar.siemens.rows / crossbar.row_choices : 0;
        }
        const AmplifierSpec scaled = circuit::with_drive(target_.amplifier, stages);
        add("crossbar", "output stages of a driver", stages,
            fmt::format("rout {:.3g} ohm, {:.3g} A", scaled.rout, scaled.iq), Verdict::Certain,
            fmt::format("scaled x{} for {} cells: they take no more than a quarter behind rout",
                        stages, cells));
    }

    cells::Judgement judgement_;
    const Network& network_;
    const Bank& bank_;
    std::size_t index_;
    const Target& target_;
};

/// Where the supplies leave less than the usual full scale.
std::vector<CheckItem> scale_items(const Target& target) {
    const double full = cells::full_scale_volts(target);
    if (full == cells::kOutputVolts) {
        return {};
    }
    const double swing = cells::swing_volts(target);
    return {{"swing", "signals", "full scale, V", full,
             fmt::format("{} V, and amplifiers reach {:.3g} V", kLeastFullScale, swing),
             full >= kLeastFullScale ? Verdict::Certain : Verdict::Impossible,
             fmt::format("signals are {:.3g} of what they are where supplies suffice: offsets and "
                         "noise are that much larger beside them",
                         full / cells::kOutputVolts)}};
}

/// Why topology auto is what it is.
CheckItem topology_item(const Network& network) {
    std::size_t memories = 0;
    for (std::size_t bank = 1; bank < network.banks.size(); ++bank) {
        memories = std::max(memories, bank == network.readout_bank ? 0 : network.banks[bank].size);
    }
    return {"topology",
            "visible",
            "hidden neurons of a block",
            static_cast<double>(memories),
            fmt::format("{} and softmax alone", kSteeredMemories),
            Verdict::Certain,
            network.steered ? "steered: currents load no virtual ground, time does not grow with "
                              "their number"
                            : "virtual-ground: too few, not softmax alone, or no headroom for "
                              "the tails, or amplifiers of transistors"};
}

bool uses_junctions(const Network& network) {
    return std::ranges::any_of(
        network.banks, [](const Bank& bank) { return cells::cell_of(bank).follows_temperature; });
}

/// Ideal sources compute what the model does, where their formulas do.
std::vector<CheckItem> ideal_items(const Network& network) {
    std::vector<CheckItem> items;
    for (const Bank& bank : network.banks) {
        const kinds::Single* single = kinds::kind_of(bank.function).single();
        if (single != nullptr && single->formula_until != nullptr) {
            const double limit = single->formula_until(bank.function);
            items.push_back({"range", bank.name, "largest state", bank.state.high,
                             fmt::format("the formula ends at {:.4g}", limit),
                             graded(bank.state.high, limit, limit),
                             "its sources compute f of every state; smaller weights, bias or beta "
                             "keep it within"});
        }
    }
    return items;
}

/// Nobody waits for a simulation of more points than this.
constexpr double kMostPoints = 2e4;
constexpr double kPointsPerTau = 4;  // of tau_v, at least, while something is left to happen

/// The load of the slowest hidden neuron, and the longest query.
std::vector<CheckItem> time_items(const Spec& spec, const QueryEnds& ends, const Network& network) {
    double slowest = 0;
    for (std::size_t bank = 1; bank < network.banks.size(); ++bank) {
        slowest = std::max(slowest, network.banks[bank].tau);
    }
    const double load = kLongestLoadTaus * slowest;
    const double points = kPointsPerTau * (load + ends.longest) / spec.visible.tau;
    return {{"simulation", "dynamics", "time points", points, fmt::format("{}", kMostPoints),
             graded(points, kMostPoints, INFINITY),
             "a quarter of tau_v apart, from the load of the hidden neurons to the end of the "
             "longest query"}};
}

bool has_basins(const Spec& spec) {
    return std::ranges::any_of(spec.hidden, [](const HiddenBlock& block) {
        const kinds::Joint* joint = kinds::kind_of(block.energy).joint();
        return joint != nullptr && joint->inside != nullptr;
    });
}

CheckItem basin_item(const model::Ranges& ranges) {
    return {
        "stability",
        "dynamics",
        "queries outside every basin",
        static_cast<double>(ranges.outside_queries),
        "0",
        ranges.outside_queries == 0 ? Verdict::Certain : Verdict::Risky,
        fmt::format("they diverge: epanechnikov f is not defined there ({} of {} random starts)",
                    ranges.outside_random, ranges.probes_random)};
}

}  // namespace

std::vector<CheckItem> model_items(const Spec& spec, const model::Ranges& ranges,
                                   const Network& network, const QueryEnds& ends) {
    std::vector<CheckItem> items = stability_items(spec, ranges);
    std::ranges::move(query_items(ends), std::back_inserter(items));
    std::ranges::move(time_items(spec, ends, network), std::back_inserter(items));
    return items;
}

std::vector<CheckItem> stability_items(const Spec& spec, const model::Ranges& ranges) {
    const model::Certificates proof = model::certificates(spec);
    std::vector<CheckItem> items;
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        items.push_back({"stability", "hidden " + spec.hidden[block].name, "spectral norm of xi",
                         proof.spectral_norm[block], "enters the conditions below",
                         Verdict::Certain, "largest singular value"});
    }
    items.push_back({"stability", "energy", "bounded below", proof.bounded_value, "certificate",
                     proof.bounded ? Verdict::Certain : Verdict::Risky, proof.bounded_reason});
    // Several fixed points are what a memory is for: with a bounded energy that is no risk.
    items.push_back(
        {"stability", "dynamics", "convergent from everywhere", proof.convergent_value,
         "one fixed point if > 0",
         proof.convergent || (proof.bounded && proof.falling) ? Verdict::Certain : Verdict::Risky,
         proof.convergent_reason});
    if (has_basins(spec)) {
        items.push_back(basin_item(ranges));
    }
    if (!ranges.bounded) {
        items.push_back({"stability", "dynamics", "diverging probes", 1, "0", Verdict::Risky,
                         "the ODE leaves every bound from some initial state"});
    }
    items.push_back(range_item("visible", "v", ranges.visible));
    items.push_back(range_item("visible", "g", ranges.g));
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        items.push_back(
            range_item("hidden " + spec.hidden[block].name, "h", ranges.hidden[block].h));
    }
    return items;
}

std::vector<CheckItem> fit_items(const Network& network, const model::Ranges& ranges,
                                 const Target& target) {
    if (target.level == Level::Behavioral) {
        return ideal_items(network);
    }
    if (network.current_mode) {
        std::vector<CheckItem> items = current_mode_items(network, target);
        std::ranges::move(drawn_items(target), std::back_inserter(items));
        std::ranges::move(device_items(target), std::back_inserter(items));
        std::ranges::move(mos_limit_items(target), std::back_inserter(items));
        return items;
    }
    std::vector<CheckItem> items = scale_items(target);
    for (std::size_t bank = 0; bank < network.banks.size(); ++bank) {
        const std::vector<CheckItem> of_bank = BankItems(network, bank, ranges, target).run();
        items.insert(items.end(), of_bank.begin(), of_bank.end());
    }
    items.push_back({"crossbar", "cells", "mapping error", network.mapping_error, "0.01",
                     graded(network.mapping_error, 0.01, INFINITY),
                     "weights against what conductances can hold, of the largest weight"});
    std::ranges::move(tile_items(network, target), std::back_inserter(items));
    if (target.topology == Topology::Auto) {
        items.push_back(topology_item(network));
    }
    if (target.level == Level::Transistor && target.amplifier.subckt.empty()) {
        const double gbw = passes::slowest_amplifier(target);
        items.push_back({"amplifier", "transistors", "GBW the devices reach, Hz", gbw,
                         fmt::format("GBW {:.4g}", target.amplifier.gbw),
                         graded(target.amplifier.gbw / gbw, kSlowAmplifier, INFINITY),
                         "time constants are computed from the GBW that the target asks for"});
    }
    std::ranges::move(imperfection_items(network, target), std::back_inserter(items));
    std::ranges::move(device_items(target), std::back_inserter(items));
    std::ranges::move(mos_limit_items(target), std::back_inserter(items));
    const double scale = 1 / circuit::temperature_ratio(target.temperature_c);
    if (uses_junctions(network) && target.level != Level::Transistor) {
        items.push_back({"temperature", "junctions", "beta and gain, of nominal", scale,
                         "0.98 to 1.02",
                         std::abs(scale - 1) <= 0.02 ? Verdict::Certain : Verdict::Risky,
                         "the circuit is designed for 27 C and its references are fixed"});
    }
    return items;
}

Diagnostics diagnostics_of(const std::vector<CheckItem>& items, const std::string& file) {
    Diagnostics diagnostics;
    for (const CheckItem& item : items) {
        if (item.verdict == Verdict::Certain) {
            continue;
        }
        const Rule rule = item.verdict == Verdict::Risky ? Rule::CheckRisky : Rule::CheckImpossible;
        report(diagnostics, rule, {file, ""}, item.where, item.quantity, item.value, item.limit,
               item.meaning);
    }
    return diagnostics;
}

}  // namespace hopspice::driver
