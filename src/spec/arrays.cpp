#include "spec/arrays.h"

#include "spec/data_forms.h"
#include "spec/object_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::spec {

namespace {

/// The numbers of an array; nothing where any element is not one.
std::optional<std::vector<double>> read_numbers(Context& context, const Json::Array& items,
                                                const Where& where) {
    std::vector<double> numbers;
    numbers.reserve(items.size());
    bool good = true;
    for (std::size_t k = 0; k < items.size(); ++k) {
        // The pointer is only built where it is needed: arrays are large.
        const double* number = items[k].number();
        const bool plain = number != nullptr && *number - *number == 0;
        good = (plain || require_number(context, items[k], where.at(k))) && good;
        numbers.push_back(number == nullptr ? 0 : *number);
    }
    return good ? std::optional(std::move(numbers)) : std::nullopt;
}

std::optional<std::vector<double>> checked_length(Context& context, std::vector<double> values,
                                                  const Where& where, const Count& count) {
    if (count.value && values.size() != *count.value) {
        context.report(Rule::ArrayLength, where, values.size(), count.reason);
        return std::nullopt;
    }
    return values;
}

/// A vector from a file: one dimension, or two of which one is 1.
std::optional<std::vector<double>> vector_of(Context& context, ArrayData data, const Where& where,
                                             const Count& count) {
    const auto& shape = data.shape;
    const bool flat = shape.size() == 1 || (shape.size() == 2 && (shape[0] == 1 || shape[1] == 1));
    if (!flat) {
        context.report(Rule::DataShape, where, format_shape(shape), "one dimension");
        return std::nullopt;
    }
    return checked_length(context, std::move(data.values), where, count);
}

std::optional<Matrix> matrix_of(Context& context, ArrayData data, const Where& where,
                                std::optional<std::size_t> size) {
    const auto& shape = data.shape;
    const bool fits = shape.size() == 2 && shape[0] > 0 && (!size || shape[1] == *size);
    if (!fits) {
        const std::string needed =
            size ? fmt::format("(rows, {}): visible.size is {}", *size, *size) : "two dimensions";
        context.report(Rule::DataShape, where, format_shape(shape), needed);
        return std::nullopt;
    }
    return Matrix{shape[0], shape[1], std::move(data.values)};
}

std::optional<Matrix> read_rows(Context& context, const Json::Array& rows, const Where& where,
                                std::optional<std::size_t> size) {
    if (rows.empty()) {
        context.report(Rule::ArrayEmpty, where, "row");
        return std::nullopt;
    }
    Matrix matrix{rows.size(), size.value_or(0), {}};
    bool good = size.has_value();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const Json::Array* row = rows[r].array();
        if (row == nullptr) {
            report_type(context, where.at(r), "an array of numbers", rows[r]);
            good = false;
            continue;
        }
        const auto numbers = read_numbers(context, *row, where.at(r));
        if (size && row->size() != *size) {
            context.report(Rule::RowLength, where.at(r), row->size(), *size);
            good = false;
        }
        good = numbers && good;
        if (good) {
            matrix.values.insert(matrix.values.end(), numbers->begin(), numbers->end());
        }
    }
    return good ? std::optional(std::move(matrix)) : std::nullopt;
}

}  // namespace

std::optional<std::vector<double>> read_vector(Context& context, const Json& json,
                                               const Where& where, const Count& count) {
    if (json.number() != nullptr) {
        const auto number = require_number(context, json, where);
        return number && count.value ? std::optional(std::vector<double>(*count.value, *number))
                                     : std::nullopt;
    }
    if (const Json::Array* items = json.array()) {
        auto numbers = read_numbers(context, *items, where);
        if (count.value && items->size() != *count.value) {
            context.report(Rule::ArrayLength, where, items->size(), count.reason);
            return std::nullopt;
        }
        return numbers;
    }
    if (json.object() == nullptr) {
        report_type(context, where, "a number, an array or a data object", json);
        return std::nullopt;
    }
    // Stored words as a vector are one word of as many bits.
    auto data = read_data_form(context, json, where, count.value);
    return data ? vector_of(context, std::move(*data), where, count) : std::nullopt;
}

std::optional<std::vector<double>> read_vector_or(Context& context, const Json* json,
                                                  const Where& where, const Count& count,
                                                  double fallback) {
    if (json != nullptr) {
        return read_vector(context, *json, where, count);
    }
    return count.value ? std::optional(std::vector<double>(*count.value, fallback)) : std::nullopt;
}

std::optional<Matrix> read_matrix(Context& context, const Json& json, const Where& where,
                                  std::optional<std::size_t> size) {
    if (const Json::Array* rows = json.array()) {
        return read_rows(context, *rows, where, size);
    }
    if (json.object() == nullptr) {
        report_type(context, where, "an array of rows or a data object", json);
        return std::nullopt;
    }
    auto data = read_data_form(context, json, where, size);
    return data ? matrix_of(context, std::move(*data), where, size) : std::nullopt;
}

}  // namespace hopspice::spec
