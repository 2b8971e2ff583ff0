#include "spec/kit_reader.h"

#include "spec/input_file.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"
#include "support/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <system_error>

namespace hopspice::spec {

namespace {

constexpr const char* kRoot = "$PDK_ROOT";

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// A path whose variables are replaced, or the name of one that is not set.
struct Expanded {
    std::string path;
    std::string missing;
};

/// The variable whose `$` stands at `at`, with where it ends; empty where none begins there.
std::pair<std::string, std::size_t> variable_at(const std::string& path, std::size_t at) {
    const bool braced = path.compare(at, 2, "${") == 0;
    std::size_t end = at + (braced ? 2 : 1);
    const std::size_t begin = end;
    while (end < path.size() && is_name_character(path[end])) {
        ++end;
    }
    const std::string name = path.substr(begin, end - begin);
    if (braced && (end == path.size() || path[end] != '}')) {
        return {};
    }
    return {name, end + (braced ? 1 : 0)};
}

/// `$NAME`, `${NAME}` and `~` in front.
Expanded expand(const std::string& path) {
    const bool home = path == "~" || path.starts_with("~/");
    const std::string text = home ? "$HOME" + path.substr(1) : path;
    Expanded result;
    for (std::size_t at = 0; at < text.size();) {
        const auto [name, end] = text[at] == '$' ? variable_at(text, at) : std::pair("", at);
        if (name.empty()) {
            result.path += text[at++];
            continue;
        }
        const char* value = std::getenv(std::string(name).c_str());
        if (value == nullptr || *value == '\0') {
            result.missing = name;
            return result;
        }
        result.path += value;
        at = end;
    }
    return result;
}

bool is_folder(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored);
}

}  // namespace

std::string KitReader::where_had() const {
    return kit_->source.empty() ? "" : "; it is had at " + kit_->source;
}

std::optional<Kit> KitReader::read_file(const std::string& file, const Where& where) {
    const FileBytes bytes = read_limited(file, kMaxTextBytes);
    if (!bytes.problem.empty()) {
        context_.report(Rule::FileUnreadable, where, bytes.problem);
        return std::nullopt;
    }
    Context context(file, folder_of(file));
    std::optional<Kit> kit;
    const auto json = parse_json(context, bytes.bytes);
    if (json && require_object(context, *json, context.root()) != nullptr) {
        kit = read_kit(context, *json);
    }
    context_.append(context.finish());
    return context.problems() == 0 ? kit : std::nullopt;
}

std::optional<Kit> KitReader::read_name(ObjectReader& object, PdkSpec& pdk) {
    const auto name = object.text("name");
    const auto file = object.text("file");
    std::vector<Kit> kits = file ? std::vector<Kit>() : builtin_kits();
    if (file) {
        const auto path = expanded(*file, object.at("file"));
        pdk.file = path ? resolve(context_.folder(), *path) : *file;
        auto kit = path ? read_file(pdk.file, {pdk.file, ""}) : std::nullopt;
        if (!kit || !name) {
            return kit;
        }
        kits.push_back(*std::move(kit));
    }
    if (!name) {
        context_.report(Rule::KeyMissing, where_, "name");
        return std::nullopt;
    }
    const auto place = std::ranges::find(kits, *name, &Kit::name);
    if (place == kits.end()) {
        std::vector<std::string> known;
        std::ranges::transform(kits, std::back_inserter(known), &Kit::name);
        const std::string near = suggest(*name, known);
        context_.report(Rule::KitUnknown, object.at("name"), shorten(*name),
                        near.empty() ? "; there is " + quote_all(known) : near);
        return std::nullopt;
    }
    return *std::move(place);
}

std::optional<std::string> KitReader::expanded(const std::string& path, const Where& where) {
    Expanded result = expand(path);
    if (!result.missing.empty()) {
        context_.report(Rule::KitVariable, where, shorten(path), result.missing,
                        kit_ ? fmt::format("; it says where kit `{}` is{}", kit_->name, where_had())
                             : std::string());
        return std::nullopt;
    }
    return result.path;
}

