#pragma once
// The model a user hands over, `format: "denseam/1"`, after every rule of the format was checked.
// Everything here is in the model's own dimensionless units and its own time unit.

#include <hopspice/result.h>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice {

/// Dense numbers, row-major. `values.size() == rows * cols`.
struct Matrix {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<double> values;

    [[nodiscard]] double operator()(std::size_t row, std::size_t col) const {
        return values[row * cols + col];
    }
    [[nodiscard]] double& operator()(std::size_t row, std::size_t col) {
        return values[row * cols + col];
    }
};

/// What a neuron can compute: the rows of hopspice/kinds.def.
enum class FunctionType {
#define HOPSPICE_KIND(enumerator, name) enumerator,
#include <hopspice/kinds.def>
#undef HOPSPICE_KIND
};

/// What a neuron computes of its state x: g of the visible layer or f of a hidden block, the
/// derivative of its Lagrangian. A kind takes some of the parameters: `hopspice list energies` and
/// `hopspice list activations` say which, and what it computes.
struct Function {
    FunctionType type = {};  ///< linear, f = x, where none is named
    double beta = 1;         ///< positive
    double gain = 1;         ///< k; positive
    int degree = 2;          ///< n, from 2 to 8
    bool rectified = false;  ///< of max(x, 0)
    double eps = 1e-5;       ///< added to what is under a root; positive
};

struct Visible {
    std::size_t size = 0;  ///< N_v
    Function activation;
    std::vector<double> bias;     ///< a, N_v numbers
    double tau = 1;               ///< tau_v, model time units
    std::vector<double> initial;  ///< v(0) where a query gives none, N_v numbers
};

struct HiddenBlock {
    std::string name;
    Function energy;
    /// xi, N_h x N_v. Of token-driven rows (N_h V) x N_v: row l is row l V + token_l.
    Matrix weights;
    std::size_t vocabulary = 1;                  ///< V; more than 1: rows are chosen by tokens
    std::vector<double> bias;                    ///< b, N_h numbers
    double tau = 0.1;                            ///< tau_h, model time units
    std::optional<std::vector<double>> initial;  ///< h(0); absent: xi g(v(0)) + b

    [[nodiscard]] std::size_t size() const { return weights.rows / vocabulary; }
    [[nodiscard]] bool is_token_driven() const { return vocabulary > 1; }
};

enum class ReadoutType { None, Threshold, Sign, Nearest, Linear };

/// How the settled visible state becomes an answer.
struct Readout {
    ReadoutType type = ReadoutType::None;
    double level = 0.5;               ///< threshold
    Matrix patterns;                  ///< nearest: P x N_v
    Matrix weights;                   ///< linear: P x N_v
    std::vector<double> bias;         ///< linear: P numbers
    std::vector<std::string> labels;  ///< nearest, linear: P labels ("0", "1", ... by default)
    bool in_circuit = false;  ///< linear: the circuit computes W v + b and finds the largest
};

/// How a query's `visible` reaches the circuit.
enum class Present { Initial, Clamp, Bias };

struct Inference {
    Present present = Present::Initial;
    double settle = 0.01;        ///< fraction of the visible range
    std::optional<double> time;  ///< read at this model time instead of at settling
    double timeout = 40;         ///< give up, model time units
};

/// What a query should recall: visible numbers (nullopt: do not care) or a label of the readout.
struct Expectation {
    std::vector<std::optional<double>> visible;
    std::string label;
    [[nodiscard]] bool is_label() const { return visible.empty(); }
};

struct Query {
    std::string id;
    std::vector<std::optional<double>> visible;  ///< N_v entries, or empty: all unknown
    std::map<std::size_t, double> clamp;         ///< entries held whatever `present` says
    std::vector<std::size_t> tokens;             ///< one per slot of the token-driven blocks
    std::optional<Expectation> expect;
    std::optional<double> time;  ///< overrides the stop rule, model time units
};

struct Spec {
    std::string name;
    std::string file;      ///< where it was read from, for diagnostics
    bool bipolar = false;  ///< bit strings of queries mean -1/+1 instead of 0/1
    Visible visible;
    std::vector<HiddenBlock> hidden;
    Readout readout;
    Inference inference;
    std::vector<Query> queries;
    std::vector<std::string> data_files = {};  ///< of the arrays it refers to

    /// The first block with token-driven rows, whose size() slots and vocabulary all others share;
    /// null where there is none.
    [[nodiscard]] const HiddenBlock* find_token_driven() const {
        for (const HiddenBlock& block : hidden) {
            if (block.is_token_driven()) {
                return &block;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool is_token_driven() const { return find_token_driven() != nullptr; }
};

/// Reads a spec and everything it refers to (paths are relative to the spec's folder; `-` is
/// standard input). Errors: all HS-E0xx of the file in one go.
[[nodiscard]] Result<Spec> read_spec(const std::string& path);

/// Reads a spec from JSON text; `name` stands for the file in diagnostics, files it refers to are
/// looked for in `folder`. `overrides` `key=value` are applied first, as to a target; an entry of
/// an array is a key by its index (`hidden.0.energy.beta=4`). Errors of what they set, and HS-E105,
/// HS-E106, name the command line.
[[nodiscard]] Result<Spec> read_spec_text(std::string_view text, const std::string& name,
                                          const std::string& folder,
                                          std::span<const std::string> overrides = {});

/// Reads queries from `.json` (an array, or an object with `queries`), `.csv` or `.npy` (one query
/// per row, N_v numbers; in csv an empty cell or `?` is unknown). Of a spec with token-driven rows
/// a row of `.csv` or `.npy` is the tokens, one per slot.
[[nodiscard]] Result<std::vector<Query>> read_queries(const std::string& path, const Spec& spec);

/// One query from the command line: a bit string (`1101000`, `?` unknown) or numbers separated by
/// commas (`0.5,-1,?`). Bits become 0/1, or -1/+1 for a spec of bipolar patterns. Of a spec with
/// token-driven rows it is the tokens, one per slot: digits (`01101001`, at most 10 tokens) or
/// integers separated by commas; v starts at `visible.initial`.
[[nodiscard]] Result<Query> read_input(std::string_view text, const Spec& spec);

/// A row of `hopspice list`: a name and what it means.
struct ListedItem {
    std::string name;
    std::string meaning;
};
[[nodiscard]] std::vector<ListedItem> list_energies();
[[nodiscard]] std::vector<ListedItem> list_activations();

}  // namespace hopspice
