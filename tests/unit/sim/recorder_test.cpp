// The recorder, fed by hand with what the simulator would send.

#include "sim/recorder.h"

#include "circuits.h"

#include <array>
#include <limits>

namespace hopspice::sim {
namespace {

/// A plot with the vectors `vin#branch`, `V(7)`, `time`, as ngspice orders and names them.
class FakePlot {
public:
    explicit FakePlot(std::string title) : title_(std::move(title)) {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            infos_[i].vecname = names_[i].data();
            info_pointers_[i] = &infos_[i];
            values_[i].name = names_[i].data();
            value_pointers_[i] = &values_[i];
        }
    }
    FakePlot(const FakePlot&) = delete;
    FakePlot& operator=(const FakePlot&) = delete;

    vecinfoall info() {
        vecinfoall all{};
        all.title = title_.data();
        all.veccount = 3;
        all.vecs = info_pointers_.data();
        return all;
    }
    vecvaluesall point(double time_s, double current, double voltage) {
        values_[0].creal = current;
        values_[1].creal = voltage;
        values_[2].creal = time_s;
        vecvaluesall all{};
        all.veccount = 3;
        all.vecsa = value_pointers_.data();
        return all;
    }

private:
    std::string title_;
    std::array<std::string, 3> names_ = {"vin#branch", "V(7)", "time"};
    std::array<vecinfo, 3> infos_{};
    std::array<pvecinfo, 3> info_pointers_{};
    std::array<vecvalues, 3> values_{};
    std::array<pvecvalues, 3> value_pointers_{};
};

Setup fake_setup() {
    sim::Setup setup;
    setup.saved = {"v(7)", "i(vin)"};
    return setup;
}

TEST(SimulatorRecorder, PutsSignalsInTheOrderOfTheSetup) {
    const sim::Setup setup = fake_setup();
    FakePlot plot("title hs1");
    Recorder recorder(setup, "hs1", nullptr);
    recorder.begin(plot.info());
    recorder.take(plot.point(0, -1, 2));
    recorder.take(plot.point(1, -3, 4));
    EXPECT_TRUE(recorder.complete(1 + 1e-10));
    EXPECT_FALSE(recorder.complete(1.1));
    const auto waveform = recorder.take_waveform();
    EXPECT_EQ(waveform.samples, (std::vector<double>{2, -1, 4, -3}));
}

TEST(SimulatorRecorder, DropsPointsWhoseTimeDoesNotIncrease) {
    const sim::Setup setup = fake_setup();
    FakePlot plot("hs1");
    Recorder recorder(setup, "hs1", nullptr);
    recorder.begin(plot.info());
    for (const double time_s : {0.0, 1.0, 1.0, 0.5, 2.0}) {
        recorder.take(plot.point(time_s, 0, 0));
    }
    EXPECT_EQ(recorder.take_waveform().time_s, (std::vector<double>{0, 1, 2}));
}

TEST(SimulatorRecorder, AValueThatIsNotFiniteEndsTheRunAndIsNamed) {
    const sim::Setup setup = fake_setup();
    FakePlot plot("hs1");
    Recorder recorder(setup, "hs1", nullptr);
    recorder.begin(plot.info());
    recorder.take(plot.point(0, 0, 0));
    recorder.take(plot.point(1, std::numeric_limits<double>::quiet_NaN(), 0));
    EXPECT_TRUE(recorder.wants_end());
    EXPECT_FALSE(recorder.complete(0));
    EXPECT_EQ(recorder.reason(), "i(vin) is not finite at t = 1 s");
    EXPECT_EQ(recorder.take_waveform().points(), 1U);
}

TEST(SimulatorRecorder, ARunOfAnotherCircuitDoesNotCount) {
    const sim::Setup setup = fake_setup();
    FakePlot plot("stale circuit");
    Recorder recorder(setup, "hs1", nullptr);
    recorder.begin(plot.info());
    recorder.take(plot.point(0, 0, 0));
    EXPECT_FALSE(recorder.complete(0));
    EXPECT_NE(recorder.reason().find("stale circuit"), std::string::npos);
}

TEST(SimulatorRecorder, ARunThatNeverBeganIsNotComplete) {
    const sim::Setup setup = fake_setup();
    const Recorder recorder(setup, "hs1", nullptr);
    EXPECT_FALSE(recorder.complete(0));
}

}  // namespace
}  // namespace hopspice::sim
