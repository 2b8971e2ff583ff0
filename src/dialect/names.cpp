#include <hopspice/dialect.h>

#include <array>
#include <utility>

namespace hopspice {

namespace {

constexpr std::array kNames = {
    std::pair{Dialect::Ngspice, "ngspice"}, std::pair{Dialect::Ltspice, "ltspice"},
    std::pair{Dialect::Hspice, "hspice"},   std::pair{Dialect::Pspice, "pspice"},
    std::pair{Dialect::Spectre, "spectre"}, std::pair{Dialect::Xyce, "xyce"},
    std::pair{Dialect::Gnucap, "gnucap"},   std::pair{Dialect::Spice3, "spice3"},
};

}  // namespace

std::string to_string(Dialect dialect) {
    for (const auto& [value, name] : kNames) {
        if (value == dialect) {
            return name;
        }
    }
    return {};
}

std::optional<Dialect> find_dialect(std::string_view name) {
    for (const auto& [value, word] : kNames) {
        if (word == name) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace hopspice
