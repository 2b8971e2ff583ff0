#include "driver/device_items.h"

#include "driver/measured_devices.h"

#include <algorithm>
#include <set>

namespace hopspice::driver {

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
        } else if (is_unknown(target, name)) {
            items.push_back({"device", name, "figures measured", 0, "1", Verdict::Risky,
                             "nobody measured it, and no formula goes by its card: sizes are those "
                             "of another device"});
        }
    }
    return items;
}

}  // namespace hopspice::driver
