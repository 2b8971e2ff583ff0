#include "inputs.h"

#include <hopspice/files.h>
#include <hopspice/measure.h>

#include <algorithm>
#include <string>
#include <utility>

namespace cli {

namespace {

/// The queries a command line asks for: its inputs and file, or the spec's own; one that it names
/// comes first.
hopspice::Result<std::vector<hopspice::Query>> asked_queries(const hopspice::Spec& spec,
                                                             const QueryArguments& arguments) {
    std::vector<hopspice::Query> queries;
    hopspice::Diagnostics diagnostics;
    if (!arguments.queries.empty()) {
        auto read = hopspice::read_queries(arguments.queries, spec);
        if (read) {
            queries = *read;
        } else {
            diagnostics.append(read.error());
        }
    }
    for (const std::string& input : arguments.inputs) {
        auto query = hopspice::read_input(input, spec);
        if (query) {
            queries.push_back(*query);
        } else {
            diagnostics.append(query.error());
        }
    }
    if (diagnostics.has_errors()) {
        return hopspice::Unexpected{std::move(diagnostics)};
    }
    queries = arguments.asks() ? queries : spec.queries;
    return arguments.query.empty() ? queries
                                   : hopspice::query_first(queries, arguments.query, spec);
}

}  // namespace

hopspice::EngineChoice engine_of(const std::string& engine, const std::string& ngspice) {
    if (const auto choice = hopspice::find_engine_choice(engine)) {
        return *choice;
    }
    return ngspice.empty() ? hopspice::default_engine() : hopspice::EngineChoice::Ngspice;
}

Paths files_of(const hopspice::Spec& spec) {
    Paths files = spec.data_files;
    files.push_back(spec.file);
    return files;
}

Paths files_of(const hopspice::Target& target) {
    Paths files = target.library_files;
    files.push_back(target.file);
    return files;
}

hopspice::Diagnostics verify_files(const Arguments& arguments, const Paths& inputs) {
    return hopspice::verify_outputs(arguments.written(), inputs);
}

Paths inputs_of(const hopspice::Spec& spec, const hopspice::Target& target,
                const Arguments& arguments) {
    Paths inputs = files_of(spec);
    for (const Paths& more : {files_of(target), arguments.read()}) {
        inputs.insert(inputs.end(), more.begin(), more.end());
    }
    return inputs;
}

int with_model(const ModelArguments& arguments,
               const std::function<int(const hopspice::Spec&, const hopspice::Target&)>& then) {
    const auto spec = hopspice::read_spec(arguments.spec);
    const auto target = hopspice::read_target(arguments.target, arguments.settings);
    hopspice::Diagnostics diagnostics;
    if (!spec) {
        diagnostics.append(spec.error());
    }
    if (!target) {
        diagnostics.append(target.error());
    }
    if (!diagnostics.has_errors()) {
        diagnostics.append(verify_files(arguments, inputs_of(*spec, *target, arguments)));
    }
    return diagnostics.has_errors() ? report_failure(diagnostics, arguments) : then(*spec, *target);
}

int with_queries(const QueryArguments& arguments,
                 const std::function<int(const hopspice::Spec&, const hopspice::Target&,
                                         const Queries&)>& then) {
    return with_model(arguments, [&](const auto& spec, const auto& target) {
        const auto queries = asked_queries(spec, arguments);
        return queries ? then(spec, target, *queries) : report_failure(queries.error(), arguments);
    });
}

}  // namespace cli
