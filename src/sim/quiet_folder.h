#pragma once
// A private folder in which libngspice starts: its empty `.spiceinit` is read instead of the
// user's own, which could change any option.

#include "support/temporary_folder.h"

namespace hopspice::sim {

/// Errors: HS-E404.
[[nodiscard]] Result<TemporaryFolder> make_quiet_folder();

}  // namespace hopspice::sim
