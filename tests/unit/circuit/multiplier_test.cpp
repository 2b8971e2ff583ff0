// The multiplier macromodel's figures, measured in ngspice itself.

#include "bench.h"

#include <numbers>

namespace hopspice::circuit {
namespace {

using test::Bench;
using test::constant;
using test::crossing;

Bench multiplier(const AmplifierSpec& amplifier, double load_ohms) {
    Bench bench(multiplier_subcircuit(amplifier));
    bench.build().voltage("vx", "x", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().voltage("vy", "y", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("xm", {"x", "0", "y", "0", "out", "vcc", "vee"}, "hs_multiplier");
    bench.build().resistor("rload", "out", "0", load_ohms);
    return bench;
}

/// Largest |out - x y| over a grid of signed inputs up to 1 V.
double worst_product_error(double load_ohms) {
    std::vector<std::vector<wave::SourceWave>> sources;
    std::vector<double> products;
    for (const double x : {-1.0, -0.4, 0.0, 0.3, 1.0}) {
        for (const double y : {-1.0, -0.2, 0.0, 0.7, 1.0}) {
            sources.push_back({constant("vx", x), constant("vy", y)});
            products.push_back(x * y);
        }
    }
    Bench bench = multiplier(AmplifierSpec{}, load_ohms);
    const auto waveforms = bench.run(sources, 1e-12, 1e-12);
    double worst = 0;
    for (std::size_t k = 0; k < products.size(); ++k) {
        worst = std::max(worst, std::abs(waveforms[k].at(0, 0) - products[k]));
    }
    return worst;
}

TEST(MultiplierInNgspice, OutputIsTheProductOfSignedInputs) {
    // 1/A0 = 1e-4 of 1 V.
    EXPECT_LT(worst_product_error(1e9), 1e-3);
}

TEST(MultiplierInNgspice, OutputIsTheProductUnderLoadToo) {
    // The loop gain shrinks to A0 R/(R + r_out) = 0.83e4 at 500 ohm.
    EXPECT_LT(worst_product_error(500), 1e-3);
}

TEST(MultiplierInNgspice, BothInputsAreDifferential) {
    Bench bench(multiplier_subcircuit(AmplifierSpec{}));
    bench.build().voltage("vx", "x", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().voltage("vy", "y", "0", std::vector<double>{0, 0, 1, 0});
    bench.build().instance("xm", {"0", "x", "0", "y", "out", "vcc", "vee"}, "hs_multiplier");
    bench.build().resistor("rload", "out", "0", 1e9);
    const auto waveforms = bench.run(
        {{constant("vx", 0.5), constant("vy", 0.8)}, {constant("vx", -0.5), constant("vy", 0.8)}},
        1e-12, 1e-12);
    EXPECT_NEAR(waveforms[0].at(0, 0), 0.4, 1e-3);
    EXPECT_NEAR(waveforms[1].at(0, 0), -0.4, 1e-3);
}

TEST(MultiplierInNgspice, FollowsAStepWithTheTimeConstantOfGbw) {
    AmplifierSpec amplifier;
    amplifier.gbw = 1e8;
    amplifier.slew = 1e9;
    const double tau = 1 / (2 * std::numbers::pi * amplifier.gbw);
    Bench bench = multiplier(amplifier, 1e9);
    const auto waveform =
        bench
            .run({{constant("vy", 1.0), {"vx", {0, 0, tau, 0, tau * 1.001, 2e-3}}}}, 8 * tau,
                 tau / 200)
            .at(0);
    const double last = 2e-3 * (1 - 1e-4);
    const double early = crossing(waveform, 0, last * (1 - std::exp(-1)));
    const double late = crossing(waveform, 0, last * (1 - std::exp(-3)));
    EXPECT_NEAR((late - early) / 2, tau, 0.01 * tau);
}

TEST(MultiplierInNgspice, DrawsItsQuiescentCurrentFromBothRails) {
    AmplifierSpec amplifier;
    amplifier.iq = 0.4e-3;
    Bench bench = multiplier(amplifier, 1000);
    const auto waveform =
        bench.run({{constant("vx", 1.0), constant("vy", 1.0)}}, 1e-12, 1e-12).at(0);
    EXPECT_NEAR(-waveform.at(0, 1), amplifier.iq + 1e-3, 2e-6);
    EXPECT_NEAR(waveform.at(0, 2), amplifier.iq, 2e-6);
}

}  // namespace
}  // namespace hopspice::circuit
