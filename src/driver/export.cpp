// Spec and target in, a folder for another simulator out.

#include "circuit/kit_devices.h"
#include "driver/deck.h"
#include "driver/expected.h"
#include "driver/exported.h"
#include "driver/measured_devices.h"
#include "driver/query_runs.h"
#include "driver/written.h"
#include "support/file_names.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"

#include <hopspice/export.h>

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace hopspice {

namespace {

using dialect::Deck;
using dialect::DialectRow;

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

/// Whether a library reads other files, which a copy elsewhere would not find.
bool includes_others(const std::string& library) {
    std::istringstream lines(library);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string card;
        std::string file;
        std::string section;
        words >> card >> file >> section;
        card = lower_case(card);
        // `.lib section` begins one, `.lib file section` reads a file.
        if (card.starts_with(".inc") || (card == ".lib" && !section.empty())) {
            return true;
        }
    }
    return false;
}

/// Files by their paths within the folder, and the flat circuit that the deck among them is.
struct Folder {
    std::map<std::string, std::string> files;
    circuit::Circuit circuit;
};

class Export {
public:
    Export(const Spec& spec, const Target& target, const driver::Prepared& prepared,
           const CompileOptions& options)
        : spec_(spec),
          target_(target),
          prepared_(prepared),
          options_(options),
          row_(dialect::row_of(options.dialect)) {
        name_ = file_name(lower_case(spec.name), "memory");
    }

    /// Errors: as of export_netlists.
    Result<Folder> run(std::span<const Query> queries) {
        Diagnostics diagnostics = add_parts(queries.front());
        if (!diagnostics.empty()) {
            return Unexpected{std::move(diagnostics)};
        }
        FileNames names;
        for (const Query& query : queries) {
            const std::string name = names.add(lower_case(query.id), "query");
            const std::string file = fmt::format("stimulus/{}{}", name, row_.part_suffix);
            diagnostics = add_stimulus(query, file);
            if (!diagnostics.empty()) {
                return Unexpected{std::move(diagnostics)};
            }
            rows_.push_back({query, file});
        }
        const auto expected = driver::expected_csv(spec_, driver::deck_state(prepared_), rows_);
        if (!expected) {
            return Unexpected{expected.error()};
        }
        files_["expected.csv"] = *expected;
        add_deck();
        auto circuit = driver::read_again(assembled(), first_, prepared_.lowered.layout, spec_,
                                          queries.front(), options_.dialect);
        if (!circuit) {
            return Unexpected{circuit.error()};
        }
        files_["README.txt"] = readme();
        return Folder{std::move(files_), *std::move(circuit)};
    }

private:
    /// What all queries share.
    Diagnostics add_parts(const Query& query) {
        driver::QueryDeck asked =
            driver::query_deck(prepared_, spec_, target_, query, options_.folder);
        asked.circuit.includes = prepared_.lowered.circuit.includes;
        Diagnostics diagnostics = copy_libraries(asked.circuit);
        if (!diagnostics.empty()) {
            return diagnostics;
        }
        auto deck = driver::spelled(prepared_.lowered.layout, std::move(asked), options_);
        if (!deck) {
            return deck.error();
        }
        first_ = *std::move(deck);
        deck_ = dialect::write_legal(first_.legal, first_.asked.analysis, row_,
                                     driver::stimulus_of(prepared_.lowered.layout));
        add_part("devices", deck_.devices);
        add_part("subcircuits", deck_.subcircuits);
        return {};
    }

    void add_part(const std::string& name, const std::vector<std::string>& lines) {
        if (!lines.empty()) {
            parts_.push_back(fmt::format("{}{}", name, row_.part_suffix));
            files_[parts_.back()] = text_of(lines);
        }
    }

    /// A library that reads no other file is copied; others are named as seen from the folder.
    Diagnostics copy_libraries(circuit::Circuit& circuit) {
        FileNames names;
        for (Library& library : circuit.includes) {
            const auto text = read_file(library.file, kMaxTextBytes);
            if (!text) {
                return text.error();
            }
            const std::filesystem::path path(library.file);
            if (includes_others(*text)) {
                library.file = std::filesystem::proximate(path, options_.folder).string();
                continue;
            }
            const std::string name =
                names.add(lower_case(path.stem().string()), "library") + ".lib";
            library.file = "libraries/" + name;
            files_[library.file] = *text;
        }
        return {};
    }

    /// Sources and analysis of one query.
    Diagnostics add_stimulus(const Query& query, const std::string& file) {
        driver::QueryDeck asked =
            driver::query_deck(prepared_, spec_, target_, query, options_.folder);
        const std::set<std::string> names = driver::stimulus_of(prepared_.lowered.layout);
        for (circuit::Group& group : asked.circuit.groups) {
            std::erase_if(group.elements, [&](const circuit::Element& element) {
                return !names.contains(element.name);
            });
        }
        asked.circuit.models.clear();
        asked.circuit.subcircuits.clear();
        asked.circuit.includes.clear();
        asked.circuit.kit = {};
        asked.circuit.title = "query " + query.id;
        CompileOptions flat = options_;
        flat.form = NetlistForm::Flat;
        const auto sources = driver::spelled(prepared_.lowered.layout, std::move(asked), flat);
        if (!sources) {
            return sources.error();
        }
        const Deck deck =
            dialect::write_legal(sources->legal, sources->asked.analysis, row_, names);
        files_[file] =
            deck.heading.front() + '\n' + text_of(deck.stimulus) + text_of(deck.analysis);
        const auto read = driver::read_again(files_[file], *sources, prepared_.lowered.layout,
                                             spec_, query, options_.dialect);
        return read ? Diagnostics{} : read.error();
    }

    void add_deck() {
        std::vector<std::string> lines = deck_.heading;
        for (const std::string& part : parts_) {
            lines.push_back(dialect::include_card(row_, part));
        }
        lines.insert(lines.end(), deck_.elements.begin(), deck_.elements.end());
        // Behind the elements: gnucap obeys a card when it reads it.
        lines.push_back(fmt::format("{} sources and analysis of one query", row_.comment));
        lines.push_back(dialect::include_card(row_, rows_.front().file));
        lines.insert(lines.end(), deck_.closing.begin(), deck_.closing.end());
        deck_file_ = fmt::format("{}{}", name_, row_.suffix);
        files_[deck_file_] = text_of(lines);
    }

    /// The deck as one text: our own parts stand where they are included.
    [[nodiscard]] std::string assembled() const {
        std::map<std::string, std::string> parts;
        for (const std::string& part : parts_) {
            parts[dialect::include_card(row_, part)] = files_.at(part);
        }
        parts[dialect::include_card(row_, rows_.front().file)] = files_.at(rows_.front().file);
        std::string text;
        std::istringstream lines(files_.at(deck_file_));
        for (std::string line; std::getline(lines, line);) {
            const auto part = parts.find(line);
            text += part == parts.end() ? line + '\n' : part->second;
        }
        return text;
    }

    [[nodiscard]] std::string readme() const {
        const circuit::Probe& probe = prepared_.lowered.layout.banks[0][0].state;
        const auto command = [&](const std::string& deck) {
            return fmt::format(fmt::runtime(row_.command), fmt::arg("deck", deck));
        };
        const std::string net = probe.minus.empty()
                                    ? fmt::format("v({})", probe.net)
                                    : fmt::format("v({}) - v({})", probe.net, probe.minus);
        const std::string loop = fmt::format("run{}", row_.suffix);
        return fmt::format(
            "{name} on {target} for {meaning}, written by hopspice " HOPSPICE_VERSION
            ".\n"
            "\n"
            "Run, in this folder:   {command}\n"
            "Another query:         name its file of stimulus/ in {deck} in place of {first}\n"
            "All of them (sh):      for q in stimulus/*; do sed \"s|stimulus/[^'\\\" "
            "]*{suffix}|$q|\" "
            "{deck} >{loop}; {loop_command}; done\n"
            "Files:                 {deck} includes {parts}\n"
            "Answer:                the state at the end; visible 0 = ({net})/{unit} + {shift}, "
            "the others alike\n"
            "expected.csv:          the ODE at that instant, in model units and in volts at the "
            "nets; this level is within {tolerance} model units of it\n"
            "{threads}"
            "Checked:               {checked}\n",
            fmt::arg("name", spec_.name), fmt::arg("target", target_.name),
            fmt::arg("meaning", row_.meaning), fmt::arg("command", command(deck_file_)),
            fmt::arg("deck", deck_file_), fmt::arg("first", rows_.front().file),
            fmt::arg("suffix", row_.part_suffix), fmt::arg("loop", loop),
            fmt::arg("loop_command", command(loop)), fmt::arg("parts", fmt::join(parts_, ", ")),
            fmt::arg("net", net), fmt::arg("unit", probe.volts_per_unit),
            fmt::arg("shift", probe.shift),
            fmt::arg("tolerance", driver::context_of(spec_, prepared_, target_).tolerance *
                                      prepared_.network.visible_range),
            fmt::arg("threads",
                     prepared_.lowered.circuit.kit.single_thread
                         ? fmt::format("In ngspice:            {}\n", circuit::kSingleThread)
                         : std::string()),
            fmt::arg("checked", row_.checked));
    }

    const Spec& spec_;
    const Target& target_;
    const driver::Prepared& prepared_;
    const CompileOptions& options_;
    const DialectRow& row_;
    std::string name_;
    std::string deck_file_;
    driver::Spelled first_;
    Deck deck_;
    std::vector<std::string> parts_;
    std::vector<driver::ExpectedRow> rows_;
    std::map<std::string, std::string> files_;
};

}  // namespace

Result<Exported> export_netlists(const Spec& spec, const Target& asked,
                                 std::span<const Query> queries, const CompileOptions& options) {
    const auto measured = driver::measured(asked);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    auto built = driver::build(spec, target, queries, options.stage);
    if (!built) {
        return Unexpected{built.error()};
    }
    driver::begin(options.stage, driver::Step::Text);
    auto folder = Export(spec, target, *built, options).run(driver::asked_queries(spec, queries));
    if (!folder) {
        return Unexpected{folder.error()};
    }
    driver::begin(options.stage, driver::Step::Proof);
    auto proved = driver::prove(*std::move(built), spec, target, std::move(folder->circuit));
    if (!proved) {
        return Unexpected{proved.error()};
    }
    return driver::write_exported(options.folder, folder->files,
                                  {{}, proved->read_back, proved->warnings});
}

}  // namespace hopspice
