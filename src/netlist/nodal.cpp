// Modified nodal analysis: unknowns are net voltages and the currents of voltage-defined elements.
//   G x + s C x = b; forced nets replace their row by the identity
//   dc = G^-1 b, slope = -G^-1 C dc

#include "netlist/nodal.h"

#include "netlist/expression.h"
#include "netlist/flatten.h"
#include "support/rules.h"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include <algorithm>
#include <cmath>

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

using Sparse = Eigen::SparseMatrix<double>;
using Triplets = std::vector<Eigen::Triplet<double>>;

constexpr double kLeakSiemens = 1e-15;  // keeps nets of cut devices defined
constexpr double kShortOhms = 1e-6;

double source_value(const Element& element, const NodalView& view) {
    const auto place = view.sources.find(element.name);
    if (place != view.sources.end()) {
        return place->second;
    }
    return element.pwl.empty() ? element.value : element.pwl.back();
}

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

/// Nets that voltage sources tie to ground, with their voltages.
std::map<std::string, double> tied_nets(const std::vector<FlatElement>& flat,
                                        const NodalView& view) {
    std::map<std::string, double> volts{{"0", 0}};
    bool grew = true;
    while (grew) {
        grew = false;
        for (const FlatElement& flat_element : flat) {
            if (flat_element.element.kind != Kind::VoltageSource) {
                continue;
            }
            const double value = source_value(flat_element.element, view);
            const std::string& plus = flat_element.nets[0];
            const std::string& minus = flat_element.nets[1];
            if (volts.contains(minus) && volts.emplace(plus, volts[minus] + value).second) {
                grew = true;
            } else if (volts.contains(plus) && volts.emplace(minus, volts[plus] - value).second) {
                grew = true;
            }
        }
    }
    return volts;
}

/// Nets that nothing but a transconductance feeds and a resistor to ground loads: theirs is the
/// difference of the two nets that control it, those not among `volts` at 0.
std::map<std::string, double> difference_nets(const std::vector<FlatElement>& flat,
                                              const std::map<std::string, double>& volts) {
    std::map<std::string, std::vector<const FlatElement*>> connected;
    for (const FlatElement& element : flat) {
        const bool controlled = element.element.kind == Kind::Vccs ||
                                element.element.kind == Kind::Vcvs ||
                                element.element.kind == Kind::Switch;
        const std::size_t carrying = controlled ? 2 : element.nets.size();
        for (std::size_t k = 0; k < carrying; ++k) {
            connected[element.nets[k]].push_back(&element);
        }
    }
    const auto at = [&](const std::string& net) {
        const auto place = volts.find(net);
        return place == volts.end() ? 0.0 : place->second;
    };
    std::map<std::string, double> differences;
    for (const auto& [net, elements] : connected) {
        const FlatElement* source = nullptr;
        const FlatElement* load = nullptr;
        for (const FlatElement* element : elements) {
            const bool feeds = element->element.kind == Kind::Vccs && element->nets[0] == "0";
            const bool loads = element->element.kind == Kind::Resistor && element->nets[1] == "0";
            source = feeds ? element : source;
            load = loads ? element : load;
        }
        if (elements.size() == 2 && source != nullptr && load != nullptr) {
            differences[net] = source->element.value * load->element.value *
                               (at(source->nets[2]) - at(source->nets[3]));
        }
    }
    return differences;
}

}  // namespace

struct NodalSystem::Equations {
    std::map<std::string, int> index;  ///< of nets and of `i(source)`
    Sparse capacitance;
    Eigen::VectorXd sources;
    Eigen::SparseLU<Sparse> solver;

    [[nodiscard]] int at(const std::string& name) const {
        const auto place = index.find(name);
        return place == index.end() ? -1 : place->second;
    }
    /// A column per excitation.
    [[nodiscard]] Eigen::MatrixXd excited(std::span<const Excitation> excitations) const {
        Eigen::MatrixXd right =
            Eigen::MatrixXd::Zero(sources.size(), static_cast<Eigen::Index>(excitations.size()));
        for (Eigen::Index col = 0; col < right.cols(); ++col) {
            const Excitation& excitation = excitations[static_cast<std::size_t>(col)];
            for (const auto& [net, volts] : excitation.forced_volts) {
                right(at(net), col) = volts;
            }
            for (const auto& [net, amperes] : excitation.injected_amperes) {
                right(at(net), col) += amperes;
            }
        }
        return solver.solve(right);
    }
    [[nodiscard]] std::vector<double> observe(const Eigen::VectorXd& solution,
                                              const std::vector<std::string>& observed) const {
        std::vector<double> values;
        for (const std::string& net : observed) {
            const int row = at(net);
            values.push_back(row < 0 ? 0 : solution[row]);
        }
        return values;
    }
};

namespace {

/// Stamps flat elements into triplets.
class Stamper {
public:
    Stamper(const Circuit& circuit, const NodalView& view)
        : circuit_(circuit), view_(view), flat_(flatten(circuit)), tied_(tied_nets(flat_, view)) {
        tied_.merge(difference_nets(flat_, tied_));
    }

