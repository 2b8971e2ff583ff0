#include "commands.h"
#include "inputs.h"

#include <hopspice/agree.h>
#include <hopspice/characterize.h>
#include <hopspice/check.h>
#include <hopspice/cluster.h>
#include <hopspice/draw.h>
#include <hopspice/export.h>
#include <hopspice/files.h>
#include <hopspice/generate.h>
#include <hopspice/lint.h>
#include <hopspice/measure.h>
#include <hopspice/recall.h>
#include <hopspice/schematic.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>
#include <hopspice/verilog_a.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>

namespace cli {

namespace {

constexpr std::size_t kRowsShown = 24;
constexpr const char* kVerilogA = "verilog-a";

/// A file that could not be written counts where the simulator did not fail.
int exit_of(const hopspice::Results& results) {
    const int code = hopspice::exit_code(results);
    bool unwritten = false;
    for (const hopspice::QueryResult& query : results.queries) {
        for (const hopspice::Diagnostic& diagnostic : query.diagnostics) {
            unwritten = unwritten || diagnostic.id.starts_with("HS-E5");
        }
    }
    return unwritten && code != kSimulator ? int{kBadInput} : code;
}

std::string text_of(const std::vector<hopspice::ListedItem>& items) {
    std::size_t width = 0;
    for (const hopspice::ListedItem& item : items) {
        width = std::max(width, item.name.size());
    }
    std::string text;
    for (const hopspice::ListedItem& item : items) {
        text += fmt::format("{:<{}}  {}\n", item.name, width, item.meaning);
    }
    return text;
}

/// What compile writes: netlists and schematics.
std::vector<hopspice::ListedItem> listed_dialects() {
    std::vector<hopspice::ListedItem> items = hopspice::list_dialects();
    const std::vector<hopspice::ListedItem> schematics = hopspice::list_schematics();
    items.insert(items.end(), schematics.begin(), schematics.end());
    items.push_back(
        {kVerilogA, "modules of the mathematics (level behavioral), a Spectre testbench"});
    return items;
}

std::vector<hopspice::ListedItem> listed_diagnostics() {
    std::vector<hopspice::ListedItem> items;
    for (const hopspice::DiagnosticRule& rule : hopspice::list_diagnostics()) {
        items.push_back({rule.id, rule.message});
    }
    return items;
}

struct Topic {
    std::string_view name;
    std::vector<hopspice::ListedItem> (*items)();
};

/// By themselves: there is more to be said of one.
std::vector<hopspice::ListedItem> listed_kits() { return {}; }

constexpr std::array<Topic, 9> kTopics = {{{"energies", hopspice::list_energies},
                                           {"activations", hopspice::list_activations},
                                           {"targets", hopspice::list_targets},
                                           {"pdks", listed_kits},
                                           {"dialects", listed_dialects},
                                           {"engines", hopspice::list_engines},
                                           {"executors", hopspice::list_executors},
                                           {"diagnostics", listed_diagnostics},
                                           {"lint-rules", hopspice::list_lint_rules}}};

hopspice::NetlistForm form_of(const WriteArguments& arguments) {
    return arguments.flat ? hopspice::NetlistForm::Flat : hopspice::NetlistForm::Hierarchical;
}

bool is_drawn(const WriteArguments& arguments) { return arguments.dialect == "xschem"; }

/// Used within one expression, at whose end the line of the stages goes.
hopspice::CompileOptions compile_options(const WriteArguments& arguments,
                                         const std::string& folder) {
    const bool drawn = is_drawn(arguments);
    hopspice::CompileOptions options;
    options.dialect =
        drawn ? hopspice::Dialect::Ngspice : *hopspice::find_dialect(arguments.dialect);
    options.form = drawn ? hopspice::NetlistForm::Flat : form_of(arguments);
    options.folder = folder;
    options.stage = stage_line(arguments.volume());
    return options;
}

/// The same.
hopspice::RecallOptions recall_options(const RecallArguments& arguments) {
    hopspice::RecallOptions options;
    options.jobs = arguments.jobs;
    options.engine = engine_of(arguments.engine, arguments.ngspice);
    options.wall_limit_s = arguments.wall_limit_s;
    options.simulator_library = arguments.ngspice;
    options.waves_file = arguments.waves;
    options.progress = progress_bar(arguments.volume());
    options.stage = stage_line(arguments.volume());
    return options;
}

/// The modules, and beside them, with the extension .scs, the testbench; of standard output the
/// modules alone.
int compile_verilog_a(const hopspice::Spec& spec, const hopspice::Target& target,
                      const Queries& queries, const WriteArguments& arguments) {
    const std::filesystem::path path(arguments.output);
    const hopspice::Query query = queries.empty() ? hopspice::Query{} : queries.front();
    const std::string stem = arguments.output == "-" ? "" : path.stem().string();
    const auto files = hopspice::write_verilog_a(spec, target, query, stem);
    if (!files) {
        return report_failure(files.error(), arguments);
    }
    std::vector<std::pair<std::string, std::string>> written;
    for (const auto& [name, text] : *files) {
        if (name.ends_with(".va")) {
            written.emplace_back(arguments.output, text);
        } else if (arguments.output != "-") {
            written.emplace_back((path.parent_path() / name).string(), text);
        }
    }
    return write_texts(written, inputs_of(spec, target, arguments));
}

hopspice::Result<hopspice::Exported> exported_folder(const hopspice::Spec& spec,
                                                     const hopspice::Target& target,
                                                     const Queries& queries,
                                                     const WriteArguments& arguments) {
    if (arguments.dialect == kVerilogA) {
        return hopspice::export_verilog_a(spec, target, queries, arguments.output);
    }
    return hopspice::export_netlists(spec, target, queries,
                                     compile_options(arguments, arguments.output));
}

}  // namespace

int report_failure(const hopspice::Diagnostics& diagnostics, const Arguments& arguments) {
    print_diagnostics(diagnostics, arguments.volume());
    return exit_of(diagnostics);
}

int show(const Arguments& arguments, const std::string& text, const std::string& json) {
    if (arguments.json != "-" && !arguments.quiet) {
        print_text(stdout, text);
    }
    return arguments.json.empty() ? int{kDone} : write_text(arguments.json, json);
}

int deliver(const hopspice::Results& results, const Arguments& arguments) {
    for (const hopspice::QueryResult& query : results.queries) {
        print_diagnostics(query.diagnostics, arguments.volume());
    }
    const std::size_t rows = arguments.verbose ? results.queries.size() : kRowsShown;
    const int written = show(arguments, hopspice::format_results(results, rows),
                             hopspice::format_results_json(results));
    print_lines(
        hopspice::format_shortfalls(results.summary.shortfalls, results.queries.size(), "queries"));
    return written == kDone ? exit_of(results) : written;
}

int run_check(const ModelArguments& arguments) {
    return with_model(arguments, [&](const auto& spec, const auto& target) {
        const auto report = hopspice::check(spec, target);
        if (!report) {
            return report_failure(report.error(), arguments);
        }
        const int written =
            show(arguments, hopspice::format_check(*report), hopspice::format_check_json(*report));
        const bool impossible = report->verdict() == hopspice::Verdict::Impossible;
        return written == kDone && impossible ? int{kBadInput} : written;
    });
}

int run_compile(const WriteArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        if (arguments.dialect == kVerilogA) {
            return compile_verilog_a(spec, target, queries, arguments);
        }
        const std::string folder = std::filesystem::path(arguments.output).parent_path().string();
        const auto netlist =
            hopspice::compile(spec, target, queries, compile_options(arguments, folder));
        if (!netlist) {
            return report_failure(netlist.error(), arguments);
        }
        print_diagnostics(netlist->warnings, arguments.volume());
        if (is_drawn(arguments)) {
            return write_schematic(*netlist, arguments, inputs_of(spec, target, arguments));
        }
        return write_text(arguments.output, netlist->text);
    });
}

