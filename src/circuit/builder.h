#pragma once
// Short verbs for putting elements on nets by name, under the comment of the block they belong to.

#include "circuit/circuit.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace hopspice::circuit {

class Builder {
public:
    explicit Builder(Circuit& circuit) : circuit_(circuit) {}

    /// Elements from here on belong to a group under this comment.
    void group(const std::string& comment) { circuit_.groups.push_back({comment, {}}); }

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
    /// Closed between a and b while v(control_plus) - v(control_minus) passes the model's
    /// threshold.
    void switch_between(const std::string& name, const std::string& a, const std::string& b,
                        const std::string& control_plus, const std::string& control_minus,
                        const std::string& model);
    void bjt(const std::string& name, const std::string& collector, const std::string& base,
             const std::string& emitter, const std::string& model, double area);
    void diode(const std::string& name, const std::string& anode, const std::string& cathode,
               const std::string& model);
    void instance(const std::string& name, std::initializer_list<std::string> nets,
                  const std::string& subcircuit);

private:
    Element& add(Kind kind, const std::string& name, std::initializer_list<std::string> nets);

    Circuit& circuit_;
};

}  // namespace hopspice::circuit
