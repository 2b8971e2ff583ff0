// Modified nodal analysis: unknowns are net voltages and the currents of voltage-defined elements.
//   G x + s C x = b; forced nets replace their row by the identity
//   dc = e' G^-1 b, slope = -e' G^-1 C G^-1 b of the net that e observes
// What is kept is G': y = G'^-1 e has few entries, and answers every b.

#include "netlist/nodal.h"

#include "netlist/block_solver.h"
#include "netlist/expression.h"
#include "netlist/flatten.h"
#include "netlist/known_volts.h"
#include "support/rules.h"

#include <Eigen/SparseCore>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;

using Sparse = BlockSolver::Sparse;
using Entries = BlockSolver::Entries;
using Triplets = std::vector<Eigen::Triplet<double>>;

constexpr double kLeakSiemens = 1e-15;  // keeps nets of cut devices defined
constexpr double kShortOhms = 1e-6;

double switch_parameter(const Circuit& circuit, const std::string& model, const std::string& name) {
    for (const circuit::ModelCard& card : circuit.models) {
        for (const auto& [key, value] : card.parameters) {
            if (card.name == model && key == name) {
                return value;
            }
        }
    }
    return 0;
}

}  // namespace

struct NodalSystem::Equations {
    std::unordered_map<std::string, int> nets;
    Sparse capacitance;  ///< transposed
    std::vector<double> sources;
    std::optional<BlockSolver> solver;
    std::vector<double> scratch;  ///< per unknown; 0 between two calls

    [[nodiscard]] int at(const std::string& net) const {
        const auto place = nets.find(net);
        return place == nets.end() ? -1 : place->second;
    }
    [[nodiscard]] std::vector<Entries> excited(std::span<const Excitation> excitations) const {
        std::vector<Entries> rights;
        for (const Excitation& excitation : excitations) {
            Entries& right = rights.emplace_back();
            for (const auto& [net, volts] : excitation.forced_volts) {
                right.emplace_back(at(net), volts);
            }
            for (const auto& [net, amperes] : excitation.injected_amperes) {
                right.emplace_back(at(net), amperes);
            }
            std::erase_if(right, [](const auto& entry) { return entry.first < 0; });
        }
        return rights;
    }
    /// What the voltage of a net makes of every right-hand side; nothing of ground.
    [[nodiscard]] Entries seen_from(const std::string& net) {
        return at(net) < 0 ? Entries{} : solver->solve({{at(net), 1.0}});
    }
    /// And what its slope makes of them.
    [[nodiscard]] Entries slope_of(const Entries& seen) {
        Entries charges;
        std::vector<int> reached;
        for (const auto& [row, value] : seen) {
            for (Sparse::InnerIterator entry(capacitance, row); entry; ++entry) {
                double& sum = scratch[static_cast<std::size_t>(entry.row())];
                if (sum == 0) {
                    reached.push_back(static_cast<int>(entry.row()));
                }
                sum -= entry.value() * value;
            }
        }
        for (const int row : reached) {
            const double sum = std::exchange(scratch[static_cast<std::size_t>(row)], 0.0);
            if (sum != 0) {
                charges.emplace_back(row, sum);
            }
        }
        return solver->solve(charges);
    }
    /// The sums of a right-hand side each, as `seen`.
    template <typename Take>
    void answer(const Entries& seen, std::span<const Entries> rights, Take take) {
        for (const auto& [row, value] : seen) {
            scratch[static_cast<std::size_t>(row)] = value;
        }
        for (std::size_t k = 0; k < rights.size(); ++k) {
            double sum = 0;
            for (const auto& [row, value] : rights[k]) {
                sum += value * scratch[static_cast<std::size_t>(row)];
            }
            take(k, sum);
        }
        for (const auto& [row, value] : seen) {
            scratch[static_cast<std::size_t>(row)] = 0;
        }
    }
};

namespace {

/// Stamps flat elements into triplets, transposed.
class Stamper {
public:
    Stamper(const Circuit& circuit, const NodalView& view)
        : circuit_(circuit), view_(view), flat_(circuit), tied_(known_volts(flat_, view)) {}

