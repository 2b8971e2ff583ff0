#include "options.h"

#include <hopspice/dialect.h>
#include <hopspice/engine.h>
#include <hopspice/recall.h>

#include <fmt/ranges.h>

#include <cmath>
#include <cstdlib>

namespace cli {

CLI::Validator positive_number() {
    return {[](const std::string& text) {
                double number = 0;
                const bool is_one = CLI::detail::lexical_cast(text, number) && number > 0;
                return is_one && std::isfinite(number) ? std::string()
                                                       : "must be a positive number, got " + text;
            },
            "POSITIVE"};
}

void add_settings(CLI::App& app, std::vector<std::string>& settings) {
    app.add_option("--set", settings, "override one key of the target: KEY=VALUE")->take_all();
}

void add_model(CLI::App& app, ModelArguments& arguments) {
    app.add_option("SPEC", arguments.spec, "the model, a JSON file; - for standard input")
        ->required();
    app.add_option("-t,--target", arguments.target,
                   "a built-in target (hopspice list targets) or a JSON file")
        ->capture_default_str();
    add_settings(app, arguments.settings);
}

void add_queries(CLI::App& app, QueryArguments& arguments) {
    add_model(app, arguments);
    app.add_option("--input", arguments.inputs,
                   "a query: bits (1101000, ? unknown) or numbers with commas; of a model with "
                   "token-driven weights the tokens, one per slot (01101001 or 0,12,5), and v "
                   "starts at visible.initial")
        ->take_all();
    app.add_option("--queries", arguments.queries,
                   "queries from a .json, .csv or .npy file; a row is one query: N_v numbers, or "
                   "the tokens of a model with token-driven weights");
}

void add_choice(CLI::App& app, QueryArguments& arguments) {
    app.add_option("--query", arguments.query, "the query with this id; else the first one");
}

void add_json(CLI::App& app, Arguments& arguments) {
    app.add_option("--json", arguments.json, "write results as JSON; - for standard output");
}

void add_jobs(CLI::App& app, std::size_t& jobs) {
    app.add_option("--jobs", jobs, "simulator processes; 0: one per core")
        ->check(CLI::NonNegativeNumber);
}

void add_ngspice(CLI::App& app, std::string& library) {
    app.add_option("--ngspice", library,
                   "the simulator, a libngspice; else HOPSPICE_NGSPICE, else the system's");
}

std::vector<std::string> names_of(const std::vector<hopspice::ListedItem>& items) {
    std::vector<std::string> names;
    for (const hopspice::ListedItem& item : items) {
        names.push_back(item.name);
    }
    return names;
}

void add_engine(CLI::App& app, std::string& engine) {
    app.add_option("--engine", engine,
                   "what simulates: twin, ngspice, or auto: the twin where it takes the circuit; "
                   "else what HOPSPICE_ENGINE says, or auto, or ngspice beside --ngspice")
        ->check(CLI::IsMember(names_of(hopspice::list_engine_choices())));
    app.parse_complete_callback([] {
        const char* name = std::getenv("HOPSPICE_ENGINE");
        if (name != nullptr && *name != '\0' && !hopspice::find_engine_choice(name)) {
            throw CLI::ValidationError(
                "HOPSPICE_ENGINE",
                fmt::format("{} is none of {}", name,
                            fmt::join(names_of(hopspice::list_engine_choices()), ", ")));
        }
    });
}

CLI::Option* add_dialect(CLI::App& app, WriteArguments& arguments,
                         const std::vector<std::string>& others) {
    std::vector<std::string> dialects = names_of(hopspice::list_dialects());
    dialects.insert(dialects.end(), others.begin(), others.end());
    app.add_flag("--flat", arguments.flat, "no subcircuits but those of amplifiers");
    return app
        .add_option("-d,--dialect", arguments.dialect, "netlist dialect (hopspice list dialects)")
        ->check(CLI::IsMember(dialects));
}

}  // namespace cli
