#pragma once
// The circuits that neuron functions are made of. How a cell is scaled, what it loads, how it is
// built, read back and judged stand side by side in its file, because they are one fact; no other
// file names one.

#include "analog/network.h"
#include "cells/context.h"
#include "cells/judgement.h"
#include "cells/reading.h"
#include "kinds/kind.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace hopspice::cells {

/// What a bank is scaled to.
struct Scaling {
    analog::Polarity polarity = analog::Polarity::Positive;  ///< where the cell takes either
    double state_volts = 0;      ///< of the largest |x|, where a junction needs no more
    double output_volts = 0;     ///< full scale of the output
    double rectified_volts = 0;  ///< the same of a rectifier
    double reach_volts = 0;      ///< of what a rectifier keeps out
    double gain_volts = 0;       ///< largest gain of a gain control
};

struct Cell {
    kinds::CellType type = kinds::CellType::None;
    std::string_view name = {};        ///< "differential pair"
    bool follows_temperature = false;  ///< beta and gain go with 1/T
    bool rests_at_pair = false;        ///< needs the reference that bases of pairs rest at

    /// Polarity, shift and volts per unit of state and output.
    void (*scale)(analog::Bank&, const Scaling&) = nullptr;

    /// Raises the volts of a bank whose cells would be too small; null: never.
    void (*raise)(analog::Network&, std::size_t bank, const Target&) = nullptr;

    /// Siemens that the output of a neuron's integrator drives besides its feedback.
    double (*load)(const analog::Network&, std::size_t bank, std::size_t neuron) = nullptr;

    /// Seconds after a release until outputs follow the states; null: none to speak of.
    double (*ready_s)(const analog::Bank&, const Target&) = nullptr;

    /// Elements of amplifiers and devices; fills the native lines and `junction` of the layout.
    void (*build)(Context&, std::size_t bank) = nullptr;

    /// The worst error of what was built, as read from the text.
    void (*read)(Reading&) = nullptr;

    /// Nets besides the states that are held while gains are read; null: none.
    std::string (*held_net)(std::size_t bank) = nullptr;

    /// The same of ideal sources; null: one source per neuron, from Single::formula.
    void (*build_ideal)(Context&, std::size_t bank) = nullptr;
    void (*read_ideal)(Reading&) = nullptr;

    /// Of x, model units, that f can hardly tell apart; null: none.
    double (*resolution)(const Function&) = nullptr;

    /// Whether it does what it should within the target's supplies and speed; null: nothing to say.
    void (*judge)(Judgement&) = nullptr;
};

/// The cell that builds a function, null where there is none: ideal sources alone can.
[[nodiscard]] const Cell* find_cell(const Function& function);

/// The same of a function that has one.
[[nodiscard]] const Cell& cell_of(const Function& function);

/// The cell of a bank: that of its function, but where its outputs are currents.
[[nodiscard]] const Cell* find_cell(const analog::Bank& bank);
[[nodiscard]] const Cell& cell_of(const analog::Bank& bank);

/// Errors: HS-E263 for a bank whose function no circuit is known for, at any level but behavioral.
[[nodiscard]] Diagnostics verify_cells(const analog::Network& network, const Target& target);

/// Of ideal sources: a neuron's state in model units as an expression of its net, and an expression
/// in model units as the volts of its line.
[[nodiscard]] std::string ideal_state(const analog::Bank& bank, const std::string& net);
[[nodiscard]] std::string ideal_line(const analog::Bank& bank, const std::string& formula);

/// Elements of ideal sources of a bank.
void build_ideal(Context& context, std::size_t bank);

// A function per row of kinds/cells.def, by its name.
#define HOPSPICE_CELL(enumerator, name) [[nodiscard]] Cell name##_cell();
#include "kinds/cells.def"
#undef HOPSPICE_CELL

}  // namespace hopspice::cells