    Diagnostics run() {
        size_ = static_cast<int>(flat_.nets().size()) - 1;
        for (const FlatElement& element : flat_.elements()) {
            const bool is_new = has_current(element) &&
                                currents_.emplace(current_of(flat_.name_of(element)), size_).second;
            size_ += is_new ? 1 : 0;
        }
        right_.assign(static_cast<std::size_t>(size_), 0);
        find_void_rows();
        for (const FlatElement& element : flat_.elements()) {
            stamp(element);
        }
        for (std::size_t net = 1; net < flat_.nets().size(); ++net) {
            entry(conductance_, static_cast<int>(net) - 1, static_cast<int>(net) - 1, kLeakSiemens);
        }
        for (int row = 0; row < size_; ++row) {
            if (void_[static_cast<std::size_t>(row)]) {
                conductance_.emplace_back(row, row, 1.0);
                right_[static_cast<std::size_t>(row)] = 0;
            }
        }
        return std::move(diagnostics_);
    }

    [[nodiscard]] Sparse conductance() const { return assembled(conductance_); }
    [[nodiscard]] Sparse capacitance() const { return assembled(capacitance_); }
    [[nodiscard]] const std::vector<double>& right() const { return right_; }
    [[nodiscard]] std::unordered_map<std::string, int> nets() const {
        std::unordered_map<std::string, int> rows;
        for (std::size_t net = 1; net < flat_.nets().size(); ++net) {
            rows.emplace(flat_.nets()[net], static_cast<int>(net) - 1);
        }
        return rows;
    }

private:
    static std::string current_of(const std::string& element) { return "i(" + element + ")"; }

    [[nodiscard]] static bool has_current(const FlatElement& element) {
        const Kind kind = element.element->kind;
        return kind == Kind::VoltageSource || kind == Kind::Vcvs || kind == Kind::BehavioralV;
    }

    [[nodiscard]] Sparse assembled(const Triplets& triplets) const {
        Sparse matrix(size_, size_);
        matrix.setFromTriplets(triplets.begin(), triplets.end());
        matrix.prune([](int /*row*/, int /*col*/, double value) { return value != 0; });
        return matrix;
    }

    [[nodiscard]] static int row(NetId net) { return static_cast<int>(net.index) - 1; }

    /// Of a flat net, or of `i(...)`; -1: there is none.
    [[nodiscard]] int row(const std::string& name) const {
        if (const auto net = flat_.find_net(name)) {
            return row(*net);
        }
        const auto place = currents_.find(name);
        return place == currents_.end() ? -1 : place->second;
    }

    [[nodiscard]] int current_row(const FlatElement& element) const {
        return currents_.at(current_of(flat_.name_of(element)));
    }

    /// Rows that a forced net makes void: its own, and those of the sources that drive it.
    void find_void_rows() {
        void_.assign(static_cast<std::size_t>(size_), false);
        for (const std::string& name : view_.forced) {
            const auto net = flat_.find_net(name);
            if (net && *net != circuit::kGround) {
                void_[static_cast<std::size_t>(row(*net))] = true;
            }
        }
        const std::vector<bool> forced = void_;
        const auto is_forced = [&](NetId net) {
            return net == circuit::kGround ? view_.forced.contains("0")
                                           : forced[static_cast<std::size_t>(row(net))];
        };
        for (const FlatElement& element : flat_.elements()) {
            if (has_current(element) &&
                (is_forced(flat_.nets_of(element)[0]) || is_forced(flat_.nets_of(element)[1]))) {
                void_[static_cast<std::size_t>(current_row(element))] = true;
            }
        }
    }

    void entry(Triplets& triplets, int row, int col, double value) {
        if (row >= 0 && col >= 0 && !void_[static_cast<std::size_t>(row)]) {
            triplets.emplace_back(col, row, value);
        }
    }

    void two_terminal(Triplets& triplets, std::span<const NetId> nets, double value) {
        const int a = row(nets[0]);
        const int b = row(nets[1]);
        entry(triplets, a, a, value);
        entry(triplets, b, b, value);
        entry(triplets, a, b, -value);
        entry(triplets, b, a, -value);
    }

