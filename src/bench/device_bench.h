#pragma once
// Any device on the bench: measured, and made into the card that comes closest.

#include "bench/device.h"

namespace hopspice::bench {

/// Whatever changes what is found changes it: what is kept of older benches is measured again.
inline constexpr int kBenchVersion = 2;

/// Whether it is a sort of device that the bench knows: `npn`, `pnp`, `nmos`, `pmos`.
[[nodiscard]] bool is_measurable(const std::string& type);

/// A device of the target's kit, a card of its libraries or a built-in one, with its limits.
[[nodiscard]] std::optional<Device> find_device(const Target& target, const std::string& name);

/// Whether formulas can go by what its `.model` says: a bipolar one of level 1, Gummel-Poon, or a
/// MOSFET of level 1 to 3.
[[nodiscard]] bool is_readable(const DeviceModel& model);

/// A model of its type with `measured`; its parameters at 27 C, of a bipolar one per emitter under
/// the names of Gummel-Poon and `cje_on`, `ft`, `bvceo` (circuit/bipolar.h), `frozen`
/// (bipolar_bench.h), of a MOSFET those of level 1 and its curves (circuit/measured_mos.h). Errors:
/// HS-E4xx.
[[nodiscard]] Result<DeviceModel> measure_device(const Device& device, const Target& target,
                                                 const Simulator& simulator);

}  // namespace hopspice::bench
