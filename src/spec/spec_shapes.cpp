// The objects of `format: "denseam/1"`.

#include "spec/function_reader.h"
#include "spec/shape_rows.h"

namespace hopspice::spec {

namespace {

KeyRow choice(std::string name, std::vector<std::string> words) {
    return {.name = std::move(name), .presence = kRequired, .choices = std::move(words)};
}

std::vector<ObjectShape> network_shapes() {
    return {
        {"spec",
         {{.name = "format", .presence = kRequired},
          {.name = "name"},
          {.name = "visible", .presence = kRequired},
          {.name = "hidden", .presence = kRequired},
          {.name = "readout", .fallback = R"("none")"},
          {.name = "inference"},
          {.name = "queries"}}},
        {"visible",
         {{.name = "size", .presence = kRequired, .bounds = integer(1, 65536)},
          {.name = "activation", .fallback = R"("identity")"},
          {.name = "bias", .fallback = "0"},
          {.name = "tau", .fallback = "1", .bounds = positive()},
          {.name = "initial", .fallback = "0"}}},
        activation_shape(),
        {"hidden",
         {{.name = "name"},
          {.name = "energy", .presence = kRequired},
          {.name = "weights", .presence = kRequired},
          {.name = "bias", .fallback = "0"},
          {.name = "tau", .fallback = "0.1", .bounds = positive()},
          {.name = "initial", .fallback = R"("target")"}}},
    };
}

std::vector<ObjectShape> use_shapes() {
    return {
        {"data_file",
         {{.name = "file", .presence = kRequired},
          {.name = "array"},
          {.name = "transform", .choices = {"square"}}}},
        {"data_patterns",
         {{.name = "patterns", .presence = kRequired},
          {.name = "encoding", .fallback = R"("binary")", .choices = {"binary", "bipolar"}},
          {.name = "transform", .choices = {"square"}}}},
        {"data_embedding",
         {{.name = "embedding", .presence = kRequired},
          {.name = "slots", .presence = kRequired, .bounds = integer(1, 65536)},
          {.name = "positional"}}},
        {"readout_none", {choice("type", {"none"})}},
        {"readout_threshold",
         {choice("type", {"threshold"}), {.name = "level", .fallback = "0.5"}}},
        {"readout_sign", {choice("type", {"sign"})}},
        {"readout_nearest",
         {choice("type", {"nearest"}),
          {.name = "patterns", .presence = kRequired},
          {.name = "labels"}}},
        {"readout_linear",
         {choice("type", {"linear"}),
          {.name = "weights", .presence = kRequired},
          {.name = "bias", .fallback = "0"},
          {.name = "labels"},
          {.name = "in_circuit", .fallback = "false"}}},
        {"inference",
         {{.name = "present", .fallback = R"("initial")", .choices = {"initial", "clamp", "bias"}},
          {.name = "stop"}}},
        {"stop",
         {{.name = "settle",
           .fallback = "0.01",
           .bounds = {.low = 0, .high = 0.5, .lower = Edge::Open}},
          {.name = "time", .bounds = positive()},
          {.name = "timeout", .bounds = positive()}}},
        {"query",
         {{.name = "id"},
          {.name = "visible"},
          {.name = "clamp"},
          {.name = "tokens"},
          {.name = "expect"},
          {.name = "time", .bounds = positive()}}},
        {"queries_file", {{.name = "queries", .presence = kRequired}}},
    };
}

}  // namespace

const std::vector<ObjectShape>& spec_shapes() {
    static const std::vector<ObjectShape> kShapes = [] {
        std::vector<ObjectShape> all = network_shapes();
        for (const auto& shapes : {energy_shapes(), use_shapes()}) {
            all.insert(all.end(), shapes.begin(), shapes.end());
        }
        return all;
    }();
    return kShapes;
}

}  // namespace hopspice::spec
