#pragma once
// What simulates a circuit here: libngspice, or the twin, an engine of our own for circuits of our
// own parts.

#include <hopspice/spec.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice {

enum class EngineChoice {
    Auto,  ///< the twin where it takes the circuit, else ngspice, which also has what it fails at
    Twin,  ///< or nothing
    Ngspice,  ///< the embedded one
};

/// `auto`, `twin`, `ngspice`.
[[nodiscard]] std::string to_string(EngineChoice choice);
[[nodiscard]] std::optional<EngineChoice> find_engine_choice(std::string_view name);
[[nodiscard]] std::vector<ListedItem> list_engine_choices();

/// What the environment variable HOPSPICE_ENGINE says, else `auto`; also where it says what there
/// is not.
[[nodiscard]] EngineChoice default_engine();

}  // namespace hopspice
