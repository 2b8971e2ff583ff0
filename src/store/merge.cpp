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

Result<std::uint64_t> RunStore::merge(std::vector<RunReader>& parts) {
    Diagnostics problem = commit();
    if (!problem.has_errors()) {
        problem = prepare_insert();
    }
    auto known = Lookup::prepare(database_);
    if (problem.has_errors() || !known) {
        return Unexpected{problem.has_errors() ? problem : known.error()};
    }
    problem = database_.run("BEGIN IMMEDIATE");
    std::uint64_t added = 0;
    for (RunReader& part : parts) {
        const auto take_over = [&](const RunRow& row) {
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
                report(problem, Rule::RunDiffers, {part.path(), ""}, row.run, database_.path());
            }
        };
        if (!problem.has_errors()) {
            const Diagnostics unread = part.for_each("", take_over);
            problem.append(unread);
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
