#pragma once
// `inference`: how a query is presented and when a run ends.

#include "spec/json.h"

#include <hopspice/spec.h>

namespace hopspice::spec {

/// `visible_tau` sets the default timeout. `json` may be null: all defaults.
[[nodiscard]] Inference read_inference(Context& context, const Json* json, const Where& where,
                                       double visible_tau);

}  // namespace hopspice::spec
