#include "driver/measured_devices.h"
#include "driver/prepare.h"
#include "driver/query_ends.h"
#include "driver/risks.h"
#include "passes/lower.h"
#include "passes/passes.h"

#include <hopspice/check.h>

#include <algorithm>

namespace hopspice {

Verdict CheckReport::verdict() const {
    Verdict worst = Verdict::Certain;
    for (const CheckItem& item : items) {
        worst = std::max(worst, item.verdict);
    }
    return worst;
}

Result<CheckReport> check(const Spec& spec, const Target& asked) {
    const auto measured = driver::measured(asked);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto design = driver::design(spec, target, {});
    if (!design) {
        return Unexpected{design.error()};
    }
    const driver::QueryEnds ends =
        driver::query_ends(spec, design->ranges, design->network, target);
    if (ends.failures.has_errors()) {
        return Unexpected{ends.failures};
    }
    CheckReport report{spec.name, target.name,
                       driver::model_items(spec, design->ranges, design->network, ends)};
    const std::vector<CheckItem> rests = driver::rest_items(ends);
    const auto place = std::ranges::find_if(
        report.items, [](const CheckItem& item) { return item.subject != "stability"; });
    report.items.insert(place, rests.begin(), rests.end());
    const auto fit = driver::fit_items(design->network, design->ranges, target);
    report.items.insert(report.items.end(), fit.begin(), fit.end());
    // Names that a library takes from the netlist are seen where there is one.
    if (!target.library_names.empty() && report.verdict() != Verdict::Impossible) {
        const auto lowered = passes::lower(design->network, target);
        if (!lowered) {
            return Unexpected{lowered.error()};
        }
    }
    return report;
}

}  // namespace hopspice
