#pragma once
// Whether two sources have the same value, whatever the words it is written in.

#include "netlist/expression.h"

#include <functional>
#include <string>

namespace hopspice::dialect {

/// A value as a function of voltages and currents, by name as in netlist::Lookup.
using Value = std::function<double(const netlist::Lookup&)>;

/// Of an expression; not a number where it cannot be read.
[[nodiscard]] Value value_of(const std::string& expression);

/// Gives a name its value at a point: `volts` are those of all other names.
using Law = std::function<double(const std::string& name, const netlist::Lookup& volts)>;

/// Whether both are the same to 1e-9 of the largest value, at 64 points that are a millivolt, tens
/// of millivolts, a volt and ten volts wide. Where neither is finite there is nothing to compare,
/// and where that is so nearly everywhere they are not the same. Names that are bound to others
/// have their values by `law`.
[[nodiscard]] bool are_same(const Value& a, const Value& b, const Law& law);

}  // namespace hopspice::dialect
