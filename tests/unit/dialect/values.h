#pragma once
// What expressions are worth.

#include "netlist/expression.h"
#include "support/prepared.h"

#include <map>
#include <string>

namespace hopspice::dialect {

using Volts = std::map<std::string, double>;

/// Of an expression over these voltages and currents.
inline double value_of(const std::string& expression, const Volts& volts) {
    const auto parsed = test::value_of(netlist::Expression::parse(expression, 0));
    return parsed.value([&](const std::string& name) { return volts.at(name); });
}

}  // namespace hopspice::dialect
