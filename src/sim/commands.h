#pragma once
// The text that is sent to the simulator: the deck as it is loaded and the commands of a job.

#include "sim/ngspice.h"
#include "sim/remedies.h"

#include <hopspice/result.h>

#include <string>
#include <vector>

namespace hopspice::sim {

/// ngspice 39 copies 1024 bytes of a command without a terminator and mangles the rest.
inline constexpr std::size_t kCommandBytes = 1000;

/// With `autostop` set a transient ends at the first point at which all measurements of its deck
/// can be made. Ours is of a constant of the simulator's, `hs_end`, which is no part of the run: it
/// can be made where the first number of it is not NaN. What it asks of the run's own vector, the
/// time, is its first two points, or where none is kept the one that there is. Source: dctran.c,
/// measure.c, com_measure2.c; ngspice 42 and newer look for `autostop` before the run only, 39 at
/// every point; 47 wants as many maximised numbers as there are points.
struct EndMeasurement {
    const char* function;  ///< of `hs_end`, as in a line `.meas`
    const char* constant;  ///< `hs_end` itself
};
[[nodiscard]] EndMeasurement end_measurement(const Setup& setup);

/// The deck, that of the shortcut where the remedy says so, with `id` added to its title and the
/// options before `.end`, those of the remedy last; the library has KLU where the remedy says so.
[[nodiscard]] std::vector<std::string> format_deck(const Setup& setup, const std::string& id,
                                                   const Remedy& remedy);

/// `save` commands for all signals, each short enough.
[[nodiscard]] std::vector<std::string> format_save(const std::vector<std::string>& saved);

/// The commands that set element values, one each.
/// Errors: HS-E405 for what is no name, or not finite.
[[nodiscard]] Result<std::vector<std::string>> format_values(const ElementValues& values);

/// The commands of one job: its sources, then the transient as the last one.
/// Errors: HS-E405 for a job that the simulator cannot be asked (times that do not increase, values
/// that are not finite, more points than a command can hold).
[[nodiscard]] Result<std::vector<std::string>> format_job(const Job& job, const Remedy& remedy);

}  // namespace hopspice::sim
