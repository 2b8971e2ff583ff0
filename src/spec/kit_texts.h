#pragma once
// The texts of the kits that are built in, models/pdks/*.json.

#include <span>
#include <string_view>

namespace hopspice::spec {

[[nodiscard]] std::span<const std::string_view> kit_texts();

}  // namespace hopspice::spec
