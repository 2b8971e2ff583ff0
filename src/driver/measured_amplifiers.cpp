#include "driver/measured_amplifiers.h"

#include "bench/amplifier_bench.h"
#include "circuit/measured_mos.h"
#include "circuit/subcircuit_body.h"
#include "driver/kept_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace hopspice::driver {

namespace {

using Figures = std::vector<AmplifierFigures>;

/// Of the bench and of the designs: what older ones found is measured again.
constexpr std::uint64_t kAmplifiersVersion = 1;

struct FigureRow {
    const char* name;
    double AmplifierFigures::*field;
};
constexpr std::array<FigureRow, 5> kFigures = {
    {{"asked", &AmplifierFigures::asked},
     {"gbw", &AmplifierFigures::gbw},
     {"phase_margin", &AmplifierFigures::phase_margin_deg},
     {"gain", &AmplifierFigures::gain_db},
     {"slew", &AmplifierFigures::slew}}};

/// Whether there are amplifiers of measured MOSFETs, which nobody measured.
bool has_unknown_amplifiers(const Target& target) {
    const bool amplifiers = target.level == Level::Transistor &&
                            target.amplifier.technology == Technology::Cmos &&
                            target.topology != Topology::CurrentMode &&
                            target.amplifier.subckt.empty() && target.amplifiers.empty();
    return amplifiers && std::ranges::any_of(target.models, [](const DeviceModel& model) {
               return model.measured && (model.type == "nmos" || model.type == "pmos");
           });
}

/// All that the figures depend on.
std::string place_of(const Target& target, const std::string& simulator_library) {
    spec::Fingerprint print;
    print.add(kAmplifiersVersion);
    for (const double number :
         {target.vdd, target.vss, target.amplifier.gbw, target.amplifier.slew}) {
        print.add(number);
    }
    for (const auto& [role, name] : target.devices) {
        print.add(role + " " + name);
    }
    for (const DeviceModel& model : target.models) {
        print.add(model.name);
        for (const auto& [name, value] : model.parameters) {
            print.add(name);
            print.add(value);
        }
    }
    add_surroundings(print, target, simulator_library);
    return fmt::format("amplifiers/{}.txt", print.text());
}

DeviceModel kept_form(const Figures& figures) {
    DeviceModel model;
    model.name = "amplifiers";
    model.type = "cmos";
    for (std::size_t k = 0; k < figures.size(); ++k) {
        for (const FigureRow& row : kFigures) {
            model.parameters.emplace_back(fmt::format("{}{}", row.name, k), figures[k].*row.field);
        }
    }
    return model;
}

Figures of_kept(const DeviceModel& model) {
    Figures figures(model.parameters.size() / kFigures.size());
    for (std::size_t k = 0; k < figures.size() * kFigures.size(); ++k) {
        figures[k / kFigures.size()].*kFigures[k % kFigures.size()].field =
            model.parameters[k].second;
    }
    return figures;
}

/// To what was measured, if anything was.
void lower(double& figure, double measured) {
    figure = measured > 0 ? std::min(figure, measured) : figure;
}

Result<Figures> figures_of(const Target& target, const std::string& simulator_library) {
    const auto nominal = on_average(target);
    if (!nominal) {
        return Unexpected{nominal.error()};
    }
    const std::string place = place_of(*nominal, simulator_library);
    if (const auto found = find_kept(place)) {
        return of_kept(*found);
    }
    sim::Version version;
    bench::Simulator simulator;
    simulator.library = simulator_library;
    simulator.version = &version;
    auto figures = bench::measure_amplifiers(*nominal, simulator);
    if (figures) {
        keep(place, kept_form(*figures), version);
    }
    return figures;
}

}  // namespace

Result<Target> with_amplifiers(Target target, const std::string& simulator_library) {
    if (!has_unknown_amplifiers(target)) {
        return target;
    }
    auto figures = figures_of(target, simulator_library);
    if (!figures) {
        return Unexpected{figures.error()};
    }
    for (const AmplifierFigures& amplifier : *figures) {
        lower(target.amplifier.gain_db, amplifier.gain_db);
        lower(target.amplifier.slew, amplifier.slew);
    }
    target.amplifiers = *std::move(figures);
    return target;
}

}  // namespace hopspice::driver
