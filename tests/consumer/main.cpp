// Two stored words, one of them recalled from a damaged copy by a circuit of op-amps.

#include <hopspice/check.h>
#include <hopspice/recall.h>

#include <iostream>

constexpr const char* kSpec = R"({
  "format": "denseam/1", "name": "two-words",
  "visible": { "size": 4 },
  "hidden": [ { "name": "words", "energy": { "type": "softmax", "beta": 8 },
                "weights": { "patterns": ["1100", "0011"], "encoding": "binary" } } ],
  "readout": { "type": "threshold" },
  "queries": [ { "id": "damaged", "visible": "1000", "expect": "1100" } ]
})";

int main() {
    const auto spec = hopspice::read_spec_text(kSpec, "two-words", ".");
    const auto target = hopspice::read_target("opamp-1G", {});
    if (!spec || !target) {
        std::cerr << hopspice::format_diagnostic((spec ? target.error() : spec.error()).front());
        return 1;
    }
    const auto report = hopspice::check(*spec, *target);
    const auto netlist = hopspice::compile(*spec, *target, spec->queries);
    const auto results = hopspice::recall(*spec, *target, spec->queries, {});
    if (!report || !netlist || !results) {
        return 1;
    }
    std::cout << "check: " << hopspice::to_string(report->verdict())
              << "\nnetlist: " << netlist->counts.at("amplifiers") << " amplifiers\n"
              << hopspice::format_results(*results, 10);
    return hopspice::exit_code(*results);
}
