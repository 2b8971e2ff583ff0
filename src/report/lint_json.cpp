// Findings of the linter for programs, `format: "hopspice-lint/1"`.

#include <hopspice/lint.h>

#include <nlohmann/json.hpp>

namespace hopspice {

std::string format_lint_json(const LintReport& report) {
    using Json = nlohmann::ordered_json;
    Json findings = Json::array();
    for (const LintFinding& finding : report.findings) {
        findings.push_back({{"line", finding.line},
                            {"severity", to_string(finding.severity)},
                            {"rule", finding.rule},
                            {"text", finding.text},
                            {"happens", finding.happens},
                            {"instead", finding.instead}});
    }
    const Json json = {{"format", "hopspice-lint/1"},
                       {"file", report.file},
                       {"dialect", to_string(report.dialect)},
                       {"findings", findings}};
    // A deck may hold any bytes; JSON is UTF-8.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice
