#include "cells/cell.h"

#include "kinds/functions.h"
#include "support/assert.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hopspice::cells {

namespace {

const std::vector<Cell>& table() {
    static const std::vector<Cell> kTable = {
#define HOPSPICE_CELL(enumerator, name) name##_cell(),
#include "kinds/cells.def"
#undef HOPSPICE_CELL
    };
    return kTable;
}

const Cell* find_cell(kinds::CellType type) {
    const auto place = std::ranges::find(table(), type, &Cell::type);
    return place == table().end() ? nullptr : &*place;
}

/// One source per neuron that says what it computes.
void build_formulas(Context& context, std::size_t index) {
    const analog::Bank& bank = context.network.banks[index];
    const kinds::Single& single = *kinds::kind_of(bank.function).single();
    const double k = single.steepness == nullptr ? 1 : bank.function.*single.steepness;
    for (std::size_t neuron = 0; neuron < bank.size; ++neuron) {
        const std::string name = neuron_name(index, neuron);
        const std::string formula =
            single.formula(bank.function, ideal_state(bank, name), fmt::format("{}", k));
        auto& lines = context.layout.banks[index][neuron].lines;
        if (formula.empty()) {
            lines.push_back({name, bank.volts_per_unit});
            continue;
        }
        context.group(index, neuron, "activation");
        context.build.behavioral_voltage("b" + name, name + "_f", ideal_line(bank, formula));
        lines.push_back({name + "_f", bank.output_volts_per_unit});
    }
}

}  // namespace

const Cell* find_cell(const Function& function) { return find_cell(kinds::kind_of(function).cell); }

const Cell* find_cell(const analog::Bank& bank) {
    return bank.steered ? find_cell(kinds::CellType::Steered) : find_cell(bank.function);
}

const Cell& cell_of(const Function& function) {
    const Cell* cell = find_cell(function);
    HOPSPICE_ASSERT(cell != nullptr);
    return *cell;
}

const Cell& cell_of(const analog::Bank& bank) {
    const Cell* cell = find_cell(bank);
    HOPSPICE_ASSERT(cell != nullptr);
    return *cell;
}

Diagnostics verify_cells(const analog::Network& network, const Target& target) {
    Diagnostics diagnostics;
    for (const analog::Bank& bank : network.banks) {
        if (target.level != Level::Behavioral && find_cell(bank.function) == nullptr) {
            report(diagnostics, Rule::CellUnknown, {target.file, "/level"}, bank.name,
                   kinds::name_of(bank.function));
        }
    }
    return diagnostics;
}

std::string ideal_state(const analog::Bank& bank, const std::string& net) {
    std::string state = fmt::format("v({})", net);
    if (bank.volts_per_unit != 1) {
        state += fmt::format("/{}", bank.volts_per_unit);
    }
    if (bank.shift != 0) {
        state += fmt::format("+({})", bank.shift);
    }
    return state.ends_with(')') && bank.shift == 0 ? state : "(" + state + ")";
}

std::string ideal_line(const analog::Bank& bank, const std::string& formula) {
    return bank.output_volts_per_unit == 1
               ? formula
               : fmt::format("{}*({})", bank.output_volts_per_unit, formula);
}

void build_ideal(Context& context, std::size_t bank) {
    const Cell* cell = find_cell(context.network.banks[bank].function);
    if (cell != nullptr && cell->build_ideal != nullptr) {
        cell->build_ideal(context, bank);
    } else {
        build_formulas(context, bank);
    }
}

}  // namespace hopspice::cells
