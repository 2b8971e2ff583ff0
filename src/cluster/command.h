#pragma once
// Other people's programs, run to their end.

#include <hopspice/result.h>

#include <string>
#include <vector>

namespace hopspice::cluster {

/// Runs a program found by PATH with nothing on its standard input, in a process group of its own:
/// an interrupt from the terminal is for us alone. Returns its standard output. Errors: HS-E514
/// where it cannot be run or ends with another code than 0, with the first line of its standard
/// error.
[[nodiscard]] Result<std::string> run_command(const std::vector<std::string>& words);

}  // namespace hopspice::cluster
