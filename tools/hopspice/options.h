#pragma once
// Options that several commands have.

#include "commands.h"

#include <hopspice/spec.h>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace cli {

/// A number of which there is an end; CLI::PositiveNumber lets `nan` pass.
CLI::Validator positive_number();

void add_settings(CLI::App& app, std::vector<std::string>& settings);
void add_model(CLI::App& app, ModelArguments& arguments);
void add_queries(CLI::App& app, QueryArguments& arguments);
/// Of a command that deals with one query.
void add_choice(CLI::App& app, QueryArguments& arguments);
void add_json(CLI::App& app, Arguments& arguments);
void add_jobs(CLI::App& app, std::size_t& jobs);
void add_ngspice(CLI::App& app, std::string& library);
void add_engine(CLI::App& app, std::string& engine);
std::vector<std::string> names_of(const std::vector<hopspice::ListedItem>& items);

/// `-d` and `--flat`; `others`: what is written besides netlists.
CLI::Option* add_dialect(CLI::App& app, WriteArguments& arguments,
                         const std::vector<std::string>& others);

/// `help` is of its wall limit.
template <typename Arguments>
void add_simulator(CLI::App& app, Arguments& arguments, const std::string& help) {
    app.add_option("--wall-limit", arguments.wall_limit_s, help)->check(positive_number());
    add_ngspice(app, arguments.ngspice);
}

}  // namespace cli