    void add_right(int at, double value) {
        if (at >= 0) {
            right_[static_cast<std::size_t>(at)] += value;
        }
    }

    void stamp(const FlatElement& element) {
        const Element& e = *element.element;
        const std::span<const NetId> nets = flat_.nets_of(element);
        switch (e.kind) {
            case Kind::Resistor:
                return two_terminal(conductance_, nets, 1 / e.value);
            case Kind::Capacitor:
                return two_terminal(capacitance_, nets, e.value);
            case Kind::VoltageSource:
                (void)stamp_voltage(element, source_value(flat_, element, view_));
                return;
            case Kind::CurrentSource:
                add_right(row(nets[0]), -source_value(flat_, element, view_));
                return add_right(row(nets[1]), source_value(flat_, element, view_));
            case Kind::Vcvs: {
                const int current = stamp_voltage(element, 0);
                entry(conductance_, current, row(nets[2]), -e.value);
                return entry(conductance_, current, row(nets[3]), e.value);
            }
            case Kind::Vccs:
                return stamp_transconductance(nets, e.value);
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                return stamp_behavioral(element);
            case Kind::Switch:
                return stamp_switch(element);
            case Kind::Diode:
                if (view_.conducting_diodes.contains(flat_.name_of(element))) {
                    two_terminal(conductance_, nets, 1 / kShortOhms);
                }
                return;
            case Kind::Bjt:
            case Kind::Mosfet:
            case Kind::Instance:
                return;
        }
    }

    /// The row of its current.
    int stamp_voltage(const FlatElement& element, double value) {
        const int current = current_row(element);
        const int plus = row(flat_.nets_of(element)[0]);
        const int minus = row(flat_.nets_of(element)[1]);
        entry(conductance_, plus, current, 1);
        entry(conductance_, minus, current, -1);
        entry(conductance_, current, plus, 1);
        entry(conductance_, current, minus, -1);
        add_right(current, value);
        return current;
    }

    void stamp_transconductance(std::span<const NetId> nets, double siemens) {
        const int from = row(nets[0]);
        const int to = row(nets[1]);
        entry(conductance_, from, row(nets[2]), siemens);
        entry(conductance_, from, row(nets[3]), -siemens);
        entry(conductance_, to, row(nets[2]), -siemens);
        entry(conductance_, to, row(nets[3]), siemens);
    }

    [[nodiscard]] double held_volts(NetId net) const { return tied_[net.index].value_or(0); }

    void stamp_switch(const FlatElement& element) {
        const std::span<const NetId> nets = flat_.nets_of(element);
        const std::string& model = element.element->model;
        const double control = held_volts(nets[2]) - held_volts(nets[3]);
        const bool closed = control > switch_parameter(circuit_, model, "vt");
        two_terminal(conductance_, nets,
                     1 / switch_parameter(circuit_, model, closed ? "ron" : "roff"));
    }

    /// Value and slopes at rest: tied nets and their differences at their voltage, all others at 0.
    void stamp_behavioral(const FlatElement& element) {
        auto expression = Expression::parse(element.element->expression, 0);
        if (!expression) {
            diagnostics_.append(expression.error());
            return;
        }
        std::map<std::string, double> point;
        for (const std::string& name : expression->inputs()) {
            const auto net = flat_.find_net(flat_.resolve(element, name));
            point[name] = net ? held_volts(*net) : 0;
        }
        const Lookup lookup = [&](const std::string& name) { return point.at(name); };
        double constant = expression->value(lookup);
        std::map<std::string, double> slopes;
        constexpr double kStep = 1e-6;
        for (const std::string& name : expression->inputs()) {
            const double centre = point[name];
            point[name] = centre + kStep;
            const double up = expression->value(lookup);
            point[name] = centre - kStep;
            const double slope = (up - expression->value(lookup)) / (2 * kStep);
            point[name] = centre;
            slopes[flat_.resolve(element, name)] = slope;
            constant -= slope * centre;
        }
        stamp_linearised(element, constant, slopes);
    }

