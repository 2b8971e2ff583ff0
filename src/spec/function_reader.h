#pragma once
// What neurons compute, as the format has it: words and parameters of the kinds.

#include "kinds/kind.h"
#include "spec/object_reader.h"
#include "spec/shapes.h"

#include <hopspice/spec.h>

#include <string>
#include <vector>

namespace hopspice::spec {

/// What the name of an energy's object begins with, in front of its word.
inline constexpr std::string_view kEnergyPrefix = "energy_";

/// The words of `energy.type`, and of `activation.type`.
[[nodiscard]] std::vector<std::string> energy_words();
[[nodiscard]] std::vector<std::string> activation_words();

/// An object per energy, and `activation`, which has the parameters of all of them.
[[nodiscard]] std::vector<ObjectShape> energy_shapes();
[[nodiscard]] ObjectShape activation_shape();

/// What `hidden[].energy` and `visible.activation` take: an object, or a word alone where nothing
/// is required.
[[nodiscard]] std::string energy_form();
[[nodiscard]] std::string activation_form();

/// A function of a kind with what the object says of its parameters.
[[nodiscard]] Function read_function(ObjectReader& reader, const kinds::Kind& kind);

}  // namespace hopspice::spec
