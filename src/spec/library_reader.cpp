#include "spec/library_reader.h"

#include "spec/hoisted_models.h"
#include "spec/input_file.h"
#include "spec/library_cut.h"
#include "support/lower_case.h"
#include "support/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace hopspice::spec {

namespace {

struct PinRow {
    AmplifierPin pin;
    const char* word;
    bool once;
};

constexpr std::array<PinRow, 7> kPins = {{{AmplifierPin::InPlus, "in+", true},
                                          {AmplifierPin::InMinus, "in-", true},
                                          {AmplifierPin::Vdd, "vdd", true},
                                          {AmplifierPin::Vss, "vss", true},
                                          {AmplifierPin::Out, "out", true},
                                          {AmplifierPin::Ground, "gnd", false},
                                          {AmplifierPin::Open, "nc", false}}};

constexpr std::array<DeviceRole, 7> kRoles = {
    {{"bjt", "npn", "npn_generic",
      "Junction transistors of softmax, exponential, tanh and sigmoid."},
     {"sink", "npn", "",
      "Those that take currents to the negative rail, with more volts across them; by default "
      "the one of a kit that stands most, else as `bjt`."},
     {"pnp", "pnp", "pnp_generic", "Bipolar amplifiers and multipliers."},
     {"diode", "d", "schottky_generic", "Rectifiers."},
     {"nmos", "nmos", "n_generic", "MOS amplifiers and switches."},
     {"pmos", "pmos", "p_generic", "MOS amplifiers and switches."},
     {"capacitor", "c", "ideal",
      "Capacitors of neurons, amplifiers and bias lines, all but those of wires."}}};

struct BuiltinRow {
    const char* name;
    const char* type;
};

constexpr std::array<BuiltinRow, 9> kBuiltinModels = {{{"ideal", "c"},
                                                       {"junction_generic", "d"},
                                                       {"n45_generic", "nmos"},
                                                       {"n_generic", "nmos"},
                                                       {"npn_generic", "npn"},
                                                       {"p45_generic", "pmos"},
                                                       {"p_generic", "pmos"},
                                                       {"pnp_generic", "pnp"},
                                                       {"schottky_generic", "d"}}};

constexpr double kSpiceBeta = 100;  // of a transistor whose .model has no BF

/// SPICE names end at blanks and separators.
bool is_model_name(const std::string& name) {
    return std::ranges::all_of(name, [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    });
}

bool has_parameter(const DeviceModel& model, const std::string& name) {
    return std::ranges::any_of(model.parameters,
                               [&](const auto& parameter) { return parameter.first == name; });
}

std::string with_suggestion(const std::string& list) { return list.empty() ? "" : "; " + list; }

}  // namespace

std::string word_of(AmplifierPin pin) { return std::ranges::find(kPins, pin, &PinRow::pin)->word; }

std::vector<std::string> pin_words() {
    std::vector<std::string> words;
    std::ranges::transform(kPins, std::back_inserter(words), &PinRow::word);
    return words;
}

std::span<const DeviceRole> device_roles() { return kRoles; }

std::optional<Library> LibraryReader::find_library(const std::string& text) const {
    std::error_code ignored;
    const auto exists = [&](const std::string& path) {
        return std::filesystem::is_regular_file(path, ignored);
    };
    if (const std::string whole = resolve(context_.folder(), text); exists(whole)) {
        return Library{whole, ""};
    }
    const std::size_t blank = text.find_last_of(' ');
    const std::size_t end = blank == std::string::npos ? blank : text.find_last_not_of(' ', blank);
    if (end == std::string::npos) {
        return std::nullopt;
    }
    const std::string file = resolve(context_.folder(), text.substr(0, end + 1));
    return exists(file) ? std::optional(Library{file, text.substr(blank + 1)}) : std::nullopt;
}

bool LibraryReader::verify_path(const Library& library, const Where& where) {
    // Source: ngspice 39.3 takes quotes off `.include` but not off `.lib`.
    const bool blank = library.file.find(' ') != std::string::npos && !library.section.empty();
    const bool quote = library.file.find_first_of("\"';") != std::string::npos;
    if (blank || quote) {
        context_.report(Rule::LibraryPath, where, shorten(library.file),
                        quote ? "quotes or a semicolon" : "blanks",
                        library.section.empty() ? ".include" : ".lib");
    }
    return !blank && !quote;
}

/// ngspice takes the first of two definitions or the last, silently. Two libraries may include one
/// file.
void LibraryReader::verify_names(const LibraryContents& contents, const Where& where) {
    for (const LibraryName& name : contents.names) {
        const auto [place, is_new] = names_.try_emplace({name.name, name.function}, name);
        const LibraryName& first = place->second;
        std::error_code ignored;
        if (!is_new && (first.line != name.line ||
                        !std::filesystem::equivalent(first.file, name.file, ignored))) {
            context_.report(Rule::LibraryNameTwice, where, shorten(name.file), name.line,
                            shorten(name.name), shorten(first.file), first.line);
        }
    }
}

