// The findings of `check`, for people and for programs.

#include "report/json.h"
#include "report/table.h"

#include <hopspice/check.h>

#include <fmt/format.h>

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
    report::Json json{{"format", "hopspice-check/1"},
                      {"model", report.model},
                      {"target", report.target},
                      {"verdict", to_string(report.verdict())}};
    json["items"] = report::Json::array();
    for (const CheckItem& item : report.items) {
        json["items"].push_back({{"subject", item.subject},
                                 {"where", item.where},
                                 {"quantity", item.quantity},
                                 {"value", report::number(item.value)},
                                 {"limit", item.limit},
                                 {"verdict", to_string(item.verdict)},
                                 {"meaning", item.meaning}});
    }
    return report::text_of(json);
}

}  // namespace hopspice
