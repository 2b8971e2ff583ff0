#pragma once
// A library without what nobody needs: a kit's files hold thousands of models, of which a simulator
// reads every one, and opens what is included in sections that are not used.

#include <hopspice/target.h>

#include <span>
#include <string>

namespace hopspice::spec {

/// Of a library's statements, as LibraryContents has them, those that define some devices and what
/// these need: subcircuits, models with all their bins, parameters and functions, in the order in
/// which they stand and with the numbers as they are written. What stands between `.if` and
/// `.endif` stays together. A word that names anything is taken for a need of it, so that too much
/// is kept rather than too little.
[[nodiscard]] std::string cut_library(std::span<const std::string> statements,
                                      std::span<const KitDevice> devices);

/// The cut in the user's cache folder, under its checksum; empty where nothing can be kept.
[[nodiscard]] std::string keep_cut(const std::string& text);

}  // namespace hopspice::spec