    Diagnostics run() {
        for (const FlatElement& element : flat_) {
            for (const std::string& net : element.nets) {
                unknown(net);
            }
        }
        for (const FlatElement& element : flat_) {
            if (has_current(element.element)) {
                unknown("i(" + element.element.name + ")");
            }
        }
        const std::size_t nets = index_.size();
        right_.assign(nets, 0);
        for (const FlatElement& element : flat_) {
            stamp(element);
        }
        for (const auto& [name, row] : index_) {
            if (!name.starts_with("i(")) {
                conductance_.emplace_back(row, row, kLeakSiemens);
            }
        }
        return std::move(diagnostics_);
    }

    /// Rows that a forced net makes void: its own, and those of the sources that drive it.
    [[nodiscard]] std::vector<bool> void_rows() const {
        std::vector<bool> rows(index_.size(), false);
        for (const FlatElement& element : flat_) {
            const bool driven =
                view_.forced.contains(element.nets[0]) || view_.forced.contains(element.nets[1]);
            if (has_current(element.element) && driven) {
                rows[static_cast<std::size_t>(row("i(" + element.element.name + ")"))] = true;
            }
        }
        for (const std::string& net : view_.forced) {
            if (row(net) >= 0) {
                rows[static_cast<std::size_t>(row(net))] = true;
            }
        }
        return rows;
    }

    std::map<std::string, int> index_;
    Triplets conductance_;
    Triplets capacitance_;
    std::vector<double> right_;

private:
    [[nodiscard]] static bool has_current(const Element& element) {
        return element.kind == Kind::VoltageSource || element.kind == Kind::Vcvs ||
               element.kind == Kind::BehavioralV;
    }

    void unknown(const std::string& name) {
        if (name != "0") {
            index_.emplace(name, static_cast<int>(index_.size()));
        }
    }

    [[nodiscard]] int row(const std::string& name) const {
        const auto place = index_.find(name);
        return place == index_.end() ? -1 : place->second;
    }

    static void entry(Triplets& triplets, int row, int col, double value) {
        if (row >= 0 && col >= 0) {
            triplets.emplace_back(row, col, value);
        }
    }

    void two_terminal(Triplets& triplets, const FlatElement& element, double value) {
        const int a = row(element.nets[0]);
        const int b = row(element.nets[1]);
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
        const Element& e = element.element;
        switch (e.kind) {
            case Kind::Resistor:
                return two_terminal(conductance_, element, 1 / e.value);
            case Kind::Capacitor:
                return two_terminal(capacitance_, element, e.value);
            case Kind::VoltageSource:
                return stamp_voltage(element, source_value(e, view_));
            case Kind::CurrentSource:
                add_right(row(element.nets[0]), -source_value(e, view_));
                return add_right(row(element.nets[1]), source_value(e, view_));
            case Kind::Vcvs:
                stamp_voltage(element, 0);
                entry(conductance_, row("i(" + e.name + ")"), row(element.nets[2]), -e.value);
                return entry(conductance_, row("i(" + e.name + ")"), row(element.nets[3]), e.value);
            case Kind::Vccs:
                return stamp_transconductance(element, element.nets[2], element.nets[3], e.value);
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                return stamp_behavioral(element);
            case Kind::Switch:
                return stamp_switch(element);
            case Kind::Diode:
                if (view_.conducting_diodes.contains(e.name)) {
                    two_terminal(conductance_, element, 1 / kShortOhms);
                }
                return;
            case Kind::Bjt:
            case Kind::Mosfet:
            case Kind::Instance:
                return;
        }
    }

    void stamp_voltage(const FlatElement& element, double value) {
        const int current = row("i(" + element.element.name + ")");
        const int plus = row(element.nets[0]);
        const int minus = row(element.nets[1]);
        entry(conductance_, plus, current, 1);
        entry(conductance_, minus, current, -1);
        entry(conductance_, current, plus, 1);
        entry(conductance_, current, minus, -1);
        add_right(current, value);
    }

    void stamp_transconductance(const FlatElement& element, const std::string& in_plus,
                                const std::string& in_minus, double siemens) {
        const int from = row(element.nets[0]);
        const int to = row(element.nets[1]);
        entry(conductance_, from, row(in_plus), siemens);
        entry(conductance_, from, row(in_minus), -siemens);
        entry(conductance_, to, row(in_plus), -siemens);
        entry(conductance_, to, row(in_minus), siemens);
    }

    void stamp_switch(const FlatElement& element) {
        const auto volts = [&](const std::string& net) {
            const auto place = tied_.find(net);
            return place == tied_.end() ? 0.0 : place->second;
        };
        const std::string& model = element.element.model;
        const double control = volts(element.nets[2]) - volts(element.nets[3]);
        const bool closed = control > switch_parameter(circuit_, model, "vt");
        two_terminal(conductance_, element,
                     1 / switch_parameter(circuit_, model, closed ? "ron" : "roff"));
    }

