#include "batch/plan.h"

#include "spec/fingerprint.h"
#include "spec/input_file.h"
#include "support/files.h"
#include "support/limits.h"
#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hopspice {

namespace {

Unexpected bad_sweep(std::string_view text, const char* reason) {
    constexpr std::size_t kShown = 60;
    return fail(Rule::SweepInvalid, {"command line", ""}, std::string(text.substr(0, kShown)),
                reason);
}

}  // namespace

Result<Sweep> read_sweep(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return bad_sweep(text, "has no key");
    }
    Sweep sweep{std::string(text.substr(0, equals)), {}};
    std::string_view rest = text.substr(equals + 1);
    while (true) {
        const std::size_t comma = rest.find(',');
        sweep.values.emplace_back(rest.substr(0, comma));
        if (sweep.values.back().empty()) {
            return bad_sweep(text, "has an empty value");
        }
        if (std::ranges::count(sweep.values, sweep.values.back()) > 1) {
            return bad_sweep(text, "has a value twice");
        }
        if (comma == std::string_view::npos) {
            return sweep;
        }
        rest.remove_prefix(comma + 1);
    }
}

// Source: Steele, Lea & Flood, SplitMix64: sample k is the k-th output of the generator whose state
// begins at the mixed seed.
std::uint64_t sample_seed(std::uint64_t seed, std::uint64_t sample) {
    const auto mix = [](std::uint64_t x) {
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31U);
    };
    constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;
    return mix(mix(seed + kStep) + kStep * (sample + 1)) >> 11U;
}

}  // namespace hopspice

