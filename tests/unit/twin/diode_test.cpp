#include "twin/diode.h"

#include "circuit/parts.h"
#include "referee.h"

namespace hopspice::twin {

namespace {

using circuit::ModelCard;
using test::Bias;
using test::Draws;

ModelCard full_diode() {
    return {"full",
            "d",
            {{"is", 3e-15},
             {"n", 1.3},
             {"rs", 7},
             {"cjo", 4e-13},
             {"vj", 0.7},
             {"m", 0.42},
             {"tt", 2e-10},
             {"eg", 1.05},
             {"xti", 2.5},
             {"bv", 4.5},
             {"ibv", 2e-4},
             {"fc", 0.45}}};
}

void expect_diode_as_ngspice(const ModelCard& card, double celsius, unsigned seed) {
    Draws draws(seed);
    std::vector<Bias> biases;
    std::vector<Diode> devices;
    for (std::size_t k = 0; k < 60; ++k) {
        const double area = draws.between(0.2, 20);
        const double cathode = draws.between(-2, 2);
        const double across = k % 2 == 0 ? draws.between(0, 1) : draws.between(-5, 0);
        biases.push_back({fmt::format("{} area={}", card.name, area), {cathode + across, cathode}});
        const auto device = Diode::make(card, area, celsius);
        ASSERT_TRUE(device) << format_diagnostic(device.error().front());
        devices.push_back(*device);
    }
    test::expect_as_ngspice('d', card, biases, devices, celsius, 1e8,
                            [](const Diode& device, const auto& volts, auto& iteration, auto& out) {
                                device.evaluate(volts, iteration, out);
                            });
}

TEST(Diode, GenericCardsAsNgspice) {
    for (const char* name : {"schottky_generic", "junction_generic"}) {
        for (const double celsius : {27.0, 0.0, 70.0}) {
            expect_diode_as_ngspice(*circuit::find_generic_card(name), celsius, 21);
        }
    }
}

TEST(Diode, EveryParameterAsNgspice) {
    for (const double celsius : {27.0, -20.0, 85.0}) {
        expect_diode_as_ngspice(full_diode(), celsius, 22);
    }
}

TEST(Diode, DefaultsAsNgspice) {
    expect_diode_as_ngspice({"plain", "d", {}}, 40, 23);
    expect_diode_as_ngspice({"plain", "d", {{"cjo", 1e-12}}}, 40, 24);
}

TEST(Diode, DerivativesAreThoseOfItsValues) {
    const auto device = Diode::make(full_diode(), 2, 35);
    ASSERT_TRUE(device);
    Draws draws(25);
    for (int k = 0; k < 100; ++k) {
        const double across = draws.between(-5, 1);
        const std::array<double, Diode::kNodes> volts{across + 0.1, 0, across};
        const auto evaluate = [&](const std::array<double, Diode::kNodes>& v) {
            Diode::Iteration iteration{v[Diode::InnerAnode] - v[Diode::Cathode]};
            Linearised<Diode::kNodes> out;
            device->evaluate(v, iteration, out);
            EXPECT_FALSE(iteration.limited);
            return out;
        };
        test::expect_consistent<Diode>(volts, evaluate);
        const auto at = evaluate(volts);
        test::expect_entries<Diode>(at.conductance, Diode::kConductances);
        test::expect_entries<Diode>(at.capacitance, Diode::kCapacitances);
    }
}

TEST(Diode, AnotherAreaIsAnotherDevice) {
    auto device = Diode::make(full_diode(), 1, 27);
    const auto fresh = Diode::make(full_diode(), 3, 27);
    ASSERT_TRUE(device && fresh);
    device->set_area(3);
    for (const double across : {-4.6, 0.7}) {
        Diode::Iteration ours{across};
        Diode::Iteration theirs{across};
        Linearised<Diode::kNodes> a;
        Linearised<Diode::kNodes> b;
        device->evaluate({across, 0, across}, ours, a);
        fresh->evaluate({across, 0, across}, theirs, b);
        EXPECT_EQ(a.current, b.current);
        EXPECT_EQ(a.capacitance, b.capacitance);
    }
}

TEST(Diode, AParameterItDoesNotHaveIsNamed) {
    const auto device = Diode::make({"odd", "d", {{"is", 1e-14}, {"ikf", 1e-3}}}, 1, 27);
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error().front().message,
              "the twin does not know parameter `ikf` of model `odd`, a d");
}

}  // namespace

}  // namespace hopspice::twin
