#pragma once
// A circuit taken apart for its equations: instances replaced by what is in them, names by numbers,
// each kind of element a plain array.

#include "circuit/circuit.h"
#include "twin/amplifier.h"

#include <hopspice/result.h>

#include "netlist/expression.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::twin {

/// Of an array.
using Index = std::uint32_t;
inline constexpr Index kNone = 0xffffffffU;
/// A net of the flat circuit; 0 is ground, then come those of the circuit itself.
using Node = Index;

struct Resistor {
    Node a = 0;
    Node b = 0;
    double siemens = 0;
};

struct Capacitor {
    Node a = 0;
    Node b = 0;
    double farads = 0;
};

/// What an independent source does in the deck.
struct Source {
    std::string name;
    double dc = 0;
    std::vector<double> pwl;  ///< time, value pairs; empty: dc
    bool external = false;
};

struct VoltageSource {
    Node plus = 0;
    Node minus = 0;
    Index source = 0;
};

/// Its current goes from the first net through the source to the second.
struct CurrentSource {
    Node from = 0;
    Node to = 0;
    Index source = 0;
};

/// Of out+ out- a voltage, or a current from the first to the second.
struct Controlled {
    Node plus = 0;
    Node minus = 0;
    Node in_plus = 0;
    Node in_minus = 0;
    double gain = 0;
};

/// An element whose current an expression can name.
struct Sensed {
    enum class Kind : std::uint8_t { Voltage, Vcvs, Behavioral } kind = Kind::Voltage;
    Index index = 0;
};

/// An input of an expression: the voltage of a node, or the current of an element.
struct Input {
    Node node = 0;
    std::optional<Sensed> current;
};

/// A voltage between plus and minus, or a current from plus through the source to minus.
struct Behavioral {
    bool is_voltage = false;
    Node plus = 0;
    Node minus = 0;
    Index expression = 0;
    std::vector<Input> inputs;  ///< of the expression
};

struct SwitchModel {
    double on_above = 0;
    double off_below = 0;
    double on_siemens = 0;
    double off_siemens = 0;
};

struct Switch {
    Node a = 0;
    Node b = 0;
    Node control_plus = 0;
    Node control_minus = 0;
    Index model = 0;
};

/// An amplifier or multiplier macromodel. `pole` is its output where there is no output resistance.
struct Amplifier {
    std::array<Node, 4> in{};  ///< inp inn, or xp xn yp yn
    Node out = 0;
    Node vcc = 0;
    Node vee = 0;
    Node pole = 0;
    Index model = 0;
};

/// A diode, bipolar transistor or MOSFET.
struct Device {
    circuit::Kind kind = circuit::Kind::Diode;
    std::array<Node, 4> nodes{};
    Index card = 0;
    double area = 1;
    std::vector<std::pair<std::string, double>> parameters;
    std::string name;
};

/// An element whose value a job may set, by its name.
struct Settable {
    std::uint64_t name = 0;  ///< hash_of
    circuit::Kind kind = circuit::Kind::Resistor;
    Index index = 0;
};

struct Elements {
    std::size_t nodes = 1;
    std::vector<Resistor> resistors;
    std::vector<Capacitor> capacitors;
    std::vector<Source> sources;
    std::vector<VoltageSource> voltages;
    std::vector<CurrentSource> currents;
    std::vector<Controlled> vcvs;
    std::vector<Controlled> vccs;
    std::vector<Behavioral> behavioral;
    std::vector<netlist::Expression> expressions;
    std::vector<Switch> switches;
    std::vector<SwitchModel> switch_models;
    std::vector<Amplifier> amplifiers;
    std::vector<AmplifierModel> amplifier_models;
    std::vector<Device> devices;
    std::vector<circuit::ModelCard> cards;  ///< of the circuit
    std::vector<Settable> settable;         ///< of the circuit's own elements, sorted by name

    [[nodiscard]] const Settable* find(std::string_view name) const;
};

/// Errors: HS-E410, HS-E303.
[[nodiscard]] Result<Elements> take_apart(const circuit::Circuit& circuit);

}  // namespace hopspice::twin
