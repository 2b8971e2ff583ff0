#include "sim/remedies.h"

#include <fmt/format.h>

#include <array>

namespace hopspice::sim {

namespace {

// The later a rung, the more it costs. Not among them, as measured with ngspice 39.3: `cshunt`
// turns circuits that chatter into ones that never end, `gmin` reaches junctions only, `abstol`
// and `vntol` alone cure nothing. Tolerances come last: a Newton iteration that creeps is then
// taken for one that has arrived.
constexpr std::array<Remedy, 5> kRemedies = {{
    {"", "", 1, ""},
    {"Gear integration", "method=gear", 1, ""},
    {"Gear integration, a quarter of the step, 200 iterations per point",
     "method=gear itl1=500 itl2=200 itl4=200", 0.25, ""},
    {"1 Gohm from every node to ground on top of that",
     "method=gear itl1=500 itl2=200 itl4=200 rshunt=1e9", 0.25, "changes the circuit"},
    {"tolerances loosened tenfold on top of that (reltol 5e-3, vntol 1e-5, abstol 1e-11)",
     "method=gear itl1=500 itl2=200 itl4=200 rshunt=1e9 reltol=5e-3 vntol=1e-5 abstol=1e-11", 0.25,
     "changes the circuit and the tolerances"},
}};

}  // namespace

std::span<const Remedy> remedies() { return kRemedies; }

std::string format_remedy(const Remedy& remedy) {
    return remedy.caution.empty() ? std::string(remedy.name)
                                  : fmt::format("{}, which {}", remedy.name, remedy.caution);
}

}  // namespace hopspice::sim
