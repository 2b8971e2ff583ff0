#pragma once
// The bipolar transistor: Gummel and Poon's, with the simulator's temperature laws.
// Source: ngspice 39, bjtload.c, bjttemp.c, bjtsetup.c; H. K. Gummel, H. C. Poon, "An integral
// charge control model of bipolar transistors", Bell Syst. Tech. J. 49 (1970).

#include "circuit/circuit.h"
#include "twin/junction.h"
#include "twin/linearised.h"

#include <hopspice/result.h>

namespace hopspice::twin {

class Bipolar {
public:
    static constexpr std::size_t kNodes = 7;
    static constexpr std::size_t kTerminals = 4;  ///< the first so many nodes
    /// Currents and voltages come in this order.
    enum Node : std::uint8_t {
        Collector,
        Base,
        Emitter,
        Substrate,  ///< ground where an element has three nets
        InnerCollector,
        InnerBase,
        InnerEmitter,
    };
    /// Where the conductances, and where the capacitances, are.
    static const std::array<MatrixEntry, 25> kConductances;
    static const std::array<MatrixEntry, 16> kCapacitances;

    /// The junction voltages of the last Newton iteration, positive forward.
    struct Iteration {
        double base_emitter = 0;
        double base_collector = 0;
        bool limited = false;  ///< they are not those of the nodes: the iteration is not at its end
    };

    /// `card` is of type npn or pnp. Errors: HS-E410 for a parameter that the model does not have.
    [[nodiscard]] static Result<Bipolar> make(const circuit::ModelCard& card, double area,
                                              double temperature_c);

    /// The terminal that an inner node is behind; another node is its own.
    [[nodiscard]] static constexpr std::size_t outer_of(std::size_t node) {
        return node >= InnerCollector ? node - InnerCollector : node;
    }
    /// False: an inner node that is none, without a resistance; its voltage is its outer node's.
    [[nodiscard]] bool has_node(std::size_t node) const;
    /// Nothing flows into a terminal whose inner node is itself, but for the base: all of its
    /// entries are 0.
    [[nodiscard]] bool is_idle(std::size_t node) const {
        return (node == Collector && !has_node(InnerCollector)) ||
               (node == Emitter && !has_node(InnerEmitter));
    }
    void set_area(double area);

    /// Currents, charges and derivatives at the node voltages. Where the step from the last
    /// iteration is too long for an exponential, those of the tangent at the point between.
    void evaluate(const std::array<double, kNodes>& volts, Iteration& iteration,
                  Linearised<kNodes>& out) const;

private:
    /// Of a matrix.
    static constexpr std::size_t at(std::size_t row, std::size_t column) {
        return row * kNodes + column;
    }
    /// A function of the two junctions' voltages.
    struct Gradient {
        double value = 0;
        double by_emitter = 0;
        double by_collector = 0;
    };
    /// Of a device of area 1. Base charge: over its value without bias.
    struct Transport {
        Slope forward;  ///< ideal current of the base-emitter junction
        Slope reverse;
        Gradient base_charge;
        double inverse_base_charge = 1;
        Gradient collector;
        Gradient base;
        Gradient extra_siemens;  ///< of the base's resistance, beyond that of RB
    };
    struct Charges {
        Gradient emitter;
        Slope collector;
        Slope outer;
        Slope substrate;
    };
    struct Card;

    explicit Bipolar(const Card& card, const Temperature& temperature);
    [[nodiscard]] Transport transport(double base_emitter, double base_collector) const;
    [[nodiscard]] Gradient base_charge(const Slope& forward, const Slope& reverse,
                                       double base_emitter, double base_collector) const;
    [[nodiscard]] Gradient base_siemens(const Transport& flow) const;
    [[nodiscard]] Gradient emitter_charge(const Transport& flow, double base_emitter,
                                          double base_collector) const;
    void write_currents(const std::array<double, kNodes>& volts, const Transport& flow,
                        double substrate, Linearised<kNodes>& out) const;
    void write_charges(const Charges& charges, Linearised<kNodes>& out) const;

    double sign_ = 1;       ///< -1: pnp
    bool lateral_ = false;  ///< the substrate's junction is the base's, not the collector's
    double area_ = 1;
    double gmin_ = kJunctionSiemens;  ///< over the area
    double thermal_ = 0;
    Exponential forward_;
    Exponential reverse_;
    Exponential emitter_leak_law_;
    Exponential collector_leak_law_;
    double saturation_ = 0;
    double reverse_saturation_ = 0;  ///< grows with the area: the simulator multiplies by it twice
    double emitter_leak_ = 0;
    double collector_leak_ = 0;
    double inverse_gain_ = 0;
    double inverse_reverse_gain_ = 0;
    double inverse_early_ = 0;
    double inverse_reverse_early_ = 0;
    double inverse_knee_ = 0;
    double inverse_reverse_knee_ = 0;
    double collector_siemens_ = 0;  ///< 0: no resistance
    double emitter_siemens_ = 0;
    double least_base_ohms_ = 0;
    double modulated_base_ohms_ = 0;      ///< RB less RBM
    double base_siemens_ = 0;             ///< of RB; 0: no resistance
    double half_resistance_amperes_ = 0;  ///< 0: the resistance goes by the base charge
    double critical_ = 0;                 ///< of a device of area 1
    double forward_seconds_ = 0;
    double reverse_seconds_ = 0;
    double transit_rise_ = 0;           ///< XTF
    double transit_inverse_volts_ = 0;  ///< 1/(1.44 VTF)
    double transit_amperes_ = 0;        ///< ITF
    Depletion emitter_depletion_;
    Depletion collector_depletion_;
    Depletion outer_depletion_;  ///< between the collector and the outer base
    Depletion substrate_depletion_;
};

}  // namespace hopspice::twin
