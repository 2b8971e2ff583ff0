#include "spec/shapes.h"

#include "support/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::spec {

bool Bounds::contains(double value) const {
    const bool above = lower == Edge::Open ? value > low : value >= low;
    const bool below = upper == Edge::Open ? value < high : value <= high;
    const bool whole = kind == NumberKind::Real || std::floor(value) == value;
    return above && below && whole;
}

std::string Bounds::describe() const {
    if (kind == NumberKind::Integer) {
        return fmt::format("an integer from {:.0f} to {:.0f}", low, high);
    }
    std::string above = fmt::format("{} {}", lower == Edge::Open ? "above" : "at least", low);
    std::string below = fmt::format("{} {}", upper == Edge::Open ? "below" : "at most", high);
    if (std::isinf(low)) {
        return high == 0 && upper == Edge::Open ? "negative" : below;
    }
    if (low == 0 && lower == Edge::Open) {
        above = "positive";
    }
    return std::isinf(high) ? above : above + " and " + below;
}

const KeyRow* ObjectShape::find(std::string_view key) const {
    const auto found = std::ranges::find(keys, key, &KeyRow::name);
    return found == keys.end() ? nullptr : &*found;
}

const KeyRow& ObjectShape::row(std::string_view key) const {
    const KeyRow* found = find(key);
    HOPSPICE_ASSERT(found != nullptr);
    return *found;
}

std::vector<std::string> ObjectShape::key_names() const {
    std::vector<std::string> names;
    for (const KeyRow& key : keys) {
        names.push_back(key.name);
    }
    return names;
}

const ObjectShape& shape_of(const std::vector<ObjectShape>& shapes, std::string_view name) {
    const auto found = std::ranges::find(shapes, name, &ObjectShape::name);
    HOPSPICE_ASSERT(found != shapes.end());
    return *found;
}

}  // namespace hopspice::spec
