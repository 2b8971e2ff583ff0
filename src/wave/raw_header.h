#pragma once
// The text before the numbers of a raw file, in all its variants, and its points where they are
// text.

#include "wave/cursor.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::wave {

struct RawHeader {
    std::string plot;     ///< `transient analysis`, lower case
    std::string flags;    ///< lower case
    std::string command;  ///< who wrote it: `Command:`, or `Version:` of Xyce
    std::size_t variables = 0;
    std::size_t points = 0;
    double offset_s = 0;             ///< LTspice: of the time axis
    std::vector<std::string> names;  ///< as signal_name says; the first is `time`
    bool binary = false;

    [[nodiscard]] bool has_flag(std::string_view flag) const {
        return flags.find(flag) != std::string::npos;
    }
};

/// Reads up to the line before the numbers; the reason where that fails, else empty.
[[nodiscard]] std::string read_raw_header(Cursor& cursor, RawHeader& header);

/// Why these are no points of a real transient, else empty.
[[nodiscard]] std::string check_raw_header(const RawHeader& header);

/// The next point of an ascii file: its index, then one number per variable.
[[nodiscard]] bool read_text_point(Cursor& cursor, std::vector<double>& row);

/// Why the bytes that are left cannot be the announced points, each at least `least` bytes long;
/// else empty.
[[nodiscard]] std::string check_length(const RawHeader& header, std::string_view rest,
                                       std::size_t least);

}  // namespace hopspice::wave
