#include "bench/device_bench.h"

#include "bench/bipolar_bench.h"
#include "bench/mos_bench.h"
#include "circuit/bjt_sizing.h"
#include "circuit/mos_sizing.h"
#include "circuit/parts.h"
#include "circuit/subcircuit_body.h"
#include "support/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hopspice::bench {

namespace {

constexpr double kShownOverdrive = 0.25;  // V
/// Of channels, where the card has no `tox`.
constexpr std::array kOxides = {"tox", "toxe", "toxm", "toxp"};

bool is_bipolar(const std::string& type) { return type == "npn" || type == "pnp"; }

double shortest_of(circuit::ModelCard card) {
    for (const char* name : kOxides) {
        if (const double oxide = circuit::card_value(card, name, 0); oxide > 0) {
            card.parameters = {{"tox", oxide}};
            break;
        }
    }
    return circuit::MosProcess(card).length();
}

std::string shown(double value, const char* unit) { return format_quantity(value, unit); }

DeviceModel model_of(const BipolarFigures& found) {
    DeviceModel model;
    model.parameters = {{"is", found.is},       {"nf", found.nf},
                        {"bf", found.bf},       {"vaf", found.vaf},
                        {"ikf", found.ikf},     {"rb", found.rb},
                        {"re", found.re},       {"tf", found.tf},
                        {"cje", found.cje},     {"vje", found.vje},
                        {"cjc", found.cjc},     {"vjc", found.vjc},
                        {"cjs", found.cjs},     {"xtb", found.xtb},
                        {"eg", found.eg},       {"xti", found.xti},
                        {"ft", found.ft},       {"cje_on", found.cje_on},
                        {"bvceo", found.bvceo}, {"frozen", found.frozen ? 1 : 0}};
    model.figures.push_back(fmt::format("beta {:.3g}, V_BE {}, f_T {} at {} per emitter and 27 C",
                                        found.beta, shown(found.volts, "V"), shown(found.ft, "Hz"),
                                        shown(found.amperes, "A")));
    model.figures.push_back(fmt::format(
        "IS {}, NF {:.4g}, IKF {}, RE {}, RB {}, VAF {}{}", shown(found.is, "A"), found.nf,
        shown(found.ikf, "A"), shown(found.re, "ohm"), shown(found.rb, "ohm"),
        shown(found.vaf, "V"),
        found.bvceo > 0
            ? fmt::format(", its base current turns at V_CE {}", shown(found.bvceo, "V"))
            : ""));
    model.figures.push_back(fmt::format(
        "C_BE {} ({} without bias), C_BC {}, C_CS {}, TF {}", shown(found.cje_on, "F"),
        shown(found.cje, "F"), shown(found.cjc, "F"), shown(found.cjs, "F"), shown(found.tf, "s")));
    model.figures.push_back(
        found.frozen
            ? fmt::format("XTB {:.3g}; this simulator has its thermal voltage at 27 C whatever the "
                          "temperature is",
                          found.xtb)
            : fmt::format("XTB {:.3g}, EG {:.4g} V, XTI {:.3g}", found.xtb, found.eg, found.xti));
    return model;
}

DeviceModel model_of(const MosFigures& found) {
    DeviceModel model;
    const circuit::MosCurves& curves = found.curves;
    const circuit::MosChannel& shortest = curves.channels.front();
    const double contact = circuit::mos_contact(shortest.length);
    model.parameters = {{"level", 1},
                        {"vto", found.vto},
                        {"kp", found.kp},
                        {"gamma", found.gamma},
                        {"phi", found.phi},
                        {"lambda", found.lambda},
                        {"tox", found.tox},
                        {"cgso", shortest.overlap_farads},
                        {"cgdo", shortest.overlap_farads},
                        // All of the drain's as its bottom's, whatever the bias is.
                        {"cj", shortest.drain_farads / contact},
                        {"mj", 0}};
    circuit::add_curves(curves, model.parameters);
    model.figures.push_back(fmt::format("V_T {}, GAMMA {:.3g} V^0.5, PHI {:.3g} V, TOX {} at 27 C",
                                        shown(found.vto, "V"), found.gamma, found.phi,
                                        shown(found.tox, "m")));
    for (const circuit::MosChannel& channel : curves.channels) {
        const circuit::MosPoint at = curves.at(channel.length, kShownOverdrive);
        model.figures.push_back(fmt::format(
            "L {}: V_T {}, at {} of overdrive {} at W/L = 1, gm/I_D {:.3g} /V, gain {:.3g}; C_GG "
            "{}, "
            "C_GD {}, C_DB {} per um of W",
            shown(channel.length, "m"), shown(channel.threshold, "V"), shown(kShownOverdrive, "V"),
            shown(at.amperes, "A"), at.gm, at.gm / at.gds, shown(1e-6 * channel.gate_farads, "F"),
            shown(1e-6 * channel.overlap_farads, "F"), shown(1e-6 * channel.drain_farads, "F")));
    }
    return model;
}

}  // namespace

bool is_measurable(const std::string& type) {
    return is_bipolar(type) || type == "nmos" || type == "pmos";
}

bool is_readable(const DeviceModel& model) {
    const double level =
        circuit::card_value({model.name, model.type, model.parameters}, "level", 1);
    return is_bipolar(model.type) ? level == 1 : level <= 3;
}

std::optional<Device> find_device(const Target& target, const std::string& name) {
    Device device;
    device.name = name;
    device.amperes = circuit::kEmitterDensity;
    if (const KitDevice* kits = target.kit.find(name)) {
        device.type = kits->type;
        device.shortest = kits->shortest;
        device.most_volts = kits->most_volts;
        device.most_gate = kits->most_gate;
        if (kits->most_amperes > 0) {
            device.amperes = std::min(device.amperes, kits->most_amperes);
        }
        return device;
    }
    const auto theirs = std::ranges::find(target.models, name, &DeviceModel::name);
    const circuit::ModelCard* built_in = circuit::find_generic_card(name);
    if (theirs == target.models.end() && built_in == nullptr) {
        return std::nullopt;
    }
    const circuit::ModelCard card =
        theirs == target.models.end()
            ? *built_in
            : circuit::ModelCard{theirs->name, theirs->type, theirs->parameters};
    device.type = card.type;
    device.shortest = shortest_of(card);
    return device;
}

Result<DeviceModel> measure_device(const Device& device, const Target& target,
                                   const Simulator& simulator) {
    DeviceModel model;
    if (is_bipolar(device.type)) {
        const auto found = measure_bipolar(device, target, simulator);
        if (!found) {
            return Unexpected{found.error()};
        }
        model = model_of(*found);
    } else {
        const auto found = measure_mosfet(device, target, simulator);
        if (!found) {
            return Unexpected{found.error()};
        }
        model = model_of(*found);
    }
    model.name = device.name;
    model.type = device.type;
    model.measured = true;
    return model;
}

}  // namespace hopspice::bench
