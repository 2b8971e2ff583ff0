#include "store/run_store.h"

#include "store/schema.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace hopspice::store {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Diagnostics first_problem(Database& database, std::initializer_list<std::string> commands) {
    for (const std::string& command : commands) {
        Diagnostics problem = database.run(command);
        if (problem.has_errors()) {
            return problem;
        }
    }
    return {};
}

/// Inserts rows of text.
Diagnostics insert_texts(Database& database, const std::string& sql,
                         const std::vector<std::vector<std::string>>& rows) {
    std::string problem;
    auto statement = database.prepare(sql, problem);
    if (!statement) {
        return database.failure(problem).diagnostics;
    }
    for (const std::vector<std::string>& row : rows) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            statement->bind(static_cast<int>(k), std::string_view(row[k]));
        }
        if (statement->step() == Statement::Step::Failed) {
            return database.failure(statement->problem()).diagnostics;
        }
        statement->reset();
    }
    return {};
}

}  // namespace

Result<RunStore> RunStore::open(const std::string& path, const StoredPlan& plan, Mode mode,
                                Readers readers) {
    auto lock = FileLock::take(path);
    if (!lock) {
        return Unexpected{lock.error()};
    }
    std::error_code ignored;
    // Source: "How To Corrupt An SQLite Database File", multiple links to the same file.
    if (const auto names = std::filesystem::hard_link_count(path, ignored); !ignored && names > 1) {
        return fail(
            Rule::DatabaseForeign, {path, ""},
            fmt::format("it has {} names (hard links), and lock and journal go by one", names));
    }
    const bool there = std::filesystem::is_regular_file(path, ignored) &&
                       std::filesystem::file_size(path, ignored) > 0;
    if (there && mode == Mode::New) {
        return fail(Rule::DatabaseExists, {path, ""});
    }
    auto database = Database::open(path, Database::Access::ReadWrite);
    if (!database) {
        return Unexpected{database.error()};
    }
    RunStore store(std::move(*lock), std::move(*database));
    Diagnostics problem;
    if (readers == Readers::Nobody) {
        problem = store.database_.run("PRAGMA locking_mode=EXCLUSIVE");
    }
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    // A batch that was killed before its first commit has left an empty database.
    const auto version = store.database_.integer("PRAGMA user_version");
    const auto tables = store.database_.integer("SELECT count(*) FROM sqlite_master");
    if (!version || !tables) {
        return Unexpected{version ? tables.error() : version.error()};
    }
    const bool empty = *version == 0 && *tables == 0;
    problem = empty ? store.create(plan) : store.check_plan(plan);
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    return store;
}

/// Schema and plan appear together or not at all.
Diagnostics RunStore::create(const StoredPlan& plan) {
    Diagnostics problem = first_problem(
        database_, {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE",
                    schema_sql(), fmt::format("PRAGMA application_id={}", kApplicationId),
                    fmt::format("PRAGMA user_version={}", kSchemaVersion)});
    if (problem.has_errors()) {
        return problem;
    }
    std::vector<std::vector<std::string>> facts;
    for (const auto& [key, value] : plan.facts) {
        facts.push_back({key, value});
    }
    std::vector<std::vector<std::string>> points;
    for (std::size_t point = 0; point < plan.points.size(); ++point) {
        for (const auto& [key, value] : plan.points[point]) {
            points.push_back({std::to_string(point), key, value});
        }
    }
    problem = insert_texts(database_, "INSERT INTO plan (key, value) VALUES (?, ?)", facts);
    if (!problem.has_errors()) {
        problem = insert_texts(database_, "INSERT INTO points (point, key, value) VALUES (?, ?, ?)",
                               points);
    }
    return problem.has_errors() ? problem : database_.run("COMMIT");
}

