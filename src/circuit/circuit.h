#pragma once
// The circuit as data: elements on nets, grouped by the neuron or block they belong to. Values are
// plain numbers in SI base units; nothing is left to be computed by the simulator.

#include <hopspice/diagnostics.h>
#include <hopspice/target.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hopspice::circuit {

/// A net of one circuit, an index into its `nets`. Net 0 is ground.
struct NetId {
    std::uint32_t index = 0;
    auto operator<=>(const NetId&) const = default;
};
inline constexpr NetId kGround{0};

enum class Kind {
    Resistor,       // value: ohm
    Capacitor,      // value: farad
    VoltageSource,  // value: volt, or pwl
    CurrentSource,  // value: ampere, from the first net through the source to the second
    Vcvs,           // out+ out- in+ in-, value: V/V
    Vccs,           // from to in+ in-, value: siemens
    BehavioralV,    // expression: volt
    BehavioralI,    // expression: ampere, from the first net to the second
    Switch,         // a b control+ control-, model
    Diode,          // anode cathode, model, area
    Bjt,            // collector base emitter, perhaps substrate, model, area
    Mosfet,         // drain gate source bulk, model, parameters w, l, m, ad, as, pd, ps
    Instance,       // of a subcircuit, model: its name
};

/// What a kind looks like in a netlist.
struct KindRow {
    Kind kind;
    char prefix;
    std::size_t terminals;   ///< 0: as many as the subcircuit has ports
    std::string_view count;  ///< the name it is counted under, empty: not counted
};
[[nodiscard]] const KindRow& row_of(Kind kind);

/// What an element is to the passes that come after the one that built it; not written.
enum class Role {
    Other,
    Cell,             ///< of a crossbar
    Wire,             ///< a segment of a crossbar's wire; its first net is the nearer end
    Input,            ///< a source whose volts mean model units
    AmplifierSource,  ///< the offset or the noise of an amplifier
    RectifierDiode,   ///< through which a rectifier passes what it lets through
};

struct Element {
    Kind kind = Kind::Resistor;
    std::string name;  ///< with its prefix letter: `rw_v3_1`
    std::vector<NetId> nets;
    double value = 0;
    double area = 1;
    std::string model;        ///< .model or .subckt name
    std::string expression;   ///< behavioral sources; nets as `v(name)`
    std::vector<double> pwl;  ///< sources: time, value pairs; empty: dc
    bool external = false;    ///< sources: the caller of the simulator gives the value
    Role role = Role::Other;
    /// Of a MOSFET, in SI units; of an instance, as its subcircuit has them.
    std::vector<std::pair<std::string, double>> parameters;
};

/// What a group of elements is, and of whom.
struct Origin {
    std::string part = {};   ///< `integrator`, `crossbar`
    std::string owner = {};  ///< `visible`, `hidden codewords`, `rest`; empty: the whole circuit
    std::optional<std::size_t> bank = {};    ///< the owner's index, where it is a bank
    std::optional<std::size_t> neuron = {};  ///< of the bank; none: of all of it
    std::optional<std::size_t> token = {};   ///< of the neuron's candidates
    std::string from = {};                   ///< of a crossbar into the owner: the bank it is from
    std::string to = {};    ///< of a crossbar out of the owner: the bank it is into
    std::string tile = {};  ///< of the crossbar, where it is cut: `1.0`

    [[nodiscard]] bool is_crossbar() const { return !from.empty() || !to.empty(); }
};

/// `integrator`, `crossbar from visible`.
[[nodiscard]] std::string part_of(const Origin& origin);

/// `hidden codewords[3]: crossbar from visible`, as decks say it.
[[nodiscard]] std::string comment_of(const Origin& origin);

/// Elements of one origin. One that was read from text has the comment for its part, and no owner.
struct Group {
    Origin origin;
    std::vector<Element> elements;
};

struct ModelCard {
    std::string name;
    std::string type;  ///< `npn`, `d`, `sw`
    std::vector<std::pair<std::string, double>> parameters;
};

struct Circuit;

struct Subcircuit {
    std::string name;
    std::string comment;
    std::vector<std::string> ports;
    std::vector<std::string> nets;  ///< of the body; net 0 is ground, then the ports
    std::vector<Element> elements;
};

struct Circuit {
    std::string title;
    std::vector<std::string> header;  ///< comment lines under the title
    std::vector<Library> includes;
    std::vector<LibraryName> library_names;  ///< what these define
    KitUse kit;                              ///< of a foundry: devices of `includes`
    std::vector<ModelCard> models;
    std::vector<Subcircuit> subcircuits;
    std::map<std::string, std::size_t> external_subcircuits;  ///< of `includes`: name, ports
    std::set<NetId> open_nets;  ///< pins left open: they may have a single terminal
    std::vector<Group> groups;
    std::vector<std::string> nets{"0"};

    /// The net of that name, created if new.
    NetId net(const std::string& name);
    /// The net of that name; ground's index plus an assertion for an unknown one.
    [[nodiscard]] NetId find_net(const std::string& name) const;
    [[nodiscard]] bool has_net(const std::string& name) const { return ids_.contains(name); }
    [[nodiscard]] const std::string& name_of(NetId id) const { return nets[id.index]; }
    [[nodiscard]] const Subcircuit* find_subcircuit(const std::string& name) const;
    [[nodiscard]] const Element* find_element(const std::string& name) const;
    [[nodiscard]] bool has_instance_of(const std::string& subcircuit) const;
    /// All but the elements of the top level.
    [[nodiscard]] Circuit without_groups() const;

private:
    std::unordered_map<std::string, NetId> ids_{{"0", kGround}};
};

/// Elements of a circuit by their names, which must stay where they are; of two of one name the
/// first.
class ElementIndex {
public:
    explicit ElementIndex(const Circuit& circuit);
    /// Null: there is none.
    [[nodiscard]] const Element* find(std::string_view name) const;

private:
    std::unordered_map<std::string_view, const Element*> elements_;
};

/// How many of each kind: `resistors`, `capacitors`, `diodes`, `transistors`, `amplifiers`, ...
/// The parts within blocks of transistors count too, those within macromodels do not.
[[nodiscard]] std::map<std::string, std::size_t> count_elements(const Circuit& circuit);

/// Checks what the simulator would accept silently or refuse obscurely: unique lower-case names,
/// terminals per kind, finite values, positive resistances and capacitances, known models and
/// subcircuits, no net with a single terminal. Errors: HS-E3xx (our own mistakes, reported by value
/// so that a user sees which block is wrong).
[[nodiscard]] Diagnostics verify_circuit(const Circuit& circuit);

/// A library that defines a name of the circuit's own, or a function that its expressions call,
/// would change the circuit where it is included. Models that a library bins (`name.1`) count as
/// `name`. Errors: HS-E264.
[[nodiscard]] Diagnostics verify_libraries(const Circuit& circuit);

}  // namespace hopspice::circuit
