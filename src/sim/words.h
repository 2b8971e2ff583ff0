#pragma once
// What the simulator printed and a person should read: its complaints, without the progress notes
// that it prints through the same channel.

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::sim {

/// Which lines are kept: complaints only, or all of stderr but notes (while a circuit is loaded the
/// lines around an error say where it is).
enum class Keep { Complaints, All };

/// The first and the last few distinct lines of one job.
class Words {
public:
    /// `line` as ngspice hands it over, with its prefix `stdout ` or `stderr `. True when it is
    /// worth keeping and new.
    bool hear(std::string_view line, Keep keep);
    /// Keeps a line without a prefix.
    void add(std::string line);
    void clear();

    /// One of the lines says `error`.
    [[nodiscard]] bool error() const { return error_; }
    [[nodiscard]] bool empty() const { return first_.empty(); }
    /// The last line heard that was worth keeping.
    [[nodiscard]] const std::string& last() const;
    /// All kept lines in order, joined by `; `.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> first_;
    std::deque<std::string> last_;
    bool gap_ = false;  ///< lines between first_ and last_ were dropped
    bool error_ = false;
};

/// `text` contains `word`, letters compared without case.
[[nodiscard]] bool contains_word(std::string_view text, std::string_view word);

}  // namespace hopspice::sim
