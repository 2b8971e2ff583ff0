#include "spec/token_rows.h"

#include "spec/array_data.h"
#include "spec/arrays.h"
#include "spec/object_reader.h"
#include "support/limits.h"
#include "support/quantity.h"
#include "support/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::spec {

namespace {

constexpr std::size_t kLeastTokens = 2;
constexpr std::size_t kMostTokens = 64;
constexpr std::size_t kDigits = 10;

/// The matrix of a key; nothing where it is absent or wrong.
std::optional<Matrix> read_key(Context& context, const ObjectReader& object, std::string_view key,
                               std::optional<std::size_t> size) {
    const Json* json = object.find(key);
    return json == nullptr ? std::nullopt : read_matrix(context, *json, object.at(key), size);
}

TokenRows build(const Matrix& embedding, const std::optional<Matrix>& positional,
                std::size_t slots) {
    const std::size_t tokens = embedding.rows;
    TokenRows built{{slots * tokens, embedding.cols, {}}, tokens};
    built.rows.values.reserve(built.rows.rows * built.rows.cols);
    for (std::size_t slot = 0; slot < slots; ++slot) {
        for (std::size_t token = 0; token < tokens; ++token) {
            for (std::size_t i = 0; i < embedding.cols; ++i) {
                const double added = positional ? (*positional)(slot, i) : 0;
                built.rows.values.push_back(embedding(token, i) + added);
            }
        }
    }
    return built;
}

std::optional<std::size_t> checked_token(Context& context, double value, const Where& where,
                                         const std::string& subject, const TokenRules& rules) {
    // A value that is no number fails both comparisons.
    const bool fits =
        value >= 0 && value < static_cast<double>(rules.vocabulary) && std::floor(value) == value;
    if (!fits) {
        context.report(Rule::TokenRange, where, subject, rules.vocabulary - 1, value);
        return std::nullopt;
    }
    return static_cast<std::size_t>(value);
}

void check_count(Context& context, std::size_t count, const Where& where,
                 const std::string& subject, const TokenRules& rules) {
    if (count != rules.slots) {
        context.report(Rule::TokenCount, where, subject, count, rules.slots);
    }
}

std::vector<std::size_t> read_digits(Context& context, std::string_view text, const Where& where,
                                     const TokenRules& rules) {
    std::vector<std::size_t> tokens;
    if (rules.vocabulary > kDigits) {
        context.report(Rule::TokenDigits, where, rules.vocabulary);
        return tokens;
    }
    for (std::size_t k = 0; k < text.size(); ++k) {
        const bool digit = text[k] >= '0' && text[k] <= '9';
        const auto token = digit ? static_cast<std::size_t>(text[k] - '0') : rules.vocabulary;
        if (token >= rules.vocabulary) {
            context.report(Rule::TokenRange, where, fmt::format("token {}", k),
                           rules.vocabulary - 1, fmt::format("`{}`", shorten(text.substr(k, 1))));
            return {};
        }
        tokens.push_back(token);
    }
    check_count(context, tokens.size(), where, "query", rules);
    return tokens;
}

}  // namespace

std::optional<TokenRows> read_token_rows(Context& context, const Json& json, const Where& where,
                                         std::optional<std::size_t> size) {
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "data_embedding"));
    const std::size_t found = context.problems();
    const auto embedding = read_key(context, object, "embedding", size);
    const auto positional = read_key(context, object, "positional", size);
    const auto slots = object.integer("slots");
    if (embedding && (embedding->rows < kLeastTokens || embedding->rows > kMostTokens)) {
        context.report(Rule::TokenRows, object.at("embedding"), embedding->rows,
                       fmt::format("one per token, {} to {}", kLeastTokens, kMostTokens));
    }
    if (slots && positional && positional->rows != static_cast<std::size_t>(*slots)) {
        context.report(Rule::TokenRows, object.at("positional"), positional->rows,
                       fmt::format("{}, one per slot", *slots));
    }
    if (!embedding || !slots || context.problems() != found) {
        return std::nullopt;
    }
    const auto rows = static_cast<std::size_t>(*slots);
    if (rows * embedding->values.size() > kMaxArraySize) {
        context.report(Rule::DataTooLarge, where, "embedding",
                       format_shape({rows * embedding->rows, embedding->cols}), kMaxArraySize);
        return std::nullopt;
    }
    return build(*embedding, positional, rows);
}

