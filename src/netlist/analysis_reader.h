#pragma once
// The cards of a deck that are no part of its circuit.

#include "netlist/analysis.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::netlist {

/// Takes one card at a time: `.options`, `.temp`, `.save`, `.tran`, `.meas`, as our decks have
/// them.
class AnalysisReader {
public:
    /// What is wrong with the card; empty: nothing. A card that is none of these is.
    [[nodiscard]] std::string read(std::string_view card);

    /// Of all cards: no transient where there was no `.tran`, SPICE's own tolerance of 1e-3 and
    /// 27 degrees where none was given.
    [[nodiscard]] const Analysis& analysis() const { return analysis_; }

private:
    using Words = std::vector<std::string>;
    std::string read_options(const Words& words);
    std::string read_temperature(const Words& words);
    std::string read_saved(const Words& words);
    std::string read_transient(const Words& words);
    std::string read_measure(const Words& words);

    Analysis analysis_{.reltol = 1e-3};
    std::set<std::string> seen_;
};

}  // namespace hopspice::netlist
