#pragma once
// Text token by token, whatever computes the answer to a context: the ODE or a circuit.

#include "measure/readout.h"

#include <hopspice/spec.h>

#include <cstddef>
#include <span>
#include <vector>

namespace hopspice::cosim {

/// The context moves on by one token for every answer.
class Decoding {
public:
    /// The context begins with the last tokens of the prompt, one per slot of the spec.
    Decoding(const Spec& spec, const std::vector<std::size_t>& prompt, double range);

    [[nodiscard]] const std::vector<std::size_t>& context() const { return context_; }
    /// The token that a settled state means; appends it.
    std::size_t append(std::span<const double> visible);
    /// All answers so far.
    [[nodiscard]] const std::vector<std::size_t>& tokens() const { return tokens_; }

private:
    measure::ReadoutReader reader_;
    std::vector<std::size_t> context_;
    std::vector<std::size_t> tokens_;
};

}  // namespace hopspice::cosim
