// Foundries' kits, for people and for programs.

#include "report/json.h"

#include <hopspice/target.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopspice {

using report::Json;

std::string format_kits(const std::vector<ListedKit>& kits) {
    std::size_t width = 0;
    for (const ListedKit& kit : kits) {
        width = std::max(width, kit.name.size());
    }
    std::string text;
    for (const ListedKit& kit : kits) {
        const std::string place =
            kit.folder.empty() ? "not at $PDK_ROOT; from " + kit.source : "at " + kit.folder;
        text += fmt::format("{:<{}}  {}\n", kit.name, width, kit.description);
        for (const std::string& line :
             {fmt::format("corners {}", fmt::join(kit.corners, ", ")),
              fmt::format("devices {}", fmt::join(kit.devices, ", ")), place}) {
            text += fmt::format("{:<{}}  {}\n", "", width, line);
        }
    }
    return text;
}

std::string format_kits_json(const std::vector<ListedKit>& kits) {
    Json json{{"format", "hopspice-list/1"}, {"topic", "pdks"}, {"items", Json::array()}};
    for (const ListedKit& kit : kits) {
        json["items"].push_back({{"name", kit.name},
                                 {"meaning", kit.description},
                                 {"source", kit.source},
                                 {"corners", kit.corners},
                                 {"devices", kit.devices},
                                 {"folder", kit.folder.empty() ? Json() : Json(kit.folder)}});
    }
    return report::text_of(json);
}

}  // namespace hopspice
