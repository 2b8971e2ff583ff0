#pragma once
// The one table of diagnostics (rules.def) as an enum, and the two ways to raise a row of it.

#include <hopspice/diagnostics.h>
#include <hopspice/result.h>

#include <fmt/format.h>

#include <string>
#include <utility>

namespace hopspice {

enum class Rule {
#define HOPSPICE_RULE(name, id, severity, message) name,
#include "support/rules.def"
#undef HOPSPICE_RULE
};

/// The table row of a rule.
[[nodiscard]] const DiagnosticRule& rule_row(Rule rule);

/// Where a diagnostic points: a file (or `command line`) and a JSON pointer, either may be empty.
struct Where {
    std::string file;
    std::string pointer;

    /// The place one step further down: a key (escaped as RFC 6901 says) or an index.
    [[nodiscard]] Where at(const std::string& key) const;
    [[nodiscard]] Where at(std::size_t index) const;
};

/// Builds a diagnostic; `args` fill the `{}` of the rule's message.
template <typename... Args>
[[nodiscard]] Diagnostic make_diagnostic(Rule rule, const Where& where, const Args&... args) {
    const DiagnosticRule& row = rule_row(rule);
    return {row.id, row.severity, where.file, where.pointer,
            fmt::vformat(row.message, fmt::make_format_args(args...))};
}

/// Adds a diagnostic to a collection and goes on.
template <typename... Args>
void report(Diagnostics& diagnostics, Rule rule, const Where& where, const Args&... args) {
    diagnostics.add(make_diagnostic(rule, where, args...));
}

/// A failed Result with this one diagnostic.
template <typename... Args>
[[nodiscard]] Unexpected fail(Rule rule, const Where& where, const Args&... args) {
    Diagnostics diagnostics;
    report(diagnostics, rule, where, args...);
    return Unexpected{std::move(diagnostics)};
}

}  // namespace hopspice
