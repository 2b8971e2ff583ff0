#pragma once
// The contexts in which a netlist of token-driven rows is read.

#include <cstddef>
#include <vector>

namespace hopspice::proof {

/// Tokens per slot, one context after the other: slot l holds (t + d_k(l)) mod V, with d_k the
/// digits of l to the base V (and once d = 0), for every t. Every slot holds every token in some
/// context, and no two candidates of any slots are chosen in the same contexts: a switch that hangs
/// on another candidate's input shows as a wrong weight. Without slots: one context without tokens.
[[nodiscard]] std::vector<std::vector<std::size_t>> contexts_to_read(std::size_t slots,
                                                                     std::size_t vocabulary);

}  // namespace hopspice::proof
