#include "store/columns.h"

#include <array>

namespace hopspice::store {

namespace {

constexpr auto kColumns = std::to_array<Column>({
    {"run_id", &RunRow::run, "(point * samples + sample) * queries + query"},
    {"point", &RunRow::point},
    {"sample", &RunRow::sample},
    {"seed", &RunRow::seed, "of the circuit: recall --set seed=... builds it too"},
    {"query", &RunRow::query},
    {"query_id", &RunRow::query_id},
    {"sweep", &RunRow::sweep, "what the sweep point sets"},
    {"input", &RunRow::input, "visible, ? unknown; or the tokens"},
    {"status", &RunRow::status, "settled, read, unsettled, diverged, failed"},
    {"visible", &RunRow::visible, "at the end, model units"},
    {"readout", &RunRow::readout},
    {"expected", &RunRow::expected},
    {"correct", &RunRow::correct, "NULL: nothing was expected"},
    {"rests", &RunRow::rests, "the ODE stays there; NULL: it was read, or has not settled"},
    {"margin", &RunRow::margin, "how far v is from another readout, model units"},
    {"settle_time_s", &RunRow::settle_time_s, "from the input; NULL: it has not settled"},
    {"release_time_s", &RunRow::release_time_s, "from the release of v(0)"},
    {"decision_time_s", &RunRow::decision_time_s, "the readout never changes after it"},
    {"energy_j", &RunRow::energy_j, "delivered by the supplies until settling"},
    {"visible_error", &RunRow::visible_error, "end against the ODE, fraction of the visible range"},
    {"trajectory_error", &RunRow::trajectory_error, "largest deviation on the way"},
    {"same_path", &RunRow::same_path, "no deviation above a tenth of the range"},
    {"agrees", &RunRow::agrees, "the end with that of the ODE"},
    {"lyapunov_rise", &RunRow::lyapunov_rise},
    {"diagnostics", &RunRow::diagnostics, "ids"},
    {"simulator", &RunRow::simulator, "that ran it"},
    {"referee_state", &RunRow::referee_state, "twin against ngspice, NULL: one alone ran it"},
    {"referee_path", &RunRow::referee_path, "behind the release, fraction of the visible range"},
    {"referee_settle", &RunRow::referee_settle, "settling time, relative"},
    {"referee_energy", &RunRow::referee_energy, "relative"},
    {"referee_readout", &RunRow::referee_readout, "the same"},
    {.name = "wall_time_s", .field = &RunRow::wall_time_s, .repeats = false},
    {"messages", &RunRow::messages, "text of the diagnostics", false},
});

}  // namespace

std::span<const Column> columns() { return kColumns; }

}  // namespace hopspice::store
