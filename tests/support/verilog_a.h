#pragma once
// Verilog-A as far as our writer goes: modules of electrical ports with parameters, assignments,
// contributions and instances. Enough to say what its equations give at a state.

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::test {

struct VerilogInstance {
    std::string module;
    std::map<std::string, double> parameters;
    std::vector<std::string> nets;
};

struct VerilogModule {
    std::vector<std::string> ports;
    std::map<std::string, double> parameters;  ///< their defaults
    /// `V(x)`, `I(x)` or a variable, and the expression it gets, in their order.
    std::vector<std::pair<std::string, std::string>> statements;
    std::vector<VerilogInstance> instances;
};

using VerilogFile = std::map<std::string, VerilogModule>;

/// Throws std::runtime_error with the statement that is none of these.
[[nodiscard]] VerilogFile parse_verilog_a(const std::string& text);

/// Initial value and derivative (per second) of every net that an `idt` drives, for given values of
/// these nets, in a module of instances alone.
struct VerilogState {
    double initial = 0;
    double slope_per_s = 0;
};
[[nodiscard]] std::map<std::string, VerilogState> evaluate(
    const VerilogFile& file, const std::string& top, const std::map<std::string, double>& states);

}  // namespace hopspice::test
