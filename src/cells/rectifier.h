#pragma once
// max(x, 0) by a precision rectifier: scale and reading, for cells that begin with one.

#include "analog/network.h"
#include "cells/judgement.h"
#include "cells/reading.h"

namespace hopspice::cells {

struct Scaling;

/// The rectifier passes only x > 0: that part gets the full scale, x < 0 may use as much as the
/// swing has.
void scale_rectified(analog::Bank& bank, const Scaling& scaling);

/// A row: whether its amplifier reaches a diode beyond what its outputs need, volt.
void judge_rectifier(Judgement& judgement, double output_volts);

/// Unity gain from the integrator of `neuron` to `out`.
void read_rectifier(Reading& reading, const circuit::NeuronLayout& neuron, const std::string& out);

}  // namespace hopspice::cells
