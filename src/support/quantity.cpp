#include "support/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

namespace hopspice {

namespace {

struct Prefix {
    std::string_view text;
    int exponent;
};

// `meg` before `m`: the longest that fits is taken.
constexpr std::array<Prefix, 15> kPrefixes{{{"meg", 6},
                                            {"Meg", 6},
                                            {"MEG", 6},
                                            {"f", -15},
                                            {"p", -12},
                                            {"n", -9},
                                            {"u", -6},
                                            {"\xC2\xB5", -6},
                                            {"\xCE\xBC", -6},
                                            {"m", -3},
                                            {"k", 3},
                                            {"K", 3},
                                            {"M", 6},
                                            {"G", 9},
                                            {"T", 12}}};

struct Factor {
    double value;
    std::string_view text;
};
constexpr std::array<Factor, 11> kFactors = {{{1e9, "G"},
                                              {1e6, "M"},
                                              {1e3, "k"},
                                              {1, ""},
                                              {1e-3, "m"},
                                              {1e-6, "u"},
                                              {1e-9, "n"},
                                              {1e-12, "p"},
                                              {1e-15, "f"},
                                              {1e-18, "a"},
                                              {1e-21, "z"}}};

/// The number that three significant digits show: 0.9996 is 1.00.
double three_digits(double value) {
    const std::string text = fmt::format("{:.2e}", value);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

bool is_unit(std::string_view text, std::string_view unit) {
    if (text.empty() || text == unit) {
        return true;
    }
    return unit == "ohm" && (text == "Ohm" || text == "\xCE\xA9" || text == "\xE2\x84\xA6");
}

bool is_word(std::string_view text) {
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && c != '/' && c != '%' && static_cast<unsigned char>(c) < 0x80) {
            return false;
        }
    }
    return true;
}

/// Where the number at the start of a text ends; 0 where there is none. An `e` belongs to it only
/// with digits behind it.
std::size_t number_length(std::string_view text) {
    std::size_t pos = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const auto digits = [&](std::size_t from) {
        std::size_t end = from;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
            ++end;
        }
        return end;
    };
    const std::size_t whole = digits(pos);
    std::size_t count = whole - pos;
    pos = whole;
    if (pos < text.size() && text[pos] == '.') {
        const std::size_t fraction = digits(pos + 1);
        count += fraction - pos - 1;
        pos = fraction;
    }
    if (count == 0) {
        return 0;
    }
    if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
        const bool sign = pos + 1 < text.size() && (text[pos + 1] == '-' || text[pos + 1] == '+');
        const std::size_t start = pos + (sign ? 2 : 1);
        const std::size_t end = digits(start);
        pos = end > start ? end : pos;
    }
    return pos;
}

/// mantissa times 10^exponent, rounded once.
double scaled(std::string_view number, int exponent) {
    if (number.starts_with('+')) {
        number.remove_prefix(1);
    }
    std::string text(number);
    const std::size_t e = text.find_first_of("eE");
    long own = 0;
    if (e != std::string::npos) {
        own = std::strtol(text.c_str() + e + 1, nullptr, 10);
        text.resize(e);
    }
    // Beyond any double either way; keeps the sum of exponents within a long.
    own = own > 100000 ? 100000 : (own < -100000 ? -100000 : own);
    return std::strtod((text + "e" + std::to_string(own + exponent)).c_str(), nullptr);
}

}  // namespace

std::string format_quantity(double value, const std::string& unit) {
    if (!std::isfinite(value)) {
        return "-";
    }
    const double rounded = three_digits(value);
    for (const Factor& prefix : kFactors) {
        if (std::abs(rounded) >= prefix.value) {
            const double scaled = rounded / prefix.value;
            const int decimals = std::abs(scaled) >= 99.95 ? 0 : std::abs(scaled) >= 9.995 ? 1 : 2;
            return fmt::format("{:.{}f} {}{}", scaled, decimals, prefix.text, unit);
        }
    }
    return "0 " + unit;
}

std::string format_quantity(const std::optional<double>& value, const std::string& unit) {
    return value ? format_quantity(*value, unit) : "-";
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const std::size_t start = text.find_first_not_of(kBlank);
    if (start == std::string_view::npos) {
        return {};
    }
    return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

std::optional<double> parse_number(std::string_view text) {
    const std::size_t length = number_length(text);
    if (length == 0 || length != text.size()) {
        return std::nullopt;
    }
    return scaled(text, 0);
}

Quantity parse_quantity(std::string_view text, std::string_view unit) {
    text = trim(text);
    const std::size_t length = number_length(text);
    if (length == 0) {
        return {0, QuantityError::NotANumber};
    }
    const std::string_view number = text.substr(0, length);
    const std::string_view rest = trim(text.substr(length));
    if (is_unit(rest, unit)) {
        return {scaled(number, 0)};
    }
    for (const Prefix& prefix : kPrefixes) {
        if (rest.starts_with(prefix.text) && is_unit(rest.substr(prefix.text.size()), unit)) {
            return {scaled(number, prefix.exponent)};
        }
    }
    return {0, is_word(rest) ? QuantityError::WrongUnit : QuantityError::NotANumber};
}

std::string shortest_quantity(double value) {
    const std::string plain = fmt::format("{}", value);
    std::string shortest = plain;
    for (const Prefix& prefix : kPrefixes) {
        std::string text = fmt::format("{}{}", scaled(plain, -prefix.exponent), prefix.text);
        if (text.size() < shortest.size() && parse_quantity(text, "1").value == value) {
            shortest = std::move(text);
        }
    }
    return shortest;
}

}  // namespace hopspice
