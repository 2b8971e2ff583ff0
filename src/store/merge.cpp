// Rows of several databases of one batch into one, all or none.

#include "store/run_store.h"
#include "store/schema.h"
#include "support/rules.h"

#include <fmt/format.h>

namespace hopspice::store {

namespace {

/// Reads stored rows by their number.
class Lookup {
public:
    static Result<Lookup> prepare(Database& database) {
        std::string problem;
        auto statement = database.prepare(select_sql("run_id = ?"), problem);
        if (!statement) {
            return database.failure(problem);
        }
        return Lookup(std::move(*statement));
    }

    /// The row of a run, nothing where there is none or it cannot be read.
    std::optional<RunRow> find(std::uint64_t run) {
        statement_.bind(0, static_cast<std::int64_t>(run));
        std::optional<RunRow> row;
        if (statement_.step() == Statement::Step::Row) {
            row = row_of(statement_);
        }
        statement_.reset();
        return row;
    }

private:
    explicit Lookup(Statement statement) : statement_(std::move(statement)) {}
    Statement statement_;
};

}  // namespace

/// Within a transaction.
Diagnostics RunStore::take_over(const std::string& path, std::uint64_t& added) {
    auto part = RunReader::open(path);
    auto known = Lookup::prepare(database_);
    if (!part || !known) {
        return part ? known.error() : part.error();
    }
    Diagnostics problem;
    const Diagnostics unread = part->for_each("", [&](const RunRow& row) {
        if (!problem.has_errors()) {
            problem = insert(row);
        }
        if (problem.has_errors()) {
            return;
        }
        if (database_.changes() > 0) {
            ++added;
            return;
        }
        const auto stored = known->find(row.run);
        if (!stored || !agree(*stored, row)) {
            report(problem, Rule::RunDiffers, {path, ""}, row.run, database_.path());
        }
    });
    problem.append(unread);
    return problem;
}

Result<std::uint64_t> RunStore::merge(const std::vector<std::string>& parts) {
    Diagnostics problem = commit();
    if (!problem.has_errors()) {
        problem = prepare_insert();
    }
    if (!problem.has_errors()) {
        problem = database_.run("BEGIN IMMEDIATE");
    }
    if (problem.has_errors()) {
        return Unexpected{std::move(problem)};
    }
    std::uint64_t added = 0;
    for (const std::string& part : parts) {
        if (!problem.has_errors()) {
            problem = take_over(part, added);
        }
    }
    if (!problem.has_errors()) {
        problem = database_.run("COMMIT");
    }
    if (problem.has_errors()) {
        static_cast<void>(database_.run("ROLLBACK"));
        return Unexpected{std::move(problem)};
    }
    return added;
}

}  // namespace hopspice::store
