#pragma once
// Runs programs as a user would, with their streams captured, in temporary folders of their own.

#include <sys/types.h>

#include <string>
#include <vector>

namespace hopspice::test {

/// What a program left behind.
struct Ran {
    int exit_code = -1;  ///< 128 + signal where one ended it, as a shell says
    std::string out;
    std::string err;
};

/// A folder that is removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    /// The path of a name in the folder.
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }
    /// Writes a file in the folder and returns its path.
    std::string write(const std::string& name, const std::string& text) const;
    /// Names of all that is in it, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::string path_;
};

[[nodiscard]] std::string read_text(const std::string& path);

struct ProcessOptions {
    std::string input;   ///< of standard input
    std::string folder;  ///< to run in; empty: where the test runs
};

/// A program that runs while the test goes on.
class Process {
public:
    explicit Process(const std::vector<std::string>& arguments, const ProcessOptions& options = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t id() const { return id_; }
    /// Ids of the processes it has started that still run.
    [[nodiscard]] std::vector<pid_t> children() const;
    /// Waits for its end.
    Ran wait();

private:
    TemporaryFolder streams_;
    pid_t id_ = -1;
};

/// Starts a program and waits for its end.
Ran run(const std::vector<std::string>& arguments, const ProcessOptions& options = {});

/// Whether such a process exists and has not ended.
[[nodiscard]] bool is_alive(pid_t id);

/// Processor time a process has used.
[[nodiscard]] double processor_seconds(pid_t id);

}  // namespace hopspice::test
