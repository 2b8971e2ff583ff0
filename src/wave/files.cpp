#include "wave/files.h"

#include "support/files.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <iterator>

namespace hopspice::wave {

namespace {

/// RFC 4180: a name such as `v(a,b)` stands in quotes.
std::string quote_cell(const std::string& name) {
    if (name.find_first_of(",\"\n") == std::string::npos) {
        return name;
    }
    std::string quoted = "\"";
    for (const char c : name) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + '"';
}

}  // namespace

std::string format_csv(const Waveform& waveform) {
    std::string text = "time";
    for (const std::string& name : waveform.names) {
        text += "," + quote_cell(name);
    }
    text += "\n";
    auto out = std::back_inserter(text);
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        fmt::format_to(out, "{}", waveform.time_s[point]);
        for (const double value : waveform.row(point)) {
            fmt::format_to(out, ",{}", value);
        }
        text += "\n";
    }
    return text;
}

bool is_waveform_path(const std::string& path) {
    return path.ends_with(".csv") || path.ends_with(".raw");
}

Diagnostics write_waveform(const std::string& path, const Waveform& waveform,
                           const std::string& title) {
    if (path.ends_with(".csv")) {
        return write_file(path, format_csv(waveform));
    }
    if (path.ends_with(".raw")) {
        return write_file(path, format_raw(waveform, title));
    }
    Diagnostics diagnostics;
    report(diagnostics, Rule::WaveExtension, {path, ""}, path);
    return diagnostics;
}

}  // namespace hopspice::wave
