#include "spec/csv.h"

#include "support/quantity.h"
#include "support/words.h"

#include <fmt/format.h>

#include <cmath>

namespace hopspice::spec {

namespace {

void read_cell(Context& context, std::string_view cell, UnknownCells unknown,
               const DataSource& source, CsvRow& row) {
    if (unknown == UnknownCells::Allowed && (cell.empty() || cell == "?")) {
        row.cells.emplace_back(std::nullopt);
        return;
    }
    const auto value = parse_number(cell);
    if (!value || !std::isfinite(*value)) {
        context.report(Rule::CsvCell, source.where, source.name, row.line, row.cells.size() + 1,
                       shorten(cell));
    }
    row.cells.emplace_back(value.value_or(0));
}

CsvRow read_row(Context& context, std::string_view line, UnknownCells unknown,
                const DataSource& source, std::size_t number) {
    CsvRow row{number, {}};
    while (true) {
        const std::size_t comma = line.find(',');
        read_cell(context, trim(line.substr(0, comma)), unknown, source, row);
        if (comma == std::string_view::npos) {
            return row;
        }
        line.remove_prefix(comma + 1);
    }
}

}  // namespace

std::vector<CsvRow> read_csv_rows(Context& context, std::string_view text, UnknownCells unknown,
                                  const DataSource& source) {
    std::vector<CsvRow> rows;
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line.front() != '#') {
            rows.push_back(read_row(context, line, unknown, source, number));
        }
    }
    return rows;
}

std::optional<ArrayData> read_csv(Context& context, std::string_view text,
                                  const DataSource& source) {
    const std::size_t found = context.problems();
    const auto rows = read_csv_rows(context, text, UnknownCells::Rejected, source);
    if (rows.empty()) {
        context.report(Rule::DataCorrupt, source.where, source.name, ".csv", "it holds no row");
        return std::nullopt;
    }
    ArrayData data{{rows.size(), rows.front().cells.size()}, {}};
    for (const CsvRow& row : rows) {
        if (row.cells.size() != data.shape[1]) {
            context.report(Rule::DataCorrupt, source.where, source.name, ".csv",
                           fmt::format("line {} has {} numbers, line {} has {}", row.line,
                                       row.cells.size(), rows.front().line, data.shape[1]));
        }
        for (const auto& cell : row.cells) {
            data.values.push_back(cell.value_or(0));
        }
    }
    return context.problems() == found ? std::optional(std::move(data)) : std::nullopt;
}

}  // namespace hopspice::spec
