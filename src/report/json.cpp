#include "report/json.h"

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
    return {{"median", number(quantiles.median)},
            {"p95", number(quantiles.p95)},
            {"max", number(quantiles.max)}};
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice::report
