#include "spec/device_library.h"

#include "spec/input_file.h"
#include "spec/library_expressions.h"
#include "spec/library_lines.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"
#include "support/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace hopspice::spec {

namespace {

constexpr std::size_t kDeepestInclude = 16;
/// Of one file; one that is no library at all has as many as lines.
constexpr std::size_t kMaxFaults = 10;

/// What ngspice reads in a library without running, adding or setting anything. `.end` does nothing
/// there.
constexpr std::array<std::string_view, 17> kCards = {
    ".subckt", ".macro", ".ends", ".eom", ".model", ".param",  ".params", ".func", ".include",
    ".inc",    ".lib",   ".endl", ".end", ".if",    ".elseif", ".else",   ".endif"};

/// Characters of a path that ngspice takes for something else.
constexpr std::string_view kPathMarks = "\"'`;$\\";

/// Types of models that are programs or libraries of code, from ngspice 42 on.
bool is_program(std::string_view word) {
    const std::string type = lower_case(word);
    return type == "d_process" || type == "d_cosim";
}

/// `.option a=1 b` with nothing but such names.
bool sets_only(const std::string& statement, const std::vector<std::string>& options) {
    const std::vector<std::string> words = words_of(statement);
    return std::all_of(words.begin() + 1, words.end(), [&](const std::string& word) {
        const std::string name = lower_case(word.substr(0, word.find('=')));
        return std::ranges::find(options, name) != options.end();
    });
}

/// Why a statement must not stand where it does, or nothing.
std::string problem_of(const LibraryLine& line, bool inside,
                       const std::vector<std::string>& leaks) {
    if (!line.problem.empty()) {
        return line.problem;
    }
    const std::string card = card_of(line.text);
    if (card == ".model" && std::ranges::any_of(words_of(line.text), is_program)) {
        return "is a device that runs a program";
    }
    if (std::ranges::find(kCards, card) != kCards.end() || (inside && !card.starts_with('.'))) {
        return {};
    }
    if (!card.starts_with('.')) {
        return "stands outside of every .subckt and would be part of the circuit";
    }
    if (card.starts_with(".opt")) {
        return !leaks.empty() && sets_only(line.text, leaks)
                   ? ""
                   : "sets options of the whole circuit (`scale` sizes every MOSFET in it)";
    }
    if (card.starts_with(".control")) {
        return "begins commands";
    }
    return "would change more than what the library defines";
}

bool is_definition(const LibraryLine& line) {
    const std::string card = card_of(line.text);
    return card == ".model" || card == ".subckt" || card == ".macro";
}

/// What only says where to read, and options, which whoever uses the library sets.
bool is_frame(const std::string& card) {
    return card.starts_with(".inc") || card.starts_with(".lib") || card == ".end" ||
           card.starts_with(".opt");
}

class Scanner {
public:
    explicit Scanner(const std::vector<std::string>& leaks) : leaks_(leaks) {}

    LibraryContents run(const Library& library) {
        read_file(library.file, lower_case(library.section), 0, false);
        return std::move(contents_);
    }

private:
    struct Text {
        std::vector<LibraryLine> lines;
        bool defines = false;  ///< something: its lines may be shown
    };

    /// A file that is being read.
    struct Place {
        const std::string& path;
        std::size_t depth = 0;
        bool within = false;     ///< included inside a subcircuit
        bool quoted = false;     ///< it defines something: its lines may be shown
        std::size_t inside = 0;  ///< subcircuits of its own
        std::size_t line = 0;
        std::size_t faults = 0;
        std::string section = {};  ///< that the line is in
        [[nodiscard]] bool at_top() const { return !within && inside == 0; }
    };

