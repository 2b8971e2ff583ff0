// The objects of `format: "denseam/1"`.

#include "spec/function_reader.h"
#include "spec/shape_rows.h"

namespace hopspice::spec {

namespace {

ObjectShape file_shape() {
    return {
        .name = "spec",
        .keys = {{.name = "format",
                  .presence = kRequired,
                  .meaning = "The version of the format.",
                  .form = R"({"const": "denseam/1"})"},
                 {.name = "name",
                  .meaning = "The name of the model; the file's by default.",
                  .form = R"({"type": "string", "minLength": 1})"},
                 {.name = "visible",
                  .presence = kRequired,
                  .meaning = "The visible neurons.",
                  .form = R"({"$ref": "#/$defs/visible"})"},
                 {.name = "hidden",
                  .presence = kRequired,
                  .meaning = "The blocks of hidden neurons.",
                  .form =
                      R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/hidden"}})"},
                 {.name = "readout",
                  .fallback = R"("none")",
                  .meaning = "How the settled visible state becomes an answer.",
                  .form = word_or_object({"none", "threshold", "sign"},
                                         {"readout_none", "readout_threshold", "readout_sign",
                                          "readout_nearest", "readout_linear"})},
                 {.name = "inference",
                  .meaning = "How queries are presented and when a run ends.",
                  .form = R"({"$ref": "#/$defs/inference"})"},
                 {.name = "queries",
                  .meaning = "What to present and what to expect.",
                  .form = R"({"type": "array", "items": {"$ref": "#/$defs/query"}})"}},
        .meaning =
            "A dense associative memory: visible neurons and blocks of hidden neurons that "
            "share them."};
}

std::vector<ObjectShape> network_shapes() {
    return {
        file_shape(),
        {.name = "visible",
         .keys = {{.name = "size",
                   .presence = kRequired,
                   .bounds = integer(1, 65536),
                   .meaning = "N_v, the number of visible neurons."},
                  {.name = "activation",
                   .fallback = R"("identity")",
                   .meaning = "g, a word or an object with its parameters.",
                   .form = activation_form()},
                  {.name = "bias",
                   .fallback = "0",
                   .meaning = "a: N_v numbers, or one for all.",
                   .form = R"({"$ref": "#/$defs/vector"})"},
                  {.name = "tau",
                   .fallback = "1",
                   .bounds = positive(),
                   .meaning = "tau_v, in the model's own time unit."},
                  {.name = "initial",
                   .fallback = "0",
                   .meaning = "v(0) where a query gives none: N_v numbers, or one for all.",
                   .form = R"({"$ref": "#/$defs/vector"})"}},
         .meaning = "The layer of visible neurons v."},
        activation_shape(),
        {.name = "hidden",
         .keys =
             {{.name = "name",
               .meaning = "A name of its own; `hidden_<k>` by default, the next number where that "
                          "is taken.",
               .form = R"({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"})"},
              {.name = "energy",
               .presence = kRequired,
               .meaning = "L_h, whose derivative f is the activation of the block. The word alone "
                          "is for energies without required keys.",
               .form = energy_form()},
              {.name = "weights",
               .presence = kRequired,
               .meaning = "xi: N_h rows of N_v numbers, or rows chosen by the tokens of a query.",
               .form =
                   R"({"anyOf": [{"$ref": "#/$defs/matrix"}, {"$ref": "#/$defs/data_embedding"}]})"},
              {.name = "bias",
               .fallback = "0",
               .meaning = "b: N_h numbers, or one for all.",
               .form = R"({"$ref": "#/$defs/vector"})"},
              {.name = "tau",
               .fallback = "0.1",
               .bounds = positive(),
               .meaning = "tau_h, in the model's own time unit."},
              {.name = "initial",
               .fallback = R"("target")",
               .meaning = "h(0): numbers, or `target` for xi g(v(0)) + b.",
               .form = R"({"anyOf": [{"const": "target"}, {"$ref": "#/$defs/vector"}]})"}},
         .meaning = "A block of hidden neurons h."}};
}

std::vector<ObjectShape> data_shapes() {
    return {
        {.name = "data_file",
         .keys = {{.name = "file",
                   .presence = kRequired,
                   .meaning = "A .npy, .npz or .csv file, relative to the spec.",
                   .form = R"({"type": "string", "pattern": "\\.(npy|npz|csv)$"})"},
                  {.name = "array",
                   .meaning = "Which array of an .npz; needed unless it holds exactly one.",
                   .form = R"({"type": "string", "minLength": 1})"},
                  {.name = "transform",
                   .choices = {"square"},
                   .meaning = "Each number is squared."}},
         .meaning = "Numbers of a file."},
        {.name = "data_patterns",
         .keys =
             {{.name = "patterns",
               .presence = kRequired,
               .meaning = "Words of visible.size bits.",
               .form =
                   R"({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[01]+$"}})"},
              {.name = "encoding",
               .fallback = R"("binary")",
               .choices = {"binary", "bipolar"},
               .meaning = "Bits are 0 and 1, or -1 and +1."},
              {.name = "transform", .choices = {"square"}, .meaning = "Each number is squared."}},
         .meaning = "Stored words."},
        {.name = "data_embedding",
         .keys = {{.name = "embedding",
                   .presence = kRequired,
                   .meaning = "V rows of N_v numbers, V from 2 to 64: one per token.",
                   .form = R"({"$ref": "#/$defs/matrix"})"},
                  {.name = "slots",
                   .presence = kRequired,
                   .bounds = integer(1, 65536),
                   .meaning = "L, the number of rows."},
                  {.name = "positional",
                   .meaning = "L rows of N_v numbers, added to the rows.",
                   .form = R"({"$ref": "#/$defs/matrix"})"}},
         .meaning = "Token-driven rows: row l is embedding[token_l] + positional[l], with a "
                    "query's tokens."}};
}

std::vector<ObjectShape> readout_shapes() {
    return {
        {.name = "readout_none",
         .keys = {{.name = "type",
                   .presence = kRequired,
                   .choices = {"none"},
                   .meaning = "no readout"}},
         .meaning = "No answer but v itself."},
        {.name = "readout_threshold",
         .keys = {{.name = "type",
                   .presence = kRequired,
                   .choices = {"threshold"},
                   .meaning = "v above the level"},
                  {.name = "level", .fallback = "0.5", .meaning = "The level."}},
         .meaning = "A bit per neuron: v above the level."},
        {.name = "readout_sign",
         .keys = {{.name = "type",
                   .presence = kRequired,
                   .choices = {"sign"},
                   .meaning = "the sign of v"}},
         .meaning = "A bit per neuron: the sign of v. Bit strings then mean -1 and +1."},
        {.name = "readout_nearest",
         .keys = {{.name = "type",
                   .presence = kRequired,
                   .choices = {"nearest"},
                   .meaning = "the nearest pattern"},
                  {.name = "patterns",
                   .presence = kRequired,
                   .meaning = "Rows of N_v numbers.",
                   .form = R"({"$ref": "#/$defs/matrix"})"},
                  {.name = "labels",
                   .meaning = "One per row; `0`, `1`, ... by default.",
                   .form = R"({"type": "array", "items": {"type": "string", "minLength": 1}})"}},
         .meaning = "The label of the pattern nearest to v."},
        {.name = "readout_linear",
         .keys = {{.name = "type",
                   .presence = kRequired,
                   .choices = {"linear"},
                   .meaning = "argmax of W v + b"},
                  {.name = "weights",
                   .presence = kRequired,
                   .meaning = "W: rows of N_v numbers.",
                   .form = R"({"$ref": "#/$defs/matrix"})"},
                  {.name = "bias",
                   .fallback = "0",
                   .meaning = "b: one number per row, or one for all.",
                   .form = R"({"$ref": "#/$defs/vector"})"},
                  {.name = "labels",
                   .meaning = "One per row; `0`, `1`, ... by default.",
                   .form = R"({"type": "array", "items": {"type": "string", "minLength": 1}})"},
                  {.name = "in_circuit",
                   .fallback = "false",
                   .meaning = "The circuit computes W v + b and finds the largest.",
                   .form = R"({"type": "boolean"})"}},
         .meaning = "The label of the largest of W v + b."}};
}

std::vector<ObjectShape> query_shapes() {
    return {
        {.name = "inference",
         .keys = {{.name = "present",
                   .fallback = R"("initial")",
                   .choices = {"initial", "clamp", "bias"},
                   .meaning = "A query's `visible` is v(0), or held for all time, or added to a."},
                  {.name = "stop",
                   .meaning = "When a run ends.",
                   .form = R"({"$ref": "#/$defs/stop"})"}},
         .meaning = "How queries are presented and when a run ends."},
        {.name = "stop",
         .keys = {{.name = "settle",
                   .fallback = "0.01",
                   .bounds = {.low = 0, .high = 0.5, .lower = Edge::Open},
                   .meaning = "No visible neuron will still move by more than this fraction of the "
                              "visible range."},
                  {.name = "time", .bounds = positive(), .meaning = "Read at this time instead."},
                  {.name = "timeout",
                   .bounds = positive(),
                   .meaning = "Give up; 40 visible.tau by default."}},
         .meaning = "When a run ends; times in the model's time unit."},
        {.name = "query",
         .keys =
             {{.name = "id",
               .meaning = "A name of its own; `query-<k>` by default, the next number where that "
                          "is taken.",
               .form = R"({"type": "string", "minLength": 1})"},
              {.name = "visible",
               .meaning = "N_v numbers or bits; null or ? where unknown.",
               .form =
                   R"({"anyOf": [{"type": "string", "pattern": "^[01?]+$"}, {"type": "array", "items": {"anyOf": [{"type": ["number", "null"]}, {"const": "?"}]}}]})"},
              {.name = "clamp",
               .meaning = "Entries that are held whatever `present` says, by index.",
               .form =
                   R"({"type": "object", "propertyNames": {"pattern": "^(0|[1-9][0-9]*)$"}, "additionalProperties": {"type": "number"}})"},
              {.name = "tokens",
               .meaning = "One token per slot of token-driven weights, from 0 to V - 1; a string "
                          "of digits for V up to 10.",
               .form =
                   R"({"anyOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 63}}]})"},
              {.name = "expect",
               .meaning = "Numbers, bits (null or ?: anything), or a label of the readout.",
               .form =
                   R"({"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"anyOf": [{"type": ["number", "null"]}, {"const": "?"}]}}]})"},
              {.name = "time",
               .bounds = positive(),
               .meaning = "Read at this time; overrides `inference.stop`."}},
         .meaning = "What is presented to the network and what it should recall."},
        {.name = "queries_file",
         .keys = {{.name = "queries",
                   .presence = kRequired,
                   .meaning = "The queries.",
                   .form = R"({"type": "array", "items": {"$ref": "#/$defs/query"}})"}},
         .meaning = "A file of `--queries`; the array alone is one too."}};
}

}  // namespace

const std::vector<ObjectShape>& spec_shapes() {
    static const std::vector<ObjectShape> kShapes = [] {
        std::vector<ObjectShape> all;
        for (const auto& shapes :
             {network_shapes(), energy_shapes(), data_shapes(), readout_shapes(), query_shapes()}) {
            all.insert(all.end(), shapes.begin(), shapes.end());
        }
        return all;
    }();
    return kShapes;
}

std::string spec_definitions() {
    return R"json({
  "vector": {
    "description": "One number for all entries, numbers, or a data object.",
    "anyOf": [
      {"type": "number"},
      {"type": "array", "items": {"type": "number"}},
      {"$ref": "#/$defs/data"}
    ]
  },
  "matrix": {
    "description": "Rows of numbers, or a data object.",
    "anyOf": [
      {"type": "array", "minItems": 1, "items": {"type": "array", "items": {"type": "number"}}},
      {"$ref": "#/$defs/data"}
    ]
  },
  "data": {
    "description": "Numbers from elsewhere.",
    "oneOf": [
      {"$ref": "#/$defs/data_file"},
      {"$ref": "#/$defs/data_patterns"}
    ]
  }
})json";
}

}  // namespace hopspice::spec
