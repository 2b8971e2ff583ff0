#pragma once
// Nodal analysis of a circuit that was read back: instances are flattened, behavioral sources
// linearised at rest, junction devices cut, switches put where their control sources leave them.

#include "circuit/circuit.h"

#include <hopspice/result.h>

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hopspice::netlist {

/// How a circuit is looked at.
struct NodalView {
    std::set<std::string> forced;             ///< nets held by ideal sources (0 V unless excited)
    std::map<std::string, double> sources;    ///< dc value of a source instead of its last one
    std::set<std::string> conducting_diodes;  ///< short circuits; every other diode is cut
};

/// One right-hand side.
struct Excitation {
    std::map<std::string, double> forced_volts;      ///< of forced nets
    std::map<std::string, double> injected_amperes;  ///< into nets
};

/// Voltages of nets: value and first moment, V(s) = dc + slope s + ...
struct Response {
    std::vector<double> dc;     ///< per observed net
    std::vector<double> slope;  ///< V s
};

class NodalSystem {
public:
    /// Errors: HS-E304 where the equations are singular, HS-E303 for an expression.
    static Result<NodalSystem> build(const circuit::Circuit& circuit, const NodalView& view);

    NodalSystem(NodalSystem&&) noexcept;
    NodalSystem& operator=(NodalSystem&&) noexcept;
    ~NodalSystem();

    /// Voltages with every independent source at its value and every forced net at 0 V.
    [[nodiscard]] std::vector<double> at_rest(const std::vector<std::string>& observed) const;

    /// The change from at_rest() that the excitation makes.
    [[nodiscard]] std::vector<double> dc_response(const Excitation& excitation,
                                                  const std::vector<std::string>& observed) const;
    /// One per excitation, each of which costs next to nothing: what takes time is what is
    /// observed.
    [[nodiscard]] std::vector<std::vector<double>> dc_responses(
        std::span<const Excitation> excitations, const std::vector<std::string>& observed) const;
    [[nodiscard]] std::vector<Response> respond(std::span<const Excitation> excitations,
                                                const std::vector<std::string>& observed) const;
    [[nodiscard]] Response respond(const Excitation& excitation,
                                   const std::vector<std::string>& observed) const;

private:
    struct Equations;
    explicit NodalSystem(std::unique_ptr<Equations> equations);
    std::unique_ptr<Equations> equations_;
};

}  // namespace hopspice::netlist