int run_export(const WriteArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        const auto exported = exported_folder(spec, target, queries, arguments);
        if (!exported) {
            return report_failure(exported.error(), arguments);
        }
        print_diagnostics(exported->warnings, arguments.volume());
        for (const std::string& file : exported->files) {
            if (!arguments.quiet) {
                print_text(stdout, arguments.output + "/" + file + "\n");
            }
        }
        return int{kDone};
    });
}

int run_recall(const RecallArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        Paths written = hopspice::waves_files(arguments.waves, queries);
        written.push_back(arguments.json);
        const auto lost = hopspice::verify_outputs(written, inputs_of(spec, target, arguments));
        if (lost.has_errors()) {
            return report_failure(lost, arguments);
        }
        const auto results = hopspice::recall(spec, target, queries, recall_options(arguments));
        if (!results) {
            return report_failure(results.error(), arguments);
        }
        print_diagnostics(results->warnings, arguments.volume());
        return deliver(*results, arguments);
    });
}

int run_measure(const MeasureArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        const auto results = hopspice::measure_waves(spec, target, queries, arguments.waves);
        if (!results) {
            return report_failure(results.error(), arguments);
        }
        print_diagnostics(results->warnings, arguments.volume());
        return deliver(*results, arguments);
    });
}

int run_agree(const AgreeArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        hopspice::AgreeOptions options;
        options.folder = arguments.keep;
        options.packages = arguments.packages;
        options.engines = arguments.engines;
        options.refine = arguments.refine;
        options.wall_limit_s = arguments.wall_limit_s;
        options.simulator_library = arguments.ngspice;
        options.progress = progress_bar(arguments.volume());
        std::span<const hopspice::Query> compared(queries);
        compared =
            arguments.asks() ? compared : compared.first(std::min<std::size_t>(queries.size(), 1));
        const auto agreement = hopspice::agree(spec, target, compared, options);
        if (!agreement) {
            return report_failure(agreement.error(), arguments);
        }
        const int code = show(arguments, hopspice::format_agreement(*agreement),
                              hopspice::format_agreement_json(*agreement));
        return code != kDone || hopspice::all_agree(*agreement) ? code : int{kNotRecalled};
    });
}

