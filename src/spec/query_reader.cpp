#include "spec/query_reader.h"

#include "spec/bits.h"
#include "spec/object_reader.h"
#include "spec/readout_reader.h"
#include "spec/unique_names.h"
#include "support/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace hopspice::spec {

namespace {

using Entries = std::vector<std::optional<double>>;

Encoding encoding_of(const Context& context) {
    return context.bipolar ? Encoding::Bipolar : Encoding::Binary;
}

/// Numbers, null for an entry that is unknown.
std::optional<Entries> read_entries(Context& context, const Json::Array& items, const Where& where,
                                    std::optional<std::size_t> size) {
    const std::size_t found = context.problems();
    Entries entries;
    for (std::size_t k = 0; k < items.size(); ++k) {
        const bool unknown = items[k].is_null() || (items[k].text() && *items[k].text() == "?");
        entries.push_back(unknown ? std::nullopt : require_number(context, items[k], where.at(k)));
    }
    if (size && items.size() != *size) {
        context.report(Rule::QueryLength, where, items.size(), *size);
    }
    return context.problems() == found ? std::optional(std::move(entries)) : std::nullopt;
}

Entries read_presented(Context& context, const Json& json, const Where& where,
                       std::optional<std::size_t> size) {
    if (const std::string* bits = json.text()) {
        return read_bits(context, *bits, where, encoding_of(context), UnknownBits::Allowed, size)
            .value_or(Entries());
    }
    if (json.array() == nullptr) {
        report_type(context, where, "an array of numbers or a bit string", json);
        return {};
    }
    return read_entries(context, *json.array(), where, size).value_or(Entries());
}

std::map<std::size_t, double> read_clamp(Context& context, const Json& json, const Where& where,
                                         std::optional<std::size_t> size) {
    std::map<std::size_t, double> clamp;
    if (require_object(context, json, where) == nullptr) {
        return clamp;
    }
    for (const JsonMember& entry : *json.object()) {
        const std::string& key = entry.key;
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
        const bool canonical = error == std::errc() && key == std::to_string(index);
        if (!canonical || (size && index >= *size)) {
            const std::string limit = size ? std::to_string(*size - 1) : "visible.size - 1";
            context.report(Rule::ClampIndex, where.at(key), shorten(key), limit);
            continue;
        }
        if (const auto value = require_number(context, entry.value, where.at(key))) {
            clamp[index] = *value;
        }
    }
    return clamp;
}

/// A label of the readout before a bit string: both may look alike.
std::optional<Expectation> read_expected_word(Context& context, const std::string& word,
                                              const Where& where, const QueryRules& rules) {
    const Readout& readout = rules.readout;
    const bool labelled =
        readout.type == ReadoutType::Nearest || readout.type == ReadoutType::Linear;
    if (labelled && std::ranges::find(readout.labels, word) != readout.labels.end()) {
        return Expectation{{}, word};
    }
    if (looks_like_bits(word) && (!labelled || word.size() == rules.size)) {
        const auto bits =
            read_bits(context, word, where, encoding_of(context), UnknownBits::Allowed, rules.size);
        return bits ? std::optional(Expectation{*bits, {}}) : std::nullopt;
    }
    if (!labelled) {
        context.report(Rule::LabelWithoutLabels, where, shorten(word), readout_word(readout.type));
    } else if (!readout.labels.empty()) {
        context.report(Rule::LabelUnknown, where, shorten(word), suggest(word, readout.labels));
    }
    return std::nullopt;
}

std::optional<Expectation> read_expectation(Context& context, const Json& json, const Where& where,
                                            const QueryRules& rules) {
    if (const std::string* word = json.text()) {
        return read_expected_word(context, *word, where, rules);
    }
    if (json.array() == nullptr) {
        report_type(context, where, "an array of numbers, a bit string or a label", json);
        return std::nullopt;
    }
    const auto entries = read_entries(context, *json.array(), where, rules.size);
    return entries ? std::optional(Expectation{*entries, {}}) : std::nullopt;
}

/// `tokens`, which a query has exactly where the spec has token-driven weights.
std::vector<std::size_t> read_query_tokens(Context& context, const ObjectReader& object,
                                           const Where& where, const QueryRules& rules) {
    const Json* tokens = object.find("tokens");
    if (!rules.tokens || (rules.tokens->slots == 0 && tokens == nullptr)) {
        return {};
    }
    if (rules.tokens->slots == 0) {
        context.report(Rule::TokensUnused, object.at("tokens"));
        return {};
    }
    if (tokens == nullptr) {
        context.report(Rule::TokensMissing, where, rules.tokens->slots);
        return {};
    }
    return read_tokens(context, *tokens, object.at("tokens"), *rules.tokens);
}

Query read_query(Context& context, const Json& json, const Where& where, const QueryRules& rules) {
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "query"));
    Query query;
    query.id = object.text("id").value_or("");
    if (const Json* visible = object.find("visible")) {
        query.visible = read_presented(context, *visible, object.at("visible"), rules.size);
    }
    if (const Json* clamp = object.find("clamp")) {
        query.clamp = read_clamp(context, *clamp, object.at("clamp"), rules.size);
    }
    query.tokens = read_query_tokens(context, object, where, rules);
    if (const Json* expect = object.find("expect")) {
        query.expect = read_expectation(context, *expect, object.at("expect"), rules);
    }
    query.time = object.number("time");
    const bool nothing = object.find("visible") == nullptr && object.find("clamp") == nullptr;
    if (rules.present == Present::Clamp && nothing) {
        context.report(Rule::QueryClampMissing, where);
    }
    return query;
}

/// Ids name results and wave files: each query has its own.
void check_id(Context& context, const Where& where, const Json& json, std::size_t index,
              UniqueNames& ids, Query& query) {
    if (json.find("id") == nullptr) {
        query.id = ids.add_default("query-", index);
    } else if (!query.id.empty() && !ids.add(query.id)) {
        context.report(Rule::NameDuplicate, where.at(std::string("id")), "id", shorten(query.id));
    }
}

}  // namespace

std::vector<Query> read_query_array(Context& context, const Json& json, const Where& where,
                                    const QueryRules& rules) {
    std::vector<Query> queries;
    const Json::Array* items = require_array(context, json, where);
    if (items == nullptr) {
        return queries;
    }
    UniqueNames ids(*items, "id");
    for (std::size_t k = 0; k < items->size(); ++k) {
        const Json& item = (*items)[k];
        if (require_object(context, item, where.at(k)) == nullptr) {
            continue;
        }
        queries.push_back(read_query(context, item, where.at(k), rules));
        check_id(context, where.at(k), item, k, ids, queries.back());
    }
    return queries;
}

}  // namespace hopspice::spec
