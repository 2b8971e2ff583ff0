// Recalls per second of `recall` against what one would do by hand, on the same decks and on one
// core, in one run: a process of `ngspice -b` per query, and one process that loads a deck per
// query into libngspice. Then two workers against one. `--large`: one recall of large crossbars,
// with resistors and with controlled sources (target key simulation.crossbar), with its memory.
//   recall_speed [-t TARGET] [-n QUERIES] [MODEL ...]       MODEL: a spec, or 64x16 for a random
//   one recall_speed --large 64x64 128x128 256x256

#include "models.h"
#include "rivals.h"

#include <hopspice/recall.h>

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

namespace hopspice::bench {

namespace {

constexpr std::size_t kRounds = 6;

struct Asked {
    std::vector<std::string> models;
    std::string target = "opamp-1G";
    std::size_t queries = 64;
    std::size_t decks = 6;  ///< of the rivals, whose time per recall does not depend on how many
    bool large = false;
};

struct Measured {
    double wall_s = -1;
    double own_share = 0;  ///< of all processor time, that of the calling process
    double megabytes = 0;  ///< peak of a simulator process
    Split split;
};

[[noreturn]] void give_up(const std::string& words) {
    fmt::print(stderr, "recall_speed: {}\n", words);
    std::exit(1);
}

template <typename Value>
Value need(Result<Value> result) {
    if (!result) {
        give_up(format_diagnostic(result.error().front()));
    }
    return *std::move(result);
}

double cpu_seconds(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void hold_to_one_core() {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    ::sched_setaffinity(0, sizeof one, &one);
}

/// A process of its own: what it measures of memory, and does to libngspice, stays there.
template <typename Function>
Measured apart(bool one_core, Function function) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        give_up("no pipe");
    }
    std::fflush(nullptr);  // or the child prints what is buffered a second time
    const pid_t child = ::fork();
    if (child == 0) {
        if (one_core) {
            hold_to_one_core();
        }
        const Measured measured = function();
        const bool written = ::write(ends[1], &measured, sizeof measured) == sizeof measured;
        std::_Exit(written ? 0 : 1);
    }
    ::close(ends[1]);
    Measured measured;
    const bool whole = ::read(ends[0], &measured, sizeof measured) == sizeof measured;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    if (!whole || measured.wall_s < 0) {
        give_up("a run failed");
    }
    return measured;
}

Measured ours(const Spec& spec, const Target& target, const std::vector<Query>& queries,
              std::size_t jobs) {
    const auto start = std::chrono::steady_clock::now();
    RecallOptions options;
    options.jobs = jobs;
    options.wall_limit_s = 3600;
    const Results results = need(recall(spec, target, queries, options));
    Measured measured;
    measured.wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double own = cpu_seconds(RUSAGE_SELF);
    measured.own_share = own / (own + cpu_seconds(RUSAGE_CHILDREN));
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    measured.megabytes = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
    if (results.summary.failed != 0) {
        give_up("a recall failed");
    }
    return measured;
}

/// The spec's queries, again and again, each under a name of its own.
std::vector<Query> repeated(const Spec& spec, std::size_t count) {
    std::vector<Query> queries;
    for (std::size_t k = 0; k < count; ++k) {
        queries.push_back(spec.queries[k % spec.queries.size()]);
        queries.back().id = fmt::format("{}", k);
    }
    return queries;
}

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "speed-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            give_up("no temporary folder");
        }
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

struct Decks {
    std::vector<std::string> texts;
    std::vector<std::string> files;
};

Decks write_decks(const Spec& spec, const Target& target, const std::vector<Query>& queries,
                  const Folder& folder) {
    Decks decks;
    for (const Query& query : queries) {
        decks.texts.push_back(need(compile(spec, target, {&query, 1})).text);
        decks.files.push_back(folder.file(fmt::format("{}.cir", decks.files.size())));
        std::ofstream(decks.files.back()) << decks.texts.back();
    }
    return decks;
}

/// The share of one round of `all`.
template <typename Value>
std::vector<Value> part(const std::vector<Value>& all, std::size_t round, std::size_t rounds) {
    const auto at = [&](std::size_t k) {
        return all.begin() + static_cast<std::ptrdiff_t>(all.size() * k / rounds);
    };
    return {at(round), at(round + 1)};
}

/// Of all rounds together.
struct Compared {
    double process_s = 0;
    double reload_s = 0;
    double one_s = 0;
    double two_s = 0;
    double own_s = 0;  ///< of one_s
    Split split;
};

