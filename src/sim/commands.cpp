#include "sim/commands.h"

#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace hopspice::sim {

namespace {

/// KLU keeps the pivots of the first matrix for all later ones, and with fewer than the largest
/// entries of their columns gmin stepping fails for many crossbars (64 x 64, 128 x 128), which
/// costs ten times the iterations. Measured with ngspice 44.2 and 47.
constexpr const char* kKluOptions = ".options klu pivrel=1";

bool is_blank(const std::string& line) {
    return std::ranges::all_of(
        line, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
}

bool is_end(const std::string& line) {
    return line.size() == 4 && line[0] == '.' && std::tolower(line[1]) == 'e' &&
           std::tolower(line[2]) == 'n' && std::tolower(line[3]) == 'd';
}

bool is_name(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' ||
               c == '#' || c == '-' || c == '+';
    });
}

bool is_increasing(const std::vector<double>& pwl) {
    for (std::size_t i = 2; i < pwl.size(); i += 2) {
        if (pwl[i] <= pwl[i - 2]) {
            return false;
        }
    }
    return true;
}

/// What is wrong with a source, or nothing.
std::string source_problem(const wave::SourceWave& source) {
    if (!is_name(source.name)) {
        return "is not the name of a source";
    }
    if (source.pwl.size() < 2 || source.pwl.size() % 2 != 0) {
        return "needs pairs of time and value";
    }
    if (!std::ranges::all_of(source.pwl, [](double x) { return std::isfinite(x); })) {
        return "has a value that is not finite";
    }
    if (source.pwl[0] < 0 || !is_increasing(source.pwl)) {
        return "has times that do not increase from 0";
    }
    return {};
}

/// What is wrong with an element's value, or nothing.
std::string value_problem(const ElementValue& item) {
    if (!is_name(item.element)) {
        return "is not the name of an element";
    }
    if (!item.parameter.empty() && !is_name(item.parameter)) {
        return "has a parameter without a name";
    }
    return std::isfinite(item.value) ? "" : "has a value that is not finite";
}

std::string format_alter(const wave::SourceWave& source) {
    std::string command = fmt::format("alter @{}[pwl] = [", source.name);
    for (const double x : source.pwl) {
        command += fmt::format(" {}", x);
    }
    return command + " ]";
}

}  // namespace

EndMeasurement end_measurement(const Setup& setup) {
    return setup.live ? EndMeasurement{"max hs_end", "0"}
                      : EndMeasurement{"find hs_end at=0", "vector(2)"};
}

std::vector<std::string> format_deck(const Setup& setup, const std::string& id,
                                     const Remedy& remedy) {
    std::vector<std::string> deck = remedy.shortcut ? setup.shortcut->deck : setup.deck;
    if (deck.empty()) {
        deck.emplace_back();
    }
    deck.front() += " " + id;
    while (deck.size() > 1 && is_blank(deck.back())) {
        deck.pop_back();
    }
    const auto insert = [&deck](const std::string& line) {
        deck.insert(is_end(deck.back()) ? deck.end() - 1 : deck.end(), line);
    };
    insert(fmt::format(".meas tran hs_ended {}", end_measurement(setup).function));
    if (!setup.options.empty()) {
        insert(setup.options);
    }
    if (remedy.klu) {
        insert(kKluOptions);
    }
    if (!remedy.options.empty()) {
        insert(fmt::format(".options {}", remedy.options));
    }
    return deck;
}

std::vector<std::string> format_save(const std::vector<std::string>& saved) {
    std::vector<std::string> commands;
    for (const std::string& name : saved) {
        if (commands.empty() || commands.back().size() + 1 + name.size() > kCommandBytes) {
            commands.emplace_back("save");
        }
        commands.back() += " " + name;
    }
    return commands;
}

Result<std::vector<std::string>> format_values(const ElementValues& values) {
    std::vector<std::string> commands;
    commands.reserve(values.size());
    for (const ElementValue& item : values) {
        const std::string problem = value_problem(item);
        if (!problem.empty()) {
            return fail(Rule::JobInvalid, {}, fmt::format("element {} {}", item.element, problem));
        }
        const char* gap = item.parameter.empty() ? "" : " ";
        commands.push_back(
            fmt::format("alter {}{}{} = {}", item.element, gap, item.parameter, item.value));
    }
    return commands;
}

Result<std::vector<std::string>> format_job(const Job& job, const Remedy& remedy) {
    if (!std::isfinite(job.stop_time_s) || job.stop_time_s <= 0 || !std::isfinite(job.max_step_s) ||
        job.max_step_s <= 0) {
        return fail(Rule::JobInvalid, {},
                    fmt::format("stop time {} s and largest step {} s must be positive",
                                job.stop_time_s, job.max_step_s));
    }
    std::vector<std::string> commands;
    for (const wave::SourceWave& source : job.sources) {
        const std::string problem = source_problem(source);
        if (!problem.empty()) {
            return fail(Rule::JobInvalid, {}, fmt::format("source {} {}", source.name, problem));
        }
        commands.push_back(format_alter(source));
        if (commands.back().size() > kCommandBytes) {
            return fail(Rule::JobInvalid, {},
                        fmt::format("source {} has {} points, its command is {} bytes long, the "
                                    "simulator takes {}",
                                    source.name, source.pwl.size() / 2, commands.back().size(),
                                    kCommandBytes));
        }
    }
    const double step = std::min(remedy.step_factor * job.max_step_s, job.stop_time_s);
    commands.push_back(fmt::format("tran {} {} 0 {}", step, job.stop_time_s, step));
    return commands;
}

}  // namespace hopspice::sim
