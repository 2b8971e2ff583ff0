#pragma once
// Waits for an array job, and asks the scheduler no more often than it must.

#include "cluster/scheduler.h"

#include <hopspice/diagnostics.h>

#include <functional>
#include <string>

namespace hopspice::cluster {

struct Waiting {
    const Scheduler& scheduler;
    std::string name;  ///< of the job
    std::function<bool()> interrupted;
    /// Called every second or so; true: there is nothing to wait for but the job's end.
    std::function<bool()> look;
    /// Why the job waits, each reason once; that the scheduler does not answer.
    std::function<void(const std::string&)> note;
};

/// Returns when no task of the job is left. Once `interrupted` says so the job is cancelled, and
/// its tasks have kCancelSeconds to end. Errors: HS-E514 where the scheduler has not answered for
/// kSilentSeconds.
[[nodiscard]] Diagnostics wait_for_job(const Waiting& waiting);

inline constexpr double kSilentSeconds = 600;
inline constexpr double kCancelSeconds = 60;

}  // namespace hopspice::cluster
