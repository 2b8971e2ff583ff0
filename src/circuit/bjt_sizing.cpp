#include "circuit/bjt_sizing.h"

#include "circuit/subcircuit_body.h"

#include <cmath>
#include <numbers>

namespace hopspice::circuit {

BjtProcess::BjtProcess(const ModelCard& card)
    : model_(card.name),
      gain_(card_value(card, "bf", 100)),
      early_(card_value(card, "vaf", 1e3)),
      saturation_(card_value(card, "is", 1e-16)),
      transit_(card_value(card, "tf", 0)),
      emitter_(card_value(card, "cje", 0)),
      collector_(card_value(card, "cjc", 0)),
      substrate_(card_value(card, "cjs", 0)),
      ohms_(card_value(card, "re", 0)),
      knee_(card_value(card, "ikf", 1)) {}

double BjtProcess::junction(double density) const {
    return kThermalVolts * std::log(density / saturation_);
}

double BjtProcess::transit_frequency() const {
    const double gm = kEmitterDensity / kThermalVolts;
    return gm / (2 * std::numbers::pi * (transit_ * gm + 1.5 * emitter_ + collector_));
}

void add_bjt_source(Builder build, const BjtProcess& process, const SourcePlace& place,
                    double amperes) {
    const std::string emitter = place.name + "_e";
    build.bjt("q" + place.name, place.node, place.line, emitter, process.model(),
              BjtProcess::area(amperes));
    build.resistor("r" + place.name, emitter, place.rail, kDegenerationVolts / amperes);
}

}  // namespace hopspice::circuit
