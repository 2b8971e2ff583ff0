#pragma once
// Waveforms that some simulator wrote.

#include "wave/waveform.h"

#include <hopspice/result.h>

#include <string>
#include <string_view>

namespace hopspice::wave {

/// A transient, and what its file says of itself. Signals are `v(net)` and `i(source)` in lower
/// case, whatever the simulator calls them; nets of subcircuits have a dot: `v(x1.out)`.
struct Imported {
    Waveform waveform;
    std::string format;     ///< `ngspice raw file`, `table with commas`, ...
    std::string simulator;  ///< its words, or `unknown`
};

/// The bytes of a file, and the name that diagnostics give it.
struct Source {
    std::string name;
    std::string_view bytes;
};

/// Reads what ngspice, Xyce (raw, CSV, text), LTspice (raw, text), gnucap (text) or we ourselves
/// (raw, CSV) wrote; the format is told from the content. Where a time is repeated the first of
/// the points is kept. Errors: HS-E503, HS-E520 to HS-E525.
[[nodiscard]] Result<Imported> read_waves(const Source& source);

/// The same of a file; `-` reads standard input. Errors: HS-E501 too.
[[nodiscard]] Result<Imported> read_waves(const std::string& path);

/// One reader per format. They check its form; what holds for all waveforms (there are points,
/// time increases, numbers are finite) is left to read_waves.
[[nodiscard]] Result<Imported> read_spice_raw(const Source& source);
[[nodiscard]] Result<Imported> read_ltspice_raw(const Source& source);
[[nodiscard]] Result<Imported> read_table(const Source& source);

/// The name of a signal as ours: `V(X1:N)` is `v(x1.n)`, `vdd#branch` is `i(vdd)`, a bare `OUT` is
/// `v(out)`, or `i(out)` where its type is a current, a bare `H1#0` is `v(h1_0)`.
[[nodiscard]] std::string signal_name(std::string_view name, std::string_view type);

}  // namespace hopspice::wave
