#pragma once
// The table of foundries' process design kits: where a kit's devices stand, and what is known of
// them. A row is a JSON text of `hopspice-pdk/1`: those of models/pdks are built in, a user's own
// is a file of his.

#include "spec/context.h"
#include "spec/json.h"
#include "spec/shapes.h"

#include <hopspice/target.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::spec {

inline constexpr const char* kKitFormat = "hopspice-pdk/1";

/// One with the kit's own mismatch, one without.
template <typename T>
struct ByStatistics {
    T none;
    T mismatch;
    [[nodiscard]] const T& of(bool with_mismatch) const { return with_mismatch ? mismatch : none; }
};

struct KitRow {
    KitDevice device;     ///< its name as the kit spells it
    bool either = false;  ///< a `.model`, to which a subcircuit of its name adds the mismatch
};

/// A file of a kit with devices.
struct KitLibrary {
    std::string file;                                           ///< in one of the kit's folders
    ByStatistics<std::map<std::string, std::string>> sections;  ///< by corner
    std::vector<std::string> leaks;  ///< options that it sets for the deck, which sets them too
    std::vector<KitRow> devices;
};

using KitParameters = std::vector<std::pair<std::string, double>>;

struct Kit {
    std::string name;
    std::string description;           ///< a line for people
    std::string source;                ///< where it is had
    std::vector<std::string> homes;    ///< folders at `$PDK_ROOT` that may hold it
    std::vector<std::string> folders;  ///< in the kit, that may hold its libraries
    std::vector<std::string> corners;  ///< the usual one first
    double scale = 1;                  ///< as of KitUse
    bool single_thread = false;
    ByStatistics<KitParameters> parameters;
    std::vector<KitLibrary> libraries;

    /// A device in any case, and its library; null twice where the kit has none of that name.
    [[nodiscard]] std::pair<const KitLibrary*, const KitRow*> find(std::string_view device) const;
    [[nodiscard]] std::vector<std::string> device_names() const;
};

/// All objects of the format; the first is the file itself.
[[nodiscard]] const std::vector<ObjectShape>& kit_shapes();

/// The row that an object holds, as far as it is right. Errors: those of any object, HS-E125.
[[nodiscard]] Kit read_kit(Context& context, const Json& json);

/// A folder at `root` that may be the kit; empty: none is.
[[nodiscard]] std::string find_kit(const Kit& kit, const std::string& root);

/// Those of models/pdks.
[[nodiscard]] const std::vector<Kit>& builtin_kits();

}  // namespace hopspice::spec