    void read_file(const std::string& path, const std::string& section, std::size_t depth,
                   bool within) {
        if (!seen_.emplace(path, section, within).second) {
            return;
        }
        const Text* text = find_text(path);
        if (text == nullptr) {
            contents_.missing.push_back(path);
            return;
        }
        contents_.files.push_back(path);
        Place place{.path = path, .depth = depth, .within = within, .quoted = text->defines};
        for (const LibraryLine& line : text->lines) {
            place.line = line.number;
            read_line(line, section, place);
        }
        if (place.inside > 0) {
            add_fault(place, "", "is the last one, and a .subckt is still open");
        }
    }

    /// Files that use sections of each other are read over and over.
    const Text* find_text(const std::string& path) {
        const auto [place, is_new] = texts_.try_emplace(path);
        std::error_code ignored;
        if (is_new && std::filesystem::is_regular_file(path, ignored)) {
            const FileBytes file = read_limited(path, kMaxTextBytes);
            if (file.problem.empty()) {
                place->second.emplace(Text{library_lines(file.bytes), false});
                place->second->defines = std::ranges::any_of(place->second->lines, is_definition);
            }
        }
        return place->second ? &*place->second : nullptr;
    }

    void read_line(const LibraryLine& line, const std::string& section, Place& place) {
        const std::string card = card_of(line.text);
        const std::vector<std::string> words =
            card.starts_with('.') && (place.section == section || card.starts_with(".lib"))
                ? words_of(line.text)
                : std::vector<std::string>();
        const bool begins = card == ".lib" && words.size() == 2;
        if (card.starts_with(".lib") && card != ".lib") {
            add_fault(place, card, "is a section for ngspice");  // which looks at its first letters
        } else if (begins || card == ".endl") {
            if (place.inside > 0) {
                add_fault(place, card, "begins or ends a section inside of a .subckt");
            }
            place.section = begins ? lower_case(words[1]) : "";
            if (begins && place.depth == 0) {
                contents_.sections.push_back(place.section);
            }
        } else if (place.section == section) {
            if (const std::string problem = problem_of(line, !place.at_top(), leaks_);
                !problem.empty()) {
                add_fault(place, card, problem);
            } else {
                contents_.draws = contents_.draws || draws_numbers(line.text);
                if (!is_frame(card)) {
                    contents_.statements.push_back(line.text);
                }
                read_card(card, line.text, words, place);
            }
        }
    }

    void read_card(const std::string& card, const std::string& statement,
                   const std::vector<std::string>& words, Place& place) {
        const bool named = words.size() > 1;
        if (card == ".subckt" || card == ".macro") {
            if (place.at_top() && named) {
                add_subckt(words);
                add_name(words[1], false, place);
            }
            ++place.inside;
        } else if (card == ".ends" || card == ".eom") {
            if (place.inside == 0) {
                return add_fault(place, card, "ends no .subckt");
            }
            --place.inside;
        } else if (card == ".model" && place.at_top() && words.size() > 2) {
            add_model(words);
            add_name(words[1], false, place);
        } else if (card.starts_with(".inc") || card == ".lib") {
            include(statement, words, place);
        } else if (place.at_top()) {
            for (const std::string& name : functions_of(card, statement)) {
                add_name(name, true, place);
            }
        }
    }

    void include(const std::string& statement, const std::vector<std::string>& words,
                 Place& place) {
        const std::string card = card_of(statement);
        if (words.size() != (card == ".lib" ? 3 : 2) || words[1].starts_with('~') ||
            statement.find_first_of(",()") != std::string::npos ||
            words[1].find_first_of(kPathMarks) != std::string::npos) {
            return add_fault(place, card, "does not name a file as ngspice reads it");
        }
        if (place.depth == kDeepestInclude) {
            return add_fault(place, card, fmt::format("stands {} files deep", kDeepestInclude));
        }
        read_file(beside(place.path, words[1]), card == ".lib" ? lower_case(words[2]) : "",
                  place.depth + 1, !place.at_top());
    }

    void add_fault(Place& place, const std::string& card, const std::string& problem) {
        const std::size_t most = place.quoted ? kMaxFaults : 1;
        if (place.faults++ < most) {
            const std::string quote =
                place.quoted && !card.empty() ? "`" + shorten(card) + "` " : "";
            contents_.faults.push_back({place.path, place.line, quote + problem});
        }
    }

