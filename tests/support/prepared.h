#pragma once
// Shipped models and built-in targets for tests.

#include "dialect/deck.h"
#include "driver/prepare.h"
#include "support/results.h"

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>
#include <vector>

namespace hopspice::test {

inline const std::vector<std::string>& shipped_models() {
    static const std::vector<std::string> kNames = {
        "cubic",     "epanechnikov", "grey-level", "hamming-7-4", "hopfield-classical",
        "layernorm", "spherical",    "two-block",  "xor"};
    return kNames;
}

inline Spec shipped_model(const std::string& name) {
    return value_of(read_spec(std::string(HOPSPICE_SOURCE_DIR "/models/") + name + ".json"));
}

/// The exclusive or, asked for its last bit alone: the first two are held in every query.
inline Spec xor_of_two_inputs() {
    Spec spec = shipped_model("xor");
    std::erase_if(spec.queries, [](const Query& query) { return query.clamp.contains(2); });
    return spec;
}

inline Target target_of(const std::string& name, const std::vector<std::string>& overrides = {}) {
    return value_of(read_target(name, overrides));
}

/// Lines as one text.
inline std::string joined(const std::vector<std::string>& lines) {
    return fmt::format("{}\n", fmt::join(lines, "\n"));
}

/// The netlist without analysis, as it is read back.
inline std::string netlist_text(const circuit::Circuit& circuit) {
    return joined(dialect::write_ngspice(circuit));
}

}  // namespace hopspice::test
