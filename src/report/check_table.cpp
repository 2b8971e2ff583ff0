// The findings of `check`, for people and for programs.

#include "report/table.h"

#include <hopspice/check.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace hopspice {

std::string to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::Certain:
            return "certain";
        case Verdict::Risky:
            return "risky";
        case Verdict::Impossible:
            return "impossible";
    }
    return "";
}

std::string format_check(const CheckReport& report) {
    using report::Align;
    std::vector<std::vector<std::string>> rows;
    for (const CheckItem& item : report.items) {
        rows.push_back({item.subject, item.where, item.quantity, fmt::format("{:.4g}", item.value),
                        item.limit, to_string(item.verdict), item.meaning});
    }
    return fmt::format("{} on {}\n\n", report.model, report.target) +
           report::format_rows({{"subject", Align::Left},
                                {"where", Align::Left},
                                {"quantity", Align::Left},
                                {"value"},
                                {"held against", Align::Left},
                                {"verdict", Align::Left},
                                {"meaning", Align::Left}},
                               rows) +
           fmt::format("\nverdict: {}\n", to_string(report.verdict()));
}

std::string format_check_json(const CheckReport& report) {
    nlohmann::ordered_json json{{"format", "hopspice-check/1"},
                                {"model", report.model},
                                {"target", report.target},
                                {"verdict", to_string(report.verdict())}};
    json["items"] = nlohmann::ordered_json::array();
    for (const CheckItem& item : report.items) {
        json["items"].push_back(
            {{"subject", item.subject},
             {"where", item.where},
             {"quantity", item.quantity},
             {"value", std::isfinite(item.value) ? nlohmann::ordered_json(item.value) : nullptr},
             {"limit", item.limit},
             {"verdict", to_string(item.verdict)},
             {"meaning", item.meaning}});
    }
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice
