#pragma once
// The diode, with the simulator's temperature laws and breakdown.
// Source: ngspice 39, dioload.c, diotemp.c, diosetup.c (level 1, bottom junction).

#include "circuit/circuit.h"
#include "twin/junction.h"
#include "twin/linearised.h"

#include <hopspice/result.h>

namespace hopspice::twin {

class Diode {
public:
    static constexpr std::size_t kNodes = 3;
    static constexpr std::size_t kTerminals = 2;  ///< the first so many nodes
    enum Node : std::uint8_t { Anode, Cathode, InnerAnode };
    static const std::array<MatrixEntry, 7> kConductances;
    static const std::array<MatrixEntry, 4> kCapacitances;

    /// The junction's voltage of the last Newton iteration.
    struct Iteration {
        double volts = 0;
        bool limited = false;  ///< it is not that of the nodes: the iteration is not at its end
    };

    /// `card` is of type d. Errors: HS-E410 for a parameter that the model does not have.
    [[nodiscard]] static Result<Diode> make(const circuit::ModelCard& card, double area,
                                            double temperature_c);

    /// The terminal that an inner node is behind; another node is its own.
    [[nodiscard]] static constexpr std::size_t outer_of(std::size_t node) {
        return node == InnerAnode ? std::size_t{Anode} : node;
    }
    /// False: an inner node that is none, without a resistance; its voltage is its outer node's.
    [[nodiscard]] bool has_node(std::size_t node) const {
        return node != InnerAnode || siemens_ != 0;
    }
    /// Nothing flows into a terminal whose inner node is itself: all of its entries are 0.
    [[nodiscard]] bool is_idle(std::size_t node) const {
        return node == Anode && !has_node(InnerAnode);
    }
    void set_area(double area);

    /// As Bipolar::evaluate.
    void evaluate(const std::array<double, kNodes>& volts, Iteration& iteration,
                  Linearised<kNodes>& out) const;

private:
    struct Card;

    Diode(const Card& card, const Temperature& temperature);
    /// Without the conductance that every junction has.
    [[nodiscard]] Slope current(double volts) const;
    [[nodiscard]] double limited(double next, double last) const;

    double area_ = 1;
    double thermal_ = 0;
    Exponential law_;
    double saturation_ = 0;  ///< of area 1, as all below
    double siemens_ = 0;     ///< 0: no resistance
    double seconds_ = 0;
    Depletion depletion_;
    double critical_ = 0;           ///< of the area
    double card_breakdown_ = 0;     ///< BV; 0: none
    double breakdown_amperes_ = 0;  ///< IBV, whatever the area
    double breakdown_ = 0;          ///< where the exponential begins that passes through IBV at BV
};

}  // namespace hopspice::twin
