#pragma once
// What a recall costs without this tool, on the same decks.

#include <string>
#include <vector>

namespace hopspice::bench {

/// A process per deck: `ngspice -b -r FILE DECK`. Wall seconds of all; negative where one failed.
[[nodiscard]] double run_by_process(const std::vector<std::string>& deck_files,
                                    const std::string& raw_file);

/// One process that loads every deck into libngspice anew, runs it and forgets it. Wall seconds of
/// all, negative where one failed.
[[nodiscard]] double run_by_reload(const std::vector<std::string>& decks);

/// Whether there is a program `Xyce`, and a process of it per deck.
[[nodiscard]] bool has_xyce();
[[nodiscard]] double run_xyce(const std::vector<std::string>& deck_files,
                              const std::string& raw_file);

}  // namespace hopspice::bench