    /// Value and slopes at rest: tied nets and their differences at their voltage, all others at 0.
    void stamp_behavioral(const FlatElement& element) {
        auto expression = Expression::parse(element.element.expression, 0);
        if (!expression) {
            diagnostics_.append(expression.error());
            return;
        }
        std::map<std::string, double> point;
        for (const std::string& name : expression->inputs()) {
            const auto tied = tied_.find(resolve(element, name));
            point[name] = tied == tied_.end() ? 0 : tied->second;
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
            slopes[resolve(element, name)] = slope;
            constant -= slope * centre;
        }
        stamp_linearised(element, constant, slopes);
    }

    void stamp_linearised(const FlatElement& element, double constant,
                          const std::map<std::string, double>& slopes) {
        if (element.element.kind == Kind::BehavioralV) {
            stamp_voltage(element, constant);
            for (const auto& [name, slope] : slopes) {
                entry(conductance_, row("i(" + element.element.name + ")"), row(name), -slope);
            }
            return;
        }
        add_right(row(element.nets[0]), -constant);
        add_right(row(element.nets[1]), constant);
        for (const auto& [name, slope] : slopes) {
            entry(conductance_, row(element.nets[0]), row(name), slope);
            entry(conductance_, row(element.nets[1]), row(name), -slope);
        }
    }

    const Circuit& circuit_;
    const NodalView& view_;
    std::vector<FlatElement> flat_;
    std::map<std::string, double> tied_;  ///< and differences of tied nets
    Diagnostics diagnostics_;
};

/// Rows of forced nets become the identity.
Sparse assemble(const Triplets& triplets, const std::vector<bool>& forced, bool identity) {
    Triplets kept;
    kept.reserve(triplets.size());
    for (const auto& triplet : triplets) {
        if (!forced[static_cast<std::size_t>(triplet.row())]) {
            kept.push_back(triplet);
        }
    }
    const auto size = static_cast<int>(forced.size());
    for (int row = 0; identity && row < size; ++row) {
        if (forced[static_cast<std::size_t>(row)]) {
            kept.emplace_back(row, row, 1.0);
        }
    }
    Sparse matrix(size, size);
    matrix.setFromTriplets(kept.begin(), kept.end());
    return matrix;
}

/// Right-hand sides that are solved together: enough for their cost, few enough for their memory.
constexpr std::size_t kTogether = 64;

template <typename Function>
void for_each_part(std::span<const Excitation> excitations, Function function) {
    for (std::size_t first = 0; first < excitations.size(); first += kTogether) {
        const std::size_t size = std::min(kTogether, excitations.size() - first);
        function(excitations.subspan(first, size));
    }
}

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
    const std::vector<bool> forced = stamper.void_rows();
    equations->index = std::move(stamper.index_);
    equations->sources = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(forced.size()));
    for (std::size_t row = 0; row < forced.size(); ++row) {
        if (!forced[row]) {
            equations->sources[static_cast<Eigen::Index>(row)] = stamper.right_[row];
        }
    }
    equations->capacitance = assemble(stamper.capacitance_, forced, false);
    equations->solver.compute(assemble(stamper.conductance_, forced, true));
    if (equations->solver.info() != Eigen::Success) {
        return fail(Rule::ReadBackSingular, {}, circuit.title);
    }
    return NodalSystem(std::move(equations));
}

std::vector<double> NodalSystem::at_rest(const std::vector<std::string>& observed) const {
    return equations_->observe(equations_->solver.solve(equations_->sources), observed);
}

std::vector<double> NodalSystem::dc_response(const Excitation& excitation,
                                             const std::vector<std::string>& observed) const {
    return dc_responses({&excitation, 1}, observed).front();
}

std::vector<std::vector<double>> NodalSystem::dc_responses(
    std::span<const Excitation> excitations, const std::vector<std::string>& observed) const {
    std::vector<std::vector<double>> responses;
    for_each_part(excitations, [&](std::span<const Excitation> part) {
        const Eigen::MatrixXd dc = equations_->excited(part);
        for (Eigen::Index col = 0; col < dc.cols(); ++col) {
            responses.push_back(equations_->observe(dc.col(col), observed));
        }
    });
    return responses;
}

Response NodalSystem::respond(const Excitation& excitation,
                              const std::vector<std::string>& observed) const {
    return respond(std::span(&excitation, 1), observed).front();
}

std::vector<Response> NodalSystem::respond(std::span<const Excitation> excitations,
                                           const std::vector<std::string>& observed) const {
    std::vector<Response> responses;
    for_each_part(excitations, [&](std::span<const Excitation> part) {
        const Eigen::MatrixXd dc = equations_->excited(part);
        const Eigen::MatrixXd slope =
            equations_->solver.solve(-(equations_->capacitance * dc).eval());
        for (Eigen::Index col = 0; col < dc.cols(); ++col) {
            responses.push_back({equations_->observe(dc.col(col), observed),
                                 equations_->observe(slope.col(col), observed)});
        }
    });
    return responses;
}

}  // namespace hopspice::netlist