/// The kit's folder; empty where there is none.
std::string KitReader::find_home(ObjectReader& object) {
    const auto said = object.text("path");
    if (object.find("path") != nullptr) {
        const auto path = said ? expanded(*said, object.at("path")) : std::nullopt;
        const std::string folder = path ? resolve(context_.folder(), *path) : "";
        if (path && !is_folder(folder)) {
            context_.report(Rule::KitFolder, object.at("path"), kit_->name, shorten(folder),
                            where_had());
            return "";
        }
        return folder;
    }
    const auto root = expanded(kRoot, where_);
    const std::string folder = root ? find_kit(*kit_, *root) : "";
    if (root && folder.empty()) {
        const std::string usual = kit_->homes.empty() ? kit_->name : kit_->homes.front();
        context_.report(Rule::KitFolder, where_, kit_->name, shorten(resolve(*root, usual)),
                        where_had());
    }
    return folder;
}

void KitReader::read(ObjectReader& object, const Where& where, Target& target) {
    where_ = where;
    asked_ = true;
    PdkSpec& pdk = target.pdk;
    kit_ = read_name(object, pdk);
    if (!kit_) {
        return;
    }
    pdk.name = kit_->name;
    pdk.corner = object.text("corner").value_or(kit_->corners.empty() ? "" : kit_->corners.front());
    if (std::ranges::find(kit_->corners, pdk.corner) == kit_->corners.end() &&
        !pdk.corner.empty()) {
        context_.report(Rule::KitCorner, object.at("corner"), shorten(pdk.corner),
                        quote_all(kit_->corners));
        pdk.corner.clear();
    }
    mismatch_ = pdk.mismatch;
    pdk.path = find_home(object);
}

std::optional<KitDevice> KitReader::find(const std::string& name) const {
    const KitRow* row = kit_ ? kit_->find(name).second : nullptr;
    if (row == nullptr) {
        return std::nullopt;
    }
    KitDevice device = row->device;
    device.name = lower_case(device.name);
    device.subcircuit = device.subcircuit || (row->either && mismatch_);
    return device;
}

std::optional<KitDevice> KitReader::find_tallest(const std::string& name) const {
    std::optional<KitDevice> tallest = find(name);
    for (const std::string& other : tallest ? kit_->device_names() : std::vector<std::string>{}) {
        const auto device = find(other);
        const bool fits = device->type == tallest->type && device->ports == tallest->ports &&
                          device->subcircuit == tallest->subcircuit &&
                          device->osdi == tallest->osdi;
        if (fits && device->most_volts > tallest->most_volts) {
            tallest = device;
        }
    }
    return tallest && tallest->name != name ? tallest : std::nullopt;
}

std::optional<KitInclude> KitReader::find_library(const KitLibrary& library, const PdkSpec& pdk) {
    std::string section;
    if (!library.sections.none.empty()) {
        const auto& sections = library.sections.of(pdk.mismatch);
        const auto place = sections.find(pdk.corner);
        if (place == sections.end()) {
            context_.report(Rule::KitStatistics, where_.at("statistics"), kit_->name, library.file,
                            pdk.corner);
            return std::nullopt;
        }
        section = place->second;
    }
    for (const std::string& folder : kit_->folders) {
        const std::string file =
            (std::filesystem::path(pdk.path) / folder / library.file).lexically_normal().string();
        std::error_code ignored;
        if (std::filesystem::is_regular_file(file, ignored)) {
            return KitInclude{{file, section}, library.leaks};
        }
    }
    context_.report(Rule::KitFile, where_, kit_->name, shorten(pdk.path),
                    resolve(kit_->folders.front(), library.file), where_had());
    return std::nullopt;
}

std::vector<KitInclude> KitReader::libraries(Target& target) {
    std::vector<KitInclude> includes;
    KitUse& use = target.kit;
    if (!kit_ || use.devices.empty()) {
        return includes;
    }
    use.scale = kit_->scale;
    use.single_thread = kit_->single_thread;
    use.parameters = kit_->parameters.of(target.pdk.mismatch);
    if (target.pdk.path.empty() || target.pdk.corner.empty() != kit_->corners.empty()) {
        return includes;  // said already
    }
    for (const KitLibrary& library : kit_->libraries) {
        const bool used = std::ranges::any_of(library.devices, [&](const KitRow& row) {
            return use.find(lower_case(row.device.name)) != nullptr;
        });
        if (auto found = used ? find_library(library, target.pdk) : std::nullopt) {
            includes.push_back(*std::move(found));
            use.libraries.push_back(includes.back().library);
        }
    }
    return includes;
}

}  // namespace hopspice::spec
