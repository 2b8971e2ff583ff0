// Built-in cards on the bench: what it finds is what stands in them.

#include "bench/bipolar_bench.h"
#include "circuit/bipolar.h"
#include "circuit/parts.h"
#include "circuit/subcircuit_body.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace hopspice::bench {
namespace {

constexpr double kUse = 40e-6;

class BuiltInBipolar : public testing::TestWithParam<const char*> {};

TEST_P(BuiltInBipolar, ComesBackFromItsCurves) {
    const circuit::ModelCard& card = *circuit::find_generic_card(GetParam());
    const circuit::Bipolar known = circuit::bipolar_of(card);
    Device device;
    device.name = card.name;
    device.type = card.type;
    device.amperes = kUse;
    const auto found = measure_bipolar(device, {}, {});
    ASSERT_TRUE(found) << found.error().front().message;
    const auto near = [](const char* what, double value, double of, double part) {
        EXPECT_NEAR(value / of, 1, part) << what << ": " << value << ", not " << of;
    };
    near("is", found->is, known.is, 0.01);
    near("nf", found->nf, 1, 0.001);
    near("ikf", found->ikf, known.ikf, 0.02);
    near("bf", found->bf, known.bf, 0.01);
    near("vaf", found->vaf, known.vaf, 0.01);
    near("re", found->re, known.re, 0.03);
    near("xtb", found->xtb, known.xtb, 0.01);
    near("eg", found->eg, known.eg, 0.005);
    near("xti", found->xti, known.xti, 0.03);
    near("cje", found->cje, known.cje, 0.01);
    near("vje", found->vje, known.vje, 0.02);
    near("cjc", found->cjc, known.cjc, 0.01);
    near("vjc", found->vjc, known.vjc, 0.02);
    EXPECT_EQ(found->bvceo, 0);
    // ngspice has CJS of a pnp, which it takes for a lateral one, at the base.
    const double at_collector = card.type == "npn" ? known.cjs : 0;
    const double at_base = known.cjs - at_collector;
    EXPECT_NEAR(found->cjs, at_collector, 0.01 * known.cjs);
    // C_BE beyond FC VJE, FC = 0.5, goes on straight.
    const double on =
        known.cje / std::pow(0.5, 1.33) * (1 - 0.5 * 1.33 + 0.33 * found->volts / known.vje);
    near("C_BE", found->cje_on, on + at_base, 0.05);
    // What RC adds: the collector's own lag.
    const double rc = circuit::card_value(card, "rc", 0);
    const double collector = known.cjc / std::pow(1 + 0.5 / known.vjc, 0.33);
    near("tf", found->tf, known.tf + rc * collector, 0.03);
    const double siemens = kUse / circuit::kThermalVolts;
    const double farads = known.tf * siemens + on + at_base + collector;
    near("rb", found->rb, known.rb + rc * (at_collector + collector) / farads, 0.05);
    near("ft", found->ft,
         1 / (2 * std::numbers::pi *
              (known.tf + (on + at_base + collector) / siemens * (1 + kUse / known.ikf) +
               collector * (rc + known.re))),
         0.03);
}

INSTANTIATE_TEST_SUITE_P(All, BuiltInBipolar, testing::Values("npn_generic", "pnp_generic"));

}  // namespace
}  // namespace hopspice::bench
