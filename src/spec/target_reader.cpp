// Targets: a built-in name or a file, overrides, and every rule of `hopspice-target/1`.

#include "spec/builtin_targets.h"
#include "spec/input_file.h"
#include "spec/library_reader.h"
#include "spec/object_reader.h"
#include "spec/overrides.h"
#include "spec/target_keys.h"
#include "spec/target_text.h"
#include "support/assert.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/quantity.h"
#include "support/words.h"

#include <hopspice/target.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <utility>

namespace hopspice {

namespace {

using spec::Context;
using spec::Json;
using spec::ObjectReader;
using spec::TargetKey;

constexpr const char* kBuiltinFile = "built-in";

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
    const auto ratio = word->starts_with("auto:") ? parse_number(word->substr(5)) : std::nullopt;
    if (!ratio || !(*ratio > 0) || !std::isfinite(*ratio)) {
        context.report(Rule::TimeUnitInvalid, object.at("time_unit"), shorten(*word));
        return unit;
    }
    unit.ratio = *ratio;
    return unit;
}

/// Reads the object of one file by the table of its keys.
class TargetReader {
public:
    TargetReader(Context& context, std::string file)
        : context_(context), libraries_(context), kit_(context) {
        target_.name = spec::stem_of(file);
        target_.file = std::move(file);
    }

    /// The target of a file's object, as far as it is right.
    Target read(const Json& json) {
        ObjectReader object(context_, json, context_.root(), spec::target_shapes().front());
        const auto format = object.text("format");
        if (format && *format != spec::kTargetFormat) {
            context_.report(Rule::FormatWrong, object.at("format"), spec::kTargetFormat, *format);
        }
        target_.name = object.text("name").value_or(target_.name);
        target_.description = object.text("description").value_or("");
        libraries_.read_include(object);
        read_keys(object, spec::target_file().keys);
        target_.include = libraries_.list();
        target_.library_names = libraries_.contents().names;
        target_.library_files = libraries_.contents().files;
        target_.kit.draws =
            target_.pdk.name.empty() ? libraries_.contents().draws : target_.pdk.mismatch;
        verify_feedback(object);
        verify_whole(object);
        return std::move(target_);
    }

private:
    void read_keys(ObjectReader& object, const std::vector<TargetKey>& keys) {
        for (const TargetKey& key : keys) {
            if (key.field.set != nullptr) {
                read_field(object, key);
            } else if (!key.keys.empty()) {
                read_object(object, key);
            } else if (key.row.name == "time_unit") {
                target_.time_unit = read_time_unit(context_, object);
            }
        }
    }

    void read_field(ObjectReader& object, const TargetKey& key) {
        const std::string& name = key.row.name;
        if (object.find(name) == nullptr) {
            return;
        }
        if (!key.row.choices.empty()) {
            if (const auto word = object.choice(name)) {
                const auto place = std::ranges::find(key.row.choices, *word);
                key.field.set(target_, static_cast<double>(place - key.row.choices.begin()));
            }
        } else if (const auto value = object.number(name)) {
            key.field.set(target_, *value);
        }
    }

    /// The object at a key; an empty one where the key is absent.
    void read_object(ObjectReader& parent, const TargetKey& key) {
        static const Json kEmpty{Json::Object{}};
        const std::string& name = key.row.name;
        const Json* json = parent.find(name);
        if (json != nullptr && spec::require_object(context_, *json, parent.at(name)) == nullptr) {
            return;
        }
        ObjectReader object(context_, json == nullptr ? kEmpty : *json, parent.at(name),
                            spec::shape_of(spec::target_shapes(), name));
        const std::size_t before = context_.problems();
        read_keys(object, key.keys);
        if (name == "pdk" && json != nullptr) {
            kit_.read(object, parent.at(name), target_);
        } else if (name == "devices") {
            libraries_.read_devices(object, parent.at(name), kit_, target_);
        } else if (name == "amplifier") {
            libraries_.read_amplifier(object, target_.amplifier);
        }
        if (context_.problems() == before) {
            verify_together(object, name);
        }
    }

