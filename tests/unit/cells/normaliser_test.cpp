// The gain control that normalises outputs: its figures are those of the circuit it describes.

#include "cells/values.h"
#include "unit/passes/networks.h"

#include "cells/normaliser.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hopspice::passes {
namespace {

using analog::Bank;

constexpr double kExact = 1e-12;

struct Case {
    const char* model;
    std::size_t bank;
    double order;  ///< the outputs, or their squares, are summed
};

class NormalisedModel : public testing::TestWithParam<Case> {};

Target gigahertz() { return test::target_of("opamp-1G"); }

Bank bank_of(const Case& c) {
    return test::finished_network(test::shipped_model(c.model), gigahertz()).banks[c.bank];
}

/// s = U_out/(U d) volts: at most cells::kLargestGainVolts at the designed divisor, the rail at the
/// least.
TEST_P(NormalisedModel, TheGainReachesEveryDivisorTheQueriesShow) {
    const Bank bank = bank_of(GetParam());
    const cells::Normaliser loop = cells::normaliser_of(bank, gigahertz());
    const double per_divisor = bank.output_volts_per_unit / bank.volts_per_unit;
    EXPECT_LE(per_divisor / cells::designed_divisor(bank), cells::kLargestGainVolts * (1 + kExact));
    EXPECT_NEAR(per_divisor / loop.least_divisor, cells::rectified_swing_volts(gigahertz()),
                kExact);
    EXPECT_LT(loop.least_divisor, bank.divisor.during.low);
    EXPECT_GT(loop.most_divisor, bank.divisor.during.high);
}

/// Source: small-signal loop, d(sum)/ds = order target/s into an integrator of R C.
TEST_P(NormalisedModel, TheLoopCrossesOverAtAnEighthOfTheAmplifiersWhereItIsFastest) {
    const Bank bank = bank_of(GetParam());
    const cells::Normaliser loop = cells::normaliser_of(bank, gigahertz());
    const double least_gain = bank.output_volts_per_unit / bank.volts_per_unit / loop.most_divisor;
    const double crossover =
        GetParam().order * loop.target_volts / (least_gain * loop.feedback_ohms * loop.farads);
    const double unity = 2 * std::numbers::pi * gigahertz().amplifier.gbw;
    EXPECT_NEAR(crossover / unity, 1.0 / 8, kExact);
}

TEST_P(NormalisedModel, OutputsAndStatesStayWithinTheirFullScale) {
    const Bank bank = bank_of(GetParam());
    EXPECT_LE(bank.output_volts_per_unit * bank.output.magnitude(),
              cells::kOutputVolts * (1 + kExact));
    EXPECT_LE(bank.volts_per_unit * (bank.state.high - bank.shift),
              cells::kOutputVolts * (1 + kExact));
}

INSTANTIATE_TEST_SUITE_P(Shipped, NormalisedModel,
                         testing::Values(Case{"spherical", 0, 2}, Case{"layernorm", 0, 2},
                                         Case{"epanechnikov", 1, 1}),
                         [](const auto& c) { return std::string(c.param.model); });

/// At the summing node it is amplified by 1 + N + the reference's share.
TEST(Normaliser, AnOffsetIsAmplifiedByAllThatIsSummed) {
    const Bank bank = bank_of({"epanechnikov", 1, 1});
    const double target = bank.output_volts_per_unit;
    const double gain = 1 + 6 + target / cells::reference_volts(gigahertz());
    const cells::Normaliser loop = cells::normaliser_of(bank, gigahertz());
    EXPECT_NEAR(loop.offset_gain, gain / target, kExact * gain / target);
    EXPECT_NEAR(loop.static_error, cells::kLargestGainVolts / 1e4 * loop.offset_gain, kExact);
}

TEST(Normaliser, SquaresOfALayerNormAddUpToTheNumberOfNeurons) {
    const Bank bank = bank_of({"layernorm", 0, 2});
    EXPECT_NEAR(cells::normaliser_of(bank, gigahertz()).target_volts,
                9 * std::pow(bank.output_volts_per_unit, 2), kExact);
}

TEST(Normaliser, EpsIsBuiltOnlyWhereItCanBeSeen) {
    Spec spec = test::shipped_model("spherical");
    const auto resistor = [&](double eps) {
        spec.visible.activation.eps = eps;
        const auto network = test::finished_network(spec, gigahertz());
        return cells::normaliser_of(network.banks[0], gigahertz()).eps_ohms;
    };
    EXPECT_EQ(resistor(1e-5), 0);
    EXPECT_GT(resistor(0.1), 0);
    const auto circuit =
        test::value_of(lower(test::finished_network(spec, gigahertz()), gigahertz())).circuit;
    EXPECT_NE(circuit.find_element("rn0_eps"), nullptr);
}

/// 0 V where 1 + beta h is 0.
TEST(Normaliser, AnEpanechnikovBankRestsAtTheEdgeOfItsBasins) {
    EXPECT_NEAR(bank_of({"epanechnikov", 1, 1}).shift, -1 / 0.4, kExact);
}

/// A rectifier keeps the gain positive: the other sign would be positive feedback.
TEST(Normaliser, ItsGainIsRectified) {
    const auto network = test::finished_network(test::shipped_model("spherical"), gigahertz());
    const auto circuit = test::value_of(lower(network, gigahertz())).circuit;
    const circuit::Element* diode = circuit.find_element("da_n0_s");
    ASSERT_NE(diode, nullptr);
    EXPECT_EQ(circuit.name_of(diode->nets[0]), "n0_s");
    EXPECT_EQ(circuit.name_of(diode->nets[1]), "n0_s_o");
}

}  // namespace
}  // namespace hopspice::passes
