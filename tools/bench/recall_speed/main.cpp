// Recalls per second of every engine, from spec to results, side by side in rounds of one run and
// on one core: a process of `ngspice -b` per query and one process that loads a deck per query into
// libngspice, on the decks that `compile` writes; Xyce on such decks, where it is installed;
// `recall` on libngspice, on newer ones where tools/engines has brought them, on the twin, on the
// twin with two workers; and the ODE alone. `--large`: one recall of large crossbars on the twin,
// on libngspice with resistors and with controlled sources (target key simulation.crossbar), and by
// `ngspice -b`, with its memory.
// Beside recalls per second there is the processor's time of each, all processes together, and how
// many times less either is than that of `ngspice -b`: on a machine that others use too, the
// latter is what counts.
//   recall_speed [-t TARGET] [-n RECALLS] [MODEL ...]       MODEL: a spec, or 64x16 for a random
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
#include <functional>
#include <optional>

namespace hopspice::bench {

namespace {

constexpr std::size_t kRounds = 6;

struct Asked {
    std::vector<std::string> models;
    std::string target = "opamp-1G";
    std::vector<std::string> settings = {};  ///< keys of the target
    std::size_t recalls = 64;                ///< of the twin and of the ODE
    std::size_t ngspice = 12;                ///< of `recall` on libngspice
    std::size_t decks = 6;  ///< of the rivals, whose time per recall does not depend on how many
    bool large = false;
    std::string engine;  ///< of `--large`: this one only; of `--alone`: which one
    bool alone = false;  ///< one contender, for a process that has another libngspice
};

struct Measured {
    double wall_s = -1;
    double own_share = 0;  ///< of all processor time, that of the calling process
    double cpu_s = 0;      ///< of the process and all that it started
    double megabytes = 0;  ///< peak of a process
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
        Measured measured = function();
        measured.cpu_s = cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN);
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

Measured since(std::chrono::steady_clock::time_point start) {
    Measured measured;
    measured.wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double own = cpu_seconds(RUSAGE_SELF);
    measured.own_share = own / (own + cpu_seconds(RUSAGE_CHILDREN));
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        measured.megabytes =
            std::max(measured.megabytes, static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
    }
    return measured;
}

Measured ours(const Spec& spec, const Target& target, const std::vector<Query>& queries,
              EngineChoice engine, std::size_t jobs) {
    const auto start = std::chrono::steady_clock::now();
    RecallOptions options;
    options.jobs = jobs;
    options.engine = engine;
    options.wall_limit_s = 3600;
    const Results results = need(recall(spec, target, queries, options));
    if (results.summary.failed != 0) {
        give_up("a recall failed");
    }
    return since(start);
}

Measured ode(const Spec& spec, const std::vector<Query>& queries) {
    const auto start = std::chrono::steady_clock::now();
    need(reference(spec, queries, 1, {}));
    return since(start);
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

/// Who recalls, and how many of a contest's queries or decks.
struct Contender {
    std::string name;
    std::size_t items = 0;
    bool one_core = true;
    /// Items `begin` to `end` - 1.
    std::function<Measured(std::size_t begin, std::size_t end)> run;
    double wall_s = 0;
    double own_s = 0;
    double cpu_s = 0;
};

/// `recall` on another libngspice: this program again, by the loader that goes with it.
Measured on_other_library(const std::string& version, const Asked& asked, const std::string& model,
                          std::size_t count) {
    const std::string command = fmt::format(
        "'{}/tools/with_ngspice' {} '{}' --alone --engine ngspice -t '{}' -n {} '{}'",
        HOPSPICE_SOURCE_DIR, version, std::filesystem::read_symlink("/proc/self/exe").string(),
        asked.target, count, model);
    Measured measured;
    if (std::FILE* pipe = ::popen(command.c_str(), "r")) {
        if (std::fscanf(pipe, "%lf %lf", &measured.wall_s, &measured.own_share) != 2) {
            measured.wall_s = -1;
        }
        ::pclose(pipe);
    }
    return measured;
}

bool has_library(const std::string& version) {
    return std::filesystem::exists(
        fmt::format("{}/build/engines/ngspice-{}", HOPSPICE_SOURCE_DIR, version));
}

template <typename Value>
std::vector<Value> slice(const std::vector<Value>& all, std::size_t begin, std::size_t end) {
    const auto at = [&](std::size_t k) { return all.begin() + static_cast<std::ptrdiff_t>(k); };
    return {at(begin), at(end)};
}

/// One model, every engine.
class Contest {
public:
    Contest(const std::string& model, const Asked& asked, const Target& target)
        : model_(model),
          asked_(asked),
          target_(target),
          spec_(need(model_of(model))),
          queries_(repeated(spec_, std::max(asked.recalls, asked.ngspice))),
          decks_(write_decks(spec_, target, slice(repeated(spec_, asked.decks), 0, asked.decks),
                             folder_)) {
        add_rivals();
        add_own();
    }

    /// Rounds of all, one after the other: a machine whose speed drifts meets them alike.
    void hold() {
        for (std::size_t round = 0; round < kRounds; ++round) {
            for (Contender& one : contenders_) {
                const std::size_t begin = one.items * round / kRounds;
                const std::size_t end = one.items * (round + 1) / kRounds;
                if (begin < end) {
                    const Measured measured =
                        apart(one.one_core, [&] { return one.run(begin, end); });
                    one.wall_s += measured.wall_s;
                    one.own_s += measured.own_share * measured.wall_s;
                    one.cpu_s += measured.cpu_s;
                }
            }
        }
    }

    void print() const {
        const auto rate = [](const Contender& one) {
            return static_cast<double>(one.items) / one.wall_s;
        };
        const auto cpu_s = [](const Contender& one) {
            return one.cpu_s / static_cast<double>(one.items);
        };
        fmt::print("{} on {}\n{:<34} {:>8} {:>10} {:>8} {:>10} {:>8} {:>9}\n", spec_.name,
                   target_.name, "engine", "recalls", "recalls/s", "times", "CPU ms", "times",
                   "own code");
        for (const Contender& one : contenders_) {
            fmt::print("{:<34} {:>8} {:>10.4g} {:>8.3g} {:>10.4g} {:>8.3g} {:>7.0f} %\n", one.name,
                       one.items, rate(one), rate(one) / rate(contenders_.front()),
                       1000 * cpu_s(one), cpu_s(contenders_.front()) / cpu_s(one),
                       100 * one.own_s / one.wall_s);
        }
        fmt::print("\n");
        std::fflush(stdout);
    }

private:
    void add(std::string name, std::size_t items, bool one_core,
             std::function<Measured(std::size_t, std::size_t)> run) {
        contenders_.push_back({std::move(name), items, one_core, std::move(run)});
    }

    void add_rivals() {
        add("ngspice -b per query", asked_.decks, true, [this](std::size_t begin, std::size_t end) {
            Measured measured;
            measured.wall_s =
                run_by_process(slice(decks_.files, begin, end), folder_.file("out.raw"));
            return measured;
        });
        add("a deck per query into libngspice", asked_.decks, true,
            [this](std::size_t begin, std::size_t end) {
                Measured measured;
                measured.wall_s = run_by_reload(slice(decks_.texts, begin, end));
                return measured;
            });
        if (has_xyce()) {
            std::vector<std::string> files;
            for (std::size_t k = 0; k < asked_.decks; ++k) {
                files.push_back(folder_.file(fmt::format("{}.xyce.cir", k)));
                std::ofstream(files.back())
                    << need(compile(spec_, target_, {&queries_[k % queries_.size()], 1},
                                    {.dialect = Dialect::Xyce}))
                           .text;
            }
            add("Xyce per query", asked_.decks, true,
                [this, files](std::size_t begin, std::size_t end) {
                    Measured measured;
                    measured.wall_s =
                        run_xyce(slice(files, begin, end), folder_.file("out.xyce.raw"));
                    return measured;
                });
        }
    }

    void add_own() {
        const auto on = [this](EngineChoice engine, std::size_t jobs) {
            return [this, engine, jobs](std::size_t begin, std::size_t end) {
                return ours(spec_, target_, slice(queries_, begin, end), engine, jobs);
            };
        };
        add("hopspice, ngspice", asked_.ngspice, true, on(EngineChoice::Ngspice, 1));
        for (const std::string version : {"44", "47"}) {
            if (has_library(version)) {
                add("hopspice, ngspice " + version, asked_.ngspice, true,
                    [this, version](std::size_t begin, std::size_t end) {
                        return on_other_library(version, asked_, model_, end - begin);
                    });
            }
        }
        add("hopspice, twin", asked_.recalls, true, on(EngineChoice::Twin, 1));
        add("hopspice, twin, two cores", asked_.recalls, false, on(EngineChoice::Twin, 2));
        add("the ODE alone", asked_.recalls, true, [this](std::size_t begin, std::size_t end) {
            return ode(spec_, slice(queries_, begin, end));
        });
    }

    std::string model_;
    const Asked& asked_;
    const Target& target_;
    Spec spec_;
    std::vector<Query> queries_;
    Folder folder_;
    Decks decks_;
    std::vector<Contender> contenders_;
};

constexpr const char* kByProcess = "ngspice-b";  ///< an engine of `--large` besides our own

/// One recall, in a process of its own, with its row.
void stretch_one(const Spec& spec, const std::string& engine, const char* crossbar,
                 const std::function<Measured()>& run) {
    const Measured measured = apart(true, run);
    fmt::print("{:<18} {:<9} {:<10} {:>8.2f} s {:>8.2f} s {:>8.0f} MB\n", spec.name, engine,
               crossbar, measured.wall_s, measured.cpu_s, measured.megabytes);
    std::fflush(stdout);
}

void stretch(const std::string& name, const Asked& asked) {
    struct Way {
        EngineChoice engine;
        const char* crossbar;
    };
    const Spec spec = need(model_of(name));
    const std::vector<Query> queries = repeated(spec, 1);
    const auto is_asked = [&](const std::string& engine) {
        return asked.engine.empty() || asked.engine == engine;
    };
    for (const auto& [engine, crossbar] :
         {Way{EngineChoice::Twin, "resistors"}, Way{EngineChoice::Ngspice, "resistors"},
          Way{EngineChoice::Ngspice, "sources"}}) {
        if (is_asked(to_string(engine))) {
            std::vector<std::string> settings = asked.settings;
            settings.push_back(std::string("simulation.crossbar=") + crossbar);
            const Target target = need(read_target(asked.target, settings));
            stretch_one(spec, to_string(engine), crossbar,
                        [&, way = engine] { return ours(spec, target, queries, way, 1); });
        }
    }
    if (is_asked(kByProcess)) {
        const Folder folder;
        const Target target = need(read_target(asked.target, asked.settings));
        const Decks decks = write_decks(spec, target, queries, folder);
        stretch_one(spec, kByProcess, "resistors", [&] {
            const auto start = std::chrono::steady_clock::now();
            if (run_by_process(decks.files, folder.file("out.raw")) < 0) {
                return Measured{};
            }
            return since(start);
        });
    }
}

/// What on_other_library() reads.
int run_alone(const Asked& asked, const Target& target) {
    const Spec spec = need(model_of(asked.models.front()));
    const auto engine = find_engine_choice(asked.engine).value_or(EngineChoice::Auto);
    const Measured measured = ours(spec, target, repeated(spec, asked.recalls), engine, 1);
    fmt::print("{} {}\n", measured.wall_s, measured.own_share);
    return 0;
}

int run(int argc, char** argv) {
    Asked asked;
    CLI::App app("Recalls per second of every engine, side by side");
    app.add_option("models", asked.models, "specs, or sizes of random ones: 64x16")->required();
    app.add_option("-t,--target", asked.target, "target");
    CLI::Option* settings = app.add_option("--set", asked.settings, "KEY=VALUE of the target");
    app.add_option("-n", asked.recalls, "recalls of the twin and the ODE")
        ->check(CLI::PositiveNumber);
    app.add_option("--ngspice", asked.ngspice, "recalls of this tool on libngspice");
    app.add_option("--decks", asked.decks, "recalls of the others")->check(CLI::PositiveNumber);
    settings->needs(app.add_flag("--large", asked.large, "one recall of each, with its memory"));
    app.add_option("--engine", asked.engine,
                   "of --large: this one only (twin, ngspice, ngspice-b)");
    app.add_flag("--alone", asked.alone, "seconds of one engine, for this program");
    CLI11_PARSE(app, argc, argv);
    if (asked.large) {
        fmt::print("{:<18} {:<9} {:<10} {:>10} {:>10} {:>11}\n", "model", "engine", "crossbar",
                   "recall", "CPU", "memory");
        for (const std::string& model : asked.models) {
            stretch(model, asked);
        }
        return 0;
    }
    const Target target = need(read_target(asked.target, {}));
    if (asked.alone) {
        return run_alone(asked, target);
    }
    for (const std::string& model : asked.models) {
        Contest contest(model, asked, target);
        contest.hold();
        contest.print();
    }
    return 0;
}

}  // namespace

}  // namespace hopspice::bench

int main(int argc, char** argv) { return hopspice::bench::run(argc, argv); }
