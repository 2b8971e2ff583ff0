#pragma once
// Crossbars of resistors.

#include "cells/context.h"

namespace hopspice::passes {

/// Every crossbar of the network, between lines and columns that are there.
void add_crossbars(cells::Context& context);

}  // namespace hopspice::passes
