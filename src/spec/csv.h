#pragma once
// Comma separated numbers, one row per line; empty lines and lines that start with # are skipped.

#include "spec/array_data.h"
#include "spec/context.h"

#include <optional>
#include <string_view>
#include <vector>

namespace hopspice::spec {

/// One line; `cells` are nullopt where the cell is empty or `?`.
struct CsvRow {
    std::size_t line = 0;  ///< counted from 1
    std::vector<std::optional<double>> cells;
};

enum class UnknownCells { Allowed, Rejected };

/// Reads all rows. Reports every cell that is no finite number (HS-E035), with its line.
[[nodiscard]] std::vector<CsvRow> read_csv_rows(Context& context, std::string_view text,
                                                UnknownCells unknown, const DataSource& source);

/// Reads a matrix. Errors: HS-E035 cells, HS-E019 rows of different lengths; nothing then.
[[nodiscard]] std::optional<ArrayData> read_csv(Context& context, std::string_view text,
                                                const DataSource& source);

}  // namespace hopspice::spec
