#pragma once
// What every JSON object of our formats may hold: the one table that the readers go by and the
// published schemas in models/ are made of.

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::spec {

enum class Presence { Optional, Required };
enum class Edge { Closed, Open };
enum class NumberKind { Real, Integer };

/// The numbers a key takes.
struct Bounds {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    Edge lower = Edge::Closed;
    Edge upper = Edge::Closed;
    NumberKind kind = NumberKind::Real;

    [[nodiscard]] bool contains(double value) const;
    /// "positive", "an integer from 2 to 8", ... for messages.
    [[nodiscard]] std::string describe() const;
};

/// One key of an object.
struct KeyRow {
    std::string name;
    Presence presence = Presence::Optional;
    std::string fallback = {};  ///< JSON text of the default; empty: none, or it is computed
    Bounds bounds = {};
    std::string unit = {};  ///< not empty: also takes strings such as "10n"; its unit, "1" for none
    std::vector<std::string> choices = {};  ///< words the key takes; empty: it takes no words
    std::string meaning = {};               ///< a sentence for people
    std::string form = {};  ///< JSON Schema of what else the key takes; empty: nothing
};

/// One kind of object, named as in `$defs` of the schema.
struct ObjectShape {
    std::string name;
    std::vector<KeyRow> keys;
    std::string meaning = {};  ///< a sentence for people
    std::string rules = {};    ///< JSON Schema of what holds between keys; empty: nothing

    [[nodiscard]] const KeyRow* find(std::string_view key) const;
    /// The row of a key the reader knows to exist.
    [[nodiscard]] const KeyRow& row(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> key_names() const;
};

/// All objects of `denseam/1`; the first is the file itself.
[[nodiscard]] const std::vector<ObjectShape>& spec_shapes();

/// What its schema has besides: forms that several keys refer to, JSON text.
[[nodiscard]] std::string spec_definitions();

/// All objects of `hopspice-target/1`; the first is the file itself.
[[nodiscard]] const std::vector<ObjectShape>& target_shapes();

/// One of them by its name, which must exist.
[[nodiscard]] const ObjectShape& shape_of(const std::vector<ObjectShape>& shapes,
                                          std::string_view name);

}  // namespace hopspice::spec
