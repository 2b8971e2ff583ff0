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
/// Steps from the shortest channel that was measured to the longest.
constexpr int kLengths = 100;

/// The shortest one of kIntrinsicGain, or the longest that was measured, m.
double amplifying_length(const MosCurves& curves) {
    const double shortest = curves.channels.front().length;
    const double step = std::pow(curves.channels.back().length / shortest, 1.0 / kLengths);
    double length = shortest;
    for (int k = 0; k < kLengths; ++k) {
        const MosPoint point = curves.at(length, kBiasOverdrive);
        if (point.gm >= kIntrinsicGain * point.gds) {
            break;
        }
        length *= step;
    }
    return length;
}

}  // namespace

MosProcess::MosProcess(const ModelCard& card, Channel channel)
    : model_(card.name),
      curves_(curves_of(card)),
      transconductance_(card_value(card, "kp", 2e-5)),
      threshold_(std::abs(card_value(card, "vto", 0))),
      lambda_(card_value(card, "lambda", 0)),
      gamma_(card_value(card, "gamma", 0)),
      phi_(card_value(card, "phi", 0.6)) {
    if (curves_) {
        length_ = channel == Channel::Switching ? curves_->channels.front().length
                                                : amplifying_length(*curves_);
        const MosChannel measured = curves_->channel(length_);
        threshold_ = measured.threshold;
        gate_ = measured.gate_farads;
        overlap_ = measured.overlap_farads;
        drain_ = measured.drain_farads;
        return;
    }
    const double thickness = card_value(card, "tox", 1e-7);
    length_ = 50 * thickness;
    overlap_ = card_value(card, "cgdo", 0);
    gate_ = 2.0 / 3 * (kOxidePermittivity / thickness) * length_ + overlap_;
    drain_ = kReverseBias *
             (card_value(card, "cj", 0) * mos_contact(length_) + 2 * card_value(card, "cjsw", 0));
}

double MosProcess::ratio(double amperes, double overdrive) const {
    return curves_ ? amperes / at(overdrive).amperes
                   : 2 * amperes / (transconductance_ * overdrive * overdrive);
}

double MosProcess::width(double amperes, double overdrive) const {
    return ratio(amperes, overdrive) * length_;
}

double MosProcess::switch_ratio(double ohms, double overdrive) const {
    // ratio(I, V) is 2 I/(KP V^2), and 1/R = KP W/L V: the current V^2/(2 R V) at overdrive V.
    return curves_ ? 1 / (ohms * at(overdrive).on_siemens)
                   : ratio(overdrive / (2 * ohms), overdrive);
}

double MosProcess::transconductance(double amperes, double overdrive) const {
    return curves_ ? at(overdrive).gm * amperes : 2 * amperes / overdrive;
}

double MosProcess::amperes(double transconductance, double overdrive) const {
    return curves_ ? transconductance / at(overdrive).gm : transconductance * overdrive / 2;
}

double MosProcess::output_conductance(double amperes, double overdrive) const {
    return (curves_ ? at(overdrive).gds : lambda_) * amperes;
}

double MosProcess::intrinsic_gain(double overdrive) const {
    return transconductance(1, overdrive) / output_conductance(1, overdrive);
}

double MosProcess::body_effect(double volts) const {
    return gamma_ * (std::sqrt(phi_ + volts) - std::sqrt(phi_));
}

double MosProcess::modulation(double volts, double reference) const {
    if (!curves_) {
        return (1 + lambda_ * volts) / (1 + lambda_ * reference);
    }
    const double slope = at(kBiasOverdrive).gds;
    return (1 + slope * (volts - curves_->drain_volts)) /
           (1 + slope * (reference - curves_->drain_volts));
}

MosSize MosProcess::size(double ratio) const {
    const double width = std::max(ratio * length_, kNarrowest);
    const double fingers = std::ceil(width / kWidestFinger);
    return {width / fingers, width / ratio, fingers};
}

}  // namespace hopspice::circuit
