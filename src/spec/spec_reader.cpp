// The whole spec, from its text to hopspice::Spec.

#include "kinds/kind.h"
#include "spec/hidden_reader.h"
#include "spec/inference_reader.h"
#include "spec/input_file.h"
#include "spec/object_reader.h"
#include "spec/overrides.h"
#include "spec/query_reader.h"
#include "spec/readout_reader.h"
#include "spec/visible_reader.h"
#include "support/files.h"
#include "support/limits.h"

#include <hopspice/spec.h>

namespace hopspice {

namespace {

using spec::Context;
using spec::Json;

constexpr const char* kSpecFormat = "denseam/1";

void check_format(Context& context, spec::ObjectReader& object) {
    const auto format = object.text("format");
    if (format && *format != kSpecFormat) {
        context.report(Rule::FormatWrong, object.at("format"), kSpecFormat, *format);
    }
}

Spec read_spec_object(Context& context, const Json& json, const std::string& name) {
    spec::ObjectReader object(context, json, context.root(), spec::spec_shapes().front());
    check_format(context, object);
    Spec result;
    result.file = name;
    result.name = object.text("name").value_or(spec::stem_of(name));
    if (const Json* visible = object.find("visible")) {
        result.visible = spec::read_visible(context, *visible, object.at("visible"));
    }
    const auto size = spec::known_size(result.visible);
    if (const Json* hidden = object.find("hidden")) {
        result.hidden = spec::read_hidden(context, *hidden, object.at("hidden"), size);
    }
    if (const Json* readout = object.find("readout")) {
        result.readout = spec::read_readout(context, *readout, object.at("readout"), size);
    }
    result.inference = spec::read_inference(context, object.find("inference"),
                                            object.at("inference"), result.visible.tau);
    if (const Json* queries = object.find("queries")) {
        const spec::QueryRules rules{size, result.readout, result.inference.present,
                                     spec::token_rules(result.hidden)};
        result.queries = spec::read_query_array(context, *queries, object.at("queries"), rules);
    }
    result.bipolar = context.bipolar;
    result.data_files = context.files;
    return result;
}

}  // namespace

Result<Spec> read_spec_text(std::string_view text, const std::string& name,
                            const std::string& folder, std::span<const std::string> overrides) {
    Context context(name, folder);
    Spec result;
    auto json = spec::parse_json(context, text);
    if (json && spec::require_object(context, *json, context.root()) != nullptr) {
        spec::apply_overrides(context, *json, overrides);
        result = read_spec_object(context, *json, name);
    }
    if (context.problems() > 0) {
        return Unexpected{context.finish()};
    }
    return result;
}

Result<Spec> read_spec(const std::string& path) {
    const auto text = read_file(path, kMaxTextBytes);
    if (!text) {
        return Unexpected{text.error()};
    }
    return read_spec_text(*text, path, spec::folder_of(path));
}

std::vector<ListedItem> list_energies() {
    std::vector<ListedItem> items;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        if (!kind->word.empty()) {
            items.push_back({std::string(kind->word), std::string(kind->meaning)});
        }
    }
    return items;
}

std::vector<ListedItem> list_activations() {
    std::vector<ListedItem> items;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        if (!kind->visible_word.empty()) {
            items.push_back({std::string(kind->visible_word), std::string(kind->visible_meaning)});
        }
    }
    return items;
}

}  // namespace hopspice
