#include "report/json.h"

#include <array>
#include <cmath>

namespace hopspice::report {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json json_of(const Diagnostics& diagnostics) {
    Json list = Json::array();
    for (const Diagnostic& diagnostic : diagnostics) {
        list.push_back({{"id", diagnostic.id},
                        {"severity", diagnostic.severity == Severity::Error ? "error" : "warning"},
                        {"file", diagnostic.file},
                        {"pointer", diagnostic.pointer},
                        {"message", diagnostic.message}});
    }
    return list;
}

Json json_of(const Quantiles& quantiles) {
    if (quantiles.of == 0) {
        return {{"median", nullptr}, {"p95", nullptr}, {"max", nullptr}};
    }
    return {{"median", number(quantiles.median)},
            {"p95", number(quantiles.p95)},
            {"max", number(quantiles.max)}};
}

Json json_of(const Shortfalls& shortfalls) {
    constexpr std::array<const char*, kShortfalls> kKeys = {"diverged", "unsettled", "passing",
                                                            "disagreeing", "unexpected"};
    Json json = Json::object();
    for (std::size_t k = 0; k < kShortfalls; ++k) {
        json[kKeys[k]] = shortfalls.kinds[k].count;
    }
    return json;
}

Json json_of(const std::optional<bool>& flag) { return flag ? Json(*flag) : Json(nullptr); }

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice::report