    /// What must hold between keys that are right by themselves.
    void verify_together(const ObjectReader& object, const std::string& name) {
        const ConductanceSpec& cell = target_.conductance;
        if (name == "conductance" && cell.min >= cell.max) {
            context_.report(Rule::ConductanceOrder, object.at("min"), cell.min, cell.max);
        }
        if (name == "conductance" && cell.drift_time < cell.drift_t0) {
            context_.report(Rule::DriftBefore, object.at("drift_time"), cell.drift_time,
                            cell.drift_t0);
        }
        const double supply = target_.vdd - target_.vss;
        const double headroom = target_.amplifier.headroom;
        if (name == "amplifier" && 2 * headroom >= supply) {
            context_.report(Rule::HeadroomTooLarge, object.at("headroom"), headroom, supply);
        }
    }

    void verify_feedback(const ObjectReader& object) {
        if (target_.amplifier.type == Feedback::Voltage) {
            return;
        }
        const bool own = !target_.amplifier.subckt.empty();
        if (own || target_.level == Level::Transistor) {
            context_.report(Rule::FeedbackPlace, object.at("amplifier").at("type"),
                            own ? "this target has a .subckt of its own"
                                : "this target is of level transistor");
        }
    }

    /// Areas that are numbers of emitters have no mismatch of ours.
    void verify_whole(const ObjectReader& object) {
        const DeviceMismatch& mismatch = target_.device_mismatch;
        const auto whole = std::ranges::find(target_.kit.devices, true, &KitDevice::whole);
        if ((mismatch.is > 0 || mismatch.vt > 0) && whole != target_.kit.devices.end()) {
            context_.report(Rule::KitWhole, object.at("device_mismatch"), whole->name);
        }
    }

    Context& context_;
    spec::LibraryReader libraries_;
    spec::KitReader kit_;
    Target target_;
};

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
        target = TargetReader(context, file).read(*json);
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
            return TargetText{std::string(target.text), kBuiltinFile};
        }
        names.emplace_back(target.name);
    }
    if (looks_like_name(name_or_file)) {
        return fail(Rule::TargetUnknown, {"command line", ""}, shorten(name_or_file),
                    suggest(name_or_file, names));
    }
    auto text = read_file(name_or_file, kMaxTextBytes);
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

namespace {

/// A built-in target but for its devices, whose kit need not be there.
Target listed_target(const spec::BuiltinTarget& builtin) {
    Context context(kBuiltinFile, "");
    auto json = spec::parse_json(context, builtin.text);
    HOPSPICE_ASSERT(json && json->object() != nullptr);
    std::erase_if(std::get<Json::Object>(json->value), [](const spec::JsonMember& member) {
        return member.key == "pdk" || member.key == "devices";
    });
    Target target = TargetReader(context, kBuiltinFile).read(*json);
    HOPSPICE_ASSERT(context.problems() == 0 && target.name == builtin.name);
    return target;
}

}  // namespace

std::vector<ListedItem> list_targets() {
    std::vector<Target> targets;
    std::ranges::transform(spec::builtin_targets(), std::back_inserter(targets), listed_target);
    std::ranges::stable_sort(targets, {}, [](const Target& target) {
        return std::pair(target.level, target.amplifier.gbw);
    });
    std::vector<ListedItem> items;
    for (const Target& target : targets) {
        items.push_back({target.name, target.description});
    }
    return items;
}

const KitDevice* KitUse::find(const std::string& device) const {
    const auto place = std::ranges::find(devices, device, &KitDevice::name);
    return place == devices.end() ? nullptr : &*place;
}

std::string to_string(Level level) {
    return spec::target_shapes().front().row("level").choices[static_cast<std::size_t>(level)];
}

std::string to_string(const Library& library) {
    return library.section.empty() ? library.file : library.file + " " + library.section;
}

}  // namespace hopspice
