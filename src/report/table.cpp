#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace hopspice::report {

namespace {

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

std::string format_percent(double fraction) {
    const double percent = 100 * fraction;
    if (!std::isfinite(percent)) {
        return "-";
    }
    if (percent != 0 && std::abs(percent) < 0.001) {
        return "<0.001 %";
    }
    return fmt::format("{:.3f} %", percent);
}

}  // namespace hopspice::report
