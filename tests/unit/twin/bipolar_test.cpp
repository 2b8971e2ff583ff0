#include "twin/bipolar.h"

#include "circuit/parts.h"
#include "referee.h"

namespace hopspice::twin {

namespace {

using circuit::ModelCard;
using test::Bias;
using test::Draws;

ModelCard generic(const std::string& name) { return *circuit::find_generic_card(name); }

/// All that the model has, but for a base resistance that goes by the current.
ModelCard full_bipolar(const std::string& type) {
    return {
        "full", type, {{"is", 2e-16},  {"bf", 120},    {"nf", 1.02},  {"vaf", 45},    {"ikf", 2e-3},
                       {"ise", 3e-15}, {"ne", 1.7},    {"br", 3},     {"nr", 1.05},   {"var", 12},
                       {"ikr", 1e-3},  {"isc", 1e-15}, {"nc", 1.8},   {"rb", 150},    {"re", 5},
                       {"rc", 40},     {"cje", 3e-13}, {"vje", 0.8},  {"mje", 0.4},   {"tf", 2e-11},
                       {"xtf", 3},     {"vtf", 2},     {"itf", 1e-3}, {"cjc", 2e-13}, {"vjc", 0.65},
                       {"mjc", 0.3},   {"xcjc", 0.6},  {"tr", 1e-9},  {"cjs", 3e-13}, {"vjs", 0.6},
                       {"mjs", 0.35},  {"xtb", 1.4},   {"eg", 1.15},  {"xti", 3.2},   {"fc", 0.6}}};
}

ModelCard with(ModelCard card, const std::vector<std::pair<std::string, double>>& more) {
    for (const auto& parameter : more) {
        card.parameters.push_back(parameter);
    }
    return card;
}

/// Terminal voltages in all regions, small and large, mirrored for a pnp.
std::vector<Bias> biases_of(const ModelCard& card, unsigned seed, std::size_t count) {
    const double sign = card.type == "pnp" ? -1 : 1;
    Draws draws(seed);
    std::vector<Bias> biases;
    for (std::size_t k = 0; k < count; ++k) {
        const double base = draws.between(-1, 1);
        const double forward = k % 3 == 0 ? draws.between(-2.5, 0.3) : draws.between(0.3, 0.95);
        const double reverse = k % 4 == 0 ? draws.between(0.2, 0.9) : draws.between(-4, 0.3);
        biases.push_back({"", {base - reverse, base, base - forward, draws.between(-3, 3)}});
        for (double& volts : biases.back().volts) {
            volts *= sign;
        }
    }
    return biases;
}

void expect_bipolar_as_ngspice(const ModelCard& card, double celsius, unsigned seed,
                               bool admittances) {
    std::vector<Bias> biases = biases_of(card, seed, 60);
    std::vector<Bipolar> devices;
    Draws draws(seed + 1);
    for (Bias& bias : biases) {
        const double area = draws.between(0.3, 30);
        bias.element = fmt::format("{} {}", card.name, area);
        const auto device = Bipolar::make(card, area, celsius);
        ASSERT_TRUE(device) << format_diagnostic(device.error().front());
        devices.push_back(*device);
    }
    test::expect_as_ngspice('q', card, biases, devices, celsius, admittances ? 1e8 : 0,
                            [](const Bipolar& device, const auto& volts, auto& iteration,
                               auto& out) { device.evaluate(volts, iteration, out); });
}

TEST(Bipolar, GenericCardsAsNgspiceInAllRegions) {
    for (const char* name : {"npn_generic", "pnp_generic"}) {
        for (const double celsius : {27.0, 0.0, 70.0}) {
            expect_bipolar_as_ngspice(generic(name), celsius, 11, true);
        }
    }
}

TEST(Bipolar, EveryParameterAsNgspice) {
    for (const char* type : {"npn", "pnp"}) {
        for (const double celsius : {27.0, -20.0, 85.0}) {
            expect_bipolar_as_ngspice(full_bipolar(type), celsius, 12, true);
        }
    }
}

TEST(Bipolar, ABaseResistanceThatFallsAsNgspice) {
    for (const char* type : {"npn", "pnp"}) {
        expect_bipolar_as_ngspice(with(full_bipolar(type), {{"rbm", 20}}), 27, 13, false);
        expect_bipolar_as_ngspice(with(full_bipolar(type), {{"rbm", 20}, {"irb", 2e-5}}), 50, 14,
                                  false);
    }
}

TEST(Bipolar, DefaultsAsNgspice) {
    for (const char* type : {"npn", "pnp"}) {
        expect_bipolar_as_ngspice({"plain", type, {}}, 40, 15, true);
        expect_bipolar_as_ngspice({"plain", type, {{"cje", 1e-12}, {"cjc", 1e-12}, {"cjs", 1e-12}}},
                                  40, 16, true);
    }
}

TEST(Bipolar, DerivativesAreThoseOfItsValues) {
    for (const char* type : {"npn", "pnp"}) {
        for (const auto& more : std::vector<std::vector<std::pair<std::string, double>>>{
                 {}, {{"rbm", 20}}, {{"rbm", 20}, {"irb", 2e-5}}}) {
            const auto device = Bipolar::make(with(full_bipolar(type), more), 2, 35);
            ASSERT_TRUE(device);
            Draws draws(17);
            for (const Bias& bias : biases_of(full_bipolar(type), 18, 50)) {
                std::array<double, Bipolar::kNodes> volts{};
                for (std::size_t n = 0; n < volts.size(); ++n) {
                    volts[n] = bias.volts[Bipolar::outer_of(n)] + draws.between(-0.05, 0.05);
                }
                SCOPED_TRACE(fmt::format("{} {} {}", type, more.size(), fmt::join(volts, " ")));
                const auto evaluate = [&](const std::array<double, Bipolar::kNodes>& v) {
                    Bipolar::Iteration iteration{2, 2};  // from above nothing is limited
                    Linearised<Bipolar::kNodes> out;
                    device->evaluate(v, iteration, out);
                    EXPECT_FALSE(iteration.limited);
                    return out;
                };
                test::expect_consistent<Bipolar>(volts, evaluate);
                const auto at = evaluate(volts);
                test::expect_entries<Bipolar>(at.conductance, Bipolar::kConductances);
                test::expect_entries<Bipolar>(at.capacitance, Bipolar::kCapacitances);
            }
        }
    }
}

TEST(Bipolar, FarFromTheJunctionsItGivesTheirTangent) {
    const auto device = Bipolar::make(full_bipolar("npn"), 1, 27);
    ASSERT_TRUE(device);
    std::array<double, Bipolar::kNodes> volts{3, 2, 0, 0, 3, 2, 0};
    Bipolar::Iteration iteration;
    Linearised<Bipolar::kNodes> far;
    device->evaluate(volts, iteration, far);
    EXPECT_TRUE(iteration.limited);
    EXPECT_LT(iteration.base_emitter, 1);
    // The same point, reached: the tangent through it gives what was given at 2 V.
    volts[Bipolar::InnerBase] = iteration.base_emitter;
    volts[Bipolar::InnerCollector] = iteration.base_emitter - iteration.base_collector;
    Linearised<Bipolar::kNodes> near;
    device->evaluate(volts, iteration, near);
    EXPECT_FALSE(iteration.limited);
    std::array<double, Bipolar::kNodes> step{};
    step[Bipolar::InnerBase] = 2 - volts[Bipolar::InnerBase];
    step[Bipolar::InnerCollector] = 3 - volts[Bipolar::InnerCollector];
    for (const std::size_t row : {Bipolar::InnerBase, Bipolar::InnerEmitter}) {
        double current = near.current[row];
        double charge = near.charge[row];
        for (std::size_t n = 0; n < step.size(); ++n) {
            current += near.conductance[row * Bipolar::kNodes + n] * step[n];
            charge += near.capacitance[row * Bipolar::kNodes + n] * step[n];
        }
        EXPECT_NEAR(far.current[row], current, 1e-9 * std::abs(current));
        EXPECT_NEAR(far.charge[row], charge, 1e-9 * std::abs(charge));
    }
}

TEST(Bipolar, AnotherAreaIsAnotherDevice) {
    auto device = Bipolar::make(full_bipolar("pnp"), 1, 27);
    const auto fresh = Bipolar::make(full_bipolar("pnp"), 3, 27);
    ASSERT_TRUE(device && fresh);
    device->set_area(3);
    const std::array<double, Bipolar::kNodes> volts{-1, -0.7, 0, 1, -0.9, -0.69, -0.01};
    Bipolar::Iteration ours{1, 1};
    Bipolar::Iteration theirs{1, 1};
    Linearised<Bipolar::kNodes> a;
    Linearised<Bipolar::kNodes> b;
    device->evaluate(volts, ours, a);
    fresh->evaluate(volts, theirs, b);
    EXPECT_EQ(a.current, b.current);
    EXPECT_EQ(a.capacitance, b.capacitance);
}

TEST(Bipolar, AParameterItDoesNotHaveIsNamed) {
    const auto device =
        Bipolar::make({"odd", "npn", {{"bf", 100}, {"ptf", 30}, {"vo", 2}, {"kf", 1e-14}}}, 1, 27);
    ASSERT_FALSE(device);
    ASSERT_EQ(device.error().size(), 2U);
    EXPECT_EQ(device.error().front().id, "HS-E410");
    EXPECT_EQ(device.error().front().message,
              "the twin does not know parameter `ptf` of model `odd`, a npn");
}

}  // namespace

}  // namespace hopspice::twin
