// Tells the format of a waveform from its content, and checks what holds for all of them.

#include "wave/import.h"

#include "support/files.h"
#include "support/limits.h"
#include "support/lower_case.h"
#include "support/rules.h"
#include "wave/raw_header.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace hopspice::wave {

namespace {

/// A header in 16 bits, a flag that nobody else writes, or its name.
bool is_ltspice(std::string_view bytes) {
    if (bytes.starts_with("\xff\xfe") || (bytes.size() > 1 && bytes[1] == '\0')) {
        return true;
    }
    Cursor cursor(bytes);
    RawHeader header;
    static_cast<void>(read_raw_header(cursor, header));
    const std::string command = lower_case(header.command);
    return header.has_flag("forward") || command.find("ltspice") != std::string::npos;
}

Result<Imported> read_any(const Source& source) {
    if (source.bytes.starts_with("Title:") || source.bytes.starts_with("Plotname:") ||
        source.bytes.starts_with(std::string_view("T\0i", 3)) ||
        source.bytes.starts_with("\xff\xfe")) {
        return is_ltspice(source.bytes) ? read_ltspice_raw(source) : read_spice_raw(source);
    }
    return read_table(source);
}

/// The reason why this is no waveform; drops points that repeat a time.
Result<Waveform> checked(const Waveform& waveform, const std::string& path) {
    if (waveform.points() == 0 || waveform.names.empty()) {
        return fail(Rule::WavesEmpty, {path, ""});
    }
    Waveform kept;
    kept.names = waveform.names;
    kept.samples.reserve(waveform.samples.size());
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        const double now_s = waveform.time_s[point];
        const auto row = waveform.row(point);
        if (!std::isfinite(now_s) ||
            !std::ranges::all_of(row, [](double x) { return std::isfinite(x); })) {
            return fail(Rule::WavesNotFinite, {path, ""}, point);
        }
        if (point > 0 && now_s < kept.time_s.back()) {
            return fail(Rule::WavesOrder, {path, ""}, point, kept.time_s.back(), now_s);
        }
        if (point == 0 || now_s > kept.time_s.back()) {
            kept.time_s.push_back(now_s);
            kept.samples.insert(kept.samples.end(), row.begin(), row.end());
        }
    }
    return kept;
}

}  // namespace

std::string signal_name(std::string_view name, std::string_view type) {
    constexpr std::string_view kBranch = "#branch";
    std::string lower = lower_case(name);
    std::erase_if(lower, [](unsigned char c) { return std::isspace(c) != 0; });
    std::ranges::replace(lower, ':', '.');
    if (lower.ends_with(kBranch)) {
        return "i(" + lower.substr(0, lower.size() - kBranch.size()) + ")";
    }
    if (lower.find('(') != std::string::npos) {
        return lower;
    }
    // Xyce -r writes the last `_` of a name as `#`. Source: N_IO_OutputterOverrideRaw.C of Xyce 7.
    std::ranges::replace(lower, '#', '_');
    const bool current = lower_case(type).find("current") != std::string::npos;
    return (current ? "i(" : "v(") + lower + ")";
}

Result<Imported> read_waves(const Source& source) {
    auto imported = read_any(source);
    if (!imported) {
        return imported;
    }
    auto waveform = checked(imported->waveform, source.name);
    if (!waveform) {
        return Unexpected{waveform.error()};
    }
    imported->waveform = *std::move(waveform);
    if (imported->simulator.empty()) {
        imported->simulator = "unknown";
    }
    return imported;
}

Result<Imported> read_waves(const std::string& path) {
    const Result<std::string> bytes = read_file(path, kMaxWaveBytes);
    if (!bytes) {
        return Unexpected{bytes.error()};
    }
    return read_waves(Source{path, *bytes});
}

}  // namespace hopspice::wave
