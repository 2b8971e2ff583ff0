// The readers of text and arrays.

#include "fuzz/targets.h"

#include "netlist/flatten.h"
#include "netlist/reader.h"
#include "netlist/unfold.h"
#include "spec/csv.h"
#include "spec/device_library.h"
#include "spec/npy.h"
#include "spec/npz.h"
#include "wave/import.h"

#include <hopspice/lint.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <vector>

namespace hopspice::fuzz {

namespace {

/// Two neurons, two stored words.
const Spec& small_spec() {
    static const Result<Spec> kSpec = read_spec_text(
        R"({"format": "denseam/1", "visible": {"size": 2}, "hidden": [{"energy":
            {"type": "softmax", "beta": 8}, "weights": [[1, 0], [0, 1]]}]})",
        "small", "");
    return *kSpec;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// The first byte chooses, and is taken off.
std::size_t choice(std::string_view& bytes, std::size_t count) {
    const std::size_t chosen = static_cast<unsigned char>(bytes.front()) % count;
    bytes.remove_prefix(1);
    return chosen;
}

}  // namespace

void read_spec_bytes(std::string_view bytes) {
    static_cast<void>(read_spec_text(bytes, "spec.json", ""));
}

void read_target_bytes(std::string_view bytes) {
    static_cast<void>(read_target(file_of("target.json", bytes), {}));
}

void read_queries_bytes(std::string_view bytes) {
    if (!bytes.empty()) {
        const char* names[] = {"q.json", "q.csv", "q.npy"};
        const char* name = names[choice(bytes, 3)];
        static_cast<void>(read_queries(file_of(name, bytes), small_spec()));
    }
}

void read_override_bytes(std::string_view bytes) {
    static_cast<void>(read_target("opamp-1G", lines_of(bytes)));
}

void read_array_bytes(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const spec::DataSource source{{"spec.json", "/weights"}, "weights"};
    const std::size_t kind = choice(bytes, 3);
    if (kind == 0) {
        static_cast<void>(spec::read_npy(bytes, source));
    } else if (kind == 1) {
        static_cast<void>(spec::read_npz(std::string(bytes), "", source));
    } else {
        spec::Context context("spec.json", "");
        static_cast<void>(spec::read_csv(context, bytes, source));
    }
}

void read_netlist_bytes(std::string_view bytes) {
    const auto deck = netlist::read_deck(bytes);
    if (deck) {
        static_cast<void>(netlist::unfolded(deck->circuit));
        static_cast<void>(netlist::FlatCircuit(deck->circuit));
    }
}

void read_library_bytes(std::string_view bytes) {
    const std::string file = file_of("library.lib", bytes);
    static_cast<void>(spec::scan_library({file, ""}));
    static_cast<void>(spec::scan_library({file, "tt"}));
}

void read_waves_bytes(std::string_view bytes) {
    static_cast<void>(wave::read_waves(wave::Source{"waves", bytes}));
}

void lint_bytes(std::string_view bytes) {
    if (!bytes.empty()) {
        const std::vector<Dialect> dialects = lint_dialects();
        const Dialect dialect = dialects[choice(bytes, dialects.size())];
        static_cast<void>(format_lint(lint_text(bytes, "deck.cir", dialect)));
    }
}

}  // namespace hopspice::fuzz