    void stamp_linearised(const FlatElement& element, double constant,
                          const std::map<std::string, double>& slopes) {
        if (element.element->kind == Kind::BehavioralV) {
            const int current = stamp_voltage(element, constant);
            for (const auto& [name, slope] : slopes) {
                entry(conductance_, current, row(name), -slope);
            }
            return;
        }
        const std::span<const NetId> nets = flat_.nets_of(element);
        add_right(row(nets[0]), -constant);
        add_right(row(nets[1]), constant);
        for (const auto& [name, slope] : slopes) {
            entry(conductance_, row(nets[0]), row(name), slope);
            entry(conductance_, row(nets[1]), row(name), -slope);
        }
    }

    const Circuit& circuit_;
    const NodalView& view_;
    FlatCircuit flat_;
    Volts tied_;  ///< and differences of tied nets
    int size_ = 0;
    std::unordered_map<std::string, int> currents_;
    std::vector<bool> void_;
    Triplets conductance_;
    Triplets capacitance_;
    std::vector<double> right_;
    Diagnostics diagnostics_;
};

}  // namespace

NodalSystem::NodalSystem(std::unique_ptr<Equations> equations) : equations_(std::move(equations)) {}
NodalSystem::NodalSystem(NodalSystem&&) noexcept = default;
NodalSystem& NodalSystem::operator=(NodalSystem&&) noexcept = default;
NodalSystem::~NodalSystem() = default;

Result<NodalSystem> NodalSystem::build(const Circuit& circuit, const NodalView& view) {
    Stamper stamper(circuit, view);
    Diagnostics diagnostics = stamper.run();
    if (diagnostics.has_errors()) {
        return Unexpected{std::move(diagnostics)};
    }
    auto equations = std::make_unique<Equations>();
    equations->nets = stamper.nets();
    equations->sources = stamper.right();
    equations->scratch.assign(equations->sources.size(), 0);
    equations->capacitance = stamper.capacitance();
    equations->solver = BlockSolver::factorise(stamper.conductance());
    if (!equations->solver) {
        return fail(Rule::ReadBackSingular, {}, circuit.title);
    }
    return NodalSystem(std::move(equations));
}

std::vector<double> NodalSystem::at_rest(const std::vector<std::string>& observed) const {
    std::vector<double> volts;
    for (const std::string& net : observed) {
        double sum = 0;
        for (const auto& [row, value] : equations_->seen_from(net)) {
            sum += value * equations_->sources[static_cast<std::size_t>(row)];
        }
        volts.push_back(sum);
    }
    return volts;
}

std::vector<double> NodalSystem::dc_response(const Excitation& excitation,
                                             const std::vector<std::string>& observed) const {
    return dc_responses({&excitation, 1}, observed).front();
}

std::vector<std::vector<double>> NodalSystem::dc_responses(
    std::span<const Excitation> excitations, const std::vector<std::string>& observed) const {
    const std::vector<Entries> rights = equations_->excited(excitations);
    std::vector<std::vector<double>> responses(excitations.size(),
                                               std::vector<double>(observed.size()));
    for (std::size_t net = 0; net < observed.size(); ++net) {
        equations_->answer(equations_->seen_from(observed[net]), rights,
                           [&](std::size_t k, double volts) { responses[k][net] = volts; });
    }
    return responses;
}

Response NodalSystem::respond(const Excitation& excitation,
                              const std::vector<std::string>& observed) const {
    return respond(std::span(&excitation, 1), observed).front();
}

std::vector<Response> NodalSystem::respond(std::span<const Excitation> excitations,
                                           const std::vector<std::string>& observed) const {
    const std::vector<Entries> rights = equations_->excited(excitations);
    const Response none{std::vector<double>(observed.size()), std::vector<double>(observed.size())};
    std::vector<Response> responses(excitations.size(), none);
    for (std::size_t net = 0; net < observed.size(); ++net) {
        const Entries seen = equations_->seen_from(observed[net]);
        equations_->answer(seen, rights,
                           [&](std::size_t k, double volts) { responses[k].dc[net] = volts; });
        equations_->answer(equations_->slope_of(seen), rights,
                           [&](std::size_t k, double slope) { responses[k].slope[net] = slope; });
    }
    return responses;
}

}  // namespace hopspice::netlist
