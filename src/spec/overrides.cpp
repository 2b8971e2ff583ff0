#include "spec/overrides.h"

#include "support/words.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

namespace hopspice::spec {

namespace {

const Where kCommandLine{"command line", ""};

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> keys;
    while (true) {
        const std::size_t dot = path.find('.');
        keys.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos) {
            return keys;
        }
        path.remove_prefix(dot + 1);
    }
}

/// JSON where it is JSON; `200M`, `opamp` and the like are strings.
Json parse_value(const std::string& text) {
    Context trial("command line", "");
    auto json = parse_json(trial, text);
    return json && trial.problems() == 0 ? std::move(*json) : Json{text};
}

/// The entry of an array that a key names; null where it names none.
Json* entry_of(Json::Array& array, const std::string& key) {
    std::size_t index = 0;
    const char* end = key.data() + key.size();
    const auto [last, error] = std::from_chars(key.data(), end, index);
    return error == std::errc() && last == end && index < array.size() ? &array[index] : nullptr;
}

/// One step down a path; null where there is none. What is missing in an object is made.
Json* step(Json& node, const std::string& key, Where& where) {
    if (auto* array = std::get_if<Json::Array>(&node.value)) {
        Json* entry = entry_of(*array, key);
        where = entry == nullptr ? where : where.at(key);
        return entry;
    }
    if (node.object() == nullptr) {
        return nullptr;
    }
    where = where.at(key);
    return &node.member(key);
}

std::string describe(const Json& node) {
    const Json::Array* array = node.array();
    return array == nullptr ? node.kind() : fmt::format("an array of {}", array->size());
}

void apply_one(Context& context, Json& target, const std::string& override_text) {
    const std::size_t equals = override_text.find('=');
    const std::vector<std::string> keys = split_path(override_text.substr(0, equals));
    bool empty_key = equals == std::string::npos;
    for (const std::string& key : keys) {
        empty_key = empty_key || key.empty();
    }
    if (empty_key || keys.size() > kMaxJsonDepth) {
        context.report(Rule::OverrideSyntax, kCommandLine, shorten(override_text));
        return;
    }
    Json* node = &target;
    Where where = kCommandLine;
    for (const std::string& key : keys) {
        Json* next = step(*node, key, where);
        if (next == nullptr) {
            context.report(Rule::OverridePath, where, shorten(override_text), describe(*node));
            return;
        }
        node = next;
        if (node->is_null() && &key != &keys.back()) {
            node->value = Json::Object{};
        }
    }
    *node = parse_value(override_text.substr(equals + 1));
    context.mark_override(where.pointer);
}

}  // namespace

void apply_overrides(Context& context, Json& target, std::span<const std::string> overrides) {
    for (const std::string& text : overrides) {
        apply_one(context, target, text);
    }
}

}  // namespace hopspice::spec
