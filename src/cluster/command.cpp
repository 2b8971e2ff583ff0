#include "cluster/command.h"

#include "support/program.h"
#include "support/rules.h"

namespace hopspice::cluster {

Result<std::string> run_command(const std::vector<std::string>& words) {
    const Finished finished = run_program({words});
    if (finished.end == ProgramEnd::Done) {
        return finished.out;
    }
    const std::string complaint = finished.err.substr(0, finished.err.find('\n'));
    return fail(Rule::SchedulerFailed, {"", ""}, words.front(),
                complaint.empty() ? finished.reason : complaint);
}

}  // namespace hopspice::cluster
