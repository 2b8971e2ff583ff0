#include "dialect/cards.h"

#include <algorithm>
#include <string>
#include <utility>

namespace hopspice::dialect {

double parameter_of(const circuit::ModelCard& card, std::string_view name) {
    const auto place =
        std::ranges::find(card.parameters, name, &std::pair<std::string, double>::first);
    return place == card.parameters.end() ? 0 : place->second;
}

bool is_switch_card(const circuit::ModelCard& card) { return card.type == "sw"; }

}  // namespace hopspice::dialect
