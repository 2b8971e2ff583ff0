// The raw file of ngspice: a text header, then all points as doubles (binary) or as text (ascii).

#include "wave/files.h"

#include "support/files.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace hopspice::wave {

namespace {

static_assert(std::endian::native == std::endian::little, "raw files are little-endian");

std::string to_lower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view signal_type(const std::string& name) {
    return name.starts_with("i(") ? "current" : "voltage";
}

void append_double(std::string& bytes, double value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes the text apart from the front.
class Cursor {
public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    std::string_view take_line() {
        const auto end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }
    std::string_view take_word() {
        const auto start = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
        rest_.remove_prefix(start);
        const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r\n"));
        rest_.remove_prefix(word.size());
        return word;
    }

private:
    std::string_view rest_;
};

template <typename Number>
bool parse(std::string_view text, Number& number) {
    text = trim(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

struct Header {
    std::string flags;
    std::size_t variables = 0;
    std::size_t points = 0;
    std::vector<std::string> names;
    bool binary = false;
};

/// One line per variable: index, name, type.
bool read_names(Cursor& cursor, Header& header) {
    if (header.variables > cursor.rest().size()) {
        return false;
    }
    for (std::size_t i = 0; i < header.variables; ++i) {
        Cursor line(cursor.take_line());
        line.take_word();
        header.names.push_back(to_lower(line.take_word()));
        if (header.names.back().empty()) {
            return false;
        }
    }
    return true;
}

/// Reads up to the line before the numbers; the reason where that fails, else empty.
std::string read_header(Cursor& cursor, Header& header) {
    while (!cursor.at_end()) {
        const std::string_view line = cursor.take_line();
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return "a header line has no colon";
        }
        const std::string key = to_lower(trim(line.substr(0, colon)));
        const std::string_view value = trim(line.substr(colon + 1));
        if (key == "flags") {
            header.flags = to_lower(value);
        } else if (key == "no. variables" && !parse(value, header.variables)) {
            return fmt::format("number of variables is {}", value);
        } else if (key == "no. points" && !parse(value, header.points)) {
            return fmt::format("number of points is {}", value);
        } else if (key == "variables" && !read_names(cursor, header)) {
            return "the list of variables ends early";
        } else if (key == "binary" || key == "values") {
            header.binary = key == "binary";
            return {};
        }
    }
    return "it has no values";
}

std::string check_header(const Header& header) {
    if (header.flags.find("real") == std::string::npos) {
        return fmt::format("its flags are {}", header.flags);
    }
    if (header.names.size() != header.variables) {
        return "its list of variables does not have the announced length";
    }
    if (header.names.empty() || header.names.front() != "time") {
        return "its first variable is not time";
    }
    return {};
}

/// The next point of an ascii file: its index, then one number per variable.
bool read_point(Cursor& cursor, std::vector<double>& row) {
    std::size_t index = 0;
    if (!parse(cursor.take_word(), index)) {
        return false;
    }
    return std::ranges::all_of(row, [&](double& x) { return parse(cursor.take_word(), x); });
}

void append_point(Waveform& waveform, std::span<const double> row) {
    // ngspice may repeat a time where a run was interrupted; our time increases strictly.
    if (waveform.time_s.empty() || row.front() > waveform.time_s.back()) {
        waveform.time_s.push_back(row.front());
        waveform.samples.insert(waveform.samples.end(), row.begin() + 1, row.end());
    }
}

bool read_values(Cursor& cursor, const Header& header, Waveform& waveform) {
    std::vector<double> row(header.variables);
    const std::string_view bytes = cursor.rest();
    const std::size_t row_bytes = row.size() * sizeof(double);
    if (header.points > bytes.size() / (header.binary ? row_bytes : row.size())) {
        return false;
    }
    for (std::size_t point = 0; point < header.points; ++point) {
        if (header.binary) {
            std::memcpy(row.data(), bytes.data() + point * row_bytes, row_bytes);
        } else if (!read_point(cursor, row)) {
            return false;
        }
        append_point(waveform, row);
    }
    return true;
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

Result<Waveform> read_raw(const std::string& path) {
    const Result<std::string> bytes = read_file(path);
    if (!bytes) {
        return Unexpected{bytes.error()};
    }
    Cursor cursor(*bytes);
    Header header;
    std::string problem = read_header(cursor, header);
    if (problem.empty()) {
        problem = check_header(header);
    }
    Waveform waveform;
    if (problem.empty()) {
        waveform.names.assign(header.names.begin() + 1, header.names.end());
        if (!read_values(cursor, header, waveform)) {
            problem = fmt::format("it ends before its {} points", header.points);
        }
    }
    if (!problem.empty()) {
        return fail(Rule::RawInvalid, {path, ""}, problem);
    }
    return waveform;
}

}  // namespace hopspice::wave