    void add_name(const std::string& name, bool function, const Place& place) {
        contents_.names.push_back({lower_case(name), function, place.path, place.line});
    }

    /// Relative to the file that includes it, or as it stands where nothing is there.
    static std::string beside(const std::string& path, const std::string& name) {
        const std::string near = resolve(folder_of(path), name);
        std::error_code ignored;
        return std::filesystem::exists(near, ignored) ? near : name;
    }

    void add_subckt(const std::vector<std::string>& words) {
        LibrarySubckt subckt{lower_case(words[1]), {}};
        for (std::size_t k = 2; k < words.size(); ++k) {
            const std::string word = lower_case(words[k]);
            if (word.find('=') != std::string::npos || word.ends_with(':')) {
                break;  // `params:`, `optional:`, or a parameter itself
            }
            subckt.ports.push_back(word);
        }
        contents_.subckts.push_back(std::move(subckt));
    }

    void add_model(const std::vector<std::string>& words) {
        std::size_t type = 2;
        if (lower_case(words[2]).starts_with("ako:") && words.size() > 3) {
            ++type;
        }
        DeviceModel model;
        model.name = lower_case(words[1]);
        model.type = lower_case(words[type]);
        for (std::size_t k = type + 1; k < words.size(); ++k) {
            const std::size_t equals = words[k].find('=');
            if (equals == std::string::npos) {
                continue;
            }
            const double value = parse_spice_number(words[k].substr(equals + 1));
            if (std::isfinite(value)) {
                model.parameters.emplace_back(lower_case(words[k].substr(0, equals)), value);
            }
        }
        contents_.models.push_back(std::move(model));
    }

    const std::vector<std::string>& leaks_;
    LibraryContents contents_;
    std::map<std::string, std::optional<Text>> texts_;
    std::set<std::tuple<std::string, std::string, bool>> seen_;
};

}  // namespace

LibraryContents scan_library(const Library& library, const std::vector<std::string>& leaks) {
    return Scanner(leaks).run(library);
}

double parse_spice_number(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, double>, 9> kSuffixes = {
        {{"meg", 1e6},
         {"t", 1e12},
         {"g", 1e9},
         {"k", 1e3},
         {"m", 1e-3},
         {"u", 1e-6},
         {"n", 1e-9},
         {"p", 1e-12},
         {"f", 1e-15}}};
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) {
        return NAN;
    }
    const std::string rest = lower_case(text.substr(static_cast<std::size_t>(end - text.data())));
    if (!std::ranges::all_of(rest, [](unsigned char c) { return std::isalpha(c) != 0; })) {
        return NAN;
    }
    for (const auto& [suffix, factor] : kSuffixes) {
        if (rest.starts_with(suffix)) {
            return value * factor;
        }
    }
    return value;  // a unit, or nothing
}

const DeviceModel* LibraryContents::find_model(std::string_view name) const {
    const auto place = std::ranges::find(models, lower_case(name), &DeviceModel::name);
    return place == models.end() ? nullptr : &*place;
}

const LibrarySubckt* LibraryContents::find_subckt(std::string_view name) const {
    const auto place = std::ranges::find(subckts, lower_case(name), &LibrarySubckt::name);
    return place == subckts.end() ? nullptr : &*place;
}

bool LibraryContents::has_section(std::string_view name) const {
    return std::ranges::find(sections, lower_case(name)) != sections.end();
}

void LibraryContents::append(const LibraryContents& other) {
    models.insert(models.end(), other.models.begin(), other.models.end());
    subckts.insert(subckts.end(), other.subckts.begin(), other.subckts.end());
    names.insert(names.end(), other.names.begin(), other.names.end());
    files.insert(files.end(), other.files.begin(), other.files.end());
    statements.insert(statements.end(), other.statements.begin(), other.statements.end());
    draws = draws || other.draws;
}

}  // namespace hopspice::spec
