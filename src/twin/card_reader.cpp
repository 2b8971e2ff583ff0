#include "twin/card_reader.h"

#include "support/lower_case.h"
#include "support/rules.h"

#include <algorithm>
#include <cmath>

namespace hopspice::twin {

std::optional<double> CardReader::find(std::initializer_list<std::string_view> names) {
    known_.insert(names.begin(), names.end());
    std::optional<double> found;
    for (const auto& [name, value] : card_.parameters) {
        if (std::ranges::find(names, lower_case(name)) != names.end()) {
            found = value;
        }
    }
    if (found && !std::isfinite(*found)) {
        refuse(*names.begin());
    }
    return found;
}

double CardReader::take(std::initializer_list<std::string_view> names, double otherwise) {
    return find(names).value_or(otherwise);
}

void CardReader::pass_over(std::initializer_list<std::string_view> names) {
    known_.insert(names.begin(), names.end());
}

void CardReader::require(std::string_view name, double value) {
    if (take({name}, value) != value) {
        refuse(name);
    }
}

Diagnostics CardReader::finish() {
    for (const auto& [name, value] : card_.parameters) {
        if (!known_.contains(lower_case(name))) {
            refuse(name);
        }
    }
    return refused_;
}

void CardReader::refuse(std::string_view name) {
    report(refused_, Rule::NotInTwin, {},
           fmt::format("parameter `{}` of model `{}`, a {}", name, card_.name, card_.type));
}

}  // namespace hopspice::twin
