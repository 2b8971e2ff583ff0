// Spec and target in, one deck out, proved as it stands there.

#include "driver/deck.h"
#include "driver/measured_devices.h"
#include "driver/prepare.h"

#include <hopspice/recall.h>

namespace hopspice {

Result<Netlist> compile(const Spec& spec, const Target& asked, std::span<const Query> queries,
                        const CompileOptions& options) {
    const auto measured = driver::measured(asked);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    auto built = driver::build(spec, target, queries, options.stage);
    if (!built) {
        return Unexpected{built.error()};
    }
    driver::begin(options.stage, driver::Step::Text);
    auto written =
        driver::write_query(*built, spec, target, driver::first_query(spec, queries), options);
    if (!written) {
        return Unexpected{written.error()};
    }
    driver::begin(options.stage, driver::Step::Proof);
    auto proved = driver::prove(*std::move(built), spec, target, std::move(written->circuit));
    if (!proved) {
        return Unexpected{proved.error()};
    }
    return driver::netlist_of(std::move(written->text), *proved);
}

}  // namespace hopspice
