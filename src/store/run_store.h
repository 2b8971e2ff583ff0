#pragma once
// The database of a batch: one SQLite file, one row per run, written by one process at a time.
//
// Schema 3 (`PRAGMA user_version`): table `plan` (key, value) says what was asked, table `points`
// (point, key, value) what each sweep point sets, table `runs` has a row per finished run with the
// columns of hopspice::RunRow, run_id being the primary key. WAL: readers never wait.

#include "store/lock.h"
#include "store/sqlite.h"

#include <hopspice/batch.h>
#include <hopspice/result.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::store {

inline constexpr std::int64_t kSchemaVersion = 3;
/// `PRAGMA application_id`: "hspb".
inline constexpr std::int64_t kApplicationId = 0x68737062;

using Facts = std::vector<std::pair<std::string, std::string>>;

/// What a database says of its batch: facts in the order they are shown, and per sweep point the
/// keys it sets.
struct StoredPlan {
    Facts facts;
    std::vector<Facts> points;
};

class RunStore {
public:
    enum class Mode { New, Resume };
    /// Who may read the database while it is written. `Anyone` takes memory that all processes
    /// share, which is none on a network file system: a file that hosts hand to each other is for
    /// `Nobody` as long as it is open. Source: sqlite.org/wal.html, sections 1 and 8.
    enum class Readers { Anyone, Nobody };
    /// Creates the file, or opens one whose plan is the same. `Resume` of a file that is not there
    /// begins anew. Errors: HS-E505 to HS-E509.
    [[nodiscard]] static Result<RunStore> open(const std::string& path, const StoredPlan& plan,
                                               Mode mode, Readers readers = Readers::Anyone);

    /// Which of the runs 0 to `planned` - 1 are stored.
    [[nodiscard]] Result<std::vector<bool>> stored(std::uint64_t planned);
    /// Stores a row, committed with others after kCommitRows of them or kCommitSeconds. A run that
    /// is stored already stays as it is. Errors: HS-E505; what was committed before stays.
    [[nodiscard]] Diagnostics add(const RunRow& row);
    /// Takes over every row that is missing from other databases, in one transaction; how many they
    /// were. Opens one at a time. Errors: as RunReader::open, HS-E505, HS-E512 for a run that is
    /// stored with another answer; no row is taken over then.
    [[nodiscard]] Result<std::uint64_t> merge(const std::vector<std::string>& parts);
    /// Commits what has waited for kCommitSeconds. Errors: HS-E505.
    [[nodiscard]] Diagnostics commit_if_due();
    [[nodiscard]] Diagnostics commit();
    /// Commits, and leaves one plain file that can be read where nothing can be written; while
    /// others read it, its journal stays. Errors: HS-E505.
    [[nodiscard]] Diagnostics finish();

    static constexpr std::size_t kCommitRows = 200;
    static constexpr double kCommitSeconds = 0.5;

private:
    RunStore(FileLock lock, Database database)
        : lock_(std::move(lock)), database_(std::move(database)) {}
    [[nodiscard]] Diagnostics prepare_insert();
    [[nodiscard]] Diagnostics insert(const RunRow& row);
    [[nodiscard]] Diagnostics take_over(const std::string& path, std::uint64_t& added);
    [[nodiscard]] Diagnostics create(const StoredPlan& plan);
    [[nodiscard]] Diagnostics check_plan(const StoredPlan& plan);

    // The lock outlives the connection.
    FileLock lock_;
    Database database_;
    std::vector<Statement> insert_;  ///< one, once it is prepared
    std::size_t waiting_ = 0;        ///< rows of the open transaction
    std::chrono::steady_clock::time_point since_;
};

/// Reads a database while another process may write it.
class RunReader {
public:
    /// Errors: HS-E501 without a file, HS-E505, HS-E507.
    [[nodiscard]] static Result<RunReader> open(const std::string& path);
    [[nodiscard]] const std::string& path() const { return database_.path(); }
    [[nodiscard]] Result<StoredPlan> plan();
    [[nodiscard]] Result<std::int64_t> count();
    /// Every row that `where` selects (empty: all), in the order of its run. Errors: HS-E510.
    [[nodiscard]] Diagnostics for_each(const std::string& where,
                                       const std::function<void(const RunRow&)>& take);

private:
    explicit RunReader(Database database) : database_(std::move(database)) {}
    Database database_;
};

}  // namespace hopspice::store
