#pragma once
// Waveforms on disk: CSV, and the binary raw format of ngspice.

#include "wave/waveform.h"

#include <hopspice/result.h>

#include <string>

namespace hopspice::wave {

/// Comma separated, first column `time`, shortest round-trip numbers.
[[nodiscard]] std::string format_csv(const Waveform& waveform);

/// ngspice binary raw, real, `Plotname: Transient Analysis`. `title` goes into the header.
/// Source: ngspice manual, chapter on the rawfile format.
[[nodiscard]] std::string format_raw(const Waveform& waveform, const std::string& title);

/// Reads a binary or ascii raw file of a real transient. Errors: HS-E5xx.
[[nodiscard]] Result<Waveform> read_raw(const std::string& path);

/// Whether a file of this name can be written: `.csv` or `.raw`.
[[nodiscard]] bool is_waveform_path(const std::string& path);

/// Writes CSV or raw by the file's extension. Errors: HS-E502, HS-E5xx for an unknown extension.
[[nodiscard]] Diagnostics write_waveform(const std::string& path, const Waveform& waveform,
                                         const std::string& title);

}  // namespace hopspice::wave
