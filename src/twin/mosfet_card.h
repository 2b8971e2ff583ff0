#pragma once
// The card of a MOSFET of level 1, with what follows from the process, at a temperature.
// Source: ngspice 39, mos1set.c, mos1temp.c.

#include "twin/card_reader.h"
#include "twin/junction.h"

#include <optional>

namespace hopspice::twin {

/// Parameters under their SPICE names, with the simulator's defaults, at temperature. A capacitance
/// is one of zero bias.
struct MosfetCard {
    double type = 1;
    double vto, kp, gamma, phi, lambda, rd, rs, rsh, is, js, pb, cgso, cgdo, cgbo;
    std::optional<double> cbd, cbs;
    double cj, mj, cjsw, mjsw, ld, fc;
    double oxide = 0;  ///< F/m2
    double thermal = 0;
    double flat = 0;  ///< the threshold without the bulk's part

    MosfetCard(CardReader& reader, bool p_channel, const Temperature& temperature);

private:
    void take_process(CardReader& reader, const Temperature& temperature);
    void warm(const Temperature& temperature);
};

}  // namespace hopspice::twin
