#pragma once
// What the simulator is told when a run fails as it was asked: a fixed ladder, from what changes
// nothing but the numerical method to what changes the answer.

#include <span>
#include <string>
#include <string_view>

namespace hopspice::sim {

/// One rung. Every rung runs in a simulator process of its own, because ngspice keeps some options
/// (`cshunt` for one) for all later circuits of the process.
struct Remedy {
    std::string_view name;     ///< for people: `Gear integration`
    std::string_view options;  ///< added to the deck behind its own, so that these win
    double step_factor = 1;    ///< of the largest step
    std::string_view caution;  ///< what of circuit or tolerances it changes; empty: nothing
    /// The matrix is solved by KLU where the library has it, else by Sparse.
    bool klu = false;
    /// Runs are those of Setup::shortcut, where it has one and its limits hold.
    bool shortcut = false;
};

/// The ladder; the first rung is the run as it was asked.
/// Source: ngspice 39 manual, chapter 15.1; effects measured with ngspice 39.3.
[[nodiscard]] std::span<const Remedy> remedies();

/// Name and caution, as a report says it.
[[nodiscard]] std::string format_remedy(const Remedy& remedy);

}  // namespace hopspice::sim
