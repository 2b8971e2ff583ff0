// Which signals are saved, and how volts become model units.

#include "measure/transient.h"

#include <gtest/gtest.h>

namespace hopspice::measure {
namespace {

circuit::Layout small_layout() {
    circuit::Layout layout;
    layout.banks.resize(2);
    circuit::NeuronLayout visible;
    visible.state = {"v0", -0.25, 0};
    visible.lines = {{"v0", -0.25, 1e-4, true}, {"v0_inv", 0.25, 2e-4, false}};
    circuit::NeuronLayout hidden;
    hidden.state = {"h1_0", 0.5, 0.75};
    hidden.lines = {{"h1_0_f", 1, 3e-4, true}, {"h1_0_unused", -1, 0, false}};
    layout.banks[0] = {visible};
    layout.banks[1] = {hidden};
    layout.supplies = {{"vi_vdd_v", 2.5, "visible"}};
    return layout;
}

TEST(SavedSignals, VisibleStatesComeFirstThenHiddenLinesAndSupplies) {
    EXPECT_EQ(
        saved_signals(small_layout()),
        (std::vector<std::string>{"v(v0)", "v(h1_0)", "v(v0_inv)", "v(h1_0_f)", "i(vi_vdd_v)"}));
}

TEST(Decode, UndoesPolarityScaleAndShift) {
    wave::Waveform waveform;
    waveform.time_s = {0, 1e-9};
    waveform.names = {"v(h1_0)", "v(v0)"};
    waveform.samples = {0.5, -0.25, -0.375, 0.5};
    const Transient transient = decode(waveform, small_layout());
    EXPECT_EQ(transient.time_s, waveform.time_s);
    EXPECT_EQ(transient.visible.values, (std::vector<double>{1, -2}));
    EXPECT_EQ(transient.hidden.values, (std::vector<double>{1.75, 0}));
}

TEST(Decode, BanksFollowEachOtherInTheHiddenColumns) {
    circuit::Layout layout = small_layout();
    circuit::NeuronLayout other;
    other.state = {"h2_0", 1, 0};
    layout.banks.push_back({other, other});
    layout.banks[2][1].state.net = "h2_1";
    wave::Waveform waveform;
    waveform.time_s = {0};
    waveform.names = {"v(v0)", "v(h1_0)", "v(h2_0)", "v(h2_1)"};
    waveform.samples = {0, 0, 4, 5};
    EXPECT_EQ(decode(waveform, layout).hidden.values, (std::vector<double>{0.75, 4, 5}));
}

}  // namespace
}  // namespace hopspice::measure
