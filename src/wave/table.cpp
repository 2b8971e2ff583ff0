// Waveforms as a table: a line of names, one of which is `time`, then a line of numbers per point.
// Cells are separated by commas (ours, Xyce with FORMAT=CSV) or by blanks (gnucap, Xyce, what
// LTspice exports).

#include "support/lower_case.h"
#include "support/rules.h"
#include "wave/cursor.h"
#include "wave/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace hopspice::wave {

namespace {

using Cells = std::vector<std::string>;

constexpr const char* kCommas = "table with commas";
constexpr const char* kBlanks = "table with blanks";

/// How far from the top the names are looked for: simulators print a few lines first.
constexpr std::size_t kPreambleLines = 100;

/// RFC 4180: a cell in quotes may hold commas, a quote in it is doubled.
Cells split_commas(std::string_view line) {
    Cells cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    for (std::string& cell : cells) {
        cell = std::string(trim(cell));
    }
    return cells;
}

Cells split_blanks(std::string_view line) {
    Cells cells;
    Cursor cursor(line);
    for (auto word = cursor.take_word(); !word.empty(); word = cursor.take_word()) {
        cells.emplace_back(word);
    }
    return cells;
}

bool is_time(std::string name) {
    if (name.starts_with('#')) {
        name.erase(0, 1);  // gnucap
    }
    return lower_case(name) == "time";
}

struct Names {
    std::string_view rest;  ///< after their line
    std::size_t line = 0;   ///< theirs, from 1
    bool commas = false;
    Cells cells;
    std::size_t time = 0;  ///< its column; those before it are left out
};

std::optional<Names> find_names(std::string_view bytes) {
    Cursor cursor(bytes);
    for (std::size_t line = 1; line <= kPreambleLines && !cursor.at_end(); ++line) {
        const std::string_view text = cursor.take_line();
        const bool commas =
            text.find(',') != std::string_view::npos && is_time(split_commas(text).front());
        Names names{cursor.rest(), line, commas, commas ? split_commas(text) : split_blanks(text)};
        for (; names.time < std::min<std::size_t>(2, names.cells.size()); ++names.time) {
            if (is_time(names.cells[names.time])) {
                return names;
            }
        }
    }
    return std::nullopt;
}

/// What gnucap prints in the column of a signal that it does not know.
constexpr std::string_view kUnknown = "??";

/// A number, with gnucap's prefixes where they are: `666.6u`, `1.2Meg`.
bool parse_cell(const std::string& text, double& number) {
    static constexpr std::array kPrefixes = {
        std::pair{"f", 1e-15}, std::pair{"p", 1e-12}, std::pair{"n", 1e-9},
        std::pair{"u", 1e-6},  std::pair{"m", 1e-3},  std::pair{"k", 1e3},
        std::pair{"meg", 1e6}, std::pair{"g", 1e9},   std::pair{"t", 1e12},
    };
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string suffix = lower_case({end, text.data() + text.size()});
    if (error != std::errc{} || suffix.empty()) {
        return error == std::errc{};
    }
    const auto* const prefix = std::ranges::find(
        kPrefixes, suffix, [](const auto& item) { return std::string_view(item.first); });
    if (prefix == kPrefixes.end()) {
        return false;
    }
    number *= prefix->second;
    return true;
}

/// Takes one line of numbers; the reason where it is none.
std::string read_row(const Cells& cells, const Names& names, Waveform& waveform) {
    if (cells.size() != names.cells.size()) {
        return fmt::format("has {} cells, the line of names {}", cells.size(), names.cells.size());
    }
    for (std::size_t i = names.time; i < cells.size(); ++i) {
        double number = cells[i] == kUnknown ? std::numeric_limits<double>::quiet_NaN() : 0;
        if (cells[i] != kUnknown && !parse_cell(cells[i], number)) {
            return fmt::format("has `{}` for a number", cells[i]);
        }
        (i == names.time ? waveform.time_s : waveform.samples).push_back(number);
    }
    return {};
}

/// Leaves out the signals that the simulator did not know.
void drop_unknown(Waveform& waveform) {
    const std::size_t width = waveform.names.size();
    std::vector<bool> unknown(width, waveform.points() > 0);
    for (std::size_t k = 0; k < waveform.samples.size(); ++k) {
        unknown[k % width] = unknown[k % width] && std::isnan(waveform.samples[k]);
    }
    Waveform known{std::move(waveform.time_s), {}, {}};
    for (std::size_t column = 0; column < width; ++column) {
        if (!unknown[column]) {
            known.names.push_back(waveform.names[column]);
        }
    }
    for (std::size_t k = 0; k < waveform.samples.size(); ++k) {
        if (!unknown[k % width]) {
            known.samples.push_back(waveform.samples[k]);
        }
    }
    waveform = std::move(known);
}

bool repeats_names(const Cells& cells, const Names& names) {
    return cells.size() > names.time && is_time(cells[names.time]);
}

}  // namespace

Result<Imported> read_table(const Source& source) {
    const auto names = find_names(source.bytes);
    if (!names) {
        return fail(Rule::WavesUnknown, {source.name, ""});
    }
    Imported imported{{}, names->commas ? kCommas : kBlanks, ""};
    for (std::size_t i = names->time + 1; i < names->cells.size(); ++i) {
        imported.waveform.names.push_back(signal_name(names->cells[i], ""));
    }
    Cursor cursor(names->rest);
    for (std::size_t line = names->line + 1; !cursor.at_end(); ++line) {
        const bool complete = cursor.rest().find('\n') != std::string_view::npos;
        const std::string_view text = trim(cursor.take_line());
        const Cells cells = names->commas ? split_commas(text) : split_blanks(text);
        if (text.empty() || text.starts_with("End of Xyce")) {
            continue;
        }
        if (repeats_names(cells, *names)) {
            return fail(Rule::WavesSeveralRuns, {source.name, ""});
        }
        const std::string problem =
            complete ? read_row(cells, *names, imported.waveform) : "is cut off";
        if (!problem.empty()) {
            return fail(Rule::WavesInvalid, {source.name, ""}, imported.format,
                        fmt::format("line {} {}", line, problem));
        }
    }
    drop_unknown(imported.waveform);
    return imported;
}

}  // namespace hopspice::wave
