#pragma once
// The equations of a circuit, f(x, t) + d/dt q(x, t) = 0, with their derivatives by x. Rows are
// what leaves a node, and what elements that give a voltage say; columns are the unknowns, then the
// sources. Elements whose values are constant are two sparse matrices, the others are looped over.

#include "sim/ngspice.h"
#include "twin/bipolar.h"
#include "twin/devices.h"
#include "twin/diode.h"
#include "twin/elements.h"
#include "twin/linear_solver.h"
#include "twin/mosfet.h"
#include "twin/numbering.h"
#include "twin/sparse_rows.h"

#include <hopspice/result.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace hopspice::twin {

class Equations {
public:
    /// `reported`: voltage sources whose currents are asked for. Errors: HS-E410.
    [[nodiscard]] static Result<Equations> build(Elements elements, double temperature_c,
                                                 std::span<const Index> reported);

    [[nodiscard]] std::size_t unknowns() const { return numbering_.unknowns; }
    [[nodiscard]] std::size_t outputs() const { return numbering_.outputs; }
    [[nodiscard]] const Elements& elements() const { return elements_; }
    [[nodiscard]] const Numbering& numbering() const { return numbering_; }
    [[nodiscard]] const Pattern& pattern() const { return pattern_; }
    /// The unknown is a voltage, not a current.
    [[nodiscard]] bool is_voltage(Index column) const { return voltages_[column] != 0; }

    /// Element values in the place of the deck's; the reason where one cannot be set, else empty.
    [[nodiscard]] std::string set_values(const sim::ElementValues& values);
    void set_switches(std::span<const char> closed);
    /// Volts and amperes of the sources.
    void set_sources(std::span<const double> values);
    [[nodiscard]] std::size_t sources() const { return elements_.sources.size(); }

    /// f and q at x. False: a device's limit held it back, they are those of a point between the
    /// last one and x.
    bool evaluate(std::span<const double> x);
    /// Evaluates until no limit holds a device back: what it remembers is x then.
    void settle(std::span<const double> x);
    /// The circuit has been at x for long.
    void begin(std::span<const double> x);
    /// x is the next point: charges go on from there.
    void accept(std::span<const double> x);
    /// The row has a charge.
    [[nodiscard]] bool is_dynamic(Index row) const { return dynamic_[row] != 0; }
    [[nodiscard]] std::span<const double> currents() const { return currents_; }
    [[nodiscard]] std::span<const double> charges() const { return charges_; }
    /// df/dx + rate dq/dx of the last evaluation, in the order of the pattern.
    void derivatives(double rate, std::span<double> values) const;
    /// Takes `change` of x, a last correction, into the charges, by their derivatives.
    void correct_charges(std::span<const double> change);

    /// At x, close to the last evaluation: currents and charges of the reported rows.
    void report(std::span<const double> x, std::span<double> currents, std::span<double> charges);
    /// Adds what amplifiers draw from their supplies to these rows, given what their outputs
    /// deliver: currents with the derivatives of charges in them.
    void add_supplies(std::span<double> currents) const;
    /// The voltage of a node at x.
    [[nodiscard]] double volts(Node node, std::span<const double> x) const;

private:
    /// Where a controlled quantity goes: rows and columns of an element that is looped over.
    struct Gate {
        Index row = 0;
        double sign = 1;
    };
    struct GatePlace {
        Index input = 0;
        double sign = 1;
        Place place;
    };
    struct Source {  ///< Behavioral
        std::vector<Gate> rows;
        std::vector<Gate> outputs;
        std::vector<GatePlace> places;
        double value = 0;
        std::vector<double> gradient;
    };
    // Of an amplifier's, behind its four inputs.
    static constexpr Index kOutInput = 4;
    static constexpr Index kPoleInput = 5;
    struct Stage {               ///< Amplifier
        std::vector<Gate> rows;  ///< of its second input, where that is an output, too
        std::vector<GatePlace> places;
        std::array<double, 6> slopes{};
    };
    /// Constants at places, by row and then column: `slot` is kNone outside of the pattern.
    struct Constant {
        Place place;
        double value = 0;
    };
    using Constants = std::vector<Constant>;
    static void add_to(Constants& list, Index row, Index column, double value);
    static void put_together(Constants& list);

