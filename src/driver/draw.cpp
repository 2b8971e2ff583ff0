#include "driver/measured_devices.h"
#include "driver/prepare.h"
#include "picture/architecture.h"

#include <hopspice/draw.h>

namespace hopspice {

Result<std::string> draw(const Spec& spec, const Target& asked, std::span<const Query> queries) {
    const auto measured = driver::measured(asked);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto designed = driver::design(spec, target, queries);
    if (!designed) {
        return Unexpected{designed.error()};
    }
    return picture::draw_architecture(spec, target, designed->network);
}

}  // namespace hopspice
