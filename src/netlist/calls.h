#pragma once
// The calls in an expression of a behavioral source: `v(a,b)`, `i(vs)`, `max(v(p),0)`.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::netlist {

/// Gives the text that replaces a call, or nothing where it stays. Arguments are rewritten already.
using CallRewrite = std::function<std::optional<std::string>(
    std::string_view name, const std::vector<std::string>& arguments)>;

/// The expression with its calls replaced, the innermost first.
[[nodiscard]] std::string rewrite_calls(std::string_view expression, const CallRewrite& rewrite);

/// The nets whose voltages an expression takes: `a` and `b` of `v(a,b)`.
[[nodiscard]] std::vector<std::string> named_nets(std::string_view expression);

/// The elements whose currents it takes: `vs` of `i(vs)`.
[[nodiscard]] std::vector<std::string> sensed_elements(std::string_view expression);

}  // namespace hopspice::netlist
