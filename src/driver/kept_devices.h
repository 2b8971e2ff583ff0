#pragma once
// What was measured of a device, in the user's cache folder.

#include "bench/device.h"
#include "sim/ngspice.h"
#include "spec/fingerprint.h"

#include <hopspice/result.h>
#include <hopspice/target.h>

#include <optional>
#include <string>

namespace hopspice::driver {

/// The place of one device, by all that what is found depends on: the text of the target's
/// libraries, their sections, the device with its limits, the supplies, the simulator, the bench.
/// There it is kept with the simulator's file, whose size and date must be the same again.
class KeptDevices {
public:
    KeptDevices(const Target& target, const bench::Device& device,
                const std::string& simulator_library);

    /// Nothing: it is not there, or not as it was written.
    [[nodiscard]] std::optional<DeviceModel> find() const;
    void keep(const DeviceModel& model, const sim::Version& version) const;

private:
    std::string place_;
};

/// Adds what anything measured with a target's libraries depends on: their text, what its kit sets,
/// the simulator that is asked for.
void add_surroundings(spec::Fingerprint& print, const Target& target,
                      const std::string& simulator_library);

/// The target with devices that are what its kit has on average; `models` stay.
[[nodiscard]] Result<Target> on_average(const Target& target);

/// What is kept at a place in the cache folder; nothing: it is not there, or not as it was written,
/// or of another simulator. A place to keep it, with the simulator that it comes from.
[[nodiscard]] std::optional<DeviceModel> find_kept(const std::string& place);
void keep(const std::string& place, const DeviceModel& model, const sim::Version& version);

/// The text of what is kept, and back; nothing for any other text. Numbers come back bit by bit.
[[nodiscard]] std::string format_kept(const DeviceModel& model, const std::string& simulator);
[[nodiscard]] std::optional<DeviceModel> read_kept(const std::string& text);

}  // namespace hopspice::driver
