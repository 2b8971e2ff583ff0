#pragma once
// Short verbs for putting elements on nets by name, under the comment of the block they belong to.

#include "circuit/circuit.h"

#include <string>
#include <utility>
#include <vector>

namespace hopspice::circuit {

/// Channel of a MOSFET, metre; junctions are drawn from it.
struct MosSize {
    double width = 1e-6;
    double length = 1e-6;
    double multiple = 1;  ///< devices side by side
};

/// Length of a drain or source junction along the channel, m, for a channel of that length.
[[nodiscard]] double mos_contact(double length);

/// w, l, m and the drain and source junctions: contacts of 2.5 channel lengths, at least 0.5 um.
[[nodiscard]] std::vector<std::pair<std::string, double>> mos_parameters(const MosSize& size);

class Builder {
public:
    explicit Builder(Circuit& circuit) : circuit_(circuit) {}

    /// Elements from here on belong to a group of this origin.
    void group(Origin origin) { circuit_.groups.push_back({std::move(origin), {}}); }

    /// The next element has this role.
    Builder& as(Role role) {
        role_ = role;
        return *this;
    }

    void resistor(const std::string& name, const std::string& a, const std::string& b, double ohms);
    void capacitor(const std::string& name, const std::string& a, const std::string& b,
                   double farads);
    void voltage(const std::string& name, const std::string& plus, const std::string& minus,
                 double volts);
    void voltage(const std::string& name, const std::string& plus, const std::string& minus,
                 const std::vector<double>& pwl);
    /// A current from `from` through the source into `to`.
    void current(const std::string& name, const std::string& from, const std::string& to,
                 double amperes);
    void vcvs(const std::string& name, const std::string& out, const std::string& in_plus,
              const std::string& in_minus, double gain);
    /// Current `siemens * v(in)` into `to`.
    void vccs_into(const std::string& name, const std::string& to, const std::string& in,
                   double siemens);
    void behavioral_voltage(const std::string& name, const std::string& out,
                            const std::string& expression);
    /// A current from `from` through the source into `to`.
    void behavioral_current(const std::string& name, const std::string& from, const std::string& to,
                            const std::string& expression);
    /// Closed between a and b while v(control_plus) - v(control_minus) passes the model's
    /// threshold.
    void switch_between(const std::string& name, const std::string& a, const std::string& b,
                        const std::string& control_plus, const std::string& control_minus,
                        const std::string& model);
    /// `substrate` is the net of a kit's device that has one; empty: said later. No other device
    /// has it.
    void bjt(const std::string& name, const std::string& collector, const std::string& base,
             const std::string& emitter, const std::string& model, double area,
             const std::string& substrate = "");
    void mosfet(const std::string& name, const std::string& drain, const std::string& gate,
                const std::string& source, const std::string& bulk, const std::string& model,
                const MosSize& size);
    void diode(const std::string& name, const std::string& anode, const std::string& cathode,
               const std::string& model);
    void instance(const std::string& name, const std::vector<std::string>& nets,
                  const std::string& subcircuit);

private:
    Element& add(Kind kind, const std::string& name, const std::vector<std::string>& nets);

    Circuit& circuit_;
    Role role_ = Role::Other;  ///< of the next element
};

}  // namespace hopspice::circuit
