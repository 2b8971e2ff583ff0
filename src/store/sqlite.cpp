#include "store/sqlite.h"

#include "support/files.h"
#include "support/rules.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

namespace hopspice::store {

namespace {

/// A reader waits so long for the instant in which a writer commits.
constexpr int kBusyMilliseconds = 5000;

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind(int parameter, std::int64_t number) {
    sqlite3_bind_int64(statement_, parameter + 1, number);
}

void Statement::bind(int parameter, const std::optional<double>& number) {
    if (number) {
        sqlite3_bind_double(statement_, parameter + 1, *number);
    }
}

void Statement::bind(int parameter, const std::optional<bool>& flag) {
    if (flag) {
        sqlite3_bind_int(statement_, parameter + 1, *flag ? 1 : 0);
    }
}

void Statement::bind(int parameter, std::string_view text) {
    // A null pointer would be NULL, not the empty text.
    const char* data = text.empty() ? "" : text.data();
    sqlite3_bind_text(statement_, parameter + 1, data, static_cast<int>(text.size()), nullptr);
}

Statement::Step Statement::step() {
    const int code = sqlite3_step(statement_);
    return code == SQLITE_ROW ? Step::Row : code == SQLITE_DONE ? Step::Done : Step::Failed;
}

void Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

std::string Statement::problem() const { return sqlite3_errmsg(connection_); }

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::optional<double> Statement::real(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL
               ? std::nullopt
               : std::optional(sqlite3_column_double(statement_, column));
}

std::optional<bool> Statement::flag(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL
               ? std::nullopt
               : std::optional(sqlite3_column_int(statement_, column) != 0);
}

std::string Statement::text(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

Result<Database> Database::open(const std::string& path, Access access) {
    struct stat kind {};
    const std::string odd =
        ::stat(path.c_str(), &kind) == 0 ? irregularity_of(kind.st_mode) : std::string();
    if (!odd.empty()) {
        return fail(Rule::DatabaseFailed, {path, ""}, odd);
    }
    sqlite3* connection = nullptr;
    const int flags =
        access == Access::Read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
    Database database(path, connection);
    if (code != SQLITE_OK) {
        return database.failure(connection == nullptr ? sqlite3_errstr(code)
                                                      : sqlite3_errmsg(connection));
    }
    sqlite3_busy_timeout(connection, kBusyMilliseconds);
    return database;
}

Database::Database(Database&& other) noexcept
    : path_(std::move(other.path_)), connection_(std::exchange(other.connection_, nullptr)) {}

Database::~Database() { sqlite3_close_v2(connection_); }

Unexpected Database::failure(const std::string& words) const {
    return fail(Rule::DatabaseFailed, {path_, ""}, words);
}

Diagnostics Database::run(const std::string& sql) {
    if (sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure(sqlite3_errmsg(connection_)).diagnostics;
    }
    return {};
}

std::int64_t Database::changes() const { return sqlite3_changes(connection_); }

std::optional<Statement> Database::prepare(const std::string& sql, std::string& problem) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(connection_, sql.c_str(), -1, &statement, &tail);
    Statement prepared(connection_, statement);
    if (code != SQLITE_OK) {
        problem = sqlite3_errmsg(connection_);
        return std::nullopt;
    }
    if (statement == nullptr ||
        std::string_view(tail).find_first_not_of(" \t\r\n") != std::string_view::npos) {
        problem = "it is more than one statement";
        return std::nullopt;
    }
    return prepared;
}

Result<std::int64_t> Database::integer(const std::string& sql) {
    std::string problem;
    auto statement = prepare(sql, problem);
    if (!statement) {
        return failure(problem);
    }
    if (statement->step() != Statement::Step::Row) {
        return failure(statement->problem());
    }
    return statement->number(0);
}

}  // namespace hopspice::store
