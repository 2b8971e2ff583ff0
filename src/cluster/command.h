#pragma once
// Programs of a scheduler.

#include <hopspice/result.h>

#include <string>
#include <vector>

namespace hopspice::cluster {

/// Runs a program (support/program.h) and returns its standard output. Errors: HS-E514
/// where it cannot be run or ends with another code than 0, with the first line of its standard
/// error.
[[nodiscard]] Result<std::string> run_command(const std::vector<std::string>& words);

}  // namespace hopspice::cluster
