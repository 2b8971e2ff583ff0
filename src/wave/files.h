#pragma once
// Waveforms that we write: CSV, and the binary raw format of ngspice. import.h reads them.

#include "wave/waveform.h"

#include <hopspice/diagnostics.h>

#include <string>

namespace hopspice::wave {

/// Comma separated, first column `time`, shortest round-trip numbers.
[[nodiscard]] std::string format_csv(const Waveform& waveform);

/// ngspice binary raw, real, `Plotname: Transient Analysis`. `title` goes into the header.
/// Source: ngspice manual, chapter on the rawfile format.
[[nodiscard]] std::string format_raw(const Waveform& waveform, const std::string& title);

/// Whether a file of this name can be written: `.csv` or `.raw`.
[[nodiscard]] bool is_waveform_path(const std::string& path);

/// Writes CSV or raw by the file's extension. Errors: HS-E502, HS-E5xx for an unknown extension.
[[nodiscard]] Diagnostics write_waveform(const std::string& path, const Waveform& waveform,
                                         const std::string& title);

}  // namespace hopspice::wave
