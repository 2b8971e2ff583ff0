#pragma once
// The ordinary model that a token-driven one is while its tokens stay: row l of a block is the one
// of its candidate rows that token_l chooses.

#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <vector>

namespace hopspice::model {

/// The spec of one context: every token-driven block has the chosen rows (row l is row l V +
/// token_l) and vocabulary 1. Without the queries, which belong to other contexts too. No tokens:
/// token 0 in every slot. Otherwise tokens.size() is the number of slots and each is below V;
/// ignored where no block is token-driven.
[[nodiscard]] Spec selected(const Spec& spec, std::span<const std::size_t> tokens);

/// How many contexts there are, V^L: 1 without token-driven rows, at most `limit` + 1.
[[nodiscard]] std::size_t count_contexts(const Spec& spec, std::size_t limit);

/// The tokens of context `index` below V^L, slot 0 first: digits to the base V, the most
/// significant in slot 0.
[[nodiscard]] std::vector<std::size_t> context_tokens(const Spec& spec, std::size_t index);

}  // namespace hopspice::model
