// hopspice lint: findings are the result, on standard output; there are some: exit code 1.

#include "commands.h"
#include "inputs.h"

#include <hopspice/lint.h>

#include <algorithm>

namespace cli {

int run_lint(const LintArguments& arguments) {
    const auto dialect = hopspice::find_dialect(arguments.dialect);
    if (!dialect) {
        return kUsage;
    }
    if (const auto lost = verify_files(arguments, arguments.read()); lost.has_errors()) {
        return report_failure(lost, arguments);
    }
    const auto report = hopspice::lint_file(arguments.file, *dialect);
    if (!report) {
        return report_failure(report.error(), arguments);
    }
    const int written =
        show(arguments, hopspice::format_lint(*report), hopspice::format_lint_json(*report));
    return std::max(written, report->findings.empty() ? int{kDone} : int{kBadInput});
}

}  // namespace cli
