#pragma once
// The tables of a batch's database, and a row of them as hopspice::RunRow.

#include "store/run_store.h"
#include "store/sqlite.h"

#include <string>

namespace hopspice::store {

/// Creates them.
[[nodiscard]] std::string schema_sql();

/// Errors: HS-E507 for a file that is no database of ours, or of a later version.
[[nodiscard]] Diagnostics check_schema(Database& database);
[[nodiscard]] Result<StoredPlan> read_plan(Database& database);

/// A row that is there already stays.
[[nodiscard]] std::string insert_sql();
void bind_row(Statement& statement, const RunRow& row);
/// `where`: an SQL condition, empty: all. In the order of the runs.
[[nodiscard]] std::string select_sql(const std::string& where);
[[nodiscard]] RunRow row_of(const Statement& statement);
/// Whether two rows say the same: all that comes out again when a run is repeated.
[[nodiscard]] bool agree(const RunRow& a, const RunRow& b);

}  // namespace hopspice::store
