#include "spec/fingerprint.h"

#include "kinds/kind.h"
#include "support/files.h"
#include "support/limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::spec {

namespace {

void add_optional(Fingerprint& print, const std::optional<double>& number) {
    print.add(std::uint64_t{number ? 1U : 0U});
    print.add(number.value_or(0));
}

/// Its name and the parameters of its kind alone: another kind, or another parameter, is none of
/// the business of those that do not have it.
void add_function(Fingerprint& print, const Function& function) {
    print.add(kinds::name_of(function));
    for (const kinds::Parameter& parameter : kinds::kind_of(function).parameters) {
        std::visit([&](auto field) { print.add(static_cast<double>(function.*field)); },
                   parameter.field);
    }
}

void add_block(Fingerprint& print, const HiddenBlock& block) {
    print.add(block.name);
    add_function(print, block.energy);
    print.add(block.weights);
    print.add(std::uint64_t{block.vocabulary});
    print.add(block.bias);
    print.add(block.tau);
    print.add(std::uint64_t{block.initial ? 1U : 0U});
    print.add(block.initial.value_or(std::vector<double>()));
}

void add_visible(Fingerprint& print, const Visible& visible) {
    print.add(std::uint64_t{visible.size});
    add_function(print, visible.activation);
    print.add(visible.bias);
    print.add(visible.tau);
    print.add(visible.initial);
}

void add_readout(Fingerprint& print, const Readout& readout) {
    print.add(static_cast<std::uint64_t>(readout.type));
    print.add(readout.level);
    print.add(readout.patterns);
    print.add(readout.weights);
    print.add(readout.bias);
    for (const std::string& label : readout.labels) {
        print.add(label);
    }
    print.add(std::uint64_t{readout.in_circuit ? 1U : 0U});
}

}  // namespace

void Fingerprint::add_bytes(const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t k = 0; k < size; ++k) {
        hash_ = (hash_ ^ bytes[k]) * 0x100000001b3U;
    }
}

void Fingerprint::add(std::string_view text) {
    add(std::uint64_t{text.size()});
    add_bytes(text.data(), text.size());
}

void Fingerprint::add(double number) { add_bytes(&number, sizeof number); }

void Fingerprint::add(std::uint64_t number) { add_bytes(&number, sizeof number); }

void Fingerprint::add(const std::vector<double>& numbers) {
    add(std::uint64_t{numbers.size()});
    add_bytes(numbers.data(), numbers.size() * sizeof(double));
}

void Fingerprint::add(const Matrix& matrix) {
    add(std::uint64_t{matrix.rows});
    add(matrix.values);
}

std::string Fingerprint::text() const { return fmt::format("{:016x}", hash_); }

std::uint64_t fingerprint_of(const Spec& spec) {
    Fingerprint print;
    print.add(spec.name);
    print.add(std::uint64_t{spec.bipolar ? 1U : 0U});
    add_visible(print, spec.visible);
    for (const HiddenBlock& block : spec.hidden) {
        add_block(print, block);
    }
    add_readout(print, spec.readout);
    print.add(static_cast<std::uint64_t>(spec.inference.present));
    print.add(spec.inference.settle);
    add_optional(print, spec.inference.time);
    print.add(spec.inference.timeout);
    // The ranges the circuit is built for come from the spec's own queries too.
    print.add(fingerprint_of(spec.queries));
    return print.value();
}

void add_libraries(Fingerprint& print, const Target& target) {
    for (const Library& library : target.include) {
        print.add(library.section);
        print.add(read_limited(library.file, kMaxTextBytes).bytes);
    }
    if (!target.pdk.file.empty()) {
        print.add(read_limited(target.pdk.file, kMaxTextBytes).bytes);
    }
    for (const std::string& file : target.library_files) {
        if (std::ranges::find(target.include, file, &Library::file) == target.include.end()) {
            print.add(read_limited(file, kMaxTextBytes).bytes);
        }
    }
}

std::uint64_t fingerprint_of(const Target& target) {
    Fingerprint print;
    Target told = target;
    told.description.clear();  // changes no circuit
    told.pdk.path.clear();     // what stands there does
    print.add(format_target(told));
    add_libraries(print, target);
    return print.value();
}

std::uint64_t fingerprint_of(std::span<const Query> queries) {
    Fingerprint print;
    print.add(std::uint64_t{queries.size()});
    for (const Query& query : queries) {
        print.add(query.id);
        for (const std::optional<double>& value : query.visible) {
            add_optional(print, value);
        }
        for (const auto& [index, value] : query.clamp) {
            print.add(std::uint64_t{index});
            print.add(value);
        }
        for (const std::size_t token : query.tokens) {
            print.add(std::uint64_t{token});
        }
        print.add(std::uint64_t{query.expect ? 1U : 0U});
        if (query.expect) {
            print.add(query.expect->label);
            for (const std::optional<double>& value : query.expect->visible) {
                add_optional(print, value);
            }
        }
        add_optional(print, query.time);
    }
    return print.value();
}

}  // namespace hopspice::spec
