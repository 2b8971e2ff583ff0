// hopspice lint: findings are the result, on standard output; there are some: exit code 1.

#include "commands.h"

#include <hopspice/lint.h>

#include <algorithm>

namespace cli {

int run_lint(const Arguments& arguments) {
    const auto dialect = hopspice::find_dialect(arguments.dialect);
    if (!dialect) {
        return kUsage;
    }
    const auto report = hopspice::lint_file(arguments.deck_file, *dialect);
    if (!report) {
        return report_failure(report.error(), arguments);
    }
    if (arguments.json != "-" && !arguments.quiet) {
        print_text(stdout, hopspice::format_lint(*report));
    }
    int code = report->findings.empty() ? int{kDone} : int{kBadInput};
    if (!arguments.json.empty()) {
        code = std::max(code, write_text(arguments.json, hopspice::format_lint_json(*report)));
    }
    return code;
}

}  // namespace cli
