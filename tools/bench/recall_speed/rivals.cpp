#include "rivals.h"

#include <ngspice/sharedspice.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

namespace hopspice::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Runs a program without output; false where it did not end with 0.
bool run_quietly(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed =
        ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return failed == 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

int hear(char* /*line*/, int /*ident*/, void* /*self*/) { return 0; }

int leave(int /*status*/, NG_BOOL /*at_once*/, NG_BOOL /*quit*/, int /*ident*/, void* /*self*/) {
    return 0;
}

struct Engine {
    decltype(&ngSpice_Init) init = nullptr;
    decltype(&ngSpice_Command) command = nullptr;
    decltype(&ngSpice_Circ) circuit = nullptr;

    bool load() {
        void* handle = ::dlopen("libngspice.so.0", RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr) {
            return false;
        }
        init = reinterpret_cast<decltype(init)>(::dlsym(handle, "ngSpice_Init"));
        command = reinterpret_cast<decltype(command)>(::dlsym(handle, "ngSpice_Command"));
        circuit = reinterpret_cast<decltype(circuit)>(::dlsym(handle, "ngSpice_Circ"));
        return init != nullptr && command != nullptr && circuit != nullptr;
    }

    void say(std::string text) const { command(text.data()); }

    void run(const std::string& deck) const {
        std::vector<std::string> lines;
        std::istringstream stream(deck);
        for (std::string line; std::getline(stream, line);) {
            lines.push_back(line);
        }
        std::vector<char*> pointers;
        for (std::string& line : lines) {
            pointers.push_back(line.data());
        }
        pointers.push_back(nullptr);
        circuit(pointers.data());
        say("run");
    }

    void forget() const {
        say("destroy all");
        say("remcirc");
    }
};

}  // namespace

double run_by_process(const std::vector<std::string>& deck_files, const std::string& raw_file) {
    const auto start = Clock::now();
    for (const std::string& file : deck_files) {
        if (!run_quietly({"ngspice", "-b", "-r", raw_file, file})) {
            return -1;
        }
    }
    return seconds_since(start);
}

double run_by_reload(const std::vector<std::string>& decks) {
    Engine engine;
    if (!engine.load()) {
        return -1;
    }
    engine.init(hear, nullptr, leave, nullptr, nullptr, nullptr, nullptr);
    engine.say("set num_threads=1");
    const auto start = Clock::now();
    for (const std::string& deck : decks) {
        engine.run(deck);
        engine.forget();
    }
    return seconds_since(start);
}

bool has_xyce() { return run_quietly({"Xyce", "-v"}); }

double run_xyce(const std::vector<std::string>& deck_files, const std::string& raw_file) {
    const auto start = Clock::now();
    for (const std::string& file : deck_files) {
        if (!run_quietly({"Xyce", "-r", raw_file, file})) {
            return -1;
        }
    }
    return seconds_since(start);
}

}  // namespace hopspice::bench
