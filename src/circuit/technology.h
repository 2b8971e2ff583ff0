#pragma once
// The transistor technology of a circuit: its device cards, and amplifiers, current sources and
// bias lines built from them without the caller knowing which it is.

#include "circuit/bias_generator.h"
#include "circuit/builder.h"
#include "circuit/opamp_design.h"

#include <hopspice/target.h>

#include <string>

namespace hopspice::circuit {

/// A complementary BiCMOS process, of which Technology::Bipolar needs the junction transistors
/// only.
struct Devices {
    Technology technology = Technology::Cmos;
    ModelCard nmos;
    ModelCard pmos;
    ModelCard npn;
    ModelCard pnp;
};

/// In MOS the seven transistors of class A; for heavy loads (over 2 mA), and where those are too
/// slow, a class-AB amplifier.
[[nodiscard]] OpampDesign design_opamp(const OpampNeeds& needs, const Devices& devices);
[[nodiscard]] Subcircuit bias_generator(const BiasNeeds& needs, const Devices& devices);

/// A current source from the bias lines: how much flows, and the voltage it will work at.
struct SourceNeeds {
    std::string name;
    std::string node;
    double amperes = 0;
    double volts = 1;     ///< across the source, for the correction of channel-length modulation
    std::string cascode;  ///< net of a cascode line, empty: none
};

/// Makes `net` the gate line of cascodes over sources from `vcc`, which then have 0.3 V across
/// them: MOS sources whose nodes move need it. Bipolar sources have their emitter resistors: no
/// line.
void add_cascode_line(Builder build, const Devices& devices, const std::string& net);

/// From `vcc`, by line `bp`.
void add_source(Builder build, const Devices& devices, const SourceNeeds& needs);
/// To `vee`, by line `bn`.
void add_sink(Builder build, const Devices& devices, const SourceNeeds& needs);

/// Output conductance over current of a sink on `bn`, 1/V.
[[nodiscard]] double sink_modulation(const Devices& devices);

}  // namespace hopspice::circuit
