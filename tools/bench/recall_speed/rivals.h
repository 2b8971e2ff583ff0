#pragma once
// What a recall costs without this tool, on the same decks.

#include <string>
#include <vector>

namespace hopspice::bench {

/// Where ngspice spent a run: seconds in loading the matrix, factoring it (with reordering) and
/// solving, and in all.
struct Split {
    double load_s = 0;
    double factor_s = 0;
    double solve_s = 0;
    double analysis_s = 0;
};

/// A process per deck: `ngspice -b -r FILE DECK`. Wall seconds of all; negative where one failed.
[[nodiscard]] double run_by_process(const std::vector<std::string>& deck_files,
                                    const std::string& raw_file);

/// One process that loads every deck into libngspice anew, runs it and forgets it. Wall seconds of
/// all, negative where one failed; `split` is of the first deck.
[[nodiscard]] double run_by_reload(const std::vector<std::string>& decks, Split& split);

}  // namespace hopspice::bench
