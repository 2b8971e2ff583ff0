#pragma once
// The one place that speaks to SQLite: a connection and its statements, closed with their owners.

#include <hopspice/result.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hopspice::store {

/// One prepared statement. Parameters and columns count from 0.
class Statement {
public:
    Statement(sqlite3* connection, sqlite3_stmt* statement)
        : connection_(connection), statement_(statement) {}
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    void bind(int parameter, std::int64_t number);
    void bind(int parameter, const std::optional<double>& number);
    void bind(int parameter, const std::optional<bool>& flag);
    /// The text must live until the next step or reset.
    void bind(int parameter, std::string_view text);

    enum class Step { Row, Done, Failed };
    [[nodiscard]] Step step();
    /// Ready to run again, with nothing bound.
    void reset();
    /// What the last failure was, in SQLite's words.
    [[nodiscard]] std::string problem() const;

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::optional<double> real(int column) const;
    [[nodiscard]] std::optional<bool> flag(int column) const;
    [[nodiscard]] std::string text(int column) const;

private:
    sqlite3* connection_;
    sqlite3_stmt* statement_;
};

class Database {
public:
    enum class Access { Read, ReadWrite };
    /// Opens a file; `ReadWrite` creates it. Errors: HS-E505.
    [[nodiscard]] static Result<Database> open(const std::string& path, Access access);
    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;
    ~Database();

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Runs SQL that returns nothing. Errors: HS-E505.
    [[nodiscard]] Diagnostics run(const std::string& sql);
    /// Exactly one statement; nothing, and the reason in `problem`, where SQLite refuses the text.
    [[nodiscard]] std::optional<Statement> prepare(const std::string& sql, std::string& problem);
    /// Rows that the last INSERT added.
    [[nodiscard]] std::int64_t changes() const;
    /// The integer a statement such as `PRAGMA user_version` gives. Errors: HS-E505.
    [[nodiscard]] Result<std::int64_t> integer(const std::string& sql);
    [[nodiscard]] Unexpected failure(const std::string& words) const;

private:
    Database(std::string path, sqlite3* connection)
        : path_(std::move(path)), connection_(connection) {}

    std::string path_;
    sqlite3* connection_;
};

}  // namespace hopspice::store
