#pragma once
// What a worker process runs: one simulator with one circuit in it.

#include "sim/ngspice.h"

#include <functional>
#include <optional>

namespace hopspice::sim {

/// Starts, loads its circuit, then runs one job after the other. Lives in a worker process.
class Simulator {
public:
    Simulator() = default;
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;
    virtual ~Simulator() = default;

    /// Errors: HS-E402, HS-E404.
    [[nodiscard]] virtual Result<Version> start() = 0;
    /// Loads the circuit. Returns no diagnostics when it worked. Errors: HS-E403.
    [[nodiscard]] virtual Diagnostics load() = 0;
    /// Whom a live job asks at every tick; nothing where the caller is gone.
    using Consult = std::function<std::optional<Orders>(const wave::Waveform& points)>;
    virtual void consult(Consult consult) = 0;
    /// Runs one job; a failed one has `completed == false` and a message.
    [[nodiscard]] virtual Outcome run(const Job& job) = 0;
    /// The last job failed in a way that no remedy can help.
    [[nodiscard]] virtual bool hopeless() const = 0;
    /// It must not be used again.
    [[nodiscard]] virtual bool spent() const = 0;
};

}  // namespace hopspice::sim
