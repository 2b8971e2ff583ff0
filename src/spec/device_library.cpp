#include "spec/device_library.h"

#include "spec/input_file.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

namespace hopspice::spec {

namespace {

constexpr std::size_t kDeepestInclude = 16;

/// A line without its comment.
std::string_view without_comment(std::string_view line) {
    if (line.starts_with('*')) {
        return {};
    }
    for (std::size_t k = 0; k < line.size(); ++k) {
        const bool after_blank = k == 0 || line[k - 1] == ' ' || line[k - 1] == '\t';
        if (line[k] == ';' || (line[k] == '$' && after_blank) ||
            (line.substr(k, 2) == "//" && after_blank)) {
            return line.substr(0, k);
        }
    }
    return line;
}

/// Continuations joined, comments gone.
std::vector<std::string> logical_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = without_comment(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos) {
            continue;
        }
        line.remove_prefix(begin);
        if (line.front() == '+' && !lines.empty()) {
            lines.back() += ' ';
            lines.back() += line.substr(1);
        } else {
            lines.emplace_back(line);
        }
    }
    return lines;
}

/// Words of a line; quotes hold a word with blanks together, `a = b` becomes `a=b`.
std::vector<std::string> words_of(std::string_view line, std::string_view separators) {
    std::vector<std::string> words;
    bool joins = false;
    for (std::size_t k = 0; k < line.size();) {
        if (separators.find(line[k]) != std::string_view::npos) {
            ++k;
            continue;
        }
        std::string word;
        if (line[k] == '"' || line[k] == '\'') {
            const std::size_t end = std::min(line.find(line[k], k + 1), line.size());
            word = line.substr(k + 1, end - k - 1);
            k = end + 1;
        } else if (line[k] == '=') {
            word = "=";
            ++k;
        } else {
            const std::size_t end =
                std::min(line.find_first_of(std::string(separators) + "=", k), line.size());
            word = line.substr(k, end - k);
            k = end;
        }
        if (!words.empty() && (word == "=" || joins)) {
            words.back() += word;
        } else {
            words.push_back(word);
        }
        joins = word == "=";
    }
    return words;
}

class Scanner {
public:
    LibraryContents run(const Library& library) {
        read_file(library.file, lower_case(library.section), 0);
        return std::move(contents_);
    }

private:
    void read_file(const std::string& path, const std::string& section, std::size_t depth) {
        if (depth > kDeepestInclude || !seen_.emplace(path, section).second) {
            return;
        }
        const FileBytes file = read_limited(path, kMaxTextBytes);
        if (!file.problem.empty()) {
            contents_.missing.push_back(path);
            return;
        }
        std::string current;     // section
        std::size_t inside = 0;  // subcircuits
        for (const std::string& line : logical_lines(file.bytes)) {
            const std::vector<std::string> words = words_of(line, " \t\r,()");
            const std::string card = lower_case(words.empty() ? "" : words[0]);
            if (card == ".lib" && words.size() == 2) {
                current = lower_case(words[1]);
                if (depth == 0) {
                    contents_.sections.push_back(current);
                }
            } else if (card == ".endl") {
                current.clear();
            } else if (current == section) {
                read_card(card, words, {path, depth, inside});
            }
        }
    }

    struct Place {
        const std::string& path;
        std::size_t depth;
        std::size_t& inside;
    };

    void read_card(const std::string& card, const std::vector<std::string>& words, Place place) {
        if (card == ".subckt" || card == ".macro") {
            if (place.inside++ == 0 && words.size() > 1) {
                add_subckt(words);
            }
        } else if (card == ".ends" || card == ".eom") {
            place.inside -= std::min<std::size_t>(place.inside, 1);
        } else if (card == ".model" && place.inside == 0 && words.size() > 2) {
            add_model(words);
        } else if ((card == ".include" || card == ".inc") && words.size() > 1) {
            read_file(beside(place.path, words[1]), "", place.depth + 1);
        } else if (card == ".lib" && words.size() > 2) {
            read_file(beside(place.path, words[1]), lower_case(words[2]), place.depth + 1);
        }
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
        DeviceModel model{lower_case(words[1]), lower_case(words[type]), {}};
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

    LibraryContents contents_;
    std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

LibraryContents scan_library(const Library& library) { return Scanner().run(library); }

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
}

}  // namespace hopspice::spec
