#include "spec/data_forms.h"

#include "spec/bits.h"
#include "spec/csv.h"
#include "spec/input_file.h"
#include "spec/npy.h"
#include "spec/npz.h"
#include "spec/object_reader.h"
#include "support/files.h"
#include "support/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hopspice::spec {

namespace {

/// "[3]" or "[3, 0]": the place of an entry in an array of this shape, counted from 0.
std::string format_index(std::size_t flat, const std::vector<std::size_t>& shape) {
    std::vector<std::size_t> index(shape.size());
    for (std::size_t d = shape.size(); d-- > 0;) {
        index[d] = flat % shape[d];
        flat /= shape[d];
    }
    const std::string tuple = format_shape(index);
    return "[" + tuple.substr(1, tuple.size() - 2) + "]";
}

/// Reports the first entry that is not finite.
bool all_finite(Context& context, const ArrayData& data, const Where& where,
                const std::string& name) {
    const auto bad = std::ranges::find_if(data.values, [](double x) { return !std::isfinite(x); });
    if (bad == data.values.end()) {
        return true;
    }
    const auto place = static_cast<std::size_t>(bad - data.values.begin());
    context.report(Rule::DataNotFinite, where, name, *bad, format_index(place, data.shape));
    return false;
}

std::optional<ArrayData> unwrap(Context& context, Result<ArrayData> result) {
    if (!result) {
        context.append(result.error());
        return std::nullopt;
    }
    return std::move(*result);
}

std::optional<ArrayData> read_file_form(Context& context, const Json& json, const Where& where) {
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "data_file"));
    const auto path = object.text("file");
    const auto array = object.text("array");
    (void)object.choice("transform");
    if (!path || (object.find("array") != nullptr && !array)) {
        return std::nullopt;
    }
    if (array && !path->ends_with(".npz")) {
        context.report(Rule::NpzArrayElsewhere, object.at("array"), *path);
        return std::nullopt;
    }
    return read_data_file(context, *path, array.value_or(""), where);
}

std::optional<ArrayData> read_patterns_form(Context& context, const Json& json, const Where& where,
                                            std::optional<std::size_t> size) {
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "data_patterns"));
    const auto encoding = object.choice("encoding");
    (void)object.choice("transform");
    context.bipolar = context.bipolar || encoding == "bipolar";
    const Json* patterns = object.find("patterns");
    const Json::Array* words =
        patterns == nullptr ? nullptr : require_array(context, *patterns, object.at("patterns"));
    if (words == nullptr) {
        return std::nullopt;
    }
    const std::size_t found = context.problems();
    if (words->empty()) {
        context.report(Rule::ArrayEmpty, object.at("patterns"), "pattern");
    }
    const Encoding bits = encoding == "bipolar" ? Encoding::Bipolar : Encoding::Binary;
    ArrayData data;
    for (std::size_t k = 0; k < words->size(); ++k) {
        const Where place = object.at("patterns").at(k);
        const auto word = require_text(context, (*words)[k], place);
        const auto row = word ? read_bits(context, *word, place, bits, UnknownBits::Rejected, size)
                              : std::nullopt;
        for (std::size_t i = 0; row && i < row->size(); ++i) {
            data.values.push_back((*row)[i].value_or(0));
        }
    }
    data.shape = {words->size(), words->empty() ? 0 : data.values.size() / words->size()};
    const bool complete = context.problems() == found && encoding && size;
    return complete ? std::optional(std::move(data)) : std::nullopt;
}

/// Applies `square`, whose results may be beyond a double.
std::optional<ArrayData> square(Context& context, ArrayData data, const Where& where) {
    for (double& value : data.values) {
        value *= value;
    }
    return all_finite(context, data, where, "the square") ? std::optional(std::move(data))
                                                          : std::nullopt;
}

}  // namespace

std::optional<ArrayData> read_data_file(Context& context, const std::string& path,
                                        const std::string& array, const Where& where) {
    const bool csv = path.ends_with(".csv");
    if (!csv && !path.ends_with(".npy") && !path.ends_with(".npz")) {
        context.report(Rule::DataExtension, where, path);
        return std::nullopt;
    }
    context.files.push_back(resolve(context.folder(), path));
    const FileBytes file = read_limited(context.files.back(), csv ? kMaxTextBytes : kMaxDataBytes);
    if (!file.problem.empty()) {
        context.report(Rule::DataUnreadable, where, path, file.problem);
        return std::nullopt;
    }
    const DataSource source{where, path};
    if (csv) {
        return read_csv(context, file.bytes, source);
    }
    auto data = unwrap(context, path.ends_with(".npy") ? read_npy(file.bytes, source)
                                                       : read_npz(file.bytes, array, source));
    return data && all_finite(context, *data, where, path) ? std::move(data) : std::nullopt;
}

std::optional<ArrayData> read_data_form(Context& context, const Json& json, const Where& where,
                                        std::optional<std::size_t> size) {
    std::optional<ArrayData> data;
    const std::size_t found = context.problems();
    if (json.find("embedding") != nullptr) {
        context.report(Rule::EmbeddingElsewhere, where);
    } else if (json.find("patterns") != nullptr) {
        data = read_patterns_form(context, json, where, size);
    } else {
        data = read_file_form(context, json, where);
    }
    if (!data || context.problems() != found) {
        return std::nullopt;
    }
    const bool squared = json.find("transform") != nullptr;
    return squared ? square(context, std::move(*data), where) : std::move(data);
}

}  // namespace hopspice::spec
