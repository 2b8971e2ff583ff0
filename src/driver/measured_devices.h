#pragma once
// Devices that no card describes are measured before anything is sized, once: what was found is
// kept in the user's cache folder.

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <string>

namespace hopspice::driver {

/// Whether it is a device of a kit, or a `.model` that formulas cannot go by, that was not
/// measured.
[[nodiscard]] bool is_unknown(const Target& target, const std::string& name);

/// The target with what its bench finds of every device of a foundry's kit that it names, and of
/// every `.model` of its libraries that formulas cannot go by: `models`, with `measured`. Without
/// the kit's own mismatch, whose mean is what is designed for. A target whose devices are all known
/// is given back as it is, and no simulator starts. A `.model` that the simulator refuses stays
/// unknown. `simulator_library` as in RecallOptions.
/// Errors: HS-E412 for a compiled model that the simulator cannot load, HS-E4xx.
[[nodiscard]] Result<Target> measured(const Target& target,
                                      const std::string& simulator_library = {});

/// One device of it, measured or found in the cache folder, whether a card describes it or not;
/// without `measured` in the model: it is none that the bench knows. Errors: HS-E4xx.
[[nodiscard]] Result<DeviceModel> measured_device(const Target& target, const std::string& name,
                                                  const std::string& simulator_library);

}  // namespace hopspice::driver
