#pragma once
// The folder beside a database in which its array job and its shards live.

#include <hopspice/result.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hopspice::cluster {

/// What must be known of a job by whoever waits for it, also after the end of the process that
/// submitted it.
struct JobNote {
    std::uint64_t shards = 0;  ///< into so many the runs are cut; 0: nothing was begun
    std::string name;          ///< of the last job; written before it is submitted
    std::string number;        ///< the scheduler's, once there is one
};

class Folder {
public:
    /// DATABASE.shards, as an absolute path.
    explicit Folder(const std::string& database);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool exists() const;
    /// Errors: HS-E502.
    [[nodiscard]] Diagnostics create() const;
    void remove() const;

    [[nodiscard]] std::string script() const { return path_ + "/job.sh"; }
    [[nodiscard]] std::string state() const { return path_ + "/state"; }
    [[nodiscard]] std::string database(std::uint64_t shard) const;
    /// The databases of shards that hold rows, and that nobody writes.
    [[nodiscard]] std::vector<std::string> databases(std::uint64_t shards) const;
    /// Removes what shards have stored, journals too: one of those beside another database would
    /// be taken for its own. Errors: HS-E508 where a shard is being written.
    [[nodiscard]] Diagnostics remove_shards(std::uint64_t shards) const;
    /// The runs a shard says it has stored, 0 where it says nothing.
    [[nodiscard]] std::uint64_t progress(std::uint64_t shard) const;
    /// The last line of a shard's log, empty where there is none.
    [[nodiscard]] std::string last_words(std::uint64_t shard) const;

    [[nodiscard]] JobNote read_note() const;
    /// Errors: HS-E502.
    [[nodiscard]] Diagnostics write_note(const JobNote& note) const;

private:
    [[nodiscard]] std::string file(std::uint64_t shard, const char* extension) const;
    std::string path_;
};

}  // namespace hopspice::cluster
