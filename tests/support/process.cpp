#include "support/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace hopspice::test {

namespace {

/// The fields of /proc/ID/stat after the program's name, which may contain anything.
std::vector<std::string> stat_fields(pid_t id) {
    const std::string text = read_text("/proc/" + std::to_string(id) + "/stat");
    const std::size_t end = text.rfind(')');
    std::vector<std::string> fields;
    if (end == std::string::npos) {
        return fields;
    }
    std::istringstream rest(text.substr(end + 1));
    for (std::string field; rest >> field;) {
        fields.push_back(field);
    }
    return fields;
}

void redirect(const std::string& path, int flags, int stream) {
    const int fd = ::open(path.c_str(), flags, 0600);
    if (fd < 0 || ::dup2(fd, stream) < 0) {
        ::_exit(126);
    }
    ::close(fd);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "hopspice-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("cannot make a temporary folder");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
    const std::string path = *this / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

std::vector<std::string> TemporaryFolder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

std::string read_text(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

Process::Process(const std::vector<std::string>& arguments, const ProcessOptions& options) {
    const std::string input = streams_.write("in", options.input);
    const std::string out = streams_ / "out";
    const std::string err = streams_ / "err";
    std::vector<std::string> texts = arguments;
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    id_ = ::fork();
    if (id_ != 0) {
        return;
    }
    redirect(input, O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) {
        ::_exit(126);
    }
    ::execvp(pointers.front(), pointers.data());
    ::_exit(127);
}

Process::~Process() {
    if (id_ > 0) {
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
}

std::vector<pid_t> Process::children() const {
    const std::string id = std::to_string(id_);
    std::istringstream text(read_text("/proc/" + id + "/task/" + id + "/children"));
    std::vector<pid_t> children;
    for (pid_t child = 0; text >> child;) {
        children.push_back(child);
    }
    return children;
}

Ran Process::wait() {
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            read_text(streams_ / "out"), read_text(streams_ / "err")};
}

Ran run(const std::vector<std::string>& arguments, const ProcessOptions& options) {
    return Process(arguments, options).wait();
}

bool is_alive(pid_t id) {
    const std::vector<std::string> fields = stat_fields(id);
    return !fields.empty() && fields.front() != "Z" && fields.front() != "X";
}

double processor_seconds(pid_t id) {
    constexpr std::size_t kUserTime = 11;  // field 14 of proc(5); the state, field 3, is our first
    const std::vector<std::string> fields = stat_fields(id);
    if (fields.size() <= kUserTime + 1) {
        return 0;
    }
    const double ticks = std::stod(fields[kUserTime]) + std::stod(fields[kUserTime + 1]);
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace hopspice::test
