// The raw file of LTspice: a header in UTF-16 (8 bits in versions before XVII), then points whose
// time is a double and whose signals are floats, or doubles where a flag says so. A time whose sign
// is negative marks a point that compression left out neighbours of. With the flag `fastaccess` all
// values of a variable stand together.
// Source: description of the format in the documentation of spicelib (raw_read).

#include "support/rules.h"
#include "wave/import.h"
#include "wave/raw_header.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace hopspice::wave {

namespace {

constexpr const char* kLtspiceFormat = "raw file of LTspice";

bool is_wide(std::string_view bytes) { return bytes.size() > 1 && bytes[1] == '\0'; }

/// UTF-16LE as ASCII, what is not ASCII as `?`.
std::string narrow(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        text += bytes[i + 1] == '\0' && bytes[i] >= 0 ? bytes[i] : '?';
    }
    return text;
}

std::string widen(std::string_view text) {
    std::string bytes;
    for (const char c : text) {
        bytes += c;
        bytes += '\0';
    }
    return bytes;
}

/// The header in 8 bits, and what follows it.
struct Parts {
    std::string header;
    std::string_view body;
};

Parts split(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe")) {
        bytes.remove_prefix(2);
    }
    if (!is_wide(bytes)) {
        return {std::string(bytes), {}};
    }
    const std::string mark = widen("\nBinary:\n");
    const auto place = bytes.find(mark);
    if (place == std::string_view::npos) {
        return {narrow(bytes), {}};
    }
    return {narrow(bytes.substr(0, place + mark.size())), bytes.substr(place + mark.size())};
}

/// The values of a binary body: variable `column` at point `row`.
class Body {
public:
    Body(std::string_view bytes, const RawHeader& header)
        : bytes_(bytes),
          points_(header.points),
          width_(header.has_flag("double") ? sizeof(double) : sizeof(float)),
          row_bytes_(sizeof(double) + (header.variables - 1) * width_),
          by_variable_(header.has_flag("fastaccess")) {}

    [[nodiscard]] std::size_t row_bytes() const { return row_bytes_; }
    [[nodiscard]] double time(std::size_t row) const {
        return value<double>(row * (by_variable_ ? sizeof(double) : row_bytes_));
    }
    [[nodiscard]] double signal(std::size_t row, std::size_t column) const {
        const std::size_t at =
            by_variable_ ? points_ * (sizeof(double) + (column - 1) * width_) + row * width_
                         : row * row_bytes_ + sizeof(double) + (column - 1) * width_;
        return width_ == sizeof(double) ? value<double>(at) : static_cast<double>(value<float>(at));
    }

private:
    template <typename Number>
    [[nodiscard]] Number value(std::size_t at) const {
        Number number{};
        std::memcpy(&number, bytes_.data() + at, sizeof number);
        return number;
    }

    std::string_view bytes_;
    std::size_t points_;
    std::size_t width_;
    std::size_t row_bytes_;
    bool by_variable_;
};

std::string read_binary(std::string_view bytes, const RawHeader& header, Waveform& waveform) {
    const Body body(bytes, header);
    std::string problem = check_length(header, bytes, body.row_bytes());
    if (problem.empty() && bytes.size() != header.points * body.row_bytes()) {
        problem = fmt::format("{} bytes follow its {} points",
                              bytes.size() - header.points * body.row_bytes(), header.points);
    }
    for (std::size_t row = 0; row < header.points && problem.empty(); ++row) {
        waveform.time_s.push_back(header.offset_s + std::abs(body.time(row)));
        for (std::size_t column = 1; column < header.variables; ++column) {
            waveform.samples.push_back(body.signal(row, column));
        }
    }
    return problem;
}

std::string read_text(Cursor cursor, const RawHeader& header, Waveform& waveform) {
    std::string problem = check_length(header, cursor.rest(), header.variables);
    std::vector<double> row(header.variables);
    for (std::size_t point = 0; point < header.points && problem.empty(); ++point) {
        if (!read_text_point(cursor, row)) {
            problem = fmt::format("it ends before its {} points", header.points);
        }
        waveform.time_s.push_back(header.offset_s + std::abs(row.front()));
        waveform.samples.insert(waveform.samples.end(), row.begin() + 1, row.end());
    }
    return problem;
}

}  // namespace

Result<Imported> read_ltspice_raw(const Source& source) {
    const Parts parts = split(source.bytes);
    Cursor cursor(parts.header);
    RawHeader header;
    std::string problem = read_raw_header(cursor, header);
    if (problem.empty() && (header.has_flag("complex") || header.plot != "transient analysis")) {
        const char* complex = header.has_flag("complex") ? " (complex)" : "";
        return fail(Rule::WavesNoTransient, {source.name, ""}, header.plot + complex);
    }
    if (problem.empty() && header.has_flag("stepped")) {
        return fail(Rule::WavesSeveralRuns, {source.name, ""});
    }
    problem = problem.empty() ? check_raw_header(header) : problem;
    Imported imported{{}, kLtspiceFormat, header.command};
    if (problem.empty()) {
        imported.waveform.names.assign(header.names.begin() + 1, header.names.end());
        const std::string_view body = is_wide(source.bytes) || source.bytes.starts_with("\xff\xfe")
                                          ? parts.body
                                          : cursor.rest();
        problem = header.binary ? read_binary(body, header, imported.waveform)
                                : read_text(cursor, header, imported.waveform);
    }
    if (!problem.empty()) {
        return fail(Rule::WavesInvalid, {source.name, ""}, kLtspiceFormat, problem);
    }
    return imported;
}

}  // namespace hopspice::wave
