#pragma once
// The parts of a target that name things in a user's SPICE libraries: `include`, the amplifier's
// `subckt`, `devices`. Every name is looked up in the text of the libraries.

#include "spec/device_library.h"
#include "spec/kit_reader.h"
#include "spec/object_reader.h"

#include <hopspice/target.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopspice::spec {

/// The word of a pin: `in+`, `vdd`, ...
[[nodiscard]] std::string word_of(AmplifierPin pin);
/// The words of all.
[[nodiscard]] std::vector<std::string> pin_words();

/// A key of `devices`.
struct DeviceRole {
    const char* name;
    const char* type;     ///< of its .model
    const char* model;    ///< built in, for targets that name none; empty: that of `bjt`
    const char* meaning;  ///< a sentence for people
};

[[nodiscard]] std::span<const DeviceRole> device_roles();

class LibraryReader {
public:
    explicit LibraryReader(Context& context) : context_(context) {}

    /// `include`: `FILE` or `FILE SECTION`, relative to the target.
    /// Errors: HS-E111, E113, E114, E119, E120.
    void read_include(ObjectReader& object);

    /// `subckt`, `file`, `pins`. Errors: those of a library, HS-E115 to E117.
    void read_amplifier(ObjectReader& object, AmplifierSpec& amplifier);

    /// `devices`; fills `target.models` with those of the libraries, `target.kit` with those of the
    /// kit, whose libraries are added. Errors: HS-E109, E110, E112, those of a library, HS-E124,
    /// E127, E128.
    void read_devices(ObjectReader& object, const Where& where, KitReader& kit, Target& target);

    /// All libraries so far.
    [[nodiscard]] const std::vector<Library>& list() const { return list_; }
    /// All that they offer.
    [[nodiscard]] const LibraryContents& contents() const { return contents_; }

private:
    std::optional<Library> add(const std::string& text, const Where& where);
    void take(const Library& library, const std::vector<std::string>& leaks,
              const std::string& text, const Where& where);
    [[nodiscard]] std::optional<Library> find_library(const std::string& text) const;
    [[nodiscard]] bool verify_path(const Library& library, const Where& where);
    void verify_names(const LibraryContents& contents, const Where& where);
    void verify_pins(const ObjectReader& object, const LibrarySubckt& subckt,
                     const std::vector<AmplifierPin>& pins);
    [[nodiscard]] std::vector<AmplifierPin> read_pins(ObjectReader& object);
    [[nodiscard]] std::string read_device(const DeviceRole& role, const std::string& name,
                                          const Where& where, const KitReader& kit, Target& target);
    [[nodiscard]] std::string read_kit_device(const DeviceRole& role, const KitDevice& device,
                                              const Where& where, const Kit& kit, Target& target);
    [[nodiscard]] bool holds(const KitDevice& device) const;
    void report_unknown(const std::string& name, const Where& where, const Kit* kit);
    void read_kit_libraries(KitReader& kit, const Where& where, Target& target);

    Context& context_;
    std::vector<Library> list_;
    LibraryContents contents_;
    std::map<std::pair<std::string, bool>, LibraryName> names_;  ///< the first of each name
};

}  // namespace hopspice::spec
