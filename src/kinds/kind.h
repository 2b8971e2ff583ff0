#pragma once
// What a neuron computes: a kind of function is one file here and one row of hopspice/kinds.def.
// Everything that depends on which kind it is stands in its Kind, and no other file names one.

#include "support/range.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopspice::kinds {

/// An integration that fails where a function is within its domain by less than this has left it:
/// f jumps there.
inline constexpr double kEdge = 1e-4;

/// How L grows, which is what boundedness rests on: f has a bound, L grows like x^2/2, or faster.
enum class Growth { Bounded, Quadratic, Steep };

/// The circuit that builds it: none, which ideal sources alone can do, or a row of cells.def.
enum class CellType {
    None,
#define HOPSPICE_CELL(enumerator, name) enumerator,
#include "kinds/cells.def"
#undef HOPSPICE_CELL
};

/// A parameter of a function as the format spells it. Readers, schema, fingerprints and lists go by
/// it. What is not required has the default of hopspice::Function.
struct Parameter {
    std::string_view key;
    std::variant<double Function::*, int Function::*, bool Function::*> field;
    std::string_view meaning;  ///< a sentence for people
    bool required = false;
    double low = 0;  ///< an integer is at least this, any other number above it
    double high = std::numeric_limits<double>::infinity();
};

/// A function of one neuron by itself: f(x) = L'(x).
struct Single {
    double (*value)(const Function&, double x) = nullptr;
    double (*slope)(const Function&, double x) = nullptr;       ///< f'(x); 0 at a kink
    double (*lagrangian)(const Function&, double x) = nullptr;  ///< L(x)

    /// Largest |f'| anywhere; none: no bound, and over a range |f'| is largest at one of its ends.
    std::optional<double> (*steepest)(const Function&) = nullptr;

    /// Between which f always stays; none: no bound. Over a range f is extreme at its ends or at 0.
    std::optional<Range> values = {};

    /// f as an expression of `x`, in the arithmetic that ngspice and Verilog-A share; `k` stands
    /// for the number at `steepness`. Empty: f = x.
    std::string (*formula)(const Function&, std::string_view x, std::string_view k) = nullptr;
    double Function::*steepness = nullptr;  ///< null: the formula has no `k`
    double (*formula_until)(const Function&) =
        nullptr;  ///< the largest x that it is f of; null: any

    bool (*rises)(const Function&) = nullptr;  ///< whether f never falls; null: it never does
};

/// The body of a Verilog-A module that computes a function of a whole layer: states V(x0), V(x1),
/// ..., outputs V(y0), V(y1), ...
struct Module {
    std::string comment;
    std::vector<std::string> reals;  ///< variables
    std::vector<std::string> lines;  ///< statements
};

/// A function of a whole layer or block: f depends on all x of it. All spans are of one size.
struct Joint {
    void (*values)(const Function&, std::span<const double> x, std::span<double> f) = nullptr;
    double (*lagrangian)(const Function&, std::span<const double> x) = nullptr;

    /// out_i = sum_j row_j df_j/dx_i; `f` is f(x).
    void (*pull)(const Function&, std::span<const double> x, std::span<const double> f,
                 std::span<const double> row, std::span<double> out) = nullptr;

    Range (*own_range)(std::size_t size) = nullptr;  ///< of every output

    /// Between which each f stays while every x is within a range of its own; null: not known.
    std::vector<Range> (*over_box)(const Function&, std::span<const Range> x) = nullptr;

    /// Between which sum_j row_j f_j stays.
    Range (*weighted)(std::span<const double> row) = nullptr;

    /// Largest eigenvalue of df/dx; none: no bound, because ...
    std::optional<double> (*steepest)(const Function&) = nullptr;
    std::string_view not_steepest_because = {};

    bool shift_invariant = false;  ///< f(x + c) = f(x) for every constant c
    bool sums_to_one = false;      ///< sum f = 1
    bool is_gradient = true;       ///< f = dL/dx; else the energy need not fall

    /// What the outputs are divided by; null: nothing that shows. Over `divisor_unit` it is a
    /// number of states.
    double (*divisor)(const Function&, std::span<const double> x) = nullptr;
    double (*divisor_unit)(const Function&) = nullptr;

    /// How far x is within where f is defined: not at 0 and below; null: f always is.
    double (*inside)(const Function&, std::span<const double> x) = nullptr;

    Module (*module)(std::size_t size) = nullptr;
    double Function::*module_parameter = nullptr;  ///< the parameter of the module, by its key
};

enum class Layer { Visible, Hidden };

/// What a function is measured through on the bench: states of its neurons, step by step.
struct Sweep {
    std::string block;  ///< what the data sheet calls it
    Layer layer = Layer::Hidden;
    Function function;
    Range range;                              ///< that the circuit is scaled for
    std::vector<std::vector<double>> states;  ///< all of one size, within the range
};

struct Kind {
    FunctionType type = {};
    std::string_view word = {};             ///< as a hidden energy; empty: it is none
    std::string_view meaning = {};          ///< as a hidden energy, for lists
    std::string_view visible_word = {};     ///< as a visible activation; empty: it is none
    std::string_view visible_meaning = {};  ///< as a visible activation, for lists
    std::vector<Parameter> parameters = {};
    std::variant<Single, Joint> f = {};
    Growth (*growth)(const Function&) = nullptr;
    CellType cell = CellType::None;

    /// f of `x` for people: "tanh(2 h)".
    std::string (*words)(const Function&, std::string_view x) = nullptr;
    /// What tells functions of this kind apart by more than `steepness`, an identifier; null:
    /// nothing does, and the word (the visible one, where there is one) names them all.
    std::string (*name)(const Function&) = nullptr;

    /// Of every sort that the cell builds in another way.
    std::vector<Sweep> (*sweeps)() = nullptr;

    [[nodiscard]] const Single* single() const { return std::get_if<Single>(&f); }
    [[nodiscard]] const Joint* joint() const { return std::get_if<Joint>(&f); }
};

[[nodiscard]] const Kind& kind_of(const Function& function);

/// In the order of hopspice/kinds.def.
[[nodiscard]] const std::vector<const Kind*>& all_kinds();

/// By the word of a hidden energy, or of a visible activation; null: there is no such word.
[[nodiscard]] const Kind* find_energy(std::string_view word);
[[nodiscard]] const Kind* find_activation(std::string_view word);

/// An identifier of the function less its steepness: "tanh", "rectified_power_3".
[[nodiscard]] std::string name_of(const Function& function);

/// f = softmax(beta x), the one that a decoder is built of.
[[nodiscard]] Function softmax_of(double beta);

/// A softmax of `size` neurons with exponents of both signs.
[[nodiscard]] Sweep softmax_sweep(std::size_t size);

// A function per row of hopspice/kinds.def, by its name.
#define HOPSPICE_KIND(enumerator, name) [[nodiscard]] Kind name##_kind();
#include <hopspice/kinds.def>
#undef HOPSPICE_KIND

}  // namespace hopspice::kinds
