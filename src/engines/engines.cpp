#include "engines/engines.h"

#include "engines/eecircuit.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/program.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace hopspice::engines {

namespace {

constexpr std::string_view kEecircuit = "node_modules/eecircuit-engine/dist/eecircuit-engine.mjs";

Engine ngspice_as(std::string_view name, std::string_view meaning, Dialect dialect,
                  std::string_view mode) {
    return {.name = name,
            .meaning = meaning,
            .dialect = dialect,
            .command = {"ngspice", "-n", "-D", mode, "-b", "-r", "{waves}", "{deck}"},
            .version = {"ngspice", "--version"},
            .version_mark = "ngspice-"};
}

std::vector<Engine> make_engines() {
    return {
        {.name = "twin", .meaning = "the engine of our own, on the circuit itself"},
        {.name = "ngspice",
         .meaning = "the program, its own language with subcircuits",
         .command = {"ngspice", "-n", "-b", "-r", "{waves}", "{deck}"},
         .version = {"ngspice", "--version"},
         .version_mark = "ngspice-"},
        {.name = "ngspice flat",
         .meaning = "the program, its own language without",
         .form = NetlistForm::Flat,
         .command = {"ngspice", "-n", "-b", "-r", "{waves}", "{deck}"},
         .version = {"ngspice", "--version"},
         .version_mark = "ngspice-"},
        {.name = "ngspice spice3",
         .meaning = "the program on decks for Berkeley SPICE",
         .dialect = Dialect::Spice3,
         .command = {"ngspice", "-n", "-b", "-r", "{waves}", "{deck}"},
         .version = {"ngspice", "--version"},
         .version_mark = "ngspice-"},
        ngspice_as("ngspice ltpsa", "the program on decks for LTspice", Dialect::Ltspice,
                   "ngbehavior=ltpsa"),
        ngspice_as("ngspice psa", "the program on decks for PSpice", Dialect::Pspice,
                   "ngbehavior=psa"),
        ngspice_as("ngspice hsa", "the program on decks for HSPICE", Dialect::Hspice,
                   "ngbehavior=hsa"),
        ngspice_as("ngspice psa xyce", "the program on decks for Xyce", Dialect::Xyce,
                   "ngbehavior=psa"),
        {.name = "gnucap",
         .meaning = "an engine that shares no code with SPICE",
         .dialect = Dialect::Gnucap,
         .command = {"gnucap", "-b", "{deck}"},
         .output = Output::StandardOutput,
         .version = {"gnucap", "--version"},
         .version_mark = "main version: "},
        {.name = "eecircuit",
         .meaning = "ngspice 45 with another matrix solver, as WebAssembly under Node",
         .form = NetlistForm::Flat,
         .command = {"node", "{script}", "{package}", "{deck}", "{waves}"},
         .package = kEecircuit},
        {.name = "xyce",
         .meaning = "Xyce itself",
         .dialect = Dialect::Xyce,
         .command = {"Xyce", "{deck}"},
         .output = Output::BesideDeck,
         .beside = ".csv",
         .version = {"Xyce", "-v"},
         .version_mark = "Xyce"},
        {.name = "ltspice",
         .meaning = "LTspice itself",
         .dialect = Dialect::Ltspice,
         .command = {"ltspice", "-b", "{deck}"},
         .output = Output::BesideDeck,
         .beside = ".raw"},
    };
}

std::string waves_file(const Engine& engine, const std::string& deck) {
    return deck + std::string(engine.output == Output::BesideDeck ? engine.beside : ".raw");
}

std::string filled(std::string_view word, const Found& found, const std::string& deck) {
    if (word == "{deck}") {
        return deck;
    }
    if (word == "{waves}") {
        return deck + ".raw";
    }
    if (word == "{script}") {
        return kEecircuitFile;
    }
    return word == "{package}" ? found.package : std::string(word);
}

std::vector<std::string> filled(std::span<const std::string_view> words, const Found& found,
                                const std::string& deck) {
    std::vector<std::string> result;
    for (const std::string_view word : words) {
        result.push_back(filled(word, found, deck));
    }
    return result;
}

bool is_in_path(std::string_view program) {
    const char* variable = std::getenv("PATH");
    std::string_view folders = variable == nullptr ? "" : variable;
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        std::error_code failed;
        const auto file = std::filesystem::path(folders.substr(0, end)) / program;
        if (std::filesystem::is_regular_file(file, failed)) {
            return true;
        }
        folders.remove_prefix(std::min(end + 1, folders.size()));
    }
    return false;
}

