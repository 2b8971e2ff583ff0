#include "spec/hidden_reader.h"

#include "spec/arrays.h"
#include "spec/function_reader.h"
#include "spec/object_reader.h"
#include "spec/token_rows.h"
#include "spec/unique_names.h"

#include <fmt/format.h>

namespace hopspice::spec {

namespace {

Function read_energy(Context& context, const Json& json, const Where& where) {
    const auto word = read_type(context, json, where, energy_words());
    if (!word) {
        return {};
    }
    const Json object = json.object() != nullptr ? json : Json{Json::Object{{"type", {*word}}}};
    ObjectReader reader(context, object, where,
                        shape_of(spec_shapes(), std::string(kEnergyPrefix) + *word));
    return read_function(reader, *kinds::find_energy(*word));
}

bool is_identifier(std::string_view name) {
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
            return false;
        }
    }
    return !name.empty();
}

std::string read_name(Context& context, ObjectReader& object, std::size_t index,
                      UniqueNames& names) {
    if (object.find("name") == nullptr) {
        return names.add_default("hidden_", index);
    }
    const auto name = object.text("name");
    if (!name) {
        return {};
    }
    if (!is_identifier(*name)) {
        context.report(Rule::NameInvalid, object.at("name"), *name);
    } else if (!names.add(*name)) {
        context.report(Rule::NameDuplicate, object.at("name"), "name", *name);
    }
    return *name;
}

/// `initial`: numbers, or "target" for xi g(v(0)) + b, which is the same as no numbers.
std::optional<std::vector<double>> read_initial(Context& context, const ObjectReader& object,
                                                const Count& count) {
    const Json* json = object.find("initial");
    if (json == nullptr) {
        return std::nullopt;
    }
    if (const std::string* word = json->text()) {
        if (*word != "target") {
            report_choice(context, object.at("initial"), *word, {"target"});
        }
        return std::nullopt;
    }
    return read_vector(context, *json, object.at("initial"), count);
}

/// The weights of a block, and of how many numbers its bias and initial state are.
Count read_weights(Context& context, const Json& json, const Where& where,
                   std::optional<std::size_t> size, HiddenBlock& block) {
    if (json.find("embedding") == nullptr) {
        auto matrix = read_matrix(context, json, where, size);
        if (!matrix) {
            return {};
        }
        block.weights = std::move(*matrix);
        return {block.size(), fmt::format("weights has {} rows", block.size())};
    }
    auto tokens = read_token_rows(context, json, where, size);
    if (!tokens) {
        return {};
    }
    block.weights = std::move(tokens->rows);
    block.vocabulary = tokens->vocabulary;
    return {block.size(), fmt::format("weights has {} slots", block.size())};
}

HiddenBlock read_block(Context& context, const Json& json, const Where& where, std::size_t index,
                       std::optional<std::size_t> size, UniqueNames& names) {
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "hidden"));
    HiddenBlock block;
    block.name = read_name(context, object, index, names);
    if (const Json* energy = object.find("energy")) {
        block.energy = read_energy(context, *energy, object.at("energy"));
    }
    Count count;
    if (const Json* weights = object.find("weights")) {
        count = read_weights(context, *weights, object.at("weights"), size, block);
    }
    block.bias = read_vector_or(context, object.find("bias"), object.at("bias"), count, 0)
                     .value_or(std::vector<double>());
    block.tau = object.number("tau").value_or(0.1);
    block.initial = read_initial(context, object, count);
    return block;
}

}  // namespace

std::vector<HiddenBlock> read_hidden(Context& context, const Json& json, const Where& where,
                                     std::optional<std::size_t> size) {
    std::vector<HiddenBlock> blocks;
    const Json::Array* items = require_array(context, json, where);
    if (items == nullptr) {
        return blocks;
    }
    UniqueNames names(*items, "name");
    if (items->empty()) {
        context.report(Rule::ArrayEmpty, where, "block");
    }
    for (std::size_t k = 0; k < items->size(); ++k) {
        if (require_object(context, (*items)[k], where.at(k)) != nullptr) {
            blocks.push_back(read_block(context, (*items)[k], where.at(k), k, size, names));
        } else {
            blocks.emplace_back();
        }
    }
    check_token_blocks(context, blocks, where);
    return blocks;
}

}  // namespace hopspice::spec
