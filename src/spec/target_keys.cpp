#include "spec/target_keys.h"

#include "spec/library_reader.h"
#include "support/quantity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <type_traits>
#include <utility>

namespace hopspice::spec {

namespace {

constexpr Bounds kPositive = {.low = 0, .lower = Edge::Open};
constexpr Bounds kNegative = {.high = 0, .upper = Edge::Open};
constexpr Bounds kAtLeastZero = {.low = 0};
/// Of relative standard deviations and of fractions of the cells.
constexpr Bounds kUpToHalf = {.low = 0, .high = 0.5};
constexpr Bounds kUpToOne = {.low = 0, .high = 1};
constexpr Bounds kFlag = {.low = 0, .high = 1, .kind = NumberKind::Integer};
constexpr Bounds kBits = {.low = 0, .high = 24, .kind = NumberKind::Integer};
/// Of lines of an array.
constexpr Bounds kCount = {.low = 0, .high = 1048576, .kind = NumberKind::Integer};
/// Whole numbers that a double holds.
constexpr Bounds kSeeds = {.low = 0, .high = 9007199254740991, .kind = NumberKind::Integer};

constexpr const char* kText = R"({"type": "string", "minLength": 1})";

/// The field at the end of a path of members.
template <auto... Path>
TargetField field() {
    return {[](const Target& target) { return static_cast<double>((target.*....*Path)); },
            [](Target& target, double value) {
                auto& place = (target.*....*Path);
                place = static_cast<std::remove_reference_t<decltype(place)>>(value);
            }};
}

/// A number as JSON, in as few characters as possible: `27`, `"1G"`.
std::string shortest_json(double value) {
    std::string text = shortest_quantity(value);
    return parse_number(text) ? text : '"' + text + '"';
}

template <auto... Path>
TargetKey number(std::string name, std::string unit, Bounds bounds, std::string meaning) {
    const TargetField place = field<Path...>();
    return {{.name = std::move(name),
             .fallback = shortest_json(place.get(Target())),
             .bounds = bounds,
             .unit = std::move(unit),
             .meaning = std::move(meaning)},
            place};
}

/// `words` in the order of the enumerators.
template <auto... Path>
TargetKey word(std::string name, std::vector<std::string> words, std::string meaning) {
    const TargetField place = field<Path...>();
    const auto usual = static_cast<std::size_t>(place.get(Target()));
    return {{.name = std::move(name),
             .fallback = '"' + words[usual] + '"',
             .choices = std::move(words),
             .meaning = std::move(meaning)},
            place};
}

/// A key with code of its own, that takes what `form` says, a schema.
TargetKey other(std::string name, std::string form, std::string meaning) {
    return {{.name = std::move(name), .meaning = std::move(meaning), .form = std::move(form)}};
}

TargetKey object(std::string name, std::string meaning, std::vector<TargetKey> keys,
                 std::string rules = "") {
    TargetKey key = other(name, fmt::format(R"({{"$ref": "#/$defs/{}"}})", name), meaning);
    key.keys = std::move(keys);
    key.rules = std::move(rules);
    return key;
}

TargetKey required(TargetKey key) {
    key.row.presence = Presence::Required;
    key.row.fallback.clear();
    return key;
}

TargetKey supply() {
    return object("supply", "The supply rails.",
                  {number<&Target::vdd>("vdd", "V", kPositive, "Positive rail, V."),
                   number<&Target::vss>("vss", "V", kNegative, "Negative rail, V.")});
}

TargetKey time_unit() {
    TargetKey key = number<&Target::time_unit, &TimeUnit::seconds>(
        "time_unit", "s", kPositive,
        "Seconds of one model time unit, or `auto`: the smallest for which every tau is at least "
        "K N_g/(2 pi GBW), K = 30 or as in `auto:K`.");
    key.row.form = R"({"type": "string", "pattern": "^auto(:[0-9.eE+-]+)?$"})";
    key.field = {};
    return key;
}

template <auto Member>
TargetKey cell(std::string name, std::string unit, Bounds bounds, std::string meaning) {
    return number<&Target::conductance, Member>(std::move(name), std::move(unit), bounds,
                                                std::move(meaning));
}

TargetKey conductance() {
    using Cell = ConductanceSpec;
    return object(
        "conductance", "What a crossbar cell can hold.",
        {cell<&Cell::min>("min", "S", kPositive, "Smallest conductance, S."),
         cell<&Cell::max>("max", "S", kPositive, "Largest conductance, S."),
         cell<&Cell::bits>("bits", "", kBits, "2^bits levels from 0 to max; 0: any value."),
         cell<&Cell::mismatch>("mismatch", "1", kUpToHalf,
                               "Relative standard deviation of every conductance."),
         cell<&Cell::array_mismatch>(
             "array_mismatch", "1", kUpToHalf,
             "The same of what all cells of one array share: an array is one direction of one "
             "block, the biases of a bank another."),
         cell<&Cell::stuck_on>("stuck_on", "1", kUpToHalf,
                               "Fraction of the cells that stay at `max`."),
         cell<&Cell::stuck_off>("stuck_off", "1", kUpToHalf,
                                "Fraction of the cells that stay at `min`."),
         cell<&Cell::drift_nu>("drift_nu", "1", kUpToOne, "Conductances drift as (t/t0)^-nu: nu."),
         cell<&Cell::drift_nu_sigma>(
             "drift_nu_sigma", "1", kUpToOne,
             "Standard deviation of nu from cell to cell; no nu is negative."),
         cell<&Cell::drift_time>("drift_time", "s", kPositive,
                                 "t, the time since the cells were programmed, s; not before t0."),
         cell<&Cell::drift_t0>("drift_t0", "s", kPositive,
                               "t0, when they had their conductance, s."),
         cell<&Cell::wire_resistance>("wire_resistance", "ohm", kAtLeastZero,
                                      "Ohm per cell, along rows and columns."),
         cell<&Cell::wire_capacitance>("wire_capacitance", "F", kAtLeastZero,
                                       "Farad to ground per cell, along rows and columns.")});
}

/// A key that is younger than checksums of targets without it.
TargetKey own_only(TargetKey key) {
    key.own_only = true;
    return key;
}

template <auto Member>
TargetKey of_tile(std::string name, std::string unit, Bounds bounds, std::string meaning) {
    return number<&Target::tile, Member>(std::move(name), std::move(unit), bounds,
                                         std::move(meaning));
}

TargetKey tile() {
    using Tile = TileSpec;
    return own_only(object(
        "tile",
        "The arrays that crossbars are cut into. A row is a driven line, a column a line that "
        "collects currents.",
        {of_tile<&Tile::rows>("rows", "", kCount,
                              "Driven lines of an array, at most, of which a neuron has two where "
                              "weights of both signs leave it; 0: any number."),
         of_tile<&Tile::columns>("columns", "", kCount,
                                 "Collecting lines of an array, at most; 0: any number."),
         word<&Target::tile, &Tile::join>(
             "join", {"wire", "stage"},
             "Columns of arrays meet at the virtual ground of their neuron, or go through a "
             "transimpedance stage each, whose outputs are summed there."),
         of_tile<&Tile::mismatch>(
             "mismatch", "1", kUpToHalf,
             "Relative standard deviation of what all cells of one array share."),
         of_tile<&Tile::trunk_resistance>(
             "trunk_resistance", "ohm", kAtLeastZero,
             "Ohm per cell passed, of the wires that lead to arrays behind the first."),
         of_tile<&Tile::trunk_capacitance>("trunk_capacitance", "F", kAtLeastZero,
                                           "Farad to ground per cell passed, of the same wires."),
         of_tile<&Tile::cell_area>("cell_area", "m2", kAtLeastZero,
                                   "What a place for a cell takes, m2; 0: areas are not said.")}));
}

TargetKey capacitor() {
    return object(
        "capacitor", "The integrators' capacitors.",
        {number<&Target::capacitor, &CapacitorSpec::mismatch>(
             "mismatch", "1", kUpToHalf, "Relative standard deviation of every capacitor."),
         number<&Target::capacitor, &CapacitorSpec::array_mismatch>(
             "array_mismatch", "1", kUpToHalf,
             "The same of what the capacitors of one bank share.")});
}

template <auto Member>
TargetKey figure(std::string name, std::string unit, Bounds bounds, std::string meaning) {
    return number<&Target::amplifier, Member>(std::move(name), std::move(unit), bounds,
                                              std::move(meaning));
}

TargetKey pins() {
    return other(
        "pins",
        fmt::format(R"({{"type": "array", "items": {{"type": "string", "enum": ["{}"]}}}})",
                    fmt::join(pin_words(), R"(", ")")),
        "What each port of the .subckt line is, in its order: the five of an amplifier once each, "
        "ground, or left open.");
}

TargetKey amplifier() {
    using Amplifier = AmplifierSpec;
    return object(
        "amplifier",
        "The operational amplifier: our macromodel, or a subcircuit of the user that the other "
        "keys describe.",
        {own_only(word<&Target::amplifier, &Amplifier::type>(
             "type", {"voltage-feedback", "current-feedback"},
             "How the amplifiers of neurons are fed back, at level opamp. All others compare "
             "voltages.")),
         word<&Target::amplifier, &Amplifier::technology>(
             "technology", {"cmos", "bipolar"}, "What amplifiers are made of at level transistor."),
         figure<&Amplifier::gbw>("gbw", "Hz", kPositive, "Gain-bandwidth product, Hz."),
         figure<&Amplifier::slew>("slew", "V/s", kPositive, "Slew rate, V/s."),
         figure<&Amplifier::gain_db>("gain_db", "dB", {.low = 0, .high = 300, .lower = Edge::Open},
                                     "Open-loop dc gain, dB."),
         figure<&Amplifier::rout>("rout", "ohm", kAtLeastZero, "Open-loop output resistance, ohm."),
         figure<&Amplifier::iq>("iq", "A", kAtLeastZero, "Quiescent supply current, A."),
         figure<&Amplifier::offset_sigma>("offset_sigma", "V", kAtLeastZero,
                                          "Standard deviation of the input offset, V."),
         figure<&Amplifier::array_offset_sigma>(
             "array_offset_sigma", "V", kAtLeastZero,
             "Standard deviation of the input offset that the amplifiers of one array share, V: "
             "those that do the same for a bank."),
         figure<&Amplifier::noise>(
             "noise", "V/rtHz", kAtLeastZero,
             "Input noise where the target is noisy, one-sided density, V/sqrt(Hz)."),
         figure<&Amplifier::cin>("cin", "F", kAtLeastZero, "Input capacitance, F."),
         own_only(figure<&Amplifier::transimpedance>(
             "transimpedance", "ohm", kPositive,
             "Of a current-feedback amplifier: output voltage per current into its inverting input "
             "at dc, ohm.")),
         own_only(figure<&Amplifier::input_ohms>(
             "input_ohms", "ohm", kPositive,
             "Of a current-feedback amplifier: resistance of its inverting input, ohm.")),
         own_only(figure<&Amplifier::pole_farads>(
             "pole_farads", "F", kPositive,
             "Of a current-feedback amplifier: capacitance that the current into its inverting "
             "input charges, F; alone it follows a feedback of R_f with R_f times that.")),
         figure<&Amplifier::headroom>("headroom", "V", kAtLeastZero,
                                      "The output stops this far from either rail, V."),
         other("subckt", kText, "The name of a subcircuit in `file` or in a library of `include`."),
         other("file", kText,
               "The library that holds it, relative to the target, perhaps with a section: "
               "`vendor.lib typ`."),
         pins()},
        R"({"dependentRequired": {"subckt": ["pins"], "file": ["subckt"], "pins": ["subckt"]}})");
}

TargetKey device_mismatch() {
    return object(
        "device_mismatch", "Bipolar transistors and diodes.",
        {number<&Target::device_mismatch, &DeviceMismatch::is>(
             "is", "1", kUpToHalf, "Relative standard deviation of the saturation current."),
         number<&Target::device_mismatch, &DeviceMismatch::vt>(
             "vt", "V", {.low = 0, .high = 0.1},
             "Standard deviation of the junction voltage, V.")});
}

TargetKey controller() {
    using Controller = ControllerSpec;
    return object(
        "controller", "The digital side of a co-simulation, and its converters.",
        {number<&Target::controller, &Controller::clock_s>(
             "clock", "s", kAtLeastZero, "Period, s; 0: an eighth of the visible time constant."),
         number<&Target::controller, &Controller::latency_s>(
             "latency", "s", kAtLeastZero, "From sampling the circuit to acting on it, s."),
         number<&Target::controller, &Controller::adc_bits>(
             "adc_bits", "", kBits, "Of sampled states, over their range; 0: ideal."),
         number<&Target::controller, &Controller::dac_bits>(
             "dac_bits", "", kBits,
             "Of initial and held values and added bias, over their range; 0: ideal.")});
}

TargetKey simulation() {
    return object("simulation", "How the circuit is simulated; it stays the same.",
                  {word<&Target::simulation, &SimulationSpec::controlled_cells>(
                      "crossbar", {"resistors", "sources"},
                      "Cells of crossbars of more than 1000 at level opamp: resistors, or the same "
                      "currents as controlled sources, which is faster. Netlists that are written "
                      "have resistors.")});
}

TargetKey pdk() {
    return own_only(object(
        "pdk", "A foundry's process design kit, whose devices `devices` can name.",
        {other("name", kText, "A kit of `list pdks`, or the one of `file`."),
         other("file", kText,
               "A kit of your own, `hopspice-pdk/1`, relative to the target; in its place a name "
               "is not needed."),
         other("path", kText,
               "The kit's folder, relative to the target; `$NAME`, `${NAME}` and a leading `~` are "
               "replaced. By default one of the kit's usual names at $PDK_ROOT."),
         other("corner", kText, "A corner of the kit; the typical one by default."),
         word<&Target::pdk, &PdkSpec::mismatch>(
             "statistics", {"none", "mismatch"},
             "Mismatch as the kit has it, drawn by the target's seed.")},
        R"({"anyOf": [{"required": ["name"]}, {"required": ["file"]}]})"));
}

TargetKey devices() {
    std::vector<TargetKey> roles;
    for (const DeviceRole& role : device_roles()) {
        roles.push_back(other(role.name, R"({"type": "string", "pattern": "^[A-Za-z0-9_.-]+$"})",
                              role.meaning));
        if (*role.model != '\0') {
            roles.back().row.fallback = fmt::format("\"{}\"", role.model);
        }
    }
    return object(
        "devices",
        "The device of each role: one of the kit, a `.model` of a library of `include`, or "
        "one of those that are built in.",
        std::move(roles));
}

}  // namespace

const TargetKey& target_file() {
    static const TargetKey kFile = object(
        "target",
        "How to build the hardware. Numbers are in SI base units, or strings with an SI prefix.",
        {required(other("format", fmt::format(R"({{"const": "{}"}})", kTargetFormat),
                        "The version of the format.")),
         other("name", kText, "The name of the target; the file's by default."),
         other("description", kText, "A line for people, as of `list targets`."),
         required(word<&Target::level>("level", {"behavioral", "opamp", "transistor"},
                                       "Ideal sources, op-amp macromodels, or transistors.")),
         word<&Target::topology>("topology", {"virtual-ground", "current-mode", "steered", "auto"},
                                 "Lossy integrators on virtual grounds, differential pairs, "
                                 "integrators that a softmax feeds with currents, or the latter "
                                 "where the hidden blocks are softmax alone, from 16 memories on."),
         supply(),
         number<&Target::temperature_c>("temperature_c", "C",
                                        {.low = -273.15, .high = 1000, .lower = Edge::Open},
                                        "Degrees Celsius."),
         time_unit(),
         conductance(),
         tile(),
         capacitor(),
         amplifier(),
         device_mismatch(),
         controller(),
         simulation(),
         pdk(),
         devices(),
         other("include", R"({"type": "array", "items": {"type": "string", "minLength": 1}})",
               "Device libraries, relative to the target, each perhaps with a section: "
               "`pdk.lib tt`."),
         number<&Target::noise>("noise", "", kFlag,
                                "1: resistors have thermal noise, and amplifiers the one of their "
                                "key `noise`."),
         number<&Target::noise_bandwidth_hz>(
             "noise_bandwidth", "Hz", kAtLeastZero,
             "Where the noise that is drawn is down by 3 dB, Hz; 0: 3.2 over the smallest tau."),
         number<&Target::seed>("seed", "", kSeeds, "Of everything that is drawn.")});
    return kFile;
}

namespace {

void add_shape(const TargetKey& object, std::vector<ObjectShape>& shapes) {
    ObjectShape shape{object.row.name, {}, object.row.meaning, object.rules};
    for (const TargetKey& key : object.keys) {
        shape.keys.push_back(key.row);
    }
    shapes.push_back(std::move(shape));
    for (const TargetKey& key : object.keys) {
        if (!key.keys.empty()) {
            add_shape(key, shapes);
        }
    }
}

}  // namespace

const std::vector<ObjectShape>& target_shapes() {
    static const std::vector<ObjectShape> kShapes = [] {
        std::vector<ObjectShape> shapes;
        add_shape(target_file(), shapes);
        return shapes;
    }();
    return kShapes;
}

}  // namespace hopspice::spec
