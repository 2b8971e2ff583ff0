#include "spec/readout_reader.h"

#include "spec/arrays.h"
#include "spec/object_reader.h"
#include "support/assert.h"

#include <fmt/format.h>

namespace hopspice::spec {

namespace {

constexpr std::string_view kReadoutPrefix = "readout_";

constexpr ReadoutType kTypes[] = {ReadoutType::None, ReadoutType::Threshold, ReadoutType::Sign,
                                  ReadoutType::Nearest, ReadoutType::Linear};

std::vector<std::string> readout_words() {
    std::vector<std::string> words;
    for (const ReadoutType type : kTypes) {
        words.push_back(readout_word(type));
    }
    return words;
}

/// One label per row; "0", "1", ... where there are none.
std::vector<std::string> read_labels(Context& context, ObjectReader& object,
                                     std::optional<std::size_t> rows) {
    std::vector<std::string> labels;
    const Json* json = object.find("labels");
    if (json == nullptr) {
        for (std::size_t k = 0; k < rows.value_or(0); ++k) {
            labels.push_back(std::to_string(k));
        }
        return labels;
    }
    const Json::Array* items = require_array(context, *json, object.at("labels"));
    if (items == nullptr) {
        return labels;
    }
    for (std::size_t k = 0; k < items->size(); ++k) {
        labels.push_back(
            require_text(context, (*items)[k], object.at("labels").at(k)).value_or(""));
    }
    if (rows && labels.size() != *rows) {
        context.report(Rule::LabelCount, object.at("labels"), labels.size(), *rows);
    }
    return labels;
}

/// The matrix of `key`, whose rows the labels name.
Matrix read_rows_of(Context& context, ObjectReader& object, std::string_view key,
                    std::optional<std::size_t> size, Readout& readout) {
    Matrix matrix;
    if (const Json* json = object.find(key)) {
        matrix = read_matrix(context, *json, object.at(key), size).value_or(Matrix());
    }
    const auto rows = matrix.rows == 0 ? std::nullopt : std::optional(matrix.rows);
    readout.labels = read_labels(context, object, rows);
    return matrix;
}

}  // namespace

std::string readout_word(ReadoutType type) {
    switch (type) {
        case ReadoutType::None:
            return "none";
        case ReadoutType::Threshold:
            return "threshold";
        case ReadoutType::Sign:
            return "sign";
        case ReadoutType::Nearest:
            return "nearest";
        case ReadoutType::Linear:
            return "linear";
    }
    HOPSPICE_UNREACHABLE();
}

Readout read_readout(Context& context, const Json& json, const Where& where,
                     std::optional<std::size_t> size) {
    Readout readout;
    const auto word = read_type(context, json, where, readout_words());
    if (!word) {
        return readout;
    }
    for (const ReadoutType type : kTypes) {
        readout.type = readout_word(type) == *word ? type : readout.type;
    }
    const Json object = json.object() != nullptr ? json : Json{Json::Object{{"type", {*word}}}};
    ObjectReader reader(context, object, where,
                        shape_of(spec_shapes(), std::string(kReadoutPrefix) + *word));
    if (readout.type == ReadoutType::Threshold) {
        readout.level = reader.number("level").value_or(0.5);
    } else if (readout.type == ReadoutType::Sign) {
        context.bipolar = true;
    } else if (readout.type == ReadoutType::Nearest) {
        readout.patterns = read_rows_of(context, reader, "patterns", size, readout);
    } else if (readout.type == ReadoutType::Linear) {
        readout.weights = read_rows_of(context, reader, "weights", size, readout);
        Count count;
        if (readout.weights.rows > 0) {
            count = {readout.weights.rows,
                     fmt::format("weights has {} rows", readout.weights.rows)};
        }
        readout.bias = read_vector_or(context, reader.find("bias"), reader.at("bias"), count, 0)
                           .value_or(std::vector<double>());
        readout.in_circuit = reader.boolean("in_circuit").value_or(false);
    }
    return readout;
}

}  // namespace hopspice::spec