/// Rounds of all four, one after the other: a machine whose speed drifts meets them alike.
Compared measure(const Spec& spec, const Target& target, const std::vector<Query>& queries,
                 const Decks& decks, const Folder& folder) {
    Compared all;
    const std::size_t rounds = std::min(kRounds, decks.files.size());
    for (std::size_t round = 0; round < rounds; ++round) {
        all.process_s += apart(true, [&] {
                             const auto files = part(decks.files, round, rounds);
                             Measured measured;
                             measured.wall_s = run_by_process(files, folder.file("out.raw"));
                             return measured;
                         }).wall_s;
        const Measured reload = apart(true, [&] {
            Measured measured;
            measured.wall_s = run_by_reload(part(decks.texts, round, rounds), measured.split);
            return measured;
        });
        const std::vector<Query> some = part(queries, round, rounds);
        const Measured one = apart(true, [&] { return ours(spec, target, some, 1); });
        all.reload_s += reload.wall_s;
        all.split.load_s += reload.split.load_s;
        all.split.factor_s += reload.split.factor_s;
        all.split.solve_s += reload.split.solve_s;
        all.split.analysis_s += reload.split.analysis_s;
        all.one_s += one.wall_s;
        all.own_s += one.own_share * one.wall_s;
        all.two_s += apart(false, [&] { return ours(spec, target, some, 2); }).wall_s;
    }
    return all;
}

void compare(const std::string& name, const Asked& asked, const Target& target) {
    const Spec spec = need(model_of(name));
    const std::vector<Query> queries = repeated(spec, asked.queries);
    const std::vector<Query> some(
        queries.begin(),
        queries.begin() + static_cast<std::ptrdiff_t>(std::min(asked.decks, queries.size())));
    const Folder folder;
    const Decks decks = write_decks(spec, target, some, folder);
    const Compared all = measure(spec, target, queries, decks, folder);
    const auto count = static_cast<double>(some.size());
    const double rate = static_cast<double>(queries.size()) / all.one_s;
    const Split& split = all.split;
    fmt::print(
        "{:<14} {:>10.2f} {:>10.2f} {:>10.2f} {:>7.1f} {:>7.1f} {:>11.2f} {:>6.0f} % "
        "{:>5.0f} {:>6.0f} {:>5.0f} %\n",
        spec.name, count / all.process_s, count / all.reload_s, rate, rate * all.process_s / count,
        rate * all.reload_s / count, all.one_s / all.two_s, 100 * all.own_s / all.one_s,
        100 * split.load_s / split.analysis_s, 100 * split.factor_s / split.analysis_s,
        100 * split.solve_s / split.analysis_s);
    std::fflush(stdout);
}

void stretch(const std::string& name, const Asked& asked) {
    const Spec spec = need(model_of(name));
    const std::vector<Query> queries = repeated(spec, 1);
    for (const std::string form : {"resistors", "sources"}) {
        const Target target = need(
            read_target(asked.target, std::vector<std::string>{"simulation.crossbar=" + form}));
        const Measured measured = apart(true, [&] { return ours(spec, target, queries, 1); });
        fmt::print("{:<18} {:<10} {:>8.1f} s {:>8.0f} MB\n", spec.name, form, measured.wall_s,
                   measured.megabytes);
        std::fflush(stdout);
    }
}

int run(int argc, char** argv) {
    Asked asked;
    CLI::App app("Recalls per second, side by side with ngspice alone");
    app.add_option("models", asked.models, "specs, or sizes of random ones: 64x16")->required();
    app.add_option("-t,--target", asked.target, "target");
    app.add_option("-n", asked.queries, "recalls of this tool")->check(CLI::PositiveNumber);
    app.add_option("--decks", asked.decks, "recalls of the others")->check(CLI::PositiveNumber);
    app.add_flag("--large", asked.large, "one recall of each, with both forms of crossbar");
    CLI11_PARSE(app, argc, argv);
    if (asked.large) {
        fmt::print("{:<18} {:<10} {:>10} {:>11}\n", "model", "crossbar", "recall", "memory");
        for (const std::string& model : asked.models) {
            stretch(model, asked);
        }
        return 0;
    }
    const Target target = need(read_target(asked.target, {}));
    fmt::print(
        "{:<14} {:>32}   {:>15}\n{:<14} {:>10} {:>10} {:>10} {:>7} {:>7} {:>11} {:>8} {:>20}\n", "",
        "recalls/s", "faster than", "model", "ngspice -b", "reload", "hopspice", "-b", "reload",
        "two workers", "own code", "load factor solve");
    for (const std::string& model : asked.models) {
        compare(model, asked, target);
    }
    return 0;
}

}  // namespace

}  // namespace hopspice::bench

int main(int argc, char** argv) { return hopspice::bench::run(argc, argv); }
