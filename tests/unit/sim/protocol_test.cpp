// Frames between worker and parent, also broken ones.

#include "sim/protocol.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <thread>

namespace hopspice::sim {
namespace {

class Pair {
public:
    Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() {
        close_first();
        ::close(ends_[1]);
    }
    void close_first() {
        if (ends_[0] >= 0) {
            ::close(ends_[0]);
            ends_[0] = -1;
        }
    }
    [[nodiscard]] int first() const { return ends_[0]; }
    [[nodiscard]] int second() const { return ends_[1]; }

private:
    std::array<int, 2> ends_{-1, -1};
};

Answer some_answer() {
    Answer answer;
    answer.spent = true;
    answer.outcome.stopped_early = true;
    answer.outcome.message = "words";
    answer.outcome.waveform.names = {"v(a)", "v(b)"};
    answer.outcome.waveform.time_s = {0, 1e-9};
    answer.outcome.waveform.samples = {1, -2, std::numeric_limits<double>::denorm_min(), 4};
    return answer;
}

TEST(SimulatorProtocol, PointsAndOrdersComeBackAsTheyWere) {
    const wave::Waveform points{{1e-9, 2e-9}, {"v(a)"}, {0.25, -0.5}};
    const auto got_points = decode_points(encode_points(points), points.names);
    ASSERT_TRUE(got_points);
    EXPECT_EQ(got_points->time_s, points.time_s);
    EXPECT_EQ(got_points->samples, points.samples);
    const Orders orders{{{3, 1e-9, 1e-12, -0.5}, {0, 2e-9, 1e-11, 1}}, 5e-9, true};
    const auto got = decode_orders(encode_orders(orders));
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->finish);
    EXPECT_EQ(got->next_tick_s, 5e-9);
    ASSERT_EQ(got->ramps.size(), 2U);
    EXPECT_EQ(got->ramps[0].source, 3U);
    EXPECT_EQ(got->ramps[0].from_s, 1e-9);
    EXPECT_EQ(got->ramps[1].duration_s, 1e-11);
    EXPECT_EQ(got->ramps[1].volts, 1);
}

TEST(SimulatorProtocol, DamagedPointsAndOrdersAreNotTaken) {
    const wave::Waveform points{{1e-9, 2e-9}, {"v(a)"}, {0.25, -0.5}};
    const std::string sent = encode_points(points);
    EXPECT_FALSE(decode_points(sent.substr(0, sent.size() - 1), points.names));
    EXPECT_FALSE(decode_points(sent, {"v(a)", "v(b)"})) << "a sample per point and name";
    const std::string orders = encode_orders({{{3, 1e-9, 1e-12, -0.5}}, 5e-9, false});
    EXPECT_FALSE(decode_orders(orders.substr(0, orders.size() - 1)));
    EXPECT_FALSE(decode_orders(""));
}

TEST(SimulatorProtocol, AnAnswerComesBackAsItWas) {
    const Answer sent = some_answer();
    const auto got = decode_answer(encode_answer(sent), sent.outcome.waveform.names);
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->spent);
    EXPECT_FALSE(got->outcome.completed);
    EXPECT_TRUE(got->outcome.stopped_early);
    EXPECT_EQ(got->outcome.message, "words");
    EXPECT_EQ(got->outcome.waveform.time_s, sent.outcome.waveform.time_s);
    EXPECT_EQ(got->outcome.waveform.samples, sent.outcome.waveform.samples);
}

TEST(SimulatorProtocol, DamagedPayloadsAreNoticed) {
    const Answer sent = some_answer();
    const std::vector<std::string> names = sent.outcome.waveform.names;
    const std::string payload = encode_answer(sent);
    for (std::size_t length = 0; length < payload.size(); ++length) {
        EXPECT_FALSE(decode_answer(payload.substr(0, length), names)) << length;
    }
    EXPECT_FALSE(decode_answer(payload + "x", names));
    EXPECT_FALSE(decode_answer(payload, {"v(a)"})) << "values do not fit the signals";
    EXPECT_FALSE(decode_answer(std::string(200, '\xff'), names));
    EXPECT_FALSE(decode_diagnostics(""));
    EXPECT_FALSE(decode_index("1234567"));
}

TEST(SimulatorProtocol, DiagnosticsComeBackAsTheyWere) {
    Diagnostics sent;
    sent.add({"HS-E403", Severity::Error, "file", "/0", "message"});
    const auto got = decode_diagnostics(encode_diagnostics(sent));
    ASSERT_TRUE(got);
    EXPECT_EQ(format_diagnostic(got->front()), format_diagnostic(sent.front()));
}

TEST(SimulatorProtocol, FramesOfAnySizePassInOrder) {
    Pair pair;
    const std::string large(3 << 20, 'x');
    std::thread writer([&] {
        EXPECT_TRUE(send_frame(pair.first(), FrameKind::Complaint, "one"));
        EXPECT_TRUE(send_frame(pair.first(), FrameKind::Answer, large));
        EXPECT_TRUE(send_frame(pair.first(), FrameKind::Ready, ""));
        pair.close_first();
    });
    FrameReader reader;
    std::vector<Frame> frames;
    while (reader.receive(pair.second(), Wait::ForData) == Received::Data) {
        while (auto frame = reader.next()) {
            frames.push_back(std::move(*frame));
        }
    }
    writer.join();
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_EQ(frames[0].payload, "one");
    EXPECT_EQ(frames[1].payload, large);
    EXPECT_EQ(frames[2].kind, FrameKind::Ready);
}

TEST(SimulatorProtocol, SendingToNobodyIsAnAnswerNotASignal) {
    Pair pair;
    FrameReader reader;
    EXPECT_EQ(reader.receive(pair.second(), Wait::Never), Received::Nothing);
    pair.close_first();
    EXPECT_FALSE(send_frame(pair.second(), FrameKind::Run, encode_index(1)));
    EXPECT_EQ(reader.receive(pair.second(), Wait::Never), Received::Closed);
}

}  // namespace
}  // namespace hopspice::sim
