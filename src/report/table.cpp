#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace hopspice::report {

namespace {

struct Prefix {
    double factor;
    std::string_view text;
};
constexpr std::array<Prefix, 11> kPrefixes = {{{1e9, "G"},
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

/// Code points, not bytes.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string pad(const std::string& text, std::size_t width, Align align) {
    const std::string blanks(width - std::min(width, width_of(text)), ' ');
    return align == Align::Left ? text + blanks : blanks + text;
}

std::string join(const std::vector<Column>& columns, const std::vector<std::string>& cells,
                 const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        line += (k == 0 ? "" : "  ") + pad(cells[k], widths[k], columns[k].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

/// The number that three significant digits show: 0.9996 is 1.00.
double three_digits(double value) {
    const std::string text = fmt::format("{:.2e}", value);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

}  // namespace

std::string format_rows(const std::vector<Column>& columns,
                        const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    std::vector<std::string> rules;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        std::size_t width = width_of(columns[k].title);
        for (const auto& row : rows) {
            width = std::max(width, width_of(row[k]));
        }
        widths.push_back(width);
        titles.push_back(columns[k].title);
        rules.emplace_back(width, '-');
    }
    std::string text = join(columns, titles, widths) + join(columns, rules, widths);
    for (const auto& row : rows) {
        text += join(columns, row, widths);
    }
    return text;
}

std::string format_quantity(double value, const std::string& unit) {
    if (!std::isfinite(value)) {
        return "-";
    }
    const double rounded = three_digits(value);
    for (const Prefix& prefix : kPrefixes) {
        if (std::abs(rounded) >= prefix.factor) {
            const double scaled = rounded / prefix.factor;
            const int decimals = std::abs(scaled) >= 99.95 ? 0 : std::abs(scaled) >= 9.995 ? 1 : 2;
            return fmt::format("{:.{}f} {}{}", scaled, decimals, prefix.text, unit);
        }
    }
    return "0 " + unit;
}

std::string format_quantity(const std::optional<double>& value, const std::string& unit) {
    return value ? format_quantity(*value, unit) : "-";
}

std::string format_percent(double fraction) {
    const double percent = 100 * fraction;
    if (percent != 0 && std::abs(percent) < 0.001) {
        return "<0.001 %";
    }
    return fmt::format("{:.3f} %", percent);
}

}  // namespace hopspice::report
