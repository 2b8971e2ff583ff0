#pragma once
// What check says of the amplifiers of a bank's integrators: bandwidth, slew, stability, accuracy.

#include "cells/judgement.h"

namespace hopspice::driver {

/// Adds rows of the subject `amplifier`, the worst of the bank's neurons each.
void add_amplifier_items(cells::Judgement& judgement);

}  // namespace hopspice::driver
