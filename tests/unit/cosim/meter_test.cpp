// Presentations measured as their points arrive.

#include "cosim/meter.h"

#include "support/specs.h"

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice::cosim {
namespace {

/// One visible neuron at 2 V per unit and a supply of 3 V; v = 1 - exp(-(t - 1)/0.5) from t = 1 on.
class Metered {
public:
    explicit Metered(bool keep_waves)
        : spec_(test::make_linear(0.5, 0, 0, 0.1)), meter(setup(keep_waves)) {}

    void run(double from_s, double to_s, double step_s) {
        wave::Waveform points{{}, {"v(v0)", "i(vdd)"}, {}};
        for (double t = from_s; t < to_s + step_s / 2; t += step_s) {
            const double v = t < 1 ? 0 : 1 - std::exp(-(t - 1) / 0.5);
            points.time_s.push_back(t);
            points.samples.push_back(2 * v);
            points.samples.push_back(0.25);
        }
        meter.take(points);
    }

private:
    MeterSetup setup(bool keep_waves) {
        circuit::NeuronLayout neuron;
        neuron.state = {"v0", 2, 0};
        layout_.banks = {{neuron}};
        layout_.supplies = {{"vdd", 3, "visible"}};
        layout_.edge_s = 0.01;
        network_.banks.resize(1);
        network_.visible_range = 1;
        spec_.readout.type = ReadoutType::Threshold;
        return {spec_, layout_, network_, keep_waves};
    }

    Spec spec_;
    circuit::Layout layout_;
    analog::Network network_;

public:
    Meter meter;
};

TEST(Meter, MeasuresAPresentationLikeARecall) {
    Metered metered(false);
    metered.run(0, 0.5, 1e-3);
    metered.meter.tell({{0.5, true, false, 1, {}}, {1, false, true, 1, {}}}, false);
    metered.run(0.501, 3, 1e-3);
    metered.meter.tell({}, false);
    metered.run(3.001, 6, 1e-3);
    metered.meter.tell({}, true);
    ASSERT_EQ(metered.meter.presentations().size(), 1U);
    const Presentation& seen = metered.meter.presentations().front();
    EXPECT_TRUE(seen.settled);
    EXPECT_NEAR(seen.end_s, 6, 1e-9);
    EXPECT_NEAR(seen.visible[0], 1 - std::exp(-10), 1e-9);
    EXPECT_EQ(seen.readout, "1");
    // Within 1 % of its end at exp(-t/0.5) = 0.01 + exp(-10); samples are 1e-3 apart.
    const double settle = -0.5 * std::log(0.01 + std::exp(-10.0));
    EXPECT_NEAR(seen.settle_time_s.value(), settle, 1e-3);
    EXPECT_NEAR(seen.release_time_s.value(), settle - 0.005, 1e-3);
    EXPECT_NEAR(seen.decision_time_s.value(), 0.5 * std::log(2), 1.1e-3);
    EXPECT_NEAR(seen.energy_j.value().total, 3 * 0.25 * settle, 1e-3);
    EXPECT_NEAR(metered.meter.energy().total, 3 * 0.25 * 6, 1e-9) << "no gap between two takes";
}

TEST(Meter, APresentationThatIsReplacedCountsAsUnsettled) {
    Metered metered(false);
    metered.run(0, 1, 0.01);
    metered.meter.tell({{1, true, false, 1, {4, 2}}}, false);
    metered.run(1.01, 2, 0.01);
    metered.meter.tell({{2, true, false, 2.5, {1, 1}}}, false);
    metered.run(2.01, 3, 0.01);
    metered.meter.close();
    const auto& seen = metered.meter.presentations();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_FALSE(seen[0].settled);
    EXPECT_FALSE(seen[0].settle_time_s);
    EXPECT_EQ(seen[0].tokens, (std::vector<std::size_t>{4, 2}));
    EXPECT_NEAR(seen[0].end_s, 2, 1e-9);
    EXPECT_EQ(seen[1].apply_s, 2.5);
    EXPECT_NEAR(seen[1].end_s, 3, 1e-9);
}

TEST(Meter, TheWaveformShowsWhatWasToldAndTheEnergySoFar) {
    Metered metered(true);
    metered.run(0, 1, 0.25);
    metered.meter.tell({{1, true, false, 1.5, {}}, {2, false, true, 1.5, {}}}, false);
    metered.run(1.25, 3, 0.25);
    metered.meter.tell({}, true);
    metered.run(3.25, 4, 0.25);
    const wave::Waveform& waves = metered.meter.waves();
    ASSERT_EQ(waves.points(), 17U);
    const std::size_t held = waves.find("held").value();
    const std::size_t settled = waves.find("settled").value();
    const std::size_t joules = waves.find("supply_joules").value();
    EXPECT_EQ(waves.at(7, held), 1) << "t = 1.75";
    EXPECT_EQ(waves.at(8, held), 0) << "t = 2";
    EXPECT_EQ(waves.at(12, settled), 0) << "t = 3, the tick itself";
    EXPECT_EQ(waves.at(13, settled), 1);
    for (std::size_t k = 0; k < waves.points(); ++k) {
        EXPECT_NEAR(waves.at(k, joules), 3 * 0.25 * waves.time_s[k], 1e-9);
    }
}

}  // namespace
}  // namespace hopspice::cosim