std::string find_package(std::string_view file, const std::string& packages) {
    const char* variable = std::getenv("HOPSPICE_ENGINES");
    for (const std::string& folder : {packages, std::string(variable == nullptr ? "" : variable),
                                      std::string("."), std::string("build/engines")}) {
        std::error_code failed;
        const auto path = std::filesystem::absolute(std::filesystem::path(folder) / file, failed);
        if (!folder.empty() && std::filesystem::is_regular_file(path, failed)) {
            return path.string();
        }
    }
    return {};
}

/// `ngspice-39` of `** ngspice-39 : Circuit level simulation program`.
std::string version_in(const std::string& text, std::string_view mark) {
    const std::size_t begin = text.find(mark);
    if (begin == std::string::npos) {
        return {};
    }
    const std::string line = text.substr(begin, text.find('\n', begin) - begin);
    const std::string words = line.substr(0, line.find(" : "));
    return words.substr(0, words.find_last_not_of(" \r") + 1);
}

/// What a simulator says of a run without result: its first line that names an error.
std::string complaint_of(const Finished& finished) {
    for (const std::string* text : {&finished.err, &finished.out}) {
        for (std::size_t begin = 0; begin < text->size();) {
            const std::size_t end = std::min(text->find('\n', begin), text->size());
            const std::string line = text->substr(begin, end - begin);
            if (line.find("rror") != std::string::npos ||
                line.find("what's") != std::string::npos ||
                line.find("giving up") != std::string::npos) {
                return line;
            }
            begin = end + 1;
        }
    }
    return finished.reason.empty() ? "no waveform" : finished.reason;
}

}  // namespace

std::span<const Engine> all_engines() {
    static const std::vector<Engine> kEngines = make_engines();
    return kEngines;
}

Found find_engine(const Engine& engine, const std::string& packages) {
    Found found;
    if (engine.is_twin()) {
        found.installed = true;
        return found;
    }
    if (!is_in_path(engine.command.front())) {
        found.missing = "no program " + std::string(engine.command.front());
        return found;
    }
    if (!engine.package.empty()) {
        found.package = find_package(engine.package, packages);
        if (found.package.empty()) {
            found.missing = "no " + std::string(engine.package);
            return found;
        }
    }
    found.installed = true;
    if (!engine.package.empty()) {
        found.version = package_version(found.package);
    } else if (!engine.version.empty()) {
        const Finished finished = run_program({filled(engine.version, found, ""), "", 60});
        found.version = version_in(finished.out + finished.err, engine.version_mark);
    }
    return found;
}

EngineOutput run_engine(const Engine& engine, const Found& found, const std::string& folder,
                        const std::string& deck, double wall_limit_s) {
    if (!engine.package.empty()) {
        const Diagnostics failed =
            write_file((std::filesystem::path(folder) / kEecircuitFile).string(), kEecircuitScript);
        if (failed.has_errors()) {
            return {"", format_diagnostic(failed.front())};
        }
    }
    const std::string file = (std::filesystem::path(folder) / waves_file(engine, deck)).string();
    std::error_code ignored;
    std::filesystem::remove(file, ignored);  // of an earlier run, which is not this one's answer
    const Finished finished =
        run_program({filled(engine.command, found, deck), folder, wall_limit_s});
    if (finished.end == ProgramEnd::TimedOut || finished.end == ProgramEnd::NotStarted ||
        finished.end == ProgramEnd::Killed) {
        return {"", finished.reason};
    }
    if (engine.output == Output::StandardOutput) {
        return {finished.out, ""};
    }
    auto waves = read_file(file, kMaxWaveBytes);
    return waves && !waves->empty() ? EngineOutput{*std::move(waves), ""}
                                    : EngineOutput{"", complaint_of(finished)};
}

}  // namespace hopspice::engines
