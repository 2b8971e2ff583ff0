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

Job some_job() {
    Job job;
    job.sources = {{"vin", {0, 0, 1e-9, 0.25}}, {"vb", {0, 1}}};
    job.stop_time_s = 1e-6;
    job.max_step_s = 1e-9;
    job.stop_parameters = {1, 2};
    job.values =
        std::make_shared<ElementValues>(ElementValues{{"r1", "", 1234.5}, {"q1", "area", 1.02}});
    job.noise = Noise{77, 2e-10, {{"in_a", 1e-9}, {"vn_b", 3e-6}}};
    job.live = Live{{{"vin", 0.5}}, {{{0, 1e-9, 1e-12, -0.5}}, 5e-9, false}};
    return job;
}

TEST(SimulatorProtocol, AJobComesBackAsItWas) {
    const Job sent = some_job();
    const auto got = decode_job(encode_job(sent, Values::Own), nullptr);
    ASSERT_TRUE(got);
    ASSERT_EQ(got->sources.size(), 2U);
    EXPECT_EQ(got->sources[0].name, "vin");
    EXPECT_EQ(got->sources[0].pwl, sent.sources[0].pwl);
    EXPECT_EQ(got->sources[1].pwl, sent.sources[1].pwl);
    EXPECT_EQ(got->stop_time_s, sent.stop_time_s);
    EXPECT_EQ(got->max_step_s, sent.max_step_s);
    EXPECT_EQ(got->stop_parameters, sent.stop_parameters);
    ASSERT_TRUE(got->values);
    EXPECT_EQ(*got->values, *sent.values);
    ASSERT_TRUE(got->noise);
    EXPECT_EQ(got->noise->seed, 77U);
    EXPECT_EQ(got->noise->interval_s, 2e-10);
    ASSERT_EQ(got->noise->sources.size(), 2U);
    EXPECT_EQ(got->noise->sources[1].name, "vn_b");
    EXPECT_EQ(got->noise->sources[1].sigma, 3e-6);
    ASSERT_TRUE(got->live);
    EXPECT_EQ(got->live->driven[0].name, "vin");
    EXPECT_EQ(got->live->driven[0].volts, 0.5);
    EXPECT_EQ(got->live->first.ramps[0].volts, -0.5);
    EXPECT_EQ(got->live->first.next_tick_s, 5e-9);
}

/// The list of a circuit is sent once, however many jobs it has.
TEST(SimulatorProtocol, ElementValuesOfTheJobBeforeDoNotTravel) {
    const Job sent = some_job();
    const std::string own = encode_job(sent, Values::Own);
    const std::string before = encode_job(sent, Values::AsBefore);
    EXPECT_LT(before.size() + 40, own.size());
    const auto list = std::make_shared<ElementValues>();
    EXPECT_EQ(decode_job(before, list)->values, list);
    EXPECT_EQ(decode_job(before, nullptr)->values, nullptr);
    Job plain = sent;
    plain.values = nullptr;
    EXPECT_EQ(decode_job(encode_job(plain, Values::Own), list)->values, nullptr);
}

TEST(SimulatorProtocol, DamagedJobsAreNoticed) {
    const std::string payload = encode_job(some_job(), Values::Own);
    for (std::size_t length = 0; length < payload.size(); ++length) {
        EXPECT_FALSE(decode_job(payload.substr(0, length), nullptr)) << length;
    }
    EXPECT_FALSE(decode_job(payload + "x", nullptr));
    EXPECT_FALSE(decode_job(std::string(200, '\xff'), nullptr));
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
    EXPECT_FALSE(send_frame(pair.second(), FrameKind::Run, encode_job({}, Values::Own)));
    EXPECT_EQ(reader.receive(pair.second(), Wait::Never), Received::Closed);
}

}  // namespace
}  // namespace hopspice::sim
