#pragma once
// Which versions of the library are taken.

#include "sim/ngspice.h"

#include <hopspice/result.h>

#include <string>
#include <string_view>

namespace hopspice::sim {

/// A library's first words begin with it.
inline constexpr std::string_view kBanner = "ngspice-";

/// The version that a library says at its start (`ngspice-39 : Circuit level ...`). `name`: for the
/// message, `file`: where it is. Errors: HS-E402 where it is too old or says none.
[[nodiscard]] Result<Version> read_version(const std::string& banner, const std::string& name,
                                           const std::string& file);

}  // namespace hopspice::sim
