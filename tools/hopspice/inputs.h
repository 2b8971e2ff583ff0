#pragma once
// What a command reads before it does anything: spec, target, queries, and the names of their
// files.

#include "commands.h"

#include <hopspice/diagnostics.h>
#include <hopspice/engine.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <functional>
#include <string>
#include <vector>

namespace cli {

using Queries = std::vector<hopspice::Query>;

/// What `--engine` says, where it says nothing ngspice beside `--ngspice`, else the default.
[[nodiscard]] hopspice::EngineChoice engine_of(const std::string& engine,
                                               const std::string& ngspice);

/// The files that these were read from.
[[nodiscard]] Paths files_of(const hopspice::Spec& spec);
[[nodiscard]] Paths files_of(const hopspice::Target& target);

/// All that a command reads.
[[nodiscard]] Paths inputs_of(const hopspice::Spec& spec, const hopspice::Target& target,
                              const Arguments& arguments);

/// What is to be written must be no file that is read: HS-E528, HS-E529.
[[nodiscard]] hopspice::Diagnostics verify_files(const Arguments& arguments, const Paths& inputs);

/// Reads spec and target, then goes on.
[[nodiscard]] int with_model(
    const ModelArguments& arguments,
    const std::function<int(const hopspice::Spec&, const hopspice::Target&)>& then);

/// The same with the queries.
[[nodiscard]] int with_queries(
    const QueryArguments& arguments,
    const std::function<int(const hopspice::Spec&, const hopspice::Target&, const Queries&)>& then);

}  // namespace cli
