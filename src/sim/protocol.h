#pragma once
// What a worker process and its parent say to each other: frames with a kind and a length over a
// stream socket. Both ends are the same program, so numbers travel in the machine's own form.

#include "sim/live.h"
#include "sim/ngspice.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::sim {

enum class FrameKind : std::uint64_t {
    Run = 1,    ///< to the worker: run this job
    Ready,      ///< the circuit is loaded
    Refused,    ///< it could not be: diagnostics
    Complaint,  ///< a line of the simulator, sent at once
    Answer,     ///< what the job gave
    Tick,       ///< of a live job: the points since the last tick; the worker waits for
    Orders,     ///< to the worker: what its sources do from now on
};

struct Frame {
    FrameKind kind = FrameKind::Run;
    std::string payload;
};

/// The reply to a job.
struct Answer {
    Outcome outcome;
    bool spent = false;     ///< the worker cannot take another job
    bool hopeless = false;  ///< the job would fail again, whatever is tried
};

/// Whether the element values of a job travel with it, or are those of the job before.
enum class Values { Own, AsBefore };
[[nodiscard]] std::string encode_job(const Job& job, Values values);
/// `before`: the element values of the job before.
[[nodiscard]] std::optional<Job> decode_job(std::string_view payload,
                                            const std::shared_ptr<const ElementValues>& before);
[[nodiscard]] std::string encode_version(const Version& version);
[[nodiscard]] std::optional<Version> decode_version(std::string_view payload);
[[nodiscard]] std::string encode_diagnostics(const Diagnostics& diagnostics);
[[nodiscard]] std::optional<Diagnostics> decode_diagnostics(std::string_view payload);
/// The names of the waveform do not travel: both ends know them.
[[nodiscard]] std::string encode_answer(const Answer& answer);
[[nodiscard]] std::optional<Answer> decode_answer(std::string_view payload,
                                                  const std::vector<std::string>& names);

/// The points since the last tick; the names do not travel.
[[nodiscard]] std::string encode_points(const wave::Waveform& points);
[[nodiscard]] std::optional<wave::Waveform> decode_points(std::string_view payload,
                                                          const std::vector<std::string>& names);
[[nodiscard]] std::string encode_orders(const Orders& orders);
[[nodiscard]] std::optional<Orders> decode_orders(std::string_view payload);

/// Sends a whole frame; false when the other end is gone (never a signal).
[[nodiscard]] bool send_frame(int socket, FrameKind kind, std::string_view payload);

enum class Wait { ForData, Never };
enum class Received { Data, Nothing, Closed };

/// Puts arriving bytes together to frames.
class FrameReader {
public:
    /// Reads what is there, or waits for it.
    [[nodiscard]] Received receive(int socket, Wait wait);
    /// The next complete frame.
    [[nodiscard]] std::optional<Frame> next();

private:
    std::string bytes_;
};

}  // namespace hopspice::sim
