#pragma once
// Names that the objects of one array must not share, and those of objects without one: a default
// never is a name that another object has.

#include "spec/json.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace hopspice::spec {

class UniqueNames {
public:
    /// `key` is where the objects among `items` have their names.
    UniqueNames(const Json::Array& items, std::string_view key);

    /// False where an object before has it.
    [[nodiscard]] bool add(const std::string& name) { return used_.insert(name).second; }

    /// `prefix` and `number`, or the next number with which the name is free.
    [[nodiscard]] std::string add_default(std::string_view prefix, std::size_t number);

private:
    std::set<std::string> written_;
    std::set<std::string> used_;
};

}  // namespace hopspice::spec
