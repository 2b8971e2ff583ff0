// Findings of the linter for programs, `format: "hopspice-lint/1"`.

#include "report/json.h"

#include <hopspice/lint.h>

namespace hopspice {

std::string format_lint_json(const LintReport& report) {
    report::Json findings = report::Json::array();
    for (const LintFinding& finding : report.findings) {
        findings.push_back({{"line", finding.line},
                            {"severity", to_string(finding.severity)},
                            {"rule", finding.rule},
                            {"text", finding.text},
                            {"happens", finding.happens},
                            {"instead", finding.instead}});
    }
    const report::Json json = {{"format", "hopspice-lint/1"},
                               {"file", report.file},
                               {"dialect", to_string(report.dialect)},
                               {"findings", findings}};
    return report::text_of(json);
}

}  // namespace hopspice
