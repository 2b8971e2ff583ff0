#include "driver/kept_devices.h"

#include "bench/device_bench.h"
#include "spec/target_text.h"
#include "support/cache_folder.h"
#include "support/quantity.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace hopspice::driver {

namespace {

constexpr const char* kFormat = "hopspice-device/1";
constexpr const char* kEnd = "end";
/// Relative paths of a target's text are meant from its file's folder, those of a target from the
/// current one.
constexpr const char* kTextHere = "target.json";
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// Which file that is, with what changes when another one takes its place.
std::string identity_of(const std::string& file) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    const auto written = failed ? fs::file_time_type{} : fs::last_write_time(file, failed);
    return failed ? "" : fmt::format("{} {} {}", size, written.time_since_epoch().count(), file);
}

/// Takes the first word of a line off.
std::string_view next_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

}  // namespace

KeptDevices::KeptDevices(const Target& target, const bench::Device& device,
                         const std::string& simulator_library) {
    spec::Fingerprint print;
    print.add(static_cast<std::uint64_t>(bench::kBenchVersion));
    print.add(device.name);
    print.add(device.type);
    // A bipolar one is measured the same whatever the supplies are.
    const double rails = device.shortest > 0 ? target.vdd - target.vss : 0;
    for (const double number :
         {device.amperes, device.shortest, device.most_volts, device.most_gate, rails}) {
        print.add(number);
    }
    if (const KitDevice* kits = target.kit.find(device.name)) {
        print.add(kits->ports + " " + kits->size + " " + kits->length + " " + kits->heat);
        print.add(kits->unit);
        print.add(std::uint64_t{kits->subcircuit ? 1U : 0U});
    }
    add_surroundings(print, target, simulator_library);
    place_ = fmt::format("devices/{}-{}.txt", device.name, print.text());
}

std::optional<DeviceModel> KeptDevices::find() const { return find_kept(place_); }

void KeptDevices::keep(const DeviceModel& model, const sim::Version& version) const {
    driver::keep(place_, model, version);
}

void add_surroundings(spec::Fingerprint& print, const Target& target,
                      const std::string& simulator_library) {
    print.add(target.kit.scale);
    for (const auto& [name, value] : target.kit.parameters) {
        print.add(name);
        print.add(value);
    }
    spec::add_libraries(print, target);
    const char* chosen = std::getenv("HOPSPICE_NGSPICE");
    print.add(simulator_library.empty() && chosen != nullptr ? chosen : simulator_library);
}

Result<Target> on_average(const Target& target) {
    if (!target.pdk.mismatch) {
        return target;
    }
    const std::vector<std::string> overrides{"pdk.statistics=none"};
    auto average = spec::read_target_text({format_target(target), kTextHere}, overrides);
    if (average) {
        average->models = target.models;
    }
    return average;
}

std::optional<DeviceModel> find_kept(const std::string& place) {
    const auto text = find_cached(place, kMostBytes);
    return text ? read_kept(*text) : std::nullopt;
}

void keep(const std::string& place, const DeviceModel& model, const sim::Version& version) {
    const std::string simulator = identity_of(version.file);
    if (!simulator.empty()) {
        keep_cached(place, format_kept(model, simulator));
    }
}

std::string format_kept(const DeviceModel& model, const std::string& simulator) {
    std::string text =
        fmt::format("{}\nsimulator {}\nmodel {} {}\n", kFormat, simulator, model.name, model.type);
    for (const auto& [name, value] : model.parameters) {
        text += fmt::format("parameter {} {}\n", name, value);
    }
    for (const std::string& figure : model.figures) {
        text += fmt::format("figure {}\n", figure);
    }
    return text + kEnd + "\n";
}

std::optional<DeviceModel> read_kept(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != kFormat) {
        return std::nullopt;
    }
    DeviceModel model;
    model.measured = true;
    bool same_simulator = false;
    while (std::getline(lines, line) && line != kEnd) {
        std::string_view rest = line;
        const std::string_view word = next_word(rest);
        if (word == "simulator") {
            const std::string_view file = rest.substr(std::min(rest.find('/'), rest.size()));
            same_simulator = !file.empty() && identity_of(std::string(file)) == rest;
        } else if (word == "model") {
            model.name = next_word(rest);
            model.type = rest;
        } else if (word == "parameter") {
            const std::string name(next_word(rest));
            const auto value = parse_number(rest);
            if (!value) {
                return std::nullopt;
            }
            model.parameters.emplace_back(name, *value);
        } else if (word == "figure") {
            model.figures.emplace_back(rest);
        } else {
            return std::nullopt;
        }
    }
    const bool whole = line == kEnd && same_simulator && !model.parameters.empty();
    return whole ? std::optional(std::move(model)) : std::nullopt;
}

}  // namespace hopspice::driver
