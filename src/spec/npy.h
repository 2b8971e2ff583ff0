#pragma once
// NumPy's .npy files: versions 1 to 3, float32/64, every integer width and bool, both byte orders,
// C and Fortran order.

#include "spec/array_data.h"

#include <hopspice/result.h>

#include <string_view>

namespace hopspice::spec {

/// What the header of a .npy file says. `item_size` is in bytes.
struct NpyHeader {
    char kind = 'f';  ///< f float, i signed, u unsigned, b bool
    std::size_t item_size = 8;
    bool big_endian = false;
    bool fortran_order = false;
    std::vector<std::size_t> shape;
    std::size_t data_offset = 0;  ///< where the data begin in the file

    /// The number of entries.
    [[nodiscard]] std::size_t count() const;
};

/// Bytes of a file that surely hold its header; longer headers are refused.
inline constexpr std::size_t kMaxNpyHeader = 65536 + 12;

/// Reads the header from the first bytes of a file.
/// Errors: HS-E019 corrupt, HS-E020 type of the entries, HS-E023 too large.
/// Source: numpy.lib.format, versions 1.0, 2.0 and 3.0.
[[nodiscard]] Result<NpyHeader> read_npy_header(std::string_view bytes, const DataSource& source);

/// Reads a whole file. Errors: those of the header, HS-E019 where the size does not fit the shape.
[[nodiscard]] Result<ArrayData> read_npy(std::string_view bytes, const DataSource& source);

}  // namespace hopspice::spec
