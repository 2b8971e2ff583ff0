#pragma once
// NumPy's .npz files: a zip archive of .npy files, stored or deflated.

#include "spec/array_data.h"

#include <hopspice/result.h>

#include <string>

namespace hopspice::spec {

/// Reads one array of an archive given as bytes; `array` may be empty where there is exactly one.
/// No more is unpacked than the header of the array announces.
/// Errors: HS-E019 corrupt, HS-E024 which array, and those of .npy files.
[[nodiscard]] Result<ArrayData> read_npz(const std::string& bytes, const std::string& array,
                                         const DataSource& source);

}  // namespace hopspice::spec