int run_reference(const QueryArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        hopspice::RecallOptions options;
        options.progress = progress_bar(arguments.volume());
        const double unit = target.time_unit.automatic ? 1 : target.time_unit.seconds;
        const auto results = hopspice::reference(spec, queries, unit, options);
        if (!results) {
            return report_failure(results.error(), arguments);
        }
        return deliver(*results, arguments);
    });
}

int run_characterize(const CharacterizeArguments& arguments) {
    const auto target = hopspice::read_target(arguments.target, arguments.settings);
    if (!target) {
        return report_failure(target.error(), arguments);
    }
    if (const auto lost = verify_files(arguments, files_of(*target)); lost.has_errors()) {
        return report_failure(lost, arguments);
    }
    hopspice::CharacterizeOptions options;
    options.wall_limit_s = arguments.wall_limit_s;
    options.simulator_library = arguments.ngspice;
    options.progress = progress_bar(arguments.volume());
    if (arguments.devices) {
        const auto sheets = hopspice::characterize_devices(*target, options);
        return sheets ? show(arguments, hopspice::format_devices(*sheets),
                             hopspice::format_devices_json(*sheets))
                      : report_failure(sheets.error(), arguments);
    }
    const auto sheet = hopspice::characterize(*target, options);
    if (!sheet) {
        return report_failure(sheet.error(), arguments);
    }
    print_diagnostics(sheet->warnings, arguments.volume());
    Arguments shown = arguments;
    shown.quiet = shown.quiet || arguments.fit == "-";
    int code = show(shown, hopspice::format_characterization(*sheet),
                    hopspice::format_characterization_json(*sheet));
    if (!arguments.fit.empty()) {
        const hopspice::Target fitted = hopspice::fitted_target(*target, *sheet);
        code = std::max(code, write_text(arguments.fit, hopspice::format_target(fitted)));
    }
    return code;
}

int run_draw(const DrawArguments& arguments) {
    return with_queries(arguments, [&](const auto& spec, const auto& target, const auto& queries) {
        const auto picture = hopspice::draw(spec, target, queries);
        return picture ? write_text(arguments.output, *picture)
                       : report_failure(picture.error(), arguments);
    });
}

int run_generate(const GenerateArguments& arguments) {
    return with_model(arguments, [&](const auto& spec, const auto& target) {
        const auto prompt = hopspice::read_prompt(arguments.prompt, spec);
        if (!prompt) {
            return report_failure(prompt.error(), arguments);
        }
        hopspice::GenerateOptions options;
        options.steps = arguments.steps;
        options.restart = arguments.restart;
        options.engine = engine_of(arguments.engine, arguments.ngspice);
        options.wall_limit_s = arguments.wall_limit_s;
        options.simulator_library = arguments.ngspice;
        options.waves_file = arguments.waves;
        options.progress = progress_bar(arguments.volume());
        const auto generation = hopspice::generate(spec, target, *prompt, options);
        if (!generation) {
            return report_failure(generation.error(), arguments);
        }
        print_diagnostics(generation->warnings, arguments.volume());
        print_diagnostics(generation->diagnostics, arguments.volume());
        const int written = show(arguments, hopspice::format_generation(*generation),
                                 hopspice::format_generation_json(*generation));
        return written == kDone ? hopspice::exit_code(*generation) : written;
    });
}

std::vector<std::string> list_topics() {
    std::vector<std::string> names;
    for (const Topic& topic : kTopics) {
        names.emplace_back(topic.name);
    }
    return names;
}

int run_list(const ListArguments& arguments) {
    if (arguments.topic == "pdks") {
        const std::vector<hopspice::ListedKit> kits = hopspice::list_kits();
        return show(arguments, hopspice::format_kits(kits), hopspice::format_kits_json(kits));
    }
    std::vector<hopspice::ListedItem> items =
        std::ranges::find(kTopics, arguments.topic, &Topic::name)->items();
    std::optional<hopspice::EmbeddedSimulator> embedded;
    if (arguments.topic == "engines") {
        const auto found = hopspice::find_embedded_simulator(arguments.ngspice);
        if (found) {
            embedded = *found;
        }
        items.insert(items.begin(),
                     {"(twin)", "our own, for circuits of our own parts: --engine twin"});
        items.insert(items.begin(),
                     {"(embedded)", found ? hopspice::format_embedded(*found)
                                          : "none: " + found.error().front().message});
    }
    return show(arguments, text_of(items),
                hopspice::format_list_json(arguments.topic, items, embedded));
}

}  // namespace cli
