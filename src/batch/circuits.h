#pragma once
// The circuits of a sweep point: the one that is designed and read back, and its samples.

#include "batch/plan.h"
#include "driver/prepare.h"
#include "measure/comparison.h"
#include "sim/ngspice.h"

#include <hopspice/result.h>

#include <cstdint>
#include <memory>
#include <string>

namespace hopspice::batch {

/// The circuit of the point's own target: what its samples are held against.
struct Base {
    std::uint64_t index = 0;
    Point point;
    driver::Prepared prepared;
    circuit::Lowered simulated;                  ///< as the workers have it
    std::unique_ptr<measure::QueryMemos> memos;  ///< null: every query is asked once
};
/// Its devices are measured by that simulator, the system's where none is named.
/// Errors: HS-E209, HS-E4xx, and as driver::prepare.
[[nodiscard]] Result<std::unique_ptr<Base>> build_base(const Inputs& inputs, std::uint64_t point,
                                                       const std::string& simulator_library = {});

struct Sample {
    std::uint64_t index = 0;
    Target target;
    driver::Prepared prepared;
    /// What makes the base this sample; none: it is the base.
    std::shared_ptr<const sim::ElementValues> values;
    bool own_deck = false;  ///< no values make it of the base: it is loaded from a deck of its own
};
/// Errors: as driver::build_sample.
[[nodiscard]] Result<std::shared_ptr<const Sample>> build_sample(const Inputs& inputs,
                                                                 const Base& base,
                                                                 std::uint64_t sample);

/// What the queries of a sample share.
[[nodiscard]] measure::Context context_of(const Base& base, const Sample& sample);

/// The simulator's job of one query of a sample.
[[nodiscard]] sim::Job job_of(const Base& base, const Sample& sample, std::uint64_t query);

}  // namespace hopspice::batch
