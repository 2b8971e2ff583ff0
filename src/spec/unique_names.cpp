#include "spec/unique_names.h"

#include <fmt/format.h>

namespace hopspice::spec {

UniqueNames::UniqueNames(const Json::Array& items, std::string_view key) {
    for (const Json& item : items) {
        const Json* name = item.object() != nullptr ? item.find(key) : nullptr;
        if (name != nullptr && name->text() != nullptr) {
            written_.insert(*name->text());
        }
    }
}

std::string UniqueNames::add_default(std::string_view prefix, std::size_t number) {
    std::string name = fmt::format("{}{}", prefix, number);
    while (written_.contains(name) || !used_.insert(name).second) {
        name = fmt::format("{}{}", prefix, ++number);
    }
    return name;
}

}  // namespace hopspice::spec
