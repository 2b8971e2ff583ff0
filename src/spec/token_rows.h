#pragma once
// Token-driven weights `{"embedding", "slots", "positional"}`, and the tokens of a query.

#include "spec/json.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

/// Candidate rows: row l V + t is embedding[t] + positional[l].
struct TokenRows {
    Matrix rows;
    std::size_t vocabulary = 0;  ///< V, from 2 to 64
};

/// Reads the object; `size` is visible.size where known. Nothing after reporting why.
/// Errors: HS-E042, HS-E023 and those of arrays.
[[nodiscard]] std::optional<TokenRows> read_token_rows(Context& context, const Json& json,
                                                       const Where& where,
                                                       std::optional<std::size_t> size);

/// Reports blocks whose slots or tokens differ from those of the first token-driven one; `where`
/// is `hidden`. Errors: HS-E043.
void check_token_blocks(Context& context, const std::vector<HiddenBlock>& blocks,
                        const Where& where);

/// What the tokens of a query are held against: the slots and V of the spec's token-driven blocks.
struct TokenRules {
    std::size_t slots = 0;  ///< 0: no block is token-driven
    std::size_t vocabulary = 0;
};

/// Of blocks as they were read; nothing where one of them could not be read.
[[nodiscard]] std::optional<TokenRules> token_rules(const std::vector<HiddenBlock>& blocks);

/// `tokens` of a query: an array of integers, or a string of digits for V up to 10. Empty after
/// reporting. Errors: HS-E006, HS-E046 to HS-E048.
[[nodiscard]] std::vector<std::size_t> read_tokens(Context& context, const Json& json,
                                                   const Where& where, const TokenRules& rules);

/// The tokens of a command line: digits, or integers separated by commas.
[[nodiscard]] std::vector<std::size_t> read_token_input(Context& context, std::string_view text,
                                                        const TokenRules& rules);

/// The tokens of a row of a table; `subject` names the row ("line 3") and nullopt is an empty cell.
[[nodiscard]] std::vector<std::size_t> read_token_cells(
    Context& context, const std::vector<std::optional<double>>& cells, const std::string& subject,
    const TokenRules& rules);

}  // namespace hopspice::spec
