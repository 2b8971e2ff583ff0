#pragma once
// The words that the tables of rules are written in.

#include "lint/rule.h"
#include "support/lower_case.h"

namespace hopspice::lint {

using enum Dialect;
inline constexpr auto kWrong = LintSeverity::Wrong;
inline constexpr auto kRefused = LintSeverity::Refused;

}  // namespace hopspice::lint
