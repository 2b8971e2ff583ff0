#include "spec/bits.h"

#include "support/words.h"

namespace hopspice::spec {

bool looks_like_bits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("01?") == std::string_view::npos;
}

std::optional<std::vector<std::optional<double>>> read_bits(Context& context, std::string_view text,
                                                            const Where& where, Encoding encoding,
                                                            UnknownBits unknown,
                                                            std::optional<std::size_t> size) {
    const bool allowed = unknown == UnknownBits::Allowed;
    if (text.find_first_not_of(allowed ? "01?" : "01") != std::string_view::npos) {
        context.report(Rule::BitString, where, shorten(text), allowed ? "0, 1 and ?" : "0 and 1");
        return std::nullopt;
    }
    if (size && text.size() != *size) {
        context.report(Rule::BitStringLength, where, shorten(text), text.size(), *size);
        return std::nullopt;
    }
    const double low = encoding == Encoding::Bipolar ? -1 : 0;
    std::vector<std::optional<double>> entries;
    for (const char c : text) {
        entries.push_back(c == '?' ? std::nullopt : std::optional(c == '1' ? 1.0 : low));
    }
    return entries;
}

}  // namespace hopspice::spec
