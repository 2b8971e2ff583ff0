#pragma once
// The MOSFET of level 1: Shichman and Hodges' channel, Meyer's capacitances, junctions to the bulk.
// Source: ngspice 39, mos1load.c, devsup.c; H. Shichman, D. A. Hodges, IEEE
// JSSC 3 (1968); J. E. Meyer, RCA Review 32 (1971).

#include "circuit/circuit.h"
#include "twin/junction.h"
#include "twin/linearised.h"

#include <hopspice/result.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace hopspice::twin {

struct MosfetCard;

class Mosfet {
public:
    static constexpr std::size_t kNodes = 6;
    static constexpr std::size_t kTerminals = 4;  ///< the first so many nodes
    enum Node : std::uint8_t { Drain, Gate, Source, Bulk, InnerDrain, InnerSource };
    static const std::array<MatrixEntry, 17> kConductances;
    static const std::array<MatrixEntry, 14> kCapacitances;

    /// The voltages of the last Newton iteration, positive for a channel that conducts, and the
    /// threshold there.
    struct Iteration {
        double gate_source = 0;
        double drain_source = 0;
        double bulk_source = 0;
        double threshold = 0;
        bool limited = false;  ///< they are not those of the nodes: the iteration is not at its end
    };

    /// Of one of the three capacitances of the gate, in the sense of the channel's polarity.
    struct GateCharge {
        double volts = 0;
        double half = 0;  ///< of what depends on voltages, farad
        double charge = 0;
    };
    /// What the last accepted point leaves behind: Meyer's capacitances are no derivatives of
    /// charges, so charges grow from point to point by the mean of both points' capacitances.
    struct History {
        GateCharge source;
        GateCharge drain;
        GateCharge bulk;
    };

    /// `card` is of type nmos or pmos; `parameters` are an element's: w, l, m, ad, as, pd, ps, nrd,
    /// nrs. Errors: HS-E410 for a parameter that the model does not have.
    [[nodiscard]] static Result<Mosfet> make(
        const circuit::ModelCard& card, std::span<const std::pair<std::string, double>> parameters,
        double temperature_c);

    /// The terminal that an inner node is behind; another node is its own.
    [[nodiscard]] static constexpr std::size_t outer_of(std::size_t node) {
        return node == InnerDrain    ? std::size_t{Drain}
               : node == InnerSource ? std::size_t{Source}
                                     : node;
    }
    /// False: an inner node that is none, without a resistance; its voltage is its outer node's.
    [[nodiscard]] bool has_node(std::size_t node) const;
    /// Nothing flows into a terminal whose inner node is itself: all of its entries are 0.
    [[nodiscard]] bool is_idle(std::size_t node) const {
        return (node == Drain && !has_node(InnerDrain)) ||
               (node == Source && !has_node(InnerSource));
    }
    /// Sets a parameter of the element, but none that makes or removes an inner node. False: there
    /// is no such parameter.
    [[nodiscard]] bool set(std::string_view parameter, double value);

    /// The history of a circuit that has been at these voltages for long.
    void begin(const std::array<double, kNodes>& volts, History& history) const;
    /// These voltages are those of the next point.
    void accept(const std::array<double, kNodes>& volts, History& history) const;

    /// As Bipolar::evaluate. Capacitances are those that charges grow by, without their own
    /// derivatives: they are exact in the limit of short steps.
    void evaluate(const std::array<double, kNodes>& volts, const History& history,
                  Iteration& iteration, Linearised<kNodes>& out) const;

private:
    /// Of a matrix.
    static constexpr std::size_t at(std::size_t row, std::size_t column) {
        return row * kNodes + column;
    }
    struct Size {
        double w = 1e-4;
        double l = 1e-4;
        double m = 1;
        double ad = 0;
        double as = 0;
        double pd = 0;
        double ps = 0;
        double nrd = 1;
        double nrs = 1;
    };
    /// Between the bulk and the channel's ends.
    struct Junction {
        double saturation = 0;
        double critical = 0;
        Depletion bottom;
        Depletion side;  ///< where its grading is another one

        [[nodiscard]] Slope current(double volts, double inverse_thermal) const;
        [[nodiscard]] Slope charge(double volts) const;
    };
    /// Gate, drain and bulk against the source, or, where the channel is reversed, the drain.
    struct Point {
        double gate = 0;
        double drain = 0;
        double bulk = 0;
    };
    struct Threshold {
        double volts = 0;
        double slope = 0;  ///< -d/d(bulk)
    };
    struct Channel {
        double current = 0;
        double by_gate = 0;
        double by_drain = 0;
        double by_bulk = 0;
    };
    /// The same, into the drain that the circuit names.
    using ChannelEnds = Channel;
    /// Currents or charges: of the junctions, from the bulk, and of the gate's capacitances.
    struct Branches {
        Slope source;
        Slope drain;
        Slope gate_source;
        Slope gate_drain;
        Slope gate_bulk;
    };
    struct Halves {
        double source = 0;
        double drain = 0;
        double bulk = 0;
    };

    explicit Mosfet(std::shared_ptr<const MosfetCard> card);
    void resize();
    [[nodiscard]] Junction junction(double area, double perimeter,
                                    std::optional<double> farads) const;
    [[nodiscard]] Point point(const std::array<double, kNodes>& volts) const;
    [[nodiscard]] static Point turned(const Point& here);
    [[nodiscard]] bool is_free(const Point& asked, const Iteration& before) const;
    [[nodiscard]] std::optional<Point> held_back(const Point& asked, const Iteration& before) const;
    [[nodiscard]] Threshold threshold(double bulk) const;
    [[nodiscard]] Channel channel(const Point& here, const Threshold& threshold) const;
    [[nodiscard]] Halves halves(const Point& here, double threshold) const;
    [[nodiscard]] Halves halves_of(const Point& here) const;
    [[nodiscard]] static ChannelEnds ends_of(const Channel& flow, bool reversed);
    [[nodiscard]] static Slope grown(const GateCharge& before, double across, double farads);
    void write_currents(const std::array<double, kNodes>& volts, const ChannelEnds& channel,
                        const Branches& junctions, Linearised<kNodes>& out) const;
    void write_charges(const Branches& charges, Linearised<kNodes>& out) const;

    std::shared_ptr<const MosfetCard> card_;
    Size size_;
    double sign_ = 1;     ///< -1: p-channel
    double thermal_ = 0;  ///< kT/q
    double inverse_thermal_ = 0;
    double phi_ = 0;
    double root_phi_ = 0;
    double gamma_ = 0;
    double flat_ = 0;  ///< the threshold without the bulk's part
    double lambda_ = 0;
    double beta_ = 0;
    double bulk_slope_ = 0;  ///< of Meyer's halves by the gate's drive, F/V
    double channel_slope_ = 0;
    double overlap_source_ = 0;  ///< F
    double overlap_drain_ = 0;
    double overlap_bulk_ = 0;
    double drain_siemens_ = 0;  ///< 0: no resistance
    double source_siemens_ = 0;
    Junction drain_junction_;
    Junction source_junction_;
};

}  // namespace hopspice::twin
