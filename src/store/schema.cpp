#include "store/schema.h"

#include "store/columns.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace hopspice::store {

namespace {

std::string_view type_of(std::uint64_t RunRow::* /*field*/) { return "INTEGER NOT NULL"; }
std::string_view type_of(double RunRow::* /*field*/) { return "REAL NOT NULL"; }
std::string_view type_of(std::string RunRow::* /*field*/) { return "TEXT NOT NULL"; }
std::string_view type_of(std::optional<double> RunRow::* /*field*/) { return "REAL"; }
std::string_view type_of(std::optional<bool> RunRow::* /*field*/) { return "INTEGER"; }

void bind(Statement& statement, int index, std::uint64_t value) {
    statement.bind(index, static_cast<std::int64_t>(value));
}
void bind(Statement& statement, int index, double value) {
    statement.bind(index, std::optional(value));
}
void bind(Statement& statement, int index, const std::string& value) {
    statement.bind(index, std::string_view(value));
}
template <typename Optional>
void bind(Statement& statement, int index, const Optional& value) {
    statement.bind(index, value);
}

void read(const Statement& statement, int index, std::uint64_t& value) {
    value = static_cast<std::uint64_t>(statement.number(index));
}
void read(const Statement& statement, int index, double& value) {
    value = statement.real(index).value_or(0);
}
void read(const Statement& statement, int index, std::string& value) {
    value = statement.text(index);
}
void read(const Statement& statement, int index, std::optional<double>& value) {
    value = statement.real(index);
}
void read(const Statement& statement, int index, std::optional<bool>& value) {
    value = statement.flag(index);
}

/// `run_id, point, ...`, or the same word so many times.
std::string listed(std::string_view word = "") {
    std::string list;
    for (const Column& column : columns()) {
        list += list.empty() ? "" : ", ";
        list += word.empty() ? column.name : word;
    }
    return list;
}

/// Every row of a query as texts.
Result<std::vector<std::vector<std::string>>> texts(Database& database, const std::string& sql,
                                                    int columns) {
    std::string problem;
    auto statement = database.prepare(sql, problem);
    if (!statement) {
        return database.failure(problem);
    }
    std::vector<std::vector<std::string>> rows;
    Statement::Step step = Statement::Step::Row;
    while ((step = statement->step()) == Statement::Step::Row) {
        rows.emplace_back();
        for (int column = 0; column < columns; ++column) {
            rows.back().push_back(statement->text(column));
        }
    }
    if (step == Statement::Step::Failed) {
        return database.failure(statement->problem());
    }
    return rows;
}

}  // namespace

Diagnostics check_schema(Database& database) {
    const auto application = database.integer("PRAGMA application_id");
    if (!application) {
        return application.error();
    }
    if (*application != kApplicationId) {
        return fail(Rule::DatabaseForeign, {database.path(), ""}, "it has other tables")
            .diagnostics;
    }
    const auto version = database.integer("PRAGMA user_version");
    if (!version) {
        return version.error();
    }
    if (*version != kSchemaVersion) {
        const std::string words = fmt::format("its tables are version {}, this program knows {}",
                                              *version, kSchemaVersion);
        return fail(Rule::DatabaseForeign, {database.path(), ""}, words).diagnostics;
    }
    return {};
}

Result<StoredPlan> read_plan(Database& database) {
    const auto facts = texts(database, "SELECT key, value FROM plan ORDER BY rowid", 2);
    const auto settings =
        texts(database, "SELECT point, key, value FROM points ORDER BY point, rowid", 3);
    if (!facts || !settings) {
        return Unexpected{facts ? settings.error() : facts.error()};
    }
    StoredPlan plan;
    for (const auto& row : *facts) {
        plan.facts.emplace_back(row[0], row[1]);
    }
    std::string point;
    for (const auto& row : *settings) {
        if (plan.points.empty() || row[0] != point) {
            plan.points.emplace_back();
            point = row[0];
        }
        plan.points.back().emplace_back(row[1], row[2]);
    }
    return plan;
}

std::string schema_sql() {
    std::string lines;
    for (const Column& column : columns()) {
        const bool is_key = &column == &columns().front();
        const bool is_last = &column == &columns().back();
        const std::string_view type =
            std::visit([](auto field) { return type_of(field); }, column.field);
        lines +=
            fmt::format("    {} {}{}{}{}\n", column.name, is_key ? "INTEGER PRIMARY KEY" : type,
                        is_last ? "" : ",", column.note.empty() ? "" : "  -- ", column.note);
    }
    // STRICT tables need SQLite 3.37.
    return "CREATE TABLE plan (key TEXT PRIMARY KEY, value TEXT NOT NULL);\n"
           "CREATE TABLE points (point INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,\n"
           "                     PRIMARY KEY (point, key));\n"
           "CREATE TABLE runs (\n" +
           lines + ");\n";
}

std::string insert_sql() {
    return fmt::format("INSERT OR IGNORE INTO runs ({}) VALUES ({})", listed(), listed("?"));
}

void bind_row(Statement& statement, const RunRow& row) {
    int index = 0;
    for (const Column& column : columns()) {
        std::visit([&](auto field) { bind(statement, index++, row.*field); }, column.field);
    }
}

std::string select_sql(const std::string& where) {
    // The line break ends a comment at the end of the condition.
    return fmt::format("SELECT {} FROM runs WHERE ({}\n) ORDER BY run_id", listed(),
                       where.empty() ? "1" : where);
}

bool agree(const RunRow& a, const RunRow& b) {
    return std::ranges::all_of(columns(), [&](const Column& column) {
        return !column.repeats ||
               std::visit([&](auto field) { return a.*field == b.*field; }, column.field);
    });
}

RunRow row_of(const Statement& statement) {
    RunRow row;
    int index = 0;
    for (const Column& column : columns()) {
        std::visit([&](auto field) { read(statement, index++, row.*field); }, column.field);
    }
    return row;
}

}  // namespace hopspice::store