void check_token_blocks(Context& context, const std::vector<HiddenBlock>& blocks,
                        const Where& where) {
    const auto first = std::ranges::find_if(
        blocks, [](const HiddenBlock& block) { return block.is_token_driven(); });
    for (std::size_t k = 0; k < blocks.size(); ++k) {
        const HiddenBlock& block = blocks[k];
        if (block.is_token_driven() &&
            (block.size() != first->size() || block.vocabulary != first->vocabulary)) {
            context.report(Rule::TokenBlocksDiffer, where.at(k).at(std::string("weights")),
                           block.size(), block.vocabulary, first->name, first->size(),
                           first->vocabulary);
        }
    }
}

std::optional<TokenRules> token_rules(const std::vector<HiddenBlock>& blocks) {
    TokenRules rules;
    for (const HiddenBlock& block : blocks) {
        if (block.weights.rows == 0) {
            return std::nullopt;
        }
        if (block.is_token_driven()) {
            rules = {block.size(), block.vocabulary};
        }
    }
    return blocks.empty() ? std::nullopt : std::optional(rules);
}

std::vector<std::size_t> read_tokens(Context& context, const Json& json, const Where& where,
                                     const TokenRules& rules) {
    if (const std::string* digits = json.text()) {
        return read_digits(context, *digits, where, rules);
    }
    std::vector<std::size_t> tokens;
    if (json.array() == nullptr) {
        report_type(context, where, "an array of integers or a string of digits", json);
        return tokens;
    }
    const std::size_t found = context.problems();
    for (std::size_t k = 0; k < json.array()->size(); ++k) {
        const auto number = require_number(context, (*json.array())[k], where.at(k));
        const auto token =
            number ? checked_token(context, *number, where.at(k), "token", rules) : std::nullopt;
        tokens.push_back(token.value_or(0));
    }
    check_count(context, tokens.size(), where, "query", rules);
    return context.problems() == found ? std::move(tokens) : std::vector<std::size_t>();
}

std::vector<std::size_t> read_token_input(Context& context, std::string_view text,
                                          const TokenRules& rules) {
    if (text.find(',') == std::string_view::npos && rules.slots > 1) {
        return read_digits(context, text, context.root(), rules);
    }
    std::vector<std::optional<double>> cells;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = trim(rest.substr(0, comma));
        const auto value = parse_number(word);
        if (!value || !std::isfinite(*value)) {
            context.report(Rule::TokenRange, context.root(), fmt::format("token {}", cells.size()),
                           rules.vocabulary - 1, fmt::format("`{}`", shorten(word)));
            return {};
        }
        cells.push_back(value);
        if (comma == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(comma + 1);
    }
    return read_token_cells(context, cells, "query", rules);
}

std::vector<std::size_t> read_token_cells(Context& context,
                                          const std::vector<std::optional<double>>& cells,
                                          const std::string& subject, const TokenRules& rules) {
    const std::size_t found = context.problems();
    std::vector<std::size_t> tokens;
    for (std::size_t k = 0; k < cells.size(); ++k) {
        const auto name = fmt::format("{}, token {}", subject, k);
        if (!cells[k]) {
            context.report(Rule::TokenRange, context.root(), name, rules.vocabulary - 1, "nothing");
            continue;
        }
        tokens.push_back(
            checked_token(context, *cells[k], context.root(), name, rules).value_or(0));
    }
    check_count(context, cells.size(), context.root(), subject, rules);
    return context.problems() == found ? std::move(tokens) : std::vector<std::size_t>();
}

}  // namespace hopspice::spec
