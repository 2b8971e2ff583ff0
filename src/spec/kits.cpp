#include "spec/kits.h"

#include "spec/input_file.h"
#include "spec/kit_texts.h"
#include "spec/object_reader.h"
#include "spec/shape_rows.h"
#include "support/assert.h"
#include "support/lower_case.h"
#include "support/words.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace hopspice::spec {

namespace {

constexpr const char* kOneText = R"({"type": "string", "minLength": 1})";
constexpr const char* kManyTexts =
    R"({"type": "array", "items": {"type": "string", "minLength": 1}})";
constexpr const char* kTextByName =
    R"({"type": "object", "additionalProperties": {"type": "string", "minLength": 1}})";
constexpr const char* kNumberByName =
    R"({"type": "object", "additionalProperties": {"type": "number"}})";
constexpr const char* kTruth = R"({"type": "boolean"})";

KeyRow row(const char* name, const char* form, const char* meaning) {
    return {.name = name, .meaning = meaning, .form = form};
}

KeyRow required(KeyRow key) {
    key.presence = Presence::Required;
    return key;
}

KeyRow flag(const char* name, const char* meaning) {
    KeyRow key = row(name, kTruth, meaning);
    key.fallback = "false";
    return key;
}

KeyRow number(const char* name, const char* fallback, const char* unit, Bounds bounds,
              const char* meaning) {
    return {.name = name, .fallback = fallback, .bounds = bounds, .unit = unit, .meaning = meaning};
}

KeyRow word(const char* name, std::vector<std::string> words, const char* meaning) {
    return {.name = name,
            .presence = Presence::Required,
            .choices = std::move(words),
            .meaning = meaning};
}

std::string array_of(const char* shape) {
    return fmt::format(R"({{"type": "array", "items": {{"$ref": "#/$defs/{}"}}}})", shape);
}

ObjectShape kit_shape() {
    return {
        "pdk",
        {required(row("format", R"({"const": "hopspice-pdk/1"})", "The version of the format.")),
         required(row("name", kOneText, "What `pdk.name` of a target says.")),
         required(row("description", kOneText, "A line for people.")),
         row("source", kOneText, "Where the kit is had."),
         row("homes", kManyTexts,
             "Folders at $PDK_ROOT that may hold the kit, where a target gives no `path`."),
         row("folders", kManyTexts, "Folders in the kit that may hold its libraries."),
         required(row("corners", kManyTexts, "Names of corners, the usual one first.")),
         number("scale", "1", "m", positive(),
                "`.option scale`: what sizes of MOSFETs in the libraries are in, m."),
         flag("single_thread", "Its models run faster with `set num_threads=1` (BSIM4)."),
         row("parameters", R"({"$ref": "#/$defs/parameters"})",
             "Parameters that a deck sets in front of the libraries."),
         required({.name = "libraries",
                   .meaning = "Files of the kit, and the devices in them.",
                   .form = array_of("library")})},
        "A process design kit: where its devices stand, and what is known of them. Numbers are "
        "in SI base units, or strings with an SI prefix."};
}

ObjectShape library_shape() {
    return {
        "library",
        {required(row("file", kOneText, "In one of `folders`.")),
         row("sections", kTextByName, "The `.lib` section of each corner; none: the whole file."),
         row("mismatch", kTextByName, "The same with the kit's own mismatch."),
         row("leaks", kManyTexts,
             "Options that the file sets for the whole deck; `scale` of the kit says the same."),
         flag("osdi", "Its devices are compiled models, which not every simulator loads."),
         required(
             {.name = "devices", .meaning = "The devices in it.", .form = array_of("device")})},
        "A file of a kit."};
}

ObjectShape parameters_shape() {
    return {"parameters",
            {row("none", kNumberByName, "Without the kit's statistics."),
             row("mismatch", kNumberByName, "With its mismatch.")},
            "Values by name."};
}

ObjectShape device_shape() {
    return {
        "device",
        {required(row("name", kOneText, "Of the subcircuit or the model.")),
         word("type", {"npn", "pnp", "nmos", "pmos", "c"}, "What it is."),
         word("form", {"subcircuit", "model", "either"},
              "An element x, or one with a .model; either: a .model, to which a subcircuit of the "
              "same name adds the mismatch."),
         word("ports", {"cbe", "cbes", "dgsb", "ab"}, "Of the subcircuit, in its order."),
         required(row("size", kOneText, "The parameter that is a number of emitters, or a width.")),
         row("length", kOneText, "The parameter that is a channel length."),
         number("unit", "1", "m", positive(),
                "What 1 of either parameter is: emitters, or metres."),
         flag("whole", "Sizes are whole numbers."),
         flag("multiplies",
              "Instances of a MOSFET's subcircuit heed `m`; else several stand side by side."),
         number("least", "0", "m", at_least_zero(), "The smallest size, in units."),
         number("most", "0", "m", at_least_zero(),
                "The largest size, in units: what is larger stands side by side; 0: any."),
         number("shortest", "0", "m", at_least_zero(), "The shortest channel, m."),
         row("heat", kOneText,
             "The node in the subcircuit whose voltage is the device's own heating."),
         number("most_volts", "0", "V", at_least_zero(),
                "Of collector or drain against emitter or source, V; 0: not said."),
         number("most_gate", "0", "V", at_least_zero(),
                "Of the gate against source and bulk, V; 0: not said."),
         number("area_farads", "0", "F/m2", at_least_zero(), "Of a capacitor, per area."),
         number("edge_farads", "0", "F/m", at_least_zero(), "Of a capacitor, per edge."),
         number("most_amperes", "0", "A", at_least_zero(), "Per unit of size, A; 0: not said.")},
        "A transistor or capacitor of a kit."};
}

std::vector<std::string> read_texts(Context& context, ObjectReader& object, std::string_view key) {
    std::vector<std::string> texts;
    const Json* json = object.find(key);
    const Json::Array* items =
        json == nullptr ? nullptr : require_array(context, *json, object.at(key));
    for (std::size_t k = 0; items != nullptr && k < items->size(); ++k) {
        if (const auto text = require_text(context, (*items)[k], object.at(key).at(k))) {
            texts.push_back(*text);
        }
    }
    return texts;
}

/// The members of the object at a key, each as `read` takes it.
template <typename Read>
void for_members(Context& context, ObjectReader& object, std::string_view key, const Read& read) {
    const Json* json = object.find(key);
    if (json == nullptr || require_object(context, *json, object.at(key)) == nullptr) {
        return;
    }
    for (const JsonMember& member : *json->object()) {
        read(member, object.at(key).at(member.key));
    }
}

std::map<std::string, std::string> read_sections(Context& context, ObjectReader& object,
                                                 std::string_view key,
                                                 const std::vector<std::string>& corners) {
    std::map<std::string, std::string> sections;
    for_members(context, object, key, [&](const JsonMember& member, const Where& where) {
        const auto section = require_text(context, member.value, where);
        if (std::ranges::find(corners, member.key) == corners.end()) {
            context.report(Rule::KitCorner, where, shorten(member.key), quote_all(corners));
        } else if (section) {
            sections[member.key] = *section;
        }
    });
    return sections;
}

KitParameters read_parameters(Context& context, ObjectReader& object, std::string_view key) {
    KitParameters parameters;
    for_members(context, object, key, [&](const JsonMember& member, const Where& where) {
        if (const auto value = require_number(context, member.value, where)) {
            parameters.emplace_back(lower_case(member.key), *value);
        }
    });
    return parameters;
}

KitRow read_device(Context& context, const Json& json, const Where& where, bool osdi) {
    KitRow row;
    if (require_object(context, json, where) == nullptr) {
        return row;
    }
    ObjectReader object(context, json, where, shape_of(kit_shapes(), "device"));
    const auto number = [&](const char* key) { return object.number(key).value_or(0); };
    KitDevice& device = row.device;
    device.name = object.text("name").value_or("");
    device.type = object.choice("type").value_or("");
    const std::string form = object.choice("form").value_or("");
    device.subcircuit = form == "subcircuit";
    row.either = form == "either";
    device.ports = object.choice("ports").value_or("");
    device.size = lower_case(object.text("size").value_or(""));
    device.length = lower_case(object.text("length").value_or(""));
    device.unit = number("unit");
    device.whole = object.boolean("whole").value_or(false);
    device.heat = lower_case(object.text("heat").value_or(""));
    device.multiplies = object.boolean("multiplies").value_or(false);
    device.least = number("least");
    device.most = number("most");
    device.shortest = number("shortest");
    device.most_volts = number("most_volts");
    device.most_gate = number("most_gate");
    device.area_farads = number("area_farads");
    device.edge_farads = number("edge_farads");
    device.most_amperes = number("most_amperes");
    device.osdi = osdi;
    return row;
}

/// The elements of an array of objects, as `read` takes them.
template <typename Item, typename Read>
std::vector<Item> read_items(Context& context, ObjectReader& object, std::string_view key,
                             const Read& read) {
    std::vector<Item> list;
    const Json* json = object.find(key);
    const Json::Array* items =
        json == nullptr ? nullptr : require_array(context, *json, object.at(key));
    for (std::size_t k = 0; items != nullptr && k < items->size(); ++k) {
        list.push_back(read((*items)[k], object.at(key).at(k)));
    }
    return list;
}

KitLibrary read_library(Context& context, const Json& json, const Where& where,
                        const std::vector<std::string>& corners) {
    KitLibrary library;
    if (require_object(context, json, where) == nullptr) {
        return library;
    }
    ObjectReader object(context, json, where, shape_of(kit_shapes(), "library"));
    library.file = object.text("file").value_or("");
    library.sections = {read_sections(context, object, "sections", corners),
                        read_sections(context, object, "mismatch", corners)};
    library.leaks = read_texts(context, object, "leaks");
    const bool osdi = object.boolean("osdi").value_or(false);
    library.devices =
        read_items<KitRow>(context, object, "devices", [&](const Json& device, const Where& place) {
            return read_device(context, device, place, osdi);
        });
    return library;
}

}  // namespace

std::pair<const KitLibrary*, const KitRow*> Kit::find(std::string_view device) const {
    const std::string wanted = lower_case(device);
    for (const KitLibrary& library : libraries) {
        for (const KitRow& row : library.devices) {
            if (lower_case(row.device.name) == wanted) {
                return {&library, &row};
            }
        }
    }
    return {};
}

std::vector<std::string> Kit::device_names() const {
    std::vector<std::string> names;
    for (const KitLibrary& library : libraries) {
        for (const KitRow& row : library.devices) {
            names.push_back(row.device.name);
        }
    }
    return names;
}

const std::vector<ObjectShape>& kit_shapes() {
    static const std::vector<ObjectShape> kShapes = {kit_shape(), parameters_shape(),
                                                     library_shape(), device_shape()};
    return kShapes;
}

Kit read_kit(Context& context, const Json& json) {
    Kit kit;
    ObjectReader object(context, json, context.root(), kit_shapes().front());
    const auto format = object.text("format");
    if (format && *format != kKitFormat) {
        context.report(Rule::FormatWrong, object.at("format"), kKitFormat, *format);
    }
    kit.name = object.text("name").value_or("");
    kit.description = object.text("description").value_or("");
    kit.source = object.text("source").value_or("");
    kit.homes = read_texts(context, object, "homes");
    kit.folders = read_texts(context, object, "folders");
    if (kit.folders.empty()) {
        kit.folders = {"."};
    }
    kit.corners = read_texts(context, object, "corners");
    kit.scale = object.number("scale").value_or(1);
    kit.single_thread = object.boolean("single_thread").value_or(false);
    const Json* parameters = object.find("parameters");
    if (parameters != nullptr &&
        require_object(context, *parameters, object.at("parameters")) != nullptr) {
        ObjectReader values(context, *parameters, object.at("parameters"),
                            shape_of(kit_shapes(), "parameters"));
        kit.parameters = {read_parameters(context, values, "none"),
                          read_parameters(context, values, "mismatch")};
    }
    kit.libraries = read_items<KitLibrary>(
        context, object, "libraries", [&](const Json& library, const Where& where) {
            return read_library(context, library, where, kit.corners);
        });
    return kit;
}

std::string find_kit(const Kit& kit, const std::string& root) {
    for (const std::string& home : kit.homes) {
        const std::string folder = resolve(root, home);
        std::error_code ignored;
        if (std::filesystem::is_directory(folder, ignored)) {
            return folder;
        }
    }
    return "";
}

const std::vector<Kit>& builtin_kits() {
    static const std::vector<Kit> kKits = [] {
        std::vector<Kit> kits;
        for (const std::string_view text : kit_texts()) {
            Context context("built-in", "");
            const auto json = parse_json(context, text);
            HOPSPICE_ASSERT(json && json->object() != nullptr);
            kits.push_back(read_kit(context, *json));
            HOPSPICE_ASSERT(context.problems() == 0);
        }
        return kits;
    }();
    return kKits;
}

}  // namespace hopspice::spec

namespace hopspice {

std::vector<ListedKit> list_kits() {
    const char* root = std::getenv("PDK_ROOT");
    std::vector<ListedKit> kits;
    for (const spec::Kit& kit : spec::builtin_kits()) {
        const bool set = root != nullptr && *root != '\0';
        kits.push_back({kit.name, kit.description, kit.source, kit.corners, kit.device_names(),
                        set ? spec::find_kit(kit, root) : ""});
    }
    return kits;
}

}  // namespace hopspice
