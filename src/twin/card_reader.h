#pragma once
// A `.model` card's parameters, taken out one by one; what nobody takes is refused by name.

#include "circuit/circuit.h"

#include <hopspice/diagnostics.h>

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace hopspice::twin {

class CardReader {
public:
    /// The card outlives the reader.
    explicit CardReader(const circuit::ModelCard& card) : card_(card) {}

    /// The value of the last parameter with one of these names, in small letters.
    [[nodiscard]] std::optional<double> find(std::initializer_list<std::string_view> names);
    [[nodiscard]] double take(std::initializer_list<std::string_view> names, double otherwise);
    /// For what has no part in a transient, as noise.
    void pass_over(std::initializer_list<std::string_view> names);
    /// A parameter that is known with one value only, which is also what it is where it is absent.
    void require(std::string_view name, double value);

    /// For a value that the model has no use for.
    void refuse(std::string_view name);

    /// Errors: HS-E410 for each parameter that was not taken, not finite, or refused.
    [[nodiscard]] Diagnostics finish();

private:
    const circuit::ModelCard& card_;
    std::set<std::string> known_;
    Diagnostics refused_;
};

}  // namespace hopspice::twin
