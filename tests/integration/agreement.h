#pragma once
// What the integration tests share: built-in targets with overrides, recalls that must run, and the
// agreement of circuit and ODE that each level promises.

#include <hopspice/recall.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "integration/spec_text.h"

namespace hopspice::test {

/// Largest distance of circuit and ODE, as fractions of the visible range.
struct Bounds {
    double settled;
    double path;
};

constexpr Bounds kBehavioral{0.001, 0.005};
constexpr Bounds kOpampRatio30{0.01, 0.05};   ///< every tau at least 30 N_g/(2 pi GBW)
constexpr Bounds kOpampRatio100{0.01, 0.02};  ///< at least 100 of them
constexpr Bounds kTransistor{0.03, 0.1};      ///< amplifiers and switches of transistors

inline Target make_target(const std::string& name, const std::vector<std::string>& overrides = {}) {
    const Result<Target> target = read_target(name, overrides);
    if (!target) {
        ADD_FAILURE() << name << ": " << format_diagnostic(target.error().front());
        return {};
    }
    return *target;
}

inline Target behavioral() { return make_target("behavioral"); }
inline Target opamp_auto(int ratio, std::vector<std::string> overrides = {}) {
    overrides.push_back("time_unit=auto:" + std::to_string(ratio));
    return make_target("opamp-1G", overrides);
}

inline Spec shipped_spec(const std::string& name) {
    const Result<Spec> spec = read_spec(std::string(HOPSPICE_SOURCE_DIR) + "/models/" + name);
    if (!spec) {
        ADD_FAILURE() << name << ": " << format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

/// `hamming-7-4.json` as a part of a test's name.
inline std::string model_name(const testing::TestParamInfo<std::string>& model) {
    std::string name = model.param.substr(0, model.param.find('.'));
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

/// A recall that must run; whatever is said of a query is an error, but where one that has not
/// settled would go.
inline Results recall_all(const Spec& spec, const Target& target, const std::vector<Query>& queries,
                          EngineChoice engine = default_engine()) {
    RecallOptions options;
    options.jobs = 2;
    options.engine = engine;
    const Result<Results> results = recall(spec, target, queries, options);
    if (!results) {
        for (const Diagnostic& diagnostic : results.error()) {
            ADD_FAILURE() << format_diagnostic(diagnostic) << "\nmodel: " << spec_text(spec);
        }
        return {};
    }
    for (const QueryResult& query : results->queries) {
        for (const Diagnostic& diagnostic : query.diagnostics) {
            const bool still_moves =
                query.status == Status::Unsettled && diagnostic.id == "HS-W403";
            if (still_moves) {
                continue;
            }
            ADD_FAILURE() << format_diagnostic(diagnostic) << "\nmodel: " << spec_text(spec);
        }
    }
    return *results;
}

inline Results recall_all(const Spec& spec, const Target& target) {
    return recall_all(spec, target, spec.queries);
}

/// Prints the worst figures, so that a passing run documents itself.
inline void print_figures(const Results& results) {
    std::cout << results.model << " on " << results.target << ": " << results.summary.correct
              << " of " << results.summary.expected << " recalled, settled within "
              << results.summary.worst_visible_error.value_or(NAN) << ", path within "
              << results.summary.worst_trajectory_error.value_or(NAN) << " of "
              << results.visible_range << ", unit " << results.time_unit_s << " s\n";
}

/// Circuit and ODE: the same readout, settled state and path within `bounds`, and an end reached.
inline void expect_agreement(const Results& results, const Bounds& bounds, const Spec& spec) {
    print_figures(results);
    bool agrees = !results.queries.empty();
    for (const QueryResult& query : results.queries) {
        const bool arrived = query.status == Status::Settled || query.status == Status::Read;
        const bool compared = query.reference.has_value();
        EXPECT_TRUE(arrived) << query.id << " is " << to_string(query.status);
        ASSERT_TRUE(compared) << query.id;
        EXPECT_LE(query.reference->visible_error, bounds.settled) << query.id;
        EXPECT_LE(query.reference->trajectory_error, bounds.path) << query.id;
        agrees = agrees && arrived && query.reference->visible_error <= bounds.settled &&
                 query.reference->trajectory_error <= bounds.path;
    }
    EXPECT_TRUE(agrees) << "model: " << spec_text(spec);
}

/// Every query that expects something got it.
inline void expect_recalled(const Results& results) {
    EXPECT_GT(results.summary.expected, 0U);
    for (const QueryResult& query : results.queries) {
        if (query.correct) {
            EXPECT_TRUE(*query.correct) << query.id << ": expected " << query.expected << ", got "
                                        << query.readout << " (" << to_string(query.status) << ")";
        }
    }
    EXPECT_EQ(results.summary.correct, results.summary.expected);
}

/// At most `count` of them, evenly spread, the first and the last included.
inline std::vector<Query> spread(const std::vector<Query>& queries, std::size_t count) {
    if (queries.size() <= count) {
        return queries;
    }
    std::vector<Query> chosen;
    for (std::size_t k = 0; k < count; ++k) {
        chosen.push_back(queries[k * (queries.size() - 1) / std::max<std::size_t>(count - 1, 1)]);
    }
    return chosen;
}

}  // namespace hopspice::test
