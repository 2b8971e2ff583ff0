#include "driver/rest_items.h"

#include "measure/query.h"
#include "model/reference.h"
#include "model/tokens.h"

#include <fmt/format.h>

#include <string>

namespace hopspice::driver {

namespace {

constexpr std::size_t kQueries = 64;

/// What keeps a query from resting; empty: nothing.
Result<std::string> obstacle(const Spec& spec, double range, const Query& query) {
    const measure::Context context{spec, range};
    const auto path = model::integrate_until_settled(
        spec, model::stimulus(spec, query), measure::settle_rule(context, spec.visible.tau),
        spec.inference.timeout);
    if (!path) {
        return Unexpected{path.error()};
    }
    if (path->passage) {
        return fmt::format(
            "query {} seems to settle at {:.3g} time units and goes on: a circuit "
            "may stay there, or not",
            query.id, path->passage->time);
    }
    if (path->diverged) {
        return fmt::format("query {} diverges", query.id);
    }
    return path->settled ? std::string()
                         : fmt::format("query {} does not settle in time", query.id);
}

}  // namespace

Result<std::vector<CheckItem>> rest_items(const Spec& spec, const model::Ranges& ranges) {
    const double range = model::visible_range(ranges);
    std::size_t judged = 0;
    std::size_t resting = 0;
    std::string first;
    for (const Query& query : spec.queries) {
        if (query.time.value_or(spec.inference.time.value_or(0)) > 0 || judged == kQueries) {
            continue;
        }
        const auto found = spec.is_token_driven()
                               ? obstacle(model::selected(spec, query.tokens), range, query)
                               : obstacle(spec, range, query);
        if (!found) {
            return Unexpected{found.error()};
        }
        ++judged;
        resting += found->empty() ? 1U : 0U;
        first = first.empty() ? *found : first;
    }
    if (judged == 0) {
        return std::vector<CheckItem>{};
    }
    return std::vector<CheckItem>{
        {"stability", "queries", "that rest where they settle", static_cast<double>(resting),
         fmt::format("all {}", judged), resting == judged ? Verdict::Certain : Verdict::Risky,
         first.empty() ? "the ODE stays where the settling rule is met" : first}};
}

}  // namespace hopspice::driver
