#pragma once
// A batch plan with its files read: the sweep points, and which run is which.

#include "spec/target_text.h"
#include "store/run_store.h"

#include <hopspice/batch.h>
#include <hopspice/result.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace hopspice::batch {

/// More would not fit the list of finished runs.
inline constexpr std::uint64_t kMaxRuns = 1'000'000'000;

/// Everything of one sweep point.
struct Point {
    Spec spec;
    Target target;
    std::vector<Query> queries;
};

/// Where a run belongs.
struct Place {
    std::uint64_t point = 0;
    std::uint64_t sample = 0;
    std::uint64_t query = 0;
};

class Inputs {
public:
    /// Reads the files and every sweep point once. Errors: all of what a user wrote, HS-E202,
    /// HS-E206, HS-E208.
    [[nodiscard]] static Result<Inputs> read(const BatchPlan& plan);

    [[nodiscard]] std::uint64_t points() const { return fingerprints_.size(); }
    [[nodiscard]] std::uint64_t samples() const {
        return std::max<std::uint64_t>(1, plan_.samples);
    }
    [[nodiscard]] std::uint64_t queries() const { return queries_; }
    [[nodiscard]] std::uint64_t runs() const { return points() * samples() * queries(); }
    [[nodiscard]] std::uint64_t runs_of_point() const { return samples() * queries(); }
    [[nodiscard]] Place place_of(std::uint64_t run) const;
    [[nodiscard]] std::uint64_t seed() const { return plan_.seed; }
    [[nodiscard]] EngineChoice engine() const { return plan_.engine; }
    [[nodiscard]] bool is_swept() const { return !plan_.sweep.empty(); }

    /// Reads a sweep point. Errors: HS-E209 where a file of it has changed since.
    [[nodiscard]] Result<Point> point(std::uint64_t index) const;
    /// The keys a point sets.
    [[nodiscard]] store::Facts settings_of(std::uint64_t point) const;
    /// `amplifier.gbw=200M conductance.bits=4`.
    [[nodiscard]] std::string sweep_text(std::uint64_t point) const;
    /// The target of a sample at a point.
    [[nodiscard]] Target target_of(const Point& point, std::uint64_t sample) const;
    /// What a database must agree with.
    [[nodiscard]] store::StoredPlan stored_plan() const;
    /// HS-W206 where samples were asked for and nothing differs.
    [[nodiscard]] const Diagnostics& warnings() const { return warnings_; }

private:
    [[nodiscard]] Diagnostics enumerate();
    [[nodiscard]] Result<Point> read_point(std::uint64_t index) const;
    [[nodiscard]] Result<std::vector<Query>> read_asked(const Spec& spec) const;

    BatchPlan plan_;
    std::string spec_text_;
    spec::TargetText target_text_;
    std::uint64_t queries_ = 0;
    std::vector<std::uint64_t> fingerprints_;  ///< by point
    std::string spec_print_;
    std::string target_print_;
    std::string query_print_;
    std::string names_;  ///< model on target
    Diagnostics warnings_;
};

}  // namespace hopspice::batch
