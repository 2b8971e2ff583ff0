#pragma once
// Results that report tests share: one query right, one wrong, one failed.

#include <hopspice/results.h>

#include <cmath>

namespace hopspice::test {

inline QueryResult right_query() {
    QueryResult query;
    query.id = "right";
    query.status = Status::Settled;
    query.visible = {0.01, 0.99};
    query.readout = "01";
    query.margin = 0.49;
    query.rests = true;
    query.expected = "01";
    query.correct = true;
    query.settle_time_s = 4.1e-8;
    query.release_time_s = 3.1e-8;
    query.decision_time_s = 6.3e-9;
    query.energy_j = EnergyUse{3.1e-11, 1e-11, 1.5e-11, 5e-12, 1e-12, 2e-12};
    query.energy_lyapunov = {-2.1, -7.4};
    query.lyapunov_rise = 1e-9;
    query.reference = Comparison{0.004, 0.004, 0.006, 4.0e-8, true, true, true, 0.005};
    query.wall_time_s = 0.25;
    return query;
}

inline QueryResult wrong_query() {
    QueryResult query = right_query();
    query.id = "wrong";
    query.readout = "00";
    query.correct = false;
    query.reference->agrees = false;
    return query;
}

inline QueryResult failed_query() {
    QueryResult query;
    query.id = "failed";
    query.expected = "11";
    query.correct = false;
    query.diagnostics.add({"HS-E406", Severity::Error, "m.json", "", "query failed failed: words"});
    return query;
}

inline Results sample_results() {
    Results results;
    results.model = "sample";
    results.target = "opamp-1G";
    results.level = "opamp";
    results.simulator = "ngspice 39";
    results.time_unit_s = 1e-8;
    results.visible_range = 1.5;
    results.counts = {{"amplifiers", 12}, {"behavioral_sources", 2}, {"resistors", 43}};
    results.read_back = ReadBack{1e-4, 2e-4, 3e-4, 4e-4};
    results.queries = {right_query()};
    results.summary.queries = 1;
    results.summary.expected = 1;
    results.summary.correct = 1;
    results.summary.settle_time_s = {4.1e-8, 4.1e-8, 4.1e-8, 1};
    results.summary.energy_j = {3.1e-11, 3.1e-11, 3.1e-11, 1};
    results.summary.worst_visible_error = 0.004;
    results.summary.worst_trajectory_error = 0.006;
    results.warnings.add({"HS-W250", Severity::Warning, "opamp-1G", "", "risky"});
    return results;
}

}  // namespace hopspice::test
