#pragma once
// `pdk` of a target: which kit, where it stands, and what of it the target uses.

#include "spec/kits.h"
#include "spec/object_reader.h"

#include <hopspice/target.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::spec {

/// A file of the kit that is used, with all that it may do besides defining things.
struct KitInclude {
    Library library;
    std::vector<std::string> leaks;
};

class KitReader {
public:
    explicit KitReader(Context& context) : context_(context) {}

    /// `pdk`: fills Target::pdk. Errors: HS-E122, E123, E125, E126, those of a kit's file.
    void read(ObjectReader& object, const Where& where, Target& target);

    /// The kit; null where the target names none, or none that there is.
    [[nodiscard]] const Kit* kit() const { return kit_ ? &*kit_ : nullptr; }

    /// The target asks for a kit that there is not, or not as a whole: its devices are not known.
    [[nodiscard]] bool is_lost() const { return asked_ && !kit_; }

    /// A device of the kit, in any case, as this target has it; nothing where the kit has none of
    /// that name.
    [[nodiscard]] std::optional<KitDevice> find(const std::string& name) const;

    /// The one of a kit's devices that stands most volts of those that can take the place of a
    /// device; nothing where that is the device itself, or none of the kit.
    [[nodiscard]] std::optional<KitDevice> find_tallest(const std::string& name) const;

    /// What is known once all devices of `target.kit` are: what decks need, and the libraries that
    /// hold them. Errors: HS-E124, E128.
    [[nodiscard]] std::vector<KitInclude> libraries(Target& target);

private:
    [[nodiscard]] std::optional<Kit> read_name(ObjectReader& object, PdkSpec& pdk);
    [[nodiscard]] std::optional<Kit> read_file(const std::string& file, const Where& where);
    [[nodiscard]] std::optional<std::string> expanded(const std::string& path, const Where& where);
    [[nodiscard]] std::string find_home(ObjectReader& object);
    [[nodiscard]] std::optional<KitInclude> find_library(const KitLibrary& library,
                                                         const PdkSpec& pdk);
    [[nodiscard]] std::string where_had() const;

    Context& context_;
    std::optional<Kit> kit_;
    Where where_;
    bool asked_ = false;
    bool mismatch_ = false;
};

}  // namespace hopspice::spec
