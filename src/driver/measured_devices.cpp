#include "driver/measured_devices.h"

#include "bench/device_bench.h"
#include "driver/kept_devices.h"
#include "driver/measured_amplifiers.h"
#include "sim/ngspice.h"
#include "support/rules.h"

#include <hopspice/agree.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::driver {

namespace {

/// The target as a device is measured: as the kit has it on average, without libraries where it is
/// built in.
Result<Target> benched(const Target& target, const std::string& name) {
    const bool theirs =
        std::ranges::find(target.models, name, &DeviceModel::name) != target.models.end();
    if (!theirs && target.kit.find(name) == nullptr) {
        Target plain;
        plain.vdd = target.vdd;
        plain.vss = target.vss;
        return plain;
    }
    return on_average(target);
}

/// Whether the simulator does not take a card.
bool is_refused(const Diagnostics& diagnostics) {
    return diagnostics.front().id == std::string_view("HS-E403");
}

/// HS-E412: of devices that are compiled models, where the simulator takes none.
Diagnostics verify_compiled(const Target& target, const std::set<std::string>& names,
                            const std::string& simulator_library) {
    Diagnostics diagnostics;
    for (const std::string& name : names) {
        const KitDevice* device = target.kit.find(name);
        if (device == nullptr || !device->osdi) {
            continue;
        }
        const auto simulator = find_embedded_simulator(simulator_library);
        if (!simulator) {
            return simulator.error();
        }
        if (!simulator->osdi) {
            report(diagnostics, Rule::KitOsdi, {}, name, target.pdk.name, simulator->version);
        }
    }
    return diagnostics;
}

}  // namespace

bool is_unknown(const Target& target, const std::string& name) {
    const auto model = std::ranges::find(target.models, name, &DeviceModel::name);
    if (model != target.models.end() && model->measured) {
        return false;
    }
    if (const KitDevice* device = target.kit.find(name)) {
        return bench::is_measurable(device->type);
    }
    return model != target.models.end() && bench::is_measurable(model->type) &&
           !bench::is_readable(*model);
}

Result<DeviceModel> measured_device(const Target& target, const std::string& name,
                                    const std::string& simulator_library) {
    const auto device = bench::find_device(target, name);
    if (!device || !bench::is_measurable(device->type)) {
        DeviceModel unknown;
        unknown.name = name;
        return unknown;
    }
    const auto alone = benched(target, name);
    if (!alone) {
        return Unexpected{alone.error()};
    }
    const KeptDevices kept(*alone, *device, simulator_library);
    if (auto found = kept.find()) {
        return *std::move(found);
    }
    sim::Version version;
    bench::Simulator simulator;
    simulator.library = simulator_library;
    simulator.version = &version;
    auto model = bench::measure_device(*device, *alone, simulator);
    if (model) {
        kept.keep(*model, version);
    }
    return model;
}

Result<Target> measured(const Target& target, const std::string& simulator_library) {
    std::set<std::string> names;
    for (const auto& [role, name] : target.devices) {
        if (is_unknown(target, name)) {
            names.insert(name);
        }
    }
    if (Diagnostics compiled = verify_compiled(target, names, simulator_library);
        compiled.has_errors()) {
        return Unexpected{std::move(compiled)};
    }
    Target all = target;
    for (const std::string& name : names) {
        auto model = measured_device(target, name, simulator_library);
        if (!model && is_refused(model.error()) && target.kit.find(name) == nullptr) {
            continue;
        }
        if (!model) {
            return Unexpected{model.error()};
        }
        std::erase_if(all.models, [&](const DeviceModel& known) { return known.name == name; });
        all.models.push_back(*std::move(model));
    }
    return with_amplifiers(std::move(all), simulator_library);
}

}  // namespace hopspice::driver