namespace hopspice::batch {

namespace {

/// Whether a key is a path into the spec, not into the target.
bool is_of_spec(const std::string& key) {
    constexpr std::array<std::string_view, 4> kSections = {"visible", "hidden", "readout",
                                                           "inference"};
    return std::ranges::find(kSections, std::string_view(key).substr(0, key.find('.'))) !=
           kSections.end();
}

std::string mixed(const std::vector<std::uint64_t>& prints) {
    spec::Fingerprint print;
    for (const std::uint64_t value : prints) {
        print.add(value);
    }
    return print.text();
}

bool varies(const Target& target) {
    const ConductanceSpec& cell = target.conductance;
    const bool cells = cell.mismatch > 0 || cell.array_mismatch > 0 || cell.stuck_on > 0 ||
                       cell.stuck_off > 0 ||
                       (cell.drift_nu_sigma > 0 && cell.drift_time != cell.drift_t0);
    const bool parts = target.capacitor.mismatch > 0 || target.capacitor.array_mismatch > 0 ||
                       target.device_mismatch.is > 0 || target.device_mismatch.vt > 0;
    return cells || parts || target.tile.mismatch > 0 || target.noise || target.kit.draws ||
           target.amplifier.offset_sigma > 0 || target.amplifier.array_offset_sigma > 0;
}

/// The product of all sizes, or nothing beyond kMaxRuns.
std::optional<std::uint64_t> product(const std::vector<std::uint64_t>& sizes) {
    std::uint64_t result = 1;
    for (const std::uint64_t size : sizes) {
        if (size > kMaxRuns / result) {
            return std::nullopt;
        }
        result *= size;
    }
    return result;
}

}  // namespace

Result<Inputs> Inputs::read(const BatchPlan& plan) {
    Inputs inputs;
    inputs.plan_ = plan;
    auto spec_text = read_file(plan.spec, kMaxTextBytes);
    auto target_text = spec::find_target_text(plan.target);
    Diagnostics problems;
    if (!spec_text) {
        problems.append(spec_text.error());
    }
    if (!target_text) {
        problems.append(target_text.error());
    }
    for (const Sweep& sweep : plan.sweep) {
        if (std::ranges::count(plan.sweep, sweep.key, &Sweep::key) > 1) {
            report(problems, Rule::SweepInvalid, {"command line", ""}, sweep.key, "is given twice");
            break;
        }
    }
    if (problems.has_errors()) {
        return Unexpected{std::move(problems)};
    }
    inputs.spec_text_ = std::move(*spec_text);
    inputs.target_text_ = std::move(*target_text);
    problems = inputs.enumerate();
    if (problems.has_errors()) {
        return Unexpected{std::move(problems)};
    }
    return inputs;
}

/// Counts points and runs, and reads each point once, so that what is wrong with any of them is
/// said before the first run.
Diagnostics Inputs::enumerate() {
    std::vector<std::uint64_t> sizes;
    for (const Sweep& sweep : plan_.sweep) {
        sizes.push_back(sweep.values.size());
    }
    const auto points = product(sizes);
    std::vector<std::uint64_t> specs;
    std::vector<std::uint64_t> targets;
    bool any_varies = false;
    for (std::uint64_t index = 0; points && index < *points; ++index) {
        const auto point = read_point(index);
        if (!point) {
            return point.error();
        }
        if (point->queries.empty()) {
            return fail(Rule::NoQueries, {point->spec.file, "/queries"}).diagnostics;
        }
        specs.push_back(spec::fingerprint_of(point->spec));
        targets.push_back(spec::fingerprint_of(point->target));
        fingerprints_.push_back(specs.back() ^ (targets.back() * 3));
        queries_ = point->queries.size();
        query_print_ = mixed({spec::fingerprint_of(point->queries)});
        names_ = fmt::format("{} on {}", point->spec.name, point->target.name);
        any_varies = any_varies || varies(point->target);
    }
    if (!points || !product({*points, samples(), queries_})) {
        return fail(Rule::BatchTooLarge, {"command line", ""}, kMaxRuns).diagnostics;
    }
    spec_print_ = mixed(specs);
    target_print_ = mixed(targets);
    if (plan_.samples > 1 && !any_varies) {
        report(warnings_, Rule::SamplesAlike, {"command line", ""}, plan_.samples);
    }
    return {};
}

Place Inputs::place_of(std::uint64_t run) const {
    return {run / runs_of_point(), run / queries_ % samples(), run % queries_};
}

store::Facts Inputs::settings_of(std::uint64_t point) const {
    store::Facts settings;
    for (auto sweep = plan_.sweep.rbegin(); sweep != plan_.sweep.rend(); ++sweep) {
        settings.insert(settings.begin(),
                        {sweep->key, sweep->values[point % sweep->values.size()]});
        point /= sweep->values.size();
    }
    return settings;
}

std::string Inputs::sweep_text(std::uint64_t point) const {
    std::string text;
    for (const auto& [key, value] : settings_of(point)) {
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", key, value);
    }
    return text;
}

Result<std::vector<Query>> Inputs::read_asked(const Spec& spec) const {
    std::vector<Query> queries;
    if (plan_.queries.empty() && plan_.inputs.empty()) {
        return spec.queries;
    }
    Diagnostics problems;
    if (!plan_.queries.empty()) {
        auto read = read_queries(plan_.queries, spec);
        if (read) {
            queries = std::move(*read);
        } else {
            problems.append(read.error());
        }
    }
    for (const std::string& input : plan_.inputs) {
        auto query = read_input(input, spec);
        if (query) {
            queries.push_back(std::move(*query));
        } else {
            problems.append(query.error());
        }
    }
    if (problems.has_errors()) {
        return Unexpected{std::move(problems)};
    }
    return queries;
}

Result<Point> Inputs::read_point(std::uint64_t index) const {
    std::vector<std::string> of_spec;
    std::vector<std::string> of_target = plan_.settings;
    for (const auto& [key, value] : settings_of(index)) {
        (is_of_spec(key) ? of_spec : of_target).push_back(key + "=" + value);
    }
    auto spec = read_spec_text(spec_text_, plan_.spec, spec::folder_of(plan_.spec), of_spec);
    auto target = spec::read_target_text(target_text_, of_target);
    Diagnostics problems;
    if (!spec) {
        problems.append(spec.error());
    }
    if (!target) {
        problems.append(target.error());
    }
    if (problems.has_errors()) {
        return Unexpected{std::move(problems)};
    }
    auto queries = read_asked(*spec);
    if (!queries) {
        return Unexpected{queries.error()};
    }
    return Point{std::move(*spec), std::move(*target), std::move(*queries)};
}

Result<Point> Inputs::point(std::uint64_t index) const {
    auto point = read_point(index);
    if (point && ((spec::fingerprint_of(point->spec) ^ (spec::fingerprint_of(point->target) * 3)) !=
                      fingerprints_[index] ||
                  mixed({spec::fingerprint_of(point->queries)}) != query_print_)) {
        return fail(Rule::InputChanged, {plan_.spec, ""});
    }
    return point;
}

Target Inputs::target_of(const Point& point, std::uint64_t sample) const {
    Target target = point.target;
    if (plan_.samples > 0) {
        target.seed = sample_seed(plan_.seed, sample);
    }
    return target;
}

store::StoredPlan Inputs::stored_plan() const {
    store::StoredPlan stored;
    std::string sweep;
    for (const Sweep& axis : plan_.sweep) {
        sweep +=
            fmt::format("{}{}={}", sweep.empty() ? "" : " ", axis.key, fmt::join(axis.values, ","));
    }
    stored.facts = {{"batch", names_},
                    {"spec_checksum", spec_print_},
                    {"target_checksum", target_print_},
                    {"queries", std::to_string(queries_)},
                    {"queries_checksum", query_print_},
                    {"sweep", sweep},
                    {"samples", std::to_string(plan_.samples)},
                    {"seed", std::to_string(plan_.samples > 0 ? plan_.seed : 0)},
                    {"engine", to_string(plan_.engine)},
                    {"runs", std::to_string(runs())}};
    for (std::uint64_t point = 0; point < points(); ++point) {
        stored.points.push_back(settings_of(point));
    }
    return stored;
}

}  // namespace hopspice::batch
