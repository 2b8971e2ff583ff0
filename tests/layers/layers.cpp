#include "layers.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>

namespace layers {

namespace {

/// Third-party libraries by the folder, or the file, their headers are included from.
const std::map<std::string, std::string>& libraries() {
    static const std::map<std::string, std::string> kLibraries = {
        {"fmt", "fmt"},
        {"nlohmann", "nlohmann"},
        {"zip.h", "zip"},
        {"sqlite3.h", "sqlite"},
        {"klu.h", "klu"},
        {"Eigen", "Eigen"},
        {"CLI", "CLI"},
        {"ngspice", "ngspice"},
        {"cvode", "sundials"},
        {"nvector", "sundials"},
        {"sundials", "sundials"},
        {"sunmatrix", "sundials"},
        {"sunlinsol", "sundials"},
        {"sunnonlinsol", "sundials"},
    };
    return kLibraries;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(trimmed(text.substr(start, end - start)));
        start = end + 1;
    }
    return parts;
}

/// The cells of a table row; empty for a line that is none.
std::vector<std::string> cells(std::string_view line) {
    const std::string row = trimmed(line);
    if (row.size() < 2 || row.front() != '|' || row.back() != '|') {
        return {};
    }
    return split(std::string_view(row).substr(1, row.size() - 2), '|');
}

std::set<std::string> names(const std::string& cell) {
    std::set<std::string> result;
    for (const std::string& name : split(cell, ',')) {
        if (!name.empty()) {
            result.insert(name);
        }
    }
    return result;
}

std::string first_folder(const std::string& path) { return path.substr(0, path.find('/')); }

/// The library a header belongs to; nothing for the standard library and the operating system.
std::optional<std::string> library_of(const std::string& header) {
    const auto place = libraries().find(first_folder(header));
    return place == libraries().end() ? std::nullopt : std::optional(place->second);
}

bool is_public(const std::string& header) { return first_folder(header) == "hopspice"; }

std::string violation(const Source& source, const Include& include, const std::string& why) {
    std::ostringstream line;
    line << source.path << " includes " << (include.quoted ? '"' : '<') << include.name
         << (include.quoted ? '"' : '>') << ": " << why;
    return line.str();
}

/// Headers of the standard library have neither a folder nor an extension.
bool is_standard(const std::string& header) {
    return header.find_first_of("/.") == std::string::npos;
}

}  // namespace

Table read_table(std::string_view markdown) {
    Table table;
    bool inside = false;
    std::string stage;
    for (const std::string& line : split(markdown, '\n')) {
        const std::vector<std::string> row = cells(line);
        if (!inside) {
            inside = row == std::vector<std::string>{"stage", "may include", "libraries"};
        } else if (row.size() != 3) {
            break;
        } else if (!row.front().starts_with("---")) {
            stage = row[0].empty() ? stage : row[0];
            table[stage].stages.merge(names(row[1]));
            table[stage].libraries.merge(names(row[2]));
        }
    }
    return table;
}

std::vector<std::string> find_cycle(const Table& table) {
    std::set<std::string> finished;
    std::vector<std::string> path;
    const std::function<bool(const std::string&)> visit = [&](const std::string& stage) {
        const auto again = std::ranges::find(path, stage);
        if (again != path.end()) {
            path.erase(path.begin(), again);
            path.push_back(stage);
            return true;
        }
        const auto row = table.find(stage);
        if (finished.contains(stage) || row == table.end()) {
            return false;
        }
        path.push_back(stage);
        for (const std::string& next : row->second.stages) {
            if (visit(next)) {
                return true;
            }
        }
        path.pop_back();
        finished.insert(stage);
        return false;
    };
    for (const auto& [stage, rights] : table) {
        if (visit(stage)) {
            return path;
        }
    }
    return {};
}

std::vector<Include> read_includes(std::string_view text) {
    std::vector<Include> includes;
    for (const std::string& line : split(text, '\n')) {
        if (!line.starts_with('#')) {
            continue;
        }
        const std::string directive = trimmed(std::string_view(line).substr(1));
        if (!directive.starts_with("include")) {
            continue;
        }
        const std::size_t open = directive.find_first_of("\"<");
        const std::size_t close = directive.find_last_of("\">");
        if (open != std::string::npos && close > open) {
            includes.push_back(
                {directive.substr(open + 1, close - open - 1), directive[open] == '"'});
        }
    }
    return includes;
}

std::vector<std::string> find_stage_violations(const Source& source, const Table& table) {
    const std::string stage = first_folder(source.path);
    const auto row = table.find(stage);
    if (row == table.end()) {
        return {source.path + ": stage " + stage + " is not in the table"};
    }
    std::vector<std::string> violations;
    for (const Include& include : read_includes(source.text)) {
        const std::string from = first_folder(include.name);
        const auto library = library_of(include.name);
        if (include.quoted && !table.contains(from)) {
            violations.push_back(violation(source, include, "not of the form \"stage/file\""));
        } else if (include.quoted && from != stage && !row->second.stages.contains(from)) {
            violations.push_back(violation(source, include, stage + " may not include " + from));
        } else if (!include.quoted && table.contains(from) && !library) {
            violations.push_back(violation(source, include, "a stage's header goes in quotes"));
        } else if (!include.quoted && library && !row->second.libraries.contains(*library)) {
            violations.push_back(violation(source, include, stage + " may not use " + *library));
        }
    }
    return violations;
}

std::vector<std::string> find_public_violations(const Source& source) {
    std::vector<std::string> violations;
    for (const Include& include : read_includes(source.text)) {
        if (include.quoted || !(is_public(include.name) || is_standard(include.name))) {
            violations.push_back(
                violation(source, include, "neither the standard library nor <hopspice/...>"));
        }
    }
    return violations;
}

std::vector<std::string> find_tool_violations(const Source& source) {
    std::vector<std::string> violations;
    for (const Include& include : read_includes(source.text)) {
        const auto library = library_of(include.name);
        const bool allowed = include.quoted ? include.name.find('/') == std::string::npos
                                            : !library || *library == "CLI" || *library == "fmt";
        if (!allowed) {
            violations.push_back(violation(source, include, "not the public API"));
        }
    }
    return violations;
}

std::vector<std::string> find_named_kinds(const Source& source) {
    std::vector<std::string> violations;
    if (source.path.starts_with("kinds/") || source.path.starts_with("cells/")) {
        return violations;
    }
    std::istringstream lines(source.text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        for (const std::string name : {"FunctionType", "CellType"}) {
            const bool all = line.find("using enum") != std::string::npos;
            if (line.find(name + (all ? "" : "::")) != std::string::npos) {
                violations.push_back(source.path + ":" + std::to_string(number) + ": names a " +
                                     name);
            }
        }
    }
    return violations;
}

}  // namespace layers
