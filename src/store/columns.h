#pragma once
// The columns of table `runs`: which field of a RunRow each keeps.

#include <hopspice/batch.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace hopspice::store {

/// The type of the field is that of the column: numbers and texts are NOT NULL, what is optional
/// may be NULL.
struct Column {
    std::string_view name;
    std::variant<std::uint64_t RunRow::*, double RunRow::*, std::string RunRow::*,
                 std::optional<double> RunRow::*, std::optional<bool> RunRow::*>
        field;
    std::string_view note = "";  ///< stands beside it in the schema
    bool repeats = true;         ///< comes out again when a run is repeated
};

/// In the order of the table, and of its .csv. The first is the primary key.
[[nodiscard]] std::span<const Column> columns();

}  // namespace hopspice::store
