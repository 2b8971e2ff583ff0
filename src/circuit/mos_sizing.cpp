#include "circuit/mos_sizing.h"

#include "circuit/subcircuit_body.h"

#include <algorithm>
#include <cmath>

namespace hopspice::circuit {

namespace {

constexpr double kOxidePermittivity = 3.9 * 8.854e-12;
constexpr double kNarrowest = 0.5e-6;
constexpr double kWidestFinger = 20e-6;
/// A junction under one to two volts of reverse bias against its value at zero bias.
constexpr double kReverseBias = 0.7;

}  // namespace

MosProcess::MosProcess(const ModelCard& card)
    : model_(card.name),
      transconductance_(card_value(card, "kp", 2e-5)),
      threshold_(std::abs(card_value(card, "vto", 0))),
      lambda_(card_value(card, "lambda", 0)),
      gamma_(card_value(card, "gamma", 0)),
      phi_(card_value(card, "phi", 0.6)),
      oxide_(kOxidePermittivity / card_value(card, "tox", 1e-7)),
      overlap_(card_value(card, "cgdo", 0)),
      length_(50 * card_value(card, "tox", 1e-7)),
      junction_(card_value(card, "cj", 0)),
      sidewall_(card_value(card, "cjsw", 0)) {}

double MosProcess::ratio(double amperes, double overdrive) const {
    return 2 * amperes / (transconductance_ * overdrive * overdrive);
}

double MosProcess::width(double amperes, double overdrive) const {
    return ratio(amperes, overdrive) * length_;
}

double MosProcess::gate_farads_per_metre() const { return 2.0 / 3 * oxide_ * length_ + overlap_; }

double MosProcess::drain_farads_per_metre() const {
    const double contact = mos_contact(length_);
    return kReverseBias * (junction_ * contact + 2 * sidewall_);
}

double MosProcess::body_effect(double volts) const {
    return gamma_ * (std::sqrt(phi_ + volts) - std::sqrt(phi_));
}

MosSize MosProcess::size(double ratio) const {
    const double width = std::max(ratio * length_, kNarrowest);
    const double fingers = std::ceil(width / kWidestFinger);
    return {width / fingers, width / ratio, fingers};
}

}  // namespace hopspice::circuit
