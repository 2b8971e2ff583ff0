#pragma once
// Bipolar transistors by current: every one of them runs at the same density at rest, so that their
// base-emitter voltages are alike and one bias line serves all.

#include "circuit/bipolar.h"
#include "circuit/builder.h"
#include "circuit/circuit.h"

#include <string>

namespace hopspice::circuit {

inline constexpr double kEmitterDensity = 40e-6;   ///< A per unit of emitter area
inline constexpr double kDegenerationVolts = 0.1;  ///< over the emitter resistor of a source
inline constexpr double kJunctionVolts = 0.75;     ///< base-emitter voltage at that density, about

/// One polarity of a process, seen through its Gummel-Poon card.
class BjtProcess {
public:
    explicit BjtProcess(const ModelCard& card);

    [[nodiscard]] const std::string& model() const { return model_; }
    [[nodiscard]] static double area(double amperes) { return amperes / kEmitterDensity; }

    /// Current gain at `volts` between collector and base: BF (1 + V/VAF).
    [[nodiscard]] double gain(double volts) const { return gain_ * (1 + volts / early_); }
    [[nodiscard]] double early() const { return early_; }  ///< V
    /// Base-emitter voltage at this current per unit of area, V, 27 C.
    [[nodiscard]] double junction(double density) const;
    /// Transit frequency at kEmitterDensity, Hz: gm/(2 pi (TF gm + 1.5 CJE + CJC)).
    [[nodiscard]] double transit_frequency() const;
    /// Per unit of area, F.
    [[nodiscard]] double emitter_farads() const { return emitter_; }
    [[nodiscard]] double collector_farads() const { return collector_; }
    [[nodiscard]] double substrate_farads() const { return substrate_; }
    [[nodiscard]] double emitter_ohms() const { return ohms_; }  ///< times area
    [[nodiscard]] double knee() const { return knee_; }          ///< IKF, A per unit of area

private:
    std::string model_;
    double gain_ = 0;
    double early_ = 0;
    double saturation_ = 0;
    double transit_ = 0;
    double emitter_ = 0;
    double collector_ = 0;
    double substrate_ = 0;
    double ohms_ = 0;
    double knee_ = 0;
};

/// Puts a current source on a bias line: a transistor `q<name>` with its collector on `node`, its
/// base on `line`, and an emitter resistor `r<name>` to `rail`.
struct SourcePlace {
    std::string name;
    std::string node;
    std::string line;
    std::string rail;
};
void add_bjt_source(Builder build, const BjtProcess& process, const SourcePlace& place,
                    double amperes);

}  // namespace hopspice::circuit
