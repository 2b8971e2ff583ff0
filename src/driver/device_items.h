#pragma once
// What check says of the target's devices as such: whether anybody knows what they do.

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::driver {

/// A row for every device that a foundry's kit or a library defines beyond the formulas that sizes
/// go by: certain where it was measured (measured_devices.h), else risky, whatever else is said.
/// And one where the simulator does not follow the temperature.
[[nodiscard]] std::vector<CheckItem> device_items(const Target& target);

}  // namespace hopspice::driver
