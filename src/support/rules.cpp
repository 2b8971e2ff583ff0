#include "support/rules.h"

#include <hopspice/printable.h>

#include <algorithm>

namespace hopspice {

namespace {

const std::vector<DiagnosticRule>& rows() {
    static const std::vector<DiagnosticRule> kRows = {
#define HOPSPICE_RULE(name, id, severity, message) {id, Severity::severity, message},
#include "support/rules.def"
#undef HOPSPICE_RULE
    };
    return kRows;
}

std::string escape_pointer(const std::string& key) {
    std::string escaped;
    for (const char c : key) {
        if (c == '~') {
            escaped += "~0";
        } else if (c == '/') {
            escaped += "~1";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

}  // namespace

const DiagnosticRule& rule_row(Rule rule) { return rows()[static_cast<std::size_t>(rule)]; }

Where Where::at(const std::string& key) const {
    return {file, pointer + "/" + escape_pointer(key)};
}

Where Where::at(std::size_t index) const { return {file, pointer + "/" + std::to_string(index)}; }

std::string format_diagnostic(const Diagnostic& diagnostic) {
    std::string line;
    if (!diagnostic.file.empty()) {
        line += diagnostic.file + ": ";
    }
    if (!diagnostic.pointer.empty()) {
        line += diagnostic.pointer + ": ";
    }
    if (diagnostic.severity == Severity::Warning) {
        line += "warning: ";
    }
    return printable(line + diagnostic.message + " [" + diagnostic.id + "]");
}

std::vector<DiagnosticRule> list_diagnostics() {
    std::vector<DiagnosticRule> sorted = rows();
    std::ranges::sort(sorted, {}, &DiagnosticRule::id);
    return sorted;
}

}  // namespace hopspice
