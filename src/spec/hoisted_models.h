#pragma once
// A library whose subcircuits do not bring their models: a simulator copies what stands in one for
// every instance, which for hundreds of bins costs a minute a circuit.

#include <string>
#include <string_view>

namespace hopspice::spec {

/// Of a library, a statement per line: models move from subcircuits to the lines before, where they
/// do not depend on parameters of the subcircuit. A term that is multiplied by a global parameter
/// that is 0, as those of mismatch that is off, is none, and is left out. The circuits are the
/// same.
[[nodiscard]] std::string hoist_models(std::string_view library);

}  // namespace hopspice::spec