/// A library is taken once, whoever names it.
std::optional<Library> LibraryReader::add(const std::string& text, const Where& where) {
    auto library = find_library(text);
    if (!library) {
        context_.report(Rule::IncludeMissing, where, shorten(text));
        return library;
    }
    take(*library, {}, text, where);
    return library;
}

void LibraryReader::take(const Library& library, const std::vector<std::string>& leaks,
                         const std::string& text, const Where& where) {
    if (!verify_path(library, where) || std::ranges::find(list_, library) != list_.end()) {
        return;
    }
    const LibraryContents contents = scan_library(library, leaks);
    for (const std::string& missing : contents.missing) {
        context_.report(Rule::IncludeMissing, where, shorten(missing));
    }
    if (!library.section.empty() && !contents.has_section(library.section)) {
        context_.report(
            Rule::LibrarySection, where, shorten(text), shorten(library.section),
            contents.sections.empty() ? std::string() : "; it has " + quote_all(contents.sections));
    }
    for (const LibraryFault& fault : contents.faults) {
        context_.report(Rule::LibraryLine, where, shorten(fault.file), fault.line, fault.problem);
    }
    verify_names(contents, where);
    list_.push_back(library);
    contents_.append(contents);
}

void LibraryReader::read_include(ObjectReader& object) {
    const Json* json = object.find("include");
    const Json::Array* items =
        json == nullptr ? nullptr : require_array(context_, *json, object.at("include"));
    for (std::size_t k = 0; items != nullptr && k < items->size(); ++k) {
        const Where where = object.at("include").at(k);
        if (const auto text = require_text(context_, (*items)[k], where)) {
            add(*text, where);
        }
    }
}

std::vector<AmplifierPin> LibraryReader::read_pins(ObjectReader& object) {
    std::vector<AmplifierPin> pins;
    const Json* json = object.find("pins");
    const Json::Array* items =
        json == nullptr ? nullptr : require_array(context_, *json, object.at("pins"));
    for (std::size_t k = 0; items != nullptr && k < items->size(); ++k) {
        const Where where = object.at("pins").at(k);
        const auto text = require_text(context_, (*items)[k], where);
        if (!text) {
            continue;
        }
        const auto* row = std::ranges::find(kPins, *text, &PinRow::word);
        if (row == kPins.end()) {
            report_choice(context_, where, *text, pin_words());
        } else {
            pins.push_back(row->pin);
        }
    }
    return pins;
}

void LibraryReader::verify_pins(const ObjectReader& object, const LibrarySubckt& subckt,
                                const std::vector<AmplifierPin>& pins) {
    const Where where = object.at("pins");
    if (pins.size() != subckt.ports.size()) {
        context_.report(Rule::PinCount, where, pins.size(), subckt.name, subckt.ports.size(),
                        fmt::format("{}", fmt::join(subckt.ports, " ")));
    }
    for (const PinRow& row : kPins) {
        const auto count = std::ranges::count(pins, row.pin);
        if (row.once && count != 1) {
            context_.report(Rule::PinRole, where, row.word, count);
        }
    }
}

void LibraryReader::read_amplifier(ObjectReader& object, AmplifierSpec& amplifier) {
    const auto name = object.text("subckt");
    const auto file = object.text("file");
    if (object.find("subckt") == nullptr) {
        for (const char* key : {"file", "pins"}) {
            if (object.find(key) != nullptr) {
                context_.report(Rule::KeyUnused, object.at(key), key,
                                "an amplifier without `subckt`");
            }
        }
        return;
    }
    if (file) {
        const auto library = add(*file, object.at("file"));
        amplifier.file = library ? to_string(*library) : std::string();
    }
    if (object.find("pins") == nullptr) {
        context_.report(Rule::KeyMissing, object.at("subckt"), "pins");
    }
    const std::size_t before = context_.problems();
    amplifier.pins = read_pins(object);
    if (!name || list_.empty()) {
        if (name && !file) {
            context_.report(Rule::SubcktMissing, object.at("subckt"), shorten(*name),
                            "; neither `file` nor `include` names one");
        }
        return;
    }
    amplifier.subckt = lower_case(*name);
    const LibrarySubckt* subckt = contents_.find_subckt(*name);
    if (subckt == nullptr) {
        std::vector<std::string> known;
        std::ranges::transform(contents_.subckts, std::back_inserter(known), &LibrarySubckt::name);
        context_.report(Rule::SubcktMissing, object.at("subckt"), shorten(*name),
                        with_suggestion(known.empty() ? "" : "there is " + quote_all(known)));
    } else if (context_.problems() == before && object.find("pins") != nullptr) {
        verify_pins(object, *subckt, amplifier.pins);
    }
}

