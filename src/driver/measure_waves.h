#pragma once
// A waveform from elsewhere, measured as if it were a recall's.

#include "driver/prepare.h"
#include "measure/query.h"
#include "wave/import.h"

#include <string>

namespace hopspice::driver {

/// Measures the waveform of one query's deck; `file` is what diagnostics call it. Energy is absent
/// where the signals that it needs are (HS-W520). Errors: HS-E526, HS-E527.
[[nodiscard]] Result<QueryResult> measure_imported(const wave::Imported& imported,
                                                   const Prepared& prepared,
                                                   const measure::Context& context,
                                                   const Query& query, const std::string& file);

}  // namespace hopspice::driver
