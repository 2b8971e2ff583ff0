#pragma once
// Topology steered: a softmax whose outputs stay currents. Per visible neuron a tail current is
// steered by the base lines of the memories; what a memory takes of it goes, by its weight, into
// the neuron's integrator or to ground. No cell loads a virtual ground with a conductance.
//
//   cell (mu, i)   two emitters on tail i and base line mu with areas A share and A (1 - share)
//   column i       sum of the collectors on one side and a bleed, through a cascode, less an offset

#include <hopspice/spec.h>

namespace hopspice::analog {

/// Of a crossbar from a softmax to the visible neurons.
struct Steering {
    double scale = 0;  ///< s, model units: weights are s w, |w| <= 1
    Matrix share;      ///< (1 + w)/2, the shape of the weights
    double reach =
        0;  ///< largest sum_i |xi| s (1 + w) of a memory: of h per unit of excess current

    // Parts (choose_densities, size_tails).
    double density = 0;           ///< A/um2 that the delay of tails asks for, then as it is
    double tail_amperes = 0;      ///< reference of every neuron's tail, and of the correction's
    double area = 0;              ///< A, um2: all emitters of one cell
    double correction_volts = 0;  ///< what a junction at the full current lacks of an exponential
    double delay_s = 0;  ///< kappa: tails follow the winner's base, and charging them feeds back
};

/// Of the visible neurons, whatever steered crossbars they have.
struct SteeredColumns {
    double bleed_amperes = 0;   ///< keeps the cascode conducting
    double cascode_area = 0;    ///< um2
    double offset_siemens = 0;  ///< from the positive reference: takes the middle current back
    double least_unit_s = 0;    ///< seconds of a model time unit that `delay_s` allows
};

}  // namespace hopspice::analog
