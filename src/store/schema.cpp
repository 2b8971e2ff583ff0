#include "store/schema.h"

#include "support/rules.h"

#include <fmt/format.h>

#include <tuple>

namespace hopspice::store {

// STRICT tables need SQLite 3.37.
const char* const kSchema = R"(
CREATE TABLE plan (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE points (point INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
                     PRIMARY KEY (point, key));
CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,   -- (point * samples + sample) * queries + query
    point INTEGER NOT NULL,
    sample INTEGER NOT NULL,
    query INTEGER NOT NULL,
    seed INTEGER NOT NULL,        -- of the circuit: recall --set seed=... builds it too
    query_id TEXT NOT NULL,
    sweep TEXT NOT NULL,          -- what the sweep point sets
    input TEXT NOT NULL,          -- visible, ? unknown; or the tokens
    status TEXT NOT NULL,         -- settled, read, unsettled, diverged, failed
    visible TEXT NOT NULL,        -- at the end, model units
    readout TEXT NOT NULL,
    expected TEXT NOT NULL,
    correct INTEGER,              -- NULL: nothing was expected
    settle_time_s REAL,           -- from the input; NULL: it has not settled
    release_time_s REAL,          -- from the release of v(0)
    decision_time_s REAL,         -- the readout never changes after it
    energy_j REAL,                -- delivered by the supplies until settling
    visible_error REAL,           -- end against the ODE, fraction of the visible range
    trajectory_error REAL,        -- largest deviation on the way
    agrees INTEGER,               -- with the ODE
    lyapunov_rise REAL,
    diagnostics TEXT NOT NULL,    -- ids
    messages TEXT NOT NULL,       -- their text
    wall_time_s REAL NOT NULL,
    simulator TEXT NOT NULL
);
)";

namespace {

constexpr const char* kColumns =
    "run_id, point, sample, query, seed, query_id, sweep, input, status, visible, readout, "
    "expected, correct, settle_time_s, release_time_s, decision_time_s, energy_j, visible_error, "
    "trajectory_error, agrees, lyapunov_rise, diagnostics, messages, wall_time_s, simulator";

std::uint64_t unsigned_of(const Statement& statement, int column) {
    return static_cast<std::uint64_t>(statement.number(column));
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

std::string insert_sql() {
    return fmt::format(
        "INSERT OR IGNORE INTO runs ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, "
        "?, ?, ?, ?, ?, ?, ?, ?)",
        kColumns);
}

void bind_row(Statement& statement, const RunRow& row) {
    int column = 0;
    for (const std::uint64_t number : {row.run, row.point, row.sample, row.query, row.seed}) {
        statement.bind(column++, static_cast<std::int64_t>(number));
    }
    for (const std::string* text : {&row.query_id, &row.sweep, &row.input, &row.status,
                                    &row.visible, &row.readout, &row.expected}) {
        statement.bind(column++, std::string_view(*text));
    }
    statement.bind(column++, row.correct);
    for (const std::optional<double>* number :
         {&row.settle_time_s, &row.release_time_s, &row.decision_time_s, &row.energy_j,
          &row.visible_error, &row.trajectory_error}) {
        statement.bind(column++, *number);
    }
    statement.bind(column++, row.agrees);
    statement.bind(column++, row.lyapunov_rise);
    statement.bind(column++, std::string_view(row.diagnostics));
    statement.bind(column++, std::string_view(row.messages));
    statement.bind(column++, std::optional<double>(row.wall_time_s));
    statement.bind(column++, std::string_view(row.simulator));
}

std::string select_sql(const std::string& where) {
    // The line break ends a comment at the end of the condition.
    return fmt::format("SELECT {} FROM runs WHERE ({}\n) ORDER BY run_id", kColumns,
                       where.empty() ? "1" : where);
}

bool agree(const RunRow& a, const RunRow& b) {
    const auto repeatable = [](const RunRow& row) {
        return std::tie(row.run, row.point, row.sample, row.query, row.seed, row.query_id,
                        row.sweep, row.input, row.status, row.visible, row.readout, row.expected,
                        row.correct, row.settle_time_s, row.release_time_s, row.decision_time_s,
                        row.energy_j, row.visible_error, row.trajectory_error, row.agrees,
                        row.lyapunov_rise, row.diagnostics, row.simulator);
    };
    return repeatable(a) == repeatable(b);
}

RunRow row_of(const Statement& statement) {
    RunRow row;
    int column = 0;
    for (std::uint64_t* number : {&row.run, &row.point, &row.sample, &row.query, &row.seed}) {
        *number = unsigned_of(statement, column++);
    }
    for (std::string* text : {&row.query_id, &row.sweep, &row.input, &row.status, &row.visible,
                              &row.readout, &row.expected}) {
        *text = statement.text(column++);
    }
    row.correct = statement.flag(column++);
    for (std::optional<double>* number :
         {&row.settle_time_s, &row.release_time_s, &row.decision_time_s, &row.energy_j,
          &row.visible_error, &row.trajectory_error}) {
        *number = statement.real(column++);
    }
    row.agrees = statement.flag(column++);
    row.lyapunov_rise = statement.real(column++);
    row.diagnostics = statement.text(column++);
    row.messages = statement.text(column++);
    row.wall_time_s = statement.real(column++).value_or(0);
    row.simulator = statement.text(column++);
    return row;
}

}  // namespace hopspice::store
