// A target for programs, `format: "hopspice-target/1"`: plain numbers in SI base units.

#include "spec/library_reader.h"
#include "spec/target_keys.h"

#include <hopspice/target.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

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

/// A key that is no number or word; null where the target lacks it.
struct OwnKey {
    std::string_view name;
    OrderedJson (*write)(const Target&);
};

constexpr std::array<OwnKey, 9> kOwnKeys = {{
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
    {"devices", [](const Target& target) -> OrderedJson { return target.devices; }},
    {"include",
     [](const Target& target) {
         return list_of(target.include, [](const Library& library) { return to_string(library); });
     }},
}};

const Target& usual_target() {
    static const Target kUsual;
    return kUsual;
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
    OrderedJson object = OrderedJson::object();
    for (const TargetKey& inner : key.keys) {
        if (OrderedJson value = value_of(inner, target); !value.is_null()) {
            object[inner.row.name] = std::move(value);
        }
    }
    const bool usual =
        key.own_only && &target != &usual_target() && object == value_of(key, usual_target());
    return usual ? OrderedJson() : object;
}

}  // namespace

std::string format_target(const Target& target) {
    return value_of(spec::target_file(), target)
               .dump(2, ' ', false, OrderedJson::error_handler_t::replace) +
           "\n";
}

}  // namespace hopspice
