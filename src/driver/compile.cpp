// Spec and target in, one deck out.

#include "driver/deck.h"
#include "driver/prepare.h"

#include <hopspice/recall.h>

namespace hopspice {

Result<Netlist> compile(const Spec& spec, const Target& target, std::span<const Query> queries,
                        const CompileOptions& options) {
    auto prepared = driver::prepare(spec, target, queries);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    return driver::deck_of(*prepared, spec, target, driver::first_query(spec, queries), options);
}

}  // namespace hopspice
