#pragma once
// Bit strings: words of 0 and 1 (and ? for unknown) as numbers.

#include "spec/context.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace hopspice::spec {

enum class Encoding { Binary, Bipolar };
enum class UnknownBits { Allowed, Rejected };

/// True where every character is 0, 1 or ?; the empty string is none.
[[nodiscard]] bool looks_like_bits(std::string_view text);

/// One entry per character: 0/1 or -1/+1, nullopt for `?`. Errors: HS-E015 for other characters,
/// HS-E016 where there are not `size` of them (nullopt: any number).
[[nodiscard]] std::optional<std::vector<std::optional<double>>> read_bits(
    Context& context, std::string_view text, const Where& where, Encoding encoding,
    UnknownBits unknown, std::optional<std::size_t> size);

}  // namespace hopspice::spec
