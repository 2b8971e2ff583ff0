// A target for programs, `format: "hopspice-target/1"`: plain numbers in SI base units.

#include "spec/library_reader.h"
#include "spec/target_keys.h"

#include <hopspice/target.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace hopspice {

namespace {

using OrderedJson = nlohmann::ordered_json;
using spec::TargetKey;

/// Strings, or nothing at all.
template <typename Items, typename Write>
OrderedJson list_of(const Items& items, const Write& write) {
    OrderedJson list;
    for (const auto& item : items) {
        list.push_back(write(item));
    }
    return list;
}

OrderedJson text_or_null(const std::string& text) {
    return text.empty() ? OrderedJson() : OrderedJson(text);
}

OrderedJson pdk_of(const Target& target) {
    const PdkSpec& pdk = target.pdk;
    if (pdk.name.empty()) {
        return {};
    }
    OrderedJson object{{"name", pdk.name}};
    for (const auto& [key, text] : {std::pair("file", pdk.file), std::pair("path", pdk.path),
                                    std::pair("corner", pdk.corner)}) {
        if (!text.empty()) {
            object[key] = text;
        }
    }
    object["statistics"] = pdk.mismatch ? "mismatch" : "none";
    return object;
}

/// A sink of its own alone, and no ideal capacitor: checksums are older than these roles.
OrderedJson devices_of(const Target& target) {
    std::map<std::string, std::string> devices = target.devices;
    const auto sink = devices.find("sink");
    if (sink != devices.end() && sink->second == devices["bjt"]) {
        devices.erase(sink);
    }
    if (const auto ideal = devices.find("capacitor");
        ideal != devices.end() && ideal->second == "ideal") {
        devices.erase(ideal);
    }
    return devices;
}

/// The user's own: those of a kit follow from it.
OrderedJson include_of(const Target& target) {
    OrderedJson list;
    for (const Library& library : target.include) {
        const std::vector<Library>& of_kit = target.kit.libraries;
        if (std::ranges::find(of_kit, library) == of_kit.end()) {
            list.push_back(to_string(library));
        }
    }
    return list;
}

/// A key that is no number or word; null where the target lacks it.
struct OwnKey {
    std::string_view name;
    OrderedJson (*write)(const Target&);
};

constexpr std::array<OwnKey, 10> kOwnKeys = {{
    {"format", [](const Target&) -> OrderedJson { return spec::kTargetFormat; }},
    {"name", [](const Target& target) -> OrderedJson { return target.name; }},
    {"description", [](const Target& target) { return text_or_null(target.description); }},
    {"time_unit",
     [](const Target& target) {
         const TimeUnit& unit = target.time_unit;
         return unit.automatic ? OrderedJson(fmt::format("auto:{}", unit.ratio))
                               : OrderedJson(unit.seconds);
     }},
    {"subckt", [](const Target& target) { return text_or_null(target.amplifier.subckt); }},
    {"file", [](const Target& target) { return text_or_null(target.amplifier.file); }},
    {"pins", [](const Target& target) { return list_of(target.amplifier.pins, spec::word_of); }},
    {"pdk", pdk_of},
    {"devices", devices_of},
    {"include", include_of},
}};

const Target& usual_target() {
    static const Target kUsual;
    return kUsual;
}

OrderedJson value_of(const TargetKey& key, const Target& target);

/// The keys of an object that have a value.
OrderedJson object_of(const TargetKey& key, const Target& target) {
    OrderedJson object = OrderedJson::object();
    for (const TargetKey& inner : key.keys) {
        OrderedJson value = value_of(inner, target);
        const bool usual = inner.own_only && &target != &usual_target() &&
                           value == value_of(inner, usual_target());
        if (!usual && !value.is_null()) {
            object[inner.row.name] = std::move(value);
        }
    }
    return object;
}

OrderedJson value_of(const TargetKey& key, const Target& target) {
    const auto own = std::ranges::find(kOwnKeys, key.row.name, &OwnKey::name);
    if (own != kOwnKeys.end()) {
        return own->write(target);
    }
    if (key.keys.empty()) {
        const double value = key.field.get(target);
        return !key.row.choices.empty()
                   ? OrderedJson(key.row.choices[static_cast<std::size_t>(value)])
               : key.row.bounds.kind == spec::NumberKind::Integer
                   ? OrderedJson(static_cast<std::int64_t>(value))
                   : OrderedJson(value);
    }
    return object_of(key, target);
}

}  // namespace

std::string format_target(const Target& target) {
    return value_of(spec::target_file(), target)
               .dump(2, ' ', false, OrderedJson::error_handler_t::replace) +
           "\n";
}

}  // namespace hopspice
