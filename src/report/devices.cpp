// The figures of a target's devices, for people and for programs.

#include "report/json.h"

#include <hopspice/characterize.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopspice {

std::string format_devices(const DeviceSheets& sheets) {
    std::string text = fmt::format("devices of {}\n", sheets.target);
    for (const DeviceSheet& sheet : sheets.devices) {
        text += fmt::format("\n{}, {}: {}\n", sheet.model.name, sheet.model.type,
                            fmt::join(sheet.roles, ", "));
        for (const std::string& figure : sheet.model.figures) {
            text += fmt::format("  {}\n", figure);
        }
    }
    return text;
}

std::string format_devices_json(const DeviceSheets& sheets) {
    using report::Json;
    Json json{{"format", "hopspice-devices/1"}, {"target", sheets.target}};
    json["devices"] = Json::array();
    for (const DeviceSheet& sheet : sheets.devices) {
        Json device{{"name", sheet.model.name}, {"type", sheet.model.type}};
        device["roles"] = sheet.roles;
        device["parameters"] = Json::object();
        for (const auto& [name, value] : sheet.model.parameters) {
            device["parameters"][name] = report::number(value);
        }
        device["figures"] = sheet.model.figures;
        json["devices"].push_back(std::move(device));
    }
    return report::text_of(json);
}

}  // namespace hopspice