Diagnostics RunStore::check_plan(const StoredPlan& plan) {
    Diagnostics problem = check_schema(database_);
    if (problem.has_errors()) {
        return problem;
    }
    problem = first_problem(database_, {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL"});
    if (problem.has_errors()) {
        return problem;
    }
    auto stored = read_plan(database_);
    if (!stored) {
        return stored.error();
    }
    for (std::size_t k = 0; k < std::max(plan.facts.size(), stored->facts.size()); ++k) {
        const Facts::value_type none{"", "not given"};
        const auto& asked = k < plan.facts.size() ? plan.facts[k] : none;
        const auto& there = k < stored->facts.size() ? stored->facts[k] : none;
        if (asked != there) {
            report(problem, Rule::PlanDiffers, {database_.path(), ""},
                   asked.first.empty() ? there.first : asked.first, there.second, asked.second);
        }
    }
    return problem;
}

Result<std::vector<bool>> RunStore::stored(std::uint64_t planned) {
    std::vector<bool> runs(planned, false);
    std::string problem;
    auto statement = database_.prepare("SELECT run_id FROM runs", problem);
    if (!statement) {
        return database_.failure(problem);
    }
    Statement::Step step = Statement::Step::Row;
    while ((step = statement->step()) == Statement::Step::Row) {
        const auto run = static_cast<std::uint64_t>(statement->number(0));
        if (run < planned) {
            runs[run] = true;
        }
    }
    if (step == Statement::Step::Failed) {
        return database_.failure(statement->problem());
    }
    return runs;
}

Diagnostics RunStore::prepare_insert() {
    if (insert_.empty()) {
        std::string problem;
        auto statement = database_.prepare(insert_sql(), problem);
        if (!statement) {
            return database_.failure(problem).diagnostics;
        }
        insert_.push_back(std::move(*statement));
    }
    return {};
}

/// Within a transaction.
Diagnostics RunStore::insert(const RunRow& row) {
    bind_row(insert_.front(), row);
    const bool failed = insert_.front().step() == Statement::Step::Failed;
    const std::string words = failed ? insert_.front().problem() : "";
    insert_.front().reset();
    return failed ? database_.failure(words).diagnostics : Diagnostics{};
}

Diagnostics RunStore::add(const RunRow& row) {
    Diagnostics problem = prepare_insert();
    if (!problem.has_errors() && waiting_ == 0) {
        problem = database_.run("BEGIN IMMEDIATE");
        since_ = std::chrono::steady_clock::now();
    }
    if (!problem.has_errors()) {
        problem = insert(row);
    }
    if (problem.has_errors()) {
        return problem;
    }
    return ++waiting_ >= kCommitRows ? commit() : commit_if_due();
}

Diagnostics RunStore::commit_if_due() {
    const bool due = waiting_ > 0 && seconds_since(since_) >= kCommitSeconds;
    return due ? commit() : Diagnostics{};
}

Diagnostics RunStore::commit() {
    if (waiting_ == 0) {
        return {};
    }
    waiting_ = 0;
    return database_.run("COMMIT");
}

Diagnostics RunStore::finish() {
    Diagnostics problem = commit();
    if (!problem.has_errors()) {
        static_cast<void>(database_.run("PRAGMA journal_mode=DELETE"));
    }
    return problem;
}

Result<RunReader> RunReader::open(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) {
        return fail(Rule::FileUnreadable, {path, ""}, "there is no such file");
    }
    auto database = Database::open(path, Database::Access::Read);
    if (!database) {
        return Unexpected{database.error()};
    }
    Diagnostics problem = check_schema(*database);
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    return RunReader(std::move(*database));
}

Result<StoredPlan> RunReader::plan() { return read_plan(database_); }

Result<std::int64_t> RunReader::count() { return database_.integer("SELECT count(*) FROM runs"); }

Diagnostics RunReader::for_each(const std::string& where,
                                const std::function<void(const RunRow&)>& take) {
    std::string problem;
    auto statement = database_.prepare(select_sql(where), problem);
    Statement::Step step = Statement::Step::Failed;
    while (statement && (step = statement->step()) == Statement::Step::Row) {
        take(row_of(*statement));
    }
    if (step == Statement::Step::Done) {
        return {};
    }
    return fail(Rule::ConditionInvalid, {database_.path(), ""}, where.empty() ? "all" : where,
                statement ? statement->problem() : problem)
        .diagnostics;
}

}  // namespace hopspice::store
