// Whole models: JSON that is changed as JSON, so that most of it passes the readers.

#include "fuzz/targets.h"
#include "support/soundness.h"

#include <hopspice/check.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace hopspice::fuzz {

namespace {

using Json = nlohmann::ordered_json;

/// A model whose parts fit into a second; what is large takes long and shows no more.
constexpr std::size_t kMostWeights = 400;
constexpr std::size_t kMostQueries = 4;
constexpr double kLongest_s = 60;  // under sanitizers

std::vector<std::string> settings_of(const Json& json) {
    std::vector<std::string> settings;
    if (json.is_object() && json.contains("set") && json["set"].is_array()) {
        for (const Json& setting : json["set"]) {
            if (setting.is_string()) {
                settings.push_back(setting.get<std::string>());
            }
        }
    }
    return settings;
}

std::size_t weights_of(const Spec& spec) {
    std::size_t count = 0;
    for (const HiddenBlock& block : spec.hidden) {
        count += block.weights.values.size();
    }
    return count;
}

/// All places of a value, itself first.
void collect(Json& value, std::vector<Json*>& places) {
    places.push_back(&value);
    if (value.is_structured()) {
        for (Json& child : value) {
            collect(child, places);
        }
    }
}

class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : bits_(seed) {}

    Json changed(Json root) {
        const std::size_t changes = 1 + below(3);
        for (std::size_t k = 0; k < changes; ++k) {
            std::vector<Json*> places;
            collect(root, places);
            // The root stays: it is what the target takes apart.
            const std::size_t at = below(places.size());
            if (at > 0) {
                change(*places[at], *places[below(places.size())]);
            }
        }
        return root;
    }

private:
    std::size_t below(std::size_t count) { return bits_() % count; }

    void change(Json& place, const Json& other) {
        if (below(12) == 0) {
            place = Json(other);  // a copy: it may be a part of the place
        } else if (place.is_number()) {
            place = number(place.get<double>());
        } else if (place.is_boolean()) {
            place = !place.get<bool>();
        } else if (place.is_array()) {
            change_array(place);
        } else if (place.is_object() && !place.empty() && below(4) == 0) {
            place.erase(std::next(place.begin(), static_cast<std::ptrdiff_t>(below(place.size()))));
        } else if (place.is_string()) {
            change_word(place);
        }
    }

    Json number(double value) {
        constexpr double kOdd[] = {0, 1, -1, 0.5, 2, 3, 1e-9, 1e-3, 1e3, 1e6, 1e9, 1e300, -1e300};
        constexpr double kFactors[] = {-1, 0.1, 0.5, 0.99, 1.01, 2, 10, 1e3, 1e-3};
        return below(2) == 0 ? Json(kOdd[below(std::size(kOdd))])
                             : Json(value * kFactors[below(std::size(kFactors))]);
    }

    void change_array(Json& array) {
        const std::size_t at = array.empty() ? 0 : below(array.size());
        if (array.empty() || below(3) == 0) {
            array.push_back(array.empty() ? Json(0) : Json(array[at]));
        } else if (below(2) == 0) {
            array.erase(at);
        } else {
            std::swap(array[at], array[below(array.size())]);
        }
    }

    void change_word(Json& place) {
        constexpr const char* kWords[] = {
            "softmax",  "relu",         "linear",       "polynomial", "tanh",      "sigmoid",
            "softplus", "exponential",  "epanechnikov", "identity",   "spherical", "layernorm",
            "initial",  "clamp",        "bias",         "behavioral", "opamp-1G",  "opamp-100M",
            "cmos",     "current-mode", "01",           "?"};
        place = kWords[below(std::size(kWords))];
    }

    std::mt19937_64 bits_;
};

}  // namespace

void build_bytes(std::string_view bytes) {
    const Json json = Json::parse(bytes, nullptr, false);
    if (!json.is_object() || !json.contains("spec") || !json.contains("target") ||
        !json["target"].is_string()) {
        return;
    }
    const auto spec = read_spec_text(
        json["spec"].dump(-1, ' ', false, Json::error_handler_t::replace), "spec.json", "");
    const std::string name = json["target"].get<std::string>();
    const auto built_in = list_targets();
    if (!spec || spec->queries.empty() || spec->queries.size() > kMostQueries ||
        weights_of(*spec) > kMostWeights ||
        std::ranges::find(built_in, name, &ListedItem::name) == built_in.end()) {
        return;
    }
    const auto target = read_target(name, settings_of(json));
    if (!target) {
        return;
    }
    const test::Soundness found = test::soundness(*spec, *target, kLongest_s);
    for (const std::string& violation : found.violations) {
        std::fprintf(stderr, "%s: %s\n", to_string(found.verdict).c_str(), violation.c_str());
    }
    if (!found.violations.empty()) {
        std::abort();
    }
}

std::string mutated_model(std::string_view text, std::size_t limit, std::uint64_t seed) {
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return std::string(text);
    }
    const std::string changed =
        Mutator(seed).changed(std::move(json)).dump(-1, ' ', false, Json::error_handler_t::replace);
    return changed.size() <= limit ? changed : std::string(text);
}

}  // namespace hopspice::fuzz
