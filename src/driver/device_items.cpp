#include "driver/device_items.h"

#include "circuit/bipolar.h"
#include "circuit/circuit.h"
#include "circuit/subcircuit_body.h"
#include "driver/measured_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::driver {

namespace {

constexpr double kNominalCelsius = circuit::kNominalKelvin - kZeroCelsius;
/// So far from there it does not show.
constexpr double kFrozenCelsius = 2;

}  // namespace

std::vector<CheckItem> device_items(const Target& target) {
    std::set<std::string> names;
    for (const auto& [role, name] : target.devices) {
        names.insert(name);
    }
    std::vector<CheckItem> items;
    for (const std::string& name : names) {
        const auto model = std::ranges::find(target.models, name, &DeviceModel::name);
        if (model != target.models.end() && model->measured) {
            items.push_back({"device", name, "figures measured",
                             static_cast<double>(model->parameters.size()), "1", Verdict::Certain,
                             "sizes go by what the simulator makes of the device"});
            const circuit::ModelCard card{model->name, model->type, model->parameters};
            const double warmer = std::abs(target.temperature_c - kNominalCelsius);
            if (circuit::card_value(card, "frozen", 0) != 0 && warmer > kFrozenCelsius) {
                items.push_back({"device", name, "temperature beside 27 C", warmer,
                                 fmt::format("{}", kFrozenCelsius), Verdict::Risky,
                                 "this simulator has the device's thermal voltage of 27 C at every "
                                 "temperature, as ngspice 39 has VBIC's: take a newer one"});
            }
        } else if (is_unknown(target, name)) {
            items.push_back({"device", name, "figures measured", 0, "1", Verdict::Risky,
                             "nobody measured it, and no formula goes by its card: sizes are those "
                             "of another device"});
        }
    }
    return items;
}

}  // namespace hopspice::driver
