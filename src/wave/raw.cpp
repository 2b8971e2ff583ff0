// The raw file of ngspice and of Xyce: plots, each a text header, then all points as doubles
// (binary) or as text (ascii).

#include "support/rules.h"
#include "wave/files.h"
#include "wave/import.h"
#include "wave/raw_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstring>
#include <optional>
#include <vector>

namespace hopspice::wave {

namespace {

static_assert(std::endian::native == std::endian::little, "raw files are little-endian");

constexpr const char* kRawFormat = "raw file of ngspice or Xyce";

std::string_view signal_type(const std::string& name) {
    return name.starts_with("i(") ? "current" : "voltage";
}

void append_double(std::string& bytes, double value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes the points of a plot; the reason where they end early.
std::string read_points(Cursor& cursor, const RawHeader& header, Waveform& waveform) {
    std::vector<double> row(header.variables);
    const std::size_t row_bytes = row.size() * sizeof(double);
    std::string problem =
        check_length(header, cursor.rest(), header.binary ? row_bytes : row.size());
    for (std::size_t point = 0; point < header.points && problem.empty(); ++point) {
        if (header.binary) {
            std::memcpy(row.data(), cursor.rest().data(), row_bytes);
            cursor.skip(row_bytes);
        } else if (!read_text_point(cursor, row)) {
            problem = fmt::format("it ends before its {} points", header.points);
        }
        waveform.time_s.push_back(row.front());
        waveform.samples.insert(waveform.samples.end(), row.begin() + 1, row.end());
    }
    return problem;
}

/// Goes on to the plot after this one, of which nothing is needed.
void skip_points(Cursor& cursor, const RawHeader& header) {
    const std::size_t numbers = header.has_flag("complex") ? 2 : 1;
    const std::size_t limit = cursor.rest().size();
    if (header.binary) {
        const std::size_t row = header.variables * numbers * sizeof(double);
        cursor.skip(row == 0 || header.points > limit / row ? limit : header.points * row);
        return;
    }
    const std::size_t words = header.variables + 1;  // `re,im` is one word
    for (std::size_t word = 0; word / words < header.points && !cursor.at_end(); ++word) {
        cursor.take_word();
    }
}

bool is_transient(const RawHeader& header) {
    return header.plot.find("transient") != std::string::npos;
}

}  // namespace

std::string format_raw(const Waveform& waveform, const std::string& title) {
    std::string line = title;
    std::ranges::replace_if(
        line, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    std::string bytes = fmt::format(
        "Title: {}\nPlotname: Transient Analysis\nFlags: real\nNo. Variables: {}\n"
        "No. Points: {}\nVariables:\n\t0\ttime\ttime\n",
        line, waveform.names.size() + 1, waveform.points());
    for (std::size_t i = 0; i < waveform.names.size(); ++i) {
        const std::string& name = waveform.names[i];
        bytes += fmt::format("\t{}\t{}\t{}\n", i + 1, name, signal_type(name));
    }
    bytes += "Binary:\n";
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        append_double(bytes, waveform.time_s[point]);
        for (const double value : waveform.row(point)) {
            append_double(bytes, value);
        }
    }
    return bytes;
}

Result<Imported> read_spice_raw(const Source& source) {
    Cursor cursor(source.bytes);
    std::optional<Imported> found;
    std::string other;  // what there is instead of a transient
    while (!trim(cursor.rest()).empty()) {
        RawHeader header;
        std::string problem = read_raw_header(cursor, header);
        if (problem.empty() && (header.has_flag("complex") || !is_transient(header))) {
            other = header.has_flag("complex") ? header.plot + " (complex)" : header.plot;
            skip_points(cursor, header);
            continue;
        }
        if (problem.empty() && (found || header.plot.starts_with("step analysis"))) {
            return fail(Rule::WavesSeveralRuns, {source.name, ""});
        }
        problem = problem.empty() ? check_raw_header(header) : problem;
        found = Imported{{}, kRawFormat, header.command};
        if (problem.empty()) {
            found->waveform.names.assign(header.names.begin() + 1, header.names.end());
            problem = read_points(cursor, header, found->waveform);
        }
        if (!problem.empty()) {
            return fail(Rule::WavesInvalid, {source.name, ""}, kRawFormat, problem);
        }
    }
    if (!found) {
        return fail(Rule::WavesNoTransient, {source.name, ""}, other);
    }
    return *std::move(found);
}

}  // namespace hopspice::wave
