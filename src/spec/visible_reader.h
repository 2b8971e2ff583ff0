#pragma once
// `visible`: the layer of visible neurons.

#include "spec/json.h"
#include "spec/type_words.h"

#include <hopspice/spec.h>

#include <optional>

namespace hopspice::spec {

/// `size` is 0 where it was wrong, so that later stages can still check what does not need it.
[[nodiscard]] Visible read_visible(Context& context, const Json& json, const Where& where);

/// The words of `activation.type`.
[[nodiscard]] TypeWords<ActivationType> activation_words();

/// The number of visible neurons, or nothing where it was wrong.
[[nodiscard]] std::optional<std::size_t> known_size(const Visible& visible);

}  // namespace hopspice::spec
