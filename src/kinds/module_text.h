#pragma once
// Pieces that modules of a whole layer are written of.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::kinds {

/// `x0`, `x1`, ...
inline std::vector<std::string> numbered(const std::string& name, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < count; ++k) {
        names.push_back(fmt::format("{}{}", name, k));
    }
    return names;
}

inline std::vector<std::string> joined(std::vector<std::string> first,
                                       const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// `a + b + c` of a term per neuron, in lines that are not too long; `{0}` is the neuron.
inline std::string sum_of(const std::string& term, std::size_t count) {
    std::vector<std::string> terms;
    for (std::size_t k = 0; k < count; ++k) {
        terms.push_back(fmt::format(fmt::runtime(term), k));
    }
    return fmt::format("{}", fmt::join(terms, "\n        + "));
}

}  // namespace hopspice::kinds
