#include "driver/prepare.h"
#include "picture/architecture.h"

#include <hopspice/draw.h>

namespace hopspice {

Result<std::string> draw(const Spec& spec, const Target& target, std::span<const Query> queries) {
    const auto designed = driver::design(spec, target, queries);
    if (!designed) {
        return Unexpected{designed.error()};
    }
    return picture::draw_architecture(spec, target, designed->network);
}

}  // namespace hopspice
