// Targets: a built-in name or a file, overrides, and every rule of `hopspice-target/1`.

#include "spec/builtin_targets.h"
#include "spec/input_file.h"
#include "spec/library_reader.h"
#include "spec/object_reader.h"
#include "spec/overrides.h"
#include "spec/quantity.h"
#include "spec/target_text.h"
#include "spec/words.h"

#include <hopspice/target.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

namespace hopspice {

namespace {

using spec::Context;
using spec::Json;
using spec::ObjectReader;

constexpr const char* kFormat = "hopspice-target/1";
constexpr const char* kBuiltin = "built-in";

/// Calls `read` with a reader of the object at `key`; of an empty one where the key is absent, so
/// that defaults come from the one table.
template <typename Read>
void read_section(Context& context, ObjectReader& parent, const char* key, const Read& read) {
    static const Json kEmpty{Json::Object{}};
    const Json* json = parent.find(key);
    if (json != nullptr && spec::require_object(context, *json, parent.at(key)) == nullptr) {
        return;
    }
    ObjectReader object(context, json == nullptr ? kEmpty : *json, parent.at(key),
                        spec::shape_of(spec::target_shapes(), key));
    read(object);
}

/// A number, `"auto"` or `"auto:K"`.
TimeUnit read_time_unit(Context& context, ObjectReader& object) {
    TimeUnit unit;
    const Json* json = object.find("time_unit");
    const std::string* word = json == nullptr ? nullptr : json->text();
    if (word == nullptr || !word->starts_with("auto")) {
        unit.seconds = object.number("time_unit").value_or(unit.seconds);
        return unit;
    }
    unit.automatic = true;
    if (word->size() == 4) {
        return unit;
    }
    const auto ratio =
        word->starts_with("auto:") ? spec::parse_number(word->substr(5)) : std::nullopt;
    if (!ratio || !(*ratio > 0) || !std::isfinite(*ratio)) {
        context.report(Rule::TimeUnitInvalid, object.at("time_unit"), spec::shorten(*word));
        return unit;
    }
    unit.ratio = *ratio;
    return unit;
}

ConductanceSpec read_conductance(Context& context, ObjectReader& object) {
    ConductanceSpec cell;
    const auto min = object.number("min");
    const auto max = object.number("max");
    if (min && max && *min >= *max) {
        context.report(Rule::ConductanceOrder, object.at("min"), *min, *max);
    }
    cell.min = min.value_or(cell.min);
    cell.max = max.value_or(cell.max);
    cell.bits = object.integer("bits").value_or(cell.bits);
    cell.mismatch = object.number("mismatch").value_or(cell.mismatch);
    cell.array_mismatch = object.number("array_mismatch").value_or(cell.array_mismatch);
    cell.stuck_on = object.number("stuck_on").value_or(cell.stuck_on);
    cell.stuck_off = object.number("stuck_off").value_or(cell.stuck_off);
    cell.drift_nu = object.number("drift_nu").value_or(cell.drift_nu);
    cell.drift_nu_sigma = object.number("drift_nu_sigma").value_or(cell.drift_nu_sigma);
    cell.drift_time = object.number("drift_time").value_or(cell.drift_time);
    cell.drift_t0 = object.number("drift_t0").value_or(cell.drift_t0);
    if (cell.drift_time < cell.drift_t0) {
        context.report(Rule::DriftBefore, object.at("drift_time"), cell.drift_time, cell.drift_t0);
    }
    cell.wire_resistance = object.number("wire_resistance").value_or(cell.wire_resistance);
    cell.wire_capacitance = object.number("wire_capacitance").value_or(cell.wire_capacitance);
    return cell;
}

CapacitorSpec read_capacitor(ObjectReader& object) {
    return {object.number("mismatch").value_or(0), object.number("array_mismatch").value_or(0)};
}

DeviceMismatch read_device_mismatch(ObjectReader& object) {
    return {object.number("is").value_or(0), object.number("vt").value_or(0)};
}

AmplifierSpec read_amplifier(ObjectReader& object) {
    AmplifierSpec amplifier;
    amplifier.technology =
        object.choice("technology") == "bipolar" ? Technology::Bipolar : Technology::Cmos;
    amplifier.gbw = object.number("gbw").value_or(amplifier.gbw);
    amplifier.slew = object.number("slew").value_or(amplifier.slew);
    amplifier.gain_db = object.number("gain_db").value_or(amplifier.gain_db);
    amplifier.rout = object.number("rout").value_or(amplifier.rout);
    amplifier.iq = object.number("iq").value_or(amplifier.iq);
    amplifier.offset_sigma = object.number("offset_sigma").value_or(amplifier.offset_sigma);
    amplifier.array_offset_sigma =
        object.number("array_offset_sigma").value_or(amplifier.array_offset_sigma);
    amplifier.noise = object.number("noise").value_or(amplifier.noise);
    amplifier.cin = object.number("cin").value_or(amplifier.cin);
    amplifier.headroom = object.number("headroom").value_or(amplifier.headroom);
    return amplifier;
}

ControllerSpec read_controller(ObjectReader& object) {
    ControllerSpec controller;
    controller.clock_s = object.number("clock").value_or(controller.clock_s);
    controller.latency_s = object.number("latency").value_or(controller.latency_s);
    controller.adc_bits = object.integer("adc_bits").value_or(controller.adc_bits);
    controller.dac_bits = object.integer("dac_bits").value_or(controller.dac_bits);
    return controller;
}

Level level_of(std::string_view word) {
    return word == "opamp"        ? Level::Opamp
           : word == "transistor" ? Level::Transistor
                                  : Level::Behavioral;
}

void read_supply(ObjectReader& object, Target& target) {
    target.vdd = object.number("vdd").value_or(target.vdd);
    target.vss = object.number("vss").value_or(target.vss);
}

Target read_object(Context& context, const Json& json, const std::string& file) {
    ObjectReader object(context, json, context.root(), spec::target_shapes().front());
    const auto format = object.text("format");
    if (format && *format != kFormat) {
        context.report(Rule::FormatWrong, object.at("format"), kFormat, *format);
    }
    Target target;
    target.file = file;
    target.name = object.text("name").value_or(spec::stem_of(file));
    target.level = level_of(object.choice("level").value_or(""));
    target.topology = object.choice("topology") == "current-mode" ? Topology::CurrentMode
                                                                  : Topology::VirtualGround;
    read_section(context, object, "supply", [&](ObjectReader& part) { read_supply(part, target); });
    target.temperature_c = object.number("temperature_c").value_or(target.temperature_c);
    target.time_unit = read_time_unit(context, object);
    read_section(context, object, "conductance",
                 [&](ObjectReader& part) { target.conductance = read_conductance(context, part); });
    read_section(context, object, "capacitor",
                 [&](ObjectReader& part) { target.capacitor = read_capacitor(part); });
    read_section(context, object, "device_mismatch",
                 [&](ObjectReader& part) { target.device_mismatch = read_device_mismatch(part); });
    spec::LibraryReader libraries(context);
    libraries.read_include(object);
    read_section(context, object, "amplifier", [&](ObjectReader& part) {
        target.amplifier = read_amplifier(part);
        libraries.read_amplifier(part, target.amplifier);
        if (2 * target.amplifier.headroom >= target.vdd - target.vss) {
            context.report(Rule::HeadroomTooLarge, part.at("headroom"), target.amplifier.headroom,
                           target.vdd - target.vss);
        }
    });
    read_section(context, object, "controller",
                 [&](ObjectReader& part) { target.controller = read_controller(part); });
    read_section(context, object, "devices",
                 [&](ObjectReader& part) { libraries.read_devices(part, target); });
    target.include = libraries.list();
    read_section(context, object, "simulation", [&](ObjectReader& part) {
        target.simulation.controlled_cells = part.choice("crossbar") == "sources";
    });
    target.noise = object.integer("noise").value_or(0) != 0;
    target.noise_bandwidth_hz = object.number("noise_bandwidth").value_or(0);
    target.seed = static_cast<std::uint64_t>(object.number("seed").value_or(1));
    return target;
}

/// A word without slash or dot was meant as a built-in name.
bool looks_like_name(const std::string& text) {
    std::error_code ignored;
    return text != "-" && text.find_first_of("/.") == std::string::npos &&
           !std::filesystem::exists(text, ignored);
}

}  // namespace

Result<Target> spec::read_target_text(const TargetText& target_text,
                                      std::span<const std::string> overrides) {
    const auto& [text, file] = target_text;
    Context context(file, spec::folder_of(file));
    Target target;
    auto json = spec::parse_json(context, text);
    if (json && spec::require_object(context, *json, context.root()) != nullptr) {
        spec::apply_overrides(context, *json, overrides);
        target = read_object(context, *json, file);
    }
    if (context.problems() > 0) {
        return Unexpected{context.finish()};
    }
    return target;
}

Result<spec::TargetText> spec::find_target_text(const std::string& name_or_file) {
    std::vector<std::string> names;
    for (const spec::BuiltinTarget& target : spec::builtin_targets()) {
        if (target.name == name_or_file) {
            return TargetText{std::string(target.text), kBuiltin};
        }
        names.emplace_back(target.name);
    }
    if (looks_like_name(name_or_file)) {
        return fail(Rule::TargetUnknown, {"command line", ""}, spec::shorten(name_or_file),
                    spec::suggest(name_or_file, names));
    }
    auto text = spec::read_named(name_or_file, spec::kMaxTextBytes);
    if (!text) {
        return Unexpected{text.error()};
    }
    return TargetText{*std::move(text), name_or_file};
}

Result<Target> read_target(const std::string& name_or_file,
                           std::span<const std::string> overrides) {
    const auto text = spec::find_target_text(name_or_file);
    if (!text) {
        return Unexpected{text.error()};
    }
    return spec::read_target_text(*text, overrides);
}

std::vector<ListedItem> list_targets() {
    std::vector<ListedItem> items;
    for (const spec::BuiltinTarget& target : spec::builtin_targets()) {
        items.push_back({std::string(target.name), std::string(target.meaning)});
    }
    return items;
}

std::string to_string(Level level) {
    return level == Level::Behavioral ? "behavioral"
           : level == Level::Opamp    ? "opamp"
                                      : "transistor";
}

std::string to_string(const Library& library) {
    return library.section.empty() ? library.file : library.file + " " + library.section;
}

}  // namespace hopspice
