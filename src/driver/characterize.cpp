// The data sheet: every bench in turn, at every temperature.

#include "bench/activation_bench.h"
#include "bench/amplifier_bench.h"
#include "bench/softmax_bench.h"
#include "driver/measured_devices.h"
#include "sim/ngspice.h"
#include "support/rules.h"

#include <hopspice/characterize.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace hopspice {

namespace {

constexpr std::array kDrives = {0, 1, 2, 4};  // loads of 4.8, 2.4, 1.2 and 0.3 kohm

Target at_temperature(Target target, double temperature_c) {
    target.temperature_c = temperature_c;
    return target;
}

class Sheet {
public:
    Sheet(const Target& target, const CharacterizeOptions& options)
        : target_(target),
          options_(options),
          simulator_{options.simulator_library, options.wall_limit_s, &version_},
          cases_(bench::activation_cases()) {
        temperatures_.push_back(target.temperature_c);
        for (const double temperature : options.temperatures_c) {
            if (std::ranges::find(temperatures_, temperature) == temperatures_.end()) {
                temperatures_.push_back(temperature);
            }
        }
        total_ = kDrives.size() + temperatures_.size() - 1 + cases_.size() + 1;
    }

    Result<Characterization> run() {
        sheet_.target = target_.name;
        sheet_.level = to_string(target_.level);
        Diagnostics failures = add_amplifiers();
        if (failures.has_errors()) {
            return Unexpected{std::move(failures)};
        }
        for (const bench::ActivationCase& activation : cases_) {
            skip(activation.block, add_transfers(activation));
            step();
        }
        const auto trades = bench::measure_softmax_trades(target_, simulator_);
        if (trades) {
            sheet_.trades = *trades;
        } else {
            skip("softmax area", trades.error());
        }
        step();
        sheet_.simulator = sim::format_version(version_);
        sheet_.warnings.append(sim::verify_tested(version_));
        return std::move(sheet_);
    }

private:
    void step() {
        if (options_.progress) {
            options_.progress(++done_, total_);
        }
    }

    /// A block that cannot be built or simulated is missing from the sheet, with the reason.
    void skip(const std::string& block, const Diagnostics& reasons) {
        if (reasons.has_errors()) {
            report(sheet_.warnings, Rule::BlockNotMeasured, {target_.name, ""}, block,
                   reasons.front().message);
        }
    }

    /// All loads at the target's temperature, the lightest at the others.
    Diagnostics add_amplifiers() {
        for (const double temperature : temperatures_) {
            const Target target = at_temperature(target_, temperature);
            for (const int drive : kDrives) {
                if (temperature != target_.temperature_c && drive != kDrives.front()) {
                    continue;
                }
                auto sheet = bench::measure_amplifier(target, drive, simulator_);
                if (!sheet) {
                    return sheet.error();
                }
                sheet_.amplifiers.push_back(*sheet);
                step();
            }
        }
        return {};
    }

    Diagnostics add_transfers(const bench::ActivationCase& activation) {
        bench::Outputs first;
        for (const double temperature : temperatures_) {
            const Target target = at_temperature(target_, temperature);
            const auto bench = bench::activation_bench(activation, target);
            if (!bench) {
                return bench.error();
            }
            const auto waveform = bench::drive(*bench, activation, target, simulator_);
            if (!waveform) {
                return waveform.error();
            }
            const bench::Outputs outputs = bench::outputs_of(*waveform, *bench, activation);
            first = first.empty() ? outputs : first;
            TransferSheet sheet;
            sheet.block = activation.block;
            sheet.temperature_c = temperature;
            sheet.low = activation.range().low;
            sheet.high = activation.range().high;
            sheet.full_scale = bench::full_scale_of(activation);
            sheet.error = bench::transfer_error(outputs, activation);
            sheet.drift = bench::transfer_drift(outputs, first, activation);
            sheet.points = activation.states.size();
            sheet_.transfers.push_back(sheet);
        }
        return {};
    }

    Characterization sheet_;
    sim::Version version_;
    const Target& target_;
    const CharacterizeOptions& options_;
    bench::Simulator simulator_;
    std::vector<bench::ActivationCase> cases_;
    std::vector<double> temperatures_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
};

}  // namespace

Result<Characterization> characterize(const Target& asked, const CharacterizeOptions& options) {
    if (asked.level == Level::Behavioral) {
        return fail(Rule::NothingToCharacterize, {asked.name, "/level"},
                    "level behavioral is arithmetic, it has no amplifiers and no devices");
    }
    if (asked.topology == Topology::CurrentMode) {
        return fail(Rule::NothingToCharacterize, {asked.name, "/topology"},
                    "topology current-mode has no amplifiers and none of these blocks");
    }
    if (asked.topology == Topology::Steered) {
        return fail(Rule::NothingToCharacterize, {asked.name, "/topology"},
                    "topology steered has the amplifiers of virtual-ground, which is measured with "
                    "--set topology=virtual-ground, and no softmax with an output of its own");
    }
    const auto target = driver::measured(asked, options.simulator_library);
    return target ? Sheet(*target, options).run() : Unexpected{target.error()};
}

Result<DeviceSheets> characterize_devices(const Target& target,
                                          const CharacterizeOptions& options) {
    DeviceSheets sheets{target.name, {}};
    std::map<std::string, std::vector<std::string>> roles;
    for (const auto& [role, name] : target.devices) {
        roles[name].push_back(role);
    }
    std::size_t done = 0;
    for (auto& [name, of_name] : roles) {
        auto model = driver::measured_device(target, name, options.simulator_library);
        if (!model) {
            return Unexpected{model.error()};
        }
        if (model->measured) {
            sheets.devices.push_back({std::move(of_name), *std::move(model)});
        }
        if (options.progress) {
            options.progress(++done, roles.size());
        }
    }
    return sheets;
}

}  // namespace hopspice
