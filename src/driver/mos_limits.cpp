#include "driver/mos_limits.h"

#include "cells/judgement.h"

#include <fmt/format.h>

#include <set>
#include <string>

namespace hopspice::driver {

namespace {

constexpr double kWornOut = 1.1;  // of the limit: what a supply may be off by

}  // namespace

std::vector<CheckItem> mos_limit_items(const Target& target) {
    std::vector<CheckItem> items;
    std::set<std::string> seen;
    const double rails = target.vdd - target.vss;
    for (const auto& [role, name] : target.devices) {
        const KitDevice* device = target.kit.find(name);
        if (device == nullptr || device->length.empty() || !seen.insert(name).second) {
            continue;
        }
        const auto add = [&](const char* quantity, double most, const char* what) {
            if (most > 0) {
                items.push_back({"device", name, quantity, rails, fmt::format("{:.3g} V", most),
                                 cells::graded(rails, most, kWornOut * most),
                                 fmt::format("between the rails, which {} see; beyond what the kit "
                                             "allows it wears out, a tenth beyond it breaks",
                                             what)});
            }
        };
        add("V_ds at most, V", device->most_volts, "outputs and switches");
        add("V_gs at most, V", device->most_gate, "switches");
    }
    return items;
}

}  // namespace hopspice::driver
