#pragma once
// The data sheet of a target: what its building blocks do in the simulator.

#include <hopspice/recall.h>
#include <hopspice/result.h>
#include <hopspice/target.h>

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice {

/// An amplifier in a gain of -1 (10 kohm), driving a load to ground.
struct AmplifierSheet {
    std::string part;  ///< the subcircuit
    double temperature_c = 27;
    double load_ohms = 0;  ///< the feedback resistor included
    double load_farads = 0;
    double gain_db = 0;           ///< at dc, output within a third of the lower rail
    double gbw = 0;               ///< f |A(f)| at a twentieth of the target's GBW, Hz
    double unity_hz = 0;          ///< |A| = 1
    double phase_margin_deg = 0;  ///< of a follower: 180 degrees and the phase of A there
    double slew_up = 0;           ///< between 20 and 50 % of a full transition, V/s
    double slew_down = 0;
    double offset = 0;      ///< at the inverting input, output at 0, V
    double input_bias = 0;  ///< into the inverting input, A
    double swing_low = 0;   ///< where the slope of the closed loop is half, V
    double swing_high = 0;
    double rout = 0;  ///< |Z| of the open loop at a twentieth of the target's GBW, ohm
    double cin = 0;   ///< at the inverting input, at a third of the target's GBW, F
    double iq = 0;    ///< supply current, output at 0, A
};

/// An activation block against its mathematics, over the range it was built for.
struct TransferSheet {
    std::string block;  ///< `softmax of 4`, `tanh`, ...
    double temperature_c = 27;
    double low = 0;         ///< of the input, model units
    double high = 0;        ///< of the input, model units
    double full_scale = 1;  ///< largest |f| over that range
    double error = 0;       ///< largest |f_circuit - f| over full scale
    double drift = 0;       ///< largest change of f_circuit from the first temperature, over that
    std::size_t points = 0;
};

/// A softmax as the compiler sizes it for hidden neurons of a time constant: large devices are
/// accurate, small ones are fast.
struct SoftmaxTrade {
    double time_constant_s = 0;
    std::size_t size = 0;        ///< neurons
    double area_um2 = 0;         ///< emitter area of one device
    double amperes_per_um2 = 0;  ///< tail current over it
    double error = 0;            ///< of the transfer, over full scale
    double swap_s =
        0;  ///< 1 % settling of all outputs after the winner changes, amplifiers included
    bool chosen = false;  ///< at the target's time unit, for tau 0.1
};

struct Characterization {
    std::string target;
    std::string level;
    std::string simulator;
    std::vector<AmplifierSheet> amplifiers;
    std::vector<TransferSheet> transfers;
    std::vector<SoftmaxTrade> trades;
    Diagnostics warnings;  ///< HS-W270: a block could not be measured
};

struct CharacterizeOptions {
    /// Besides the target's own; where one of them is that, it is not measured twice.
    std::vector<double> temperatures_c = {0, 70};
    double wall_limit_s = 120;  ///< per run
    Progress progress;
    std::string simulator_library;  ///< empty: the system's libngspice
};

/// Measures amplifiers for light to heavy loads, every activation block, and the softmax's trade.
/// Errors: HS-E270 where the target has nothing of the kind, HS-E4xx where an amplifier cannot be
/// simulated.
[[nodiscard]] Result<Characterization> characterize(const Target& target,
                                                    const CharacterizeOptions& options);

/// What a target's roles name, as the bench finds it: of each device one emitter at 27 C, or three
/// channel lengths. Each is measured once and kept in the user's cache folder, by the text of its
/// libraries: HOPSPICE_CACHE, `hopspice` in XDG_CACHE_HOME or in ~/.cache.
struct DeviceSheet {
    std::vector<std::string> roles;  ///< `bjt`, `sink`
    DeviceModel model;               ///< measured
};
struct DeviceSheets {
    std::string target;
    std::vector<DeviceSheet> devices;
};

/// Measures the transistors of a target, those of a foundry's kit, of a library, or built in.
/// Errors: HS-E4xx.
[[nodiscard]] Result<DeviceSheets> characterize_devices(const Target& target,
                                                        const CharacterizeOptions& options);

/// For people, and for programs, `format: "hopspice-devices/1"`, with all numbers that sizes go by
/// under the names of SPICE.
[[nodiscard]] std::string format_devices(const DeviceSheets& sheets);
[[nodiscard]] std::string format_devices_json(const DeviceSheets& sheets);

/// The data sheet, for people; `format_characterization_json` is for programs,
/// `format: "hopspice-characterization/1"`.
[[nodiscard]] std::string format_characterization(const Characterization& sheet);
[[nodiscard]] std::string format_characterization_json(const Characterization& sheet);

/// The same target at level opamp with the macromodel's figures as measured at the target's
/// temperature. GBW and output resistance are those of 1/GBW(load) = (1 + rout/load)/GBW over all
/// loads: amplifiers that are sized for their load lose no bandwidth to it, and get little or no
/// output resistance. Gain, slew, supply current and input capacitance are those at the second
/// load, headroom is that at the lightest. The time unit is the same seconds where one is given;
/// `auto` is scaled with the bandwidth at the second load.
/// Needs one amplifier at least.
[[nodiscard]] Target fitted_target(const Target& target, const Characterization& sheet);

}  // namespace hopspice
