// Queries from outside the spec: files and the command line.

#include "spec/bits.h"
#include "spec/csv.h"
#include "spec/data_forms.h"
#include "spec/npy.h"
#include "spec/object_reader.h"
#include "spec/query_reader.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/quantity.h"
#include "support/words.h"

#include <hopspice/spec.h>

#include <fmt/format.h>

#include <cmath>

namespace hopspice {

namespace {

using spec::Context;

spec::TokenRules rules_of(const Spec& spec) {
    return spec::token_rules(spec.hidden).value_or(spec::TokenRules());
}

std::vector<Query> read_json_queries(Context& context, std::string_view text, const Spec& spec) {
    const auto json = spec::parse_json(context, text);
    if (!json) {
        return {};
    }
    const spec::QueryRules rules{spec.visible.size, spec.readout, spec.inference.present,
                                 rules_of(spec)};
    if (json->object() == nullptr) {
        return spec::read_query_array(context, *json, context.root(), rules);
    }
    spec::ObjectReader object(context, *json, context.root(),
                              spec::shape_of(spec::spec_shapes(), "queries_file"));
    const spec::Json* queries = object.find("queries");
    return queries == nullptr
               ? std::vector<Query>()
               : spec::read_query_array(context, *queries, object.at("queries"), rules);
}

Query numbered_query(std::size_t index) {
    Query query;
    query.id = fmt::format("query-{}", index);
    return query;
}

std::vector<Query> read_csv_queries(Context& context, std::string_view text,
                                    const std::string& path, const Spec& spec) {
    std::vector<Query> queries;
    const spec::DataSource source{context.root(), path};
    const auto rows = spec::read_csv_rows(context, text, spec::UnknownCells::Allowed, source);
    for (const spec::CsvRow& row : rows) {
        Query query = numbered_query(queries.size());
        if (spec.is_token_driven()) {
            query.tokens = spec::read_token_cells(context, row.cells,
                                                  fmt::format("line {}", row.line), rules_of(spec));
        } else if (row.cells.size() != spec.visible.size) {
            context.report(Rule::CsvQueryLength, context.root(), row.line, row.cells.size(),
                           spec.visible.size);
        } else {
            query.visible = row.cells;
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

std::vector<Query> read_npy_queries(Context& context, const std::string& path, const Spec& spec) {
    std::vector<Query> queries;
    const auto data = spec::read_data_file(context, path, "", context.root());
    if (!data) {
        return queries;
    }
    const bool tokens = spec.is_token_driven();
    const std::size_t size = tokens ? rules_of(spec).slots : spec.visible.size;
    if (data->shape.size() != 2 || data->shape[1] != size) {
        context.report(Rule::DataShape, context.root(), spec::format_shape(data->shape),
                       fmt::format("(queries, {}): {} {}", size,
                                   tokens ? "the number of slots is" : "visible.size is", size));
        return queries;
    }
    for (std::size_t k = 0; k < data->shape[0]; ++k) {
        Query query = numbered_query(k);
        const auto start = data->values.begin() + static_cast<std::ptrdiff_t>(k * size);
        query.visible.assign(start, start + static_cast<std::ptrdiff_t>(size));
        if (tokens) {
            query.tokens = spec::read_token_cells(context, query.visible, fmt::format("row {}", k),
                                                  rules_of(spec));
            query.visible.clear();
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

std::vector<Query> read_text_queries(Context& context, const std::string& path, const Spec& spec) {
    const auto text = read_file(path, kMaxTextBytes);
    if (!text) {
        context.append(text.error());
        return {};
    }
    return path.ends_with(".csv") ? read_csv_queries(context, *text, path, spec)
                                  : read_json_queries(context, *text, spec);
}

/// `0.5,-1,?`: one entry per visible neuron.
std::vector<std::optional<double>> read_list(Context& context, std::string_view text,
                                             std::size_t size) {
    std::vector<std::optional<double>> entries;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view word = trim(rest.substr(0, comma));
        const auto value = parse_number(word);
        if (word != "?" && !(value && std::isfinite(*value))) {
            context.report(Rule::InputInvalid, context.root(), shorten(word));
        }
        entries.push_back(value);
        if (comma == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(comma + 1);
    }
    if (entries.size() != size) {
        context.report(Rule::QueryLength, context.root(), entries.size(), size);
    }
    return entries;
}

std::vector<std::optional<double>> read_visible_input(Context& context, std::string_view text,
                                                      const Spec& spec) {
    const std::size_t size = spec.visible.size;
    const bool bits =
        spec::looks_like_bits(text) || (text.find(',') == std::string_view::npos && size > 1);
    if (!bits) {
        return read_list(context, text, size);
    }
    const auto encoding = spec.bipolar ? spec::Encoding::Bipolar : spec::Encoding::Binary;
    return spec::read_bits(context, text, context.root(), encoding, spec::UnknownBits::Allowed,
                           size)
        .value_or(std::vector<std::optional<double>>());
}

/// Tokens alone say nothing of what a query holds.
void refuse_tokens_alone(Context& context, const Spec& spec) {
    if (spec.is_token_driven() && spec.inference.present == Present::Clamp) {
        context.report(Rule::QueryClampMissing, context.root());
    }
}

}  // namespace

Result<std::vector<Query>> read_queries(const std::string& path, const Spec& spec) {
    // `-` is JSON; a path in the current folder stays as the user wrote it.
    const bool npy = path.ends_with(".npy");
    Context context(path, "");
    context.bipolar = spec.bipolar;
    if (!npy && path != "-" && !path.ends_with(".json") && !path.ends_with(".csv")) {
        context.report(Rule::QueriesExtension, context.root());
        return Unexpected{context.finish()};
    }
    if (npy || path.ends_with(".csv")) {
        refuse_tokens_alone(context, spec);
    }
    std::vector<Query> queries =
        npy ? read_npy_queries(context, path, spec) : read_text_queries(context, path, spec);
    if (context.problems() > 0) {
        return Unexpected{context.finish()};
    }
    return queries;
}

Result<Query> read_input(std::string_view text, const Spec& spec) {
    Context context("command line", "");
    const std::string_view trimmed = trim(text);
    Query query;
    query.id = std::string(trimmed);
    refuse_tokens_alone(context, spec);
    if (spec.is_token_driven()) {
        query.tokens = spec::read_token_input(context, trimmed, rules_of(spec));
    } else {
        query.visible = read_visible_input(context, trimmed, spec);
    }
    if (context.problems() > 0) {
        return Unexpected{context.finish()};
    }
    return query;
}

}  // namespace hopspice
