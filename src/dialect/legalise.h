#pragma once
// What a dialect cannot say, said otherwise: the last rewrites before a circuit becomes text.

#include "circuit/circuit.h"
#include "dialect/dialects.h"

#include <hopspice/result.h>

#include <string>

namespace hopspice::dialect {

/// The circuit in words of the dialect, scope by scope; exact, but for `replace_switches`.
/// Errors: HS-E310 with the element and what the dialect lacks.
[[nodiscard]] Result<circuit::Circuit> legalise(circuit::Circuit circuit, const DialectRow& row);

// The rewrites, each of which `legalise` makes where the row asks for it; another one is in
// mos_junctions.h.

/// i(e) of a controlled source e in an expression -> i(vs_e) of a zero-volt source in series.
void add_ammeters(circuit::Circuit& circuit);

/// A switch -> a current v(a,b) exp(m + d tanh(3 (v(c+,c-) - vt)/vh)): within 3e-3 of ln(roff/ron)
/// of its two resistances at the thresholds, exact away from them, no hysteresis.
void replace_switches(circuit::Circuit& circuit);

/// max(a,b) -> 0.5*(a+b+abs(a-b)), min(a,b) -> 0.5*(a+b-abs(a-b)).
void replace_min_max(circuit::Circuit& circuit);

inline constexpr double kSenseOhms = 1e-3;

/// i(e) in an expression -> the voltage across the one resistor that e feeds, over its resistance;
/// across kSenseOhms in series, where e feeds anything else.
void sense_by_resistors(circuit::Circuit& circuit);

/// A current that is a sum -> a source per term: constant, linear, or a function of one voltage.
void split_sums(circuit::Circuit& circuit);

/// roff of switches lowered to `ratio`/10 of ron where it is not below `ratio` ron.
void limit_switch_ratio(circuit::Circuit& circuit, double ratio);

}  // namespace hopspice::dialect