void LibraryReader::report_unknown(const std::string& name, const Where& where, const Kit* kit) {
    std::vector<std::string> known;
    std::ranges::transform(kBuiltinModels, std::back_inserter(known), &BuiltinRow::name);
    std::ranges::transform(contents_.models, std::back_inserter(known), &DeviceModel::name);
    if (kit == nullptr) {
        context_.report(Rule::DeviceUnknown, where, name, suggest(lower_case(name), known));
        return;
    }
    const std::vector<std::string> devices = kit->device_names();
    std::ranges::transform(devices, std::back_inserter(known), lower_case);
    context_.report(Rule::KitDeviceUnknown, where, name, kit->name, quote_all(devices),
                    suggest(lower_case(name), known));
}

std::string LibraryReader::read_kit_device(const DeviceRole& role, const KitDevice& device,
                                           const Where& where, const Kit& kit, Target& target) {
    if (device.type != role.type) {
        context_.report(Rule::DeviceType, where, device.name,
                        fmt::format("of type {} in kit `{}`", device.type, kit.name), role.type);
    } else if (target.kit.find(device.name) == nullptr) {
        target.kit.devices.push_back(device);
    }
    return device.name;
}

/// The model's name as it stands in the netlist.
std::string LibraryReader::read_device(const DeviceRole& role, const std::string& name,
                                       const Where& where, const KitReader& kit, Target& target) {
    if (!is_model_name(name)) {
        context_.report(Rule::DeviceName, where, shorten(name));
        return name;
    }
    if (const auto device = kit.find(name)) {
        return read_kit_device(role, *device, where, *kit.kit(), target);
    }
    const auto* builtin = std::ranges::find(kBuiltinModels, name, &BuiltinRow::name);
    const DeviceModel* model = contents_.find_model(name);
    const std::string type = model != nullptr                  ? model->type
                             : builtin != kBuiltinModels.end() ? builtin->type
                                                               : std::string();
    if (type.empty() && contents_.find_subckt(name) != nullptr) {
        context_.report(Rule::DeviceType, where, name, "a .subckt", role.type);
    } else if (type.empty() && !kit.is_lost()) {
        report_unknown(name, where, kit.kit());
    } else if (!type.empty() && type != role.type) {
        context_.report(Rule::DeviceType, where, name, "a .model of type " + type, role.type);
    } else if (model != nullptr) {
        target.models.push_back(*model);
        if (type == "npn" && !has_parameter(*model, "bf")) {
            target.models.back().parameters.emplace_back("bf", kSpiceBeta);
        }
        return model->name;
    }
    return name;
}

/// A binned model is NAME.0, NAME.1, ...
bool LibraryReader::holds(const KitDevice& device) const {
    return device.subcircuit
               ? contents_.find_subckt(device.name) != nullptr
               : std::ranges::any_of(contents_.models, [&](const DeviceModel& model) {
                     return model.name == device.name || model.name.starts_with(device.name + ".");
                 });
}

void LibraryReader::read_kit_libraries(KitReader& kit, const Where& where, Target& target) {
    const std::size_t before = context_.problems();
    const std::vector<KitInclude> includes = kit.libraries(target);
    const std::size_t begin = contents_.statements.size();
    for (const KitInclude& include : includes) {
        take(include.library, include.leaks, to_string(include.library), where);
    }
    for (const KitDevice& device : target.kit.devices) {
        if (!includes.empty() && context_.problems() == before && !holds(device)) {
            context_.report(Rule::KitFile, where, target.pdk.name, shorten(target.pdk.path),
                            (device.subcircuit ? ".subckt " : ".model ") + device.name, "");
        }
    }
    if (!includes.empty() && context_.problems() == before) {
        const auto statements = std::span(std::as_const(contents_.statements)).subspan(begin);
        target.kit.cut = keep_cut(hoist_models(cut_library(statements, target.kit.devices)));
    }
}

void LibraryReader::read_devices(ObjectReader& object, const Where& where, KitReader& kit,
                                 Target& target) {
    for (const DeviceRole& role : kRoles) {
        const Where place = object.at(role.name);
        const bool as_bjt = *role.model == '\0';
        const std::string usual = as_bjt ? target.devices["bjt"] : role.model;
        const auto tallest = as_bjt ? kit.find_tallest(usual) : std::nullopt;
        if (const auto name = object.text(role.name)) {
            target.devices[role.name] = read_device(role, *name, place, kit, target);
        } else {
            target.devices[role.name] =
                tallest ? read_kit_device(role, *tallest, place, *kit.kit(), target) : usual;
        }
    }
    read_kit_libraries(kit, where, target);
}

}  // namespace hopspice::spec