    Equations() = default;
    [[nodiscard]] Diagnostics make_devices(double temperature_c);
    [[nodiscard]] Index column_of(const Input& input) const;
    void connect_behavioral();
    void connect_amplifiers();
    void connect_follower(const Amplifier& element, Stage& stage);
    void make_pattern();
    void make_columns();
    void make_state();
    template <typename Visit>
    void for_places(const Visit& visit);
    [[nodiscard]] Index slot_of(Index row, Index column) const;
    void fill();
    void arrange_rows();
    void refill_switches();
    [[nodiscard]] bool set_value(const sim::ElementValue& value);

    template <typename Sink>
    void walk_conductances(const Sink& sink) const;
    template <typename Sink>
    void walk_capacitances(const Sink& sink) const;
    template <typename Sink>
    void walk_switches(const Sink& sink) const;
    template <typename Sink>
    void walk_held(const Held& held, Node plus, Node minus, const Sink& sink) const;
    template <typename Sink>
    void transconductance(const Controlled& at, const Sink& sink) const;
    template <typename Sink>
    void across(Index row, double factor, Node node, const Sink& sink) const;

    template <typename Visit>
    void for_devices(const Visit& visit) {
        visit(bipolar_);
        visit(diodes_);
        visit(mosfets_);
    }
    template <typename Visit>
    void for_devices(const Visit& visit) const {
        visit(bipolar_);
        visit(diodes_);
        visit(mosfets_);
    }
    template <typename Model>
    void add_device(DeviceSet<Model>& set, Model model, const Device& device);
    void find_read();
    void set_volts(std::span<const double> x);
    void evaluate_behavioral();
    void evaluate_amplifiers();
    double temperature_c_ = 27;
    std::size_t inner_nodes_ = 0;  ///< from here on nodes are inside of devices
    Elements base_;                ///< as the deck has them, where a job has set others
    bool altered_ = false;
    Elements elements_;
    Numbering numbering_;
    std::vector<char> voltages_;
    std::vector<char> dynamic_;
    Pattern pattern_;
    std::vector<char> closed_;

    // Constant elements. Without the switches, and with them.
    std::vector<double> fixed_;  ///< conductances, by the pattern
    Constants fixed_side_;       ///< those outside of the pattern
    std::vector<double> conductance_;
    Constants side_;
    std::size_t side_rows_ = 0;  ///< how many of them are in unknowns' rows
    Constants capacitance_;
    std::size_t capacitance_rows_ = 0;
    // What of both matrices is not 0, in unknowns' rows; conductances are those of the pattern.
    SparseRows conductance_by_row_;
    std::vector<Index> slots_by_row_;  ///< of its entries
    SparseRows capacitance_by_row_;
    // And in the rows that are reported, the first of which is row 0 here.
    SparseRows reported_conductance_;
    SparseRows reported_capacitance_;

    DeviceSet<Bipolar> bipolar_;
    DeviceSet<Diode> diodes_;
    DeviceSet<Mosfet> mosfets_;
    std::vector<std::size_t> device_;  ///< by Elements::devices, in the set of its model
    std::vector<Source> behavioral_;
    std::vector<Stage> amplifiers_;
    std::vector<double> work_;  ///< of expressions
    std::vector<double> inputs_;

    /// A node whose voltage elements that are looped over read, and its place in z.
    struct Read {
        Node node = 0;
        Index place = 0;
    };
    std::vector<Read> read_;
    std::vector<double> z_;        ///< x, then the sources, then 0
    std::vector<double> change_;   ///< of z
    std::vector<double> offsets_;  ///< by node: of the sources between it and its root
    std::vector<Node> offset_nodes_;
    std::vector<double> volts_;   ///< by node, of those that are read
    std::vector<double> driven_;  ///< currents of the constant elements from the sources
    std::vector<double> currents_;
    std::vector<double> charges_;
};

}  // namespace hopspice::twin
