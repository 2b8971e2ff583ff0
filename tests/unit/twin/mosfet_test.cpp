#include "twin/mosfet.h"

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "referee.h"

namespace hopspice::twin {

namespace {

using circuit::ModelCard;
using test::Bias;
using test::Draws;
using Parameters = std::vector<std::pair<std::string, double>>;

/// All that the model has.
ModelCard full_mosfet(const std::string& type) {
    return {"full",
            type,
            {{"vto", type == "nmos" ? 0.5 : -0.5},
             {"kp", 9e-5},
             {"gamma", 0.6},
             {"phi", 0.75},
             {"lambda", 0.08},
             {"rd", 30},
             {"rs", 50},
             {"is", 1e-15},
             {"pb", 0.75},
             {"cgso", 2e-10},
             {"cgdo", 3e-10},
             {"cgbo", 1e-10},
             {"cj", 8e-4},
             {"mj", 0.4},
             {"cjsw", 3e-10},
             {"mjsw", 0.3},
             {"tox", 9e-9},
             {"ld", 2e-8},
             {"fc", 0.4}}};
}

/// What follows from the process.
ModelCard process_card(const std::string& type) {
    return {"process",
            type,
            {{"level", 1},
             {"tox", 2e-8},
             {"uo", 450},
             {"nsub", 3e16},
             {"tpg", -1},
             {"nss", 1e10},
             {"rsh", 12},
             {"cbd", 2e-14},
             {"cbs", 3e-14},
             {"js", 1e-6}}};
}

/// The geometry of a channel drawn at random, as our circuits write it.
Parameters size(Draws& draws) {
    return circuit::mos_parameters({.width = draws.between(1e-6, 2e-5),
                                    .length = draws.between(1.8e-7, 2e-6),
                                    .multiple = std::floor(draws.between(1, 8))});
}

/// Terminal voltages; the channel in all regions, also reversed, the bulk seldom forward.
std::vector<double> bias(Draws& draws, double sign, bool forward_bulk) {
    std::vector<double> volts{draws.between(-1.5, 1.5), draws.between(-1.5, 2), 0, 0};
    volts[2] = draws.between(-1, 1) < -0.5 ? volts[0] + draws.between(-0.1, 0.1)
                                           : draws.between(-1.5, 1.5);
    volts[3] = std::min(volts[0], volts[2]) -
               (forward_bulk ? draws.between(-0.5, 0) : draws.between(0.001, 1.5));
    for (double& value : volts) {
        value *= sign;
    }
    return volts;
}

std::string words_of(const ModelCard& card, const Parameters& parameters) {
    std::string words = card.name;
    for (const auto& [name, value] : parameters) {
        words += fmt::format(" {}={}", name, value);
    }
    return words;
}

/// Admittances are those at rest: the mean of twice the same point.
void evaluate_at_rest(const Mosfet& device, const std::array<double, Mosfet::kNodes>& volts,
                      Mosfet::Iteration& iteration, Linearised<Mosfet::kNodes>& out) {
    Mosfet::History history;
    device.begin(volts, history);
    device.evaluate(volts, history, iteration, out);
}

void expect_mosfet_as_ngspice(const ModelCard& card, double celsius, unsigned seed,
                              bool forward_bulk = false) {
    Draws draws(seed);
    std::vector<Bias> biases;
    std::vector<Mosfet> devices;
    for (std::size_t k = 0; k < 80; ++k) {
        const Parameters parameters = size(draws);
        biases.push_back(
            {words_of(card, parameters), bias(draws, card.type == "pmos" ? -1 : 1, forward_bulk)});
        const auto device = Mosfet::make(card, parameters, celsius);
        ASSERT_TRUE(device) << format_diagnostic(device.error().front());
        devices.push_back(*device);
    }
    test::expect_as_ngspice('m', card, biases, devices, celsius, forward_bulk ? 0 : 1e8,
                            evaluate_at_rest);
}

TEST(Mosfet, GenericCardsAsNgspiceInAllRegions) {
    for (const char* name : {"n_generic", "p_generic", "n45_generic", "p45_generic"}) {
        for (const double celsius : {27.0, 0.0, 70.0}) {
            expect_mosfet_as_ngspice(*circuit::find_generic_card(name), celsius, 31);
        }
    }
}

TEST(Mosfet, EveryParameterAsNgspice) {
    for (const char* type : {"nmos", "pmos"}) {
        for (const double celsius : {27.0, -20.0, 85.0}) {
            expect_mosfet_as_ngspice(full_mosfet(type), celsius, 32);
            expect_mosfet_as_ngspice(full_mosfet(type), celsius, 33, true);
            expect_mosfet_as_ngspice(process_card(type), celsius, 34);
        }
    }
}

TEST(Mosfet, DefaultsAsNgspice) {
    for (const char* type : {"nmos", "pmos"}) {
        expect_mosfet_as_ngspice({"plain", type, {{"cj", 1e-4}, {"tox", 1e-7}}}, 40, 35);
        expect_mosfet_as_ngspice({"plain", type, {}}, 40, 36, true);
    }
}

TEST(Mosfet, DerivativesAreThoseOfItsValues) {
    for (const char* type : {"nmos", "pmos"}) {
        Draws draws(37);
        for (int k = 0; k < 200; ++k) {
            const auto device = Mosfet::make(full_mosfet(type), size(draws), 35);
            ASSERT_TRUE(device);
            const std::vector<double> outer = bias(draws, *type == 'p' ? -1 : 1, k % 4 == 0);
            std::array<double, Mosfet::kNodes> volts{};
            for (std::size_t n = 0; n < volts.size(); ++n) {
                volts[n] = outer[Mosfet::outer_of(n)] + draws.between(-0.02, 0.02);
            }
            Mosfet::History history;
            device->begin(volts, history);
            const auto evaluate = [&](const std::array<double, Mosfet::kNodes>& v) {
                Mosfet::Iteration iteration;
                Linearised<Mosfet::kNodes> out;
                for (int round = 0; round == 0 || (iteration.limited && round < 50); ++round) {
                    device->evaluate(v, history, iteration, out);
                }
                EXPECT_FALSE(iteration.limited);
                return out;
            };
            test::expect_consistent<Mosfet>(volts, evaluate, 1e-7);
            const auto at = evaluate(volts);
            test::expect_entries<Mosfet>(at.conductance, Mosfet::kConductances);
            test::expect_entries<Mosfet>(at.capacitance, Mosfet::kCapacitances);
        }
    }
}

TEST(Mosfet, AnotherSizeIsAnotherDevice) {
    Draws draws(38);
    const Parameters from = size(draws);
    const Parameters to = size(draws);
    auto device = Mosfet::make(full_mosfet("nmos"), from, 27);
    const auto fresh = Mosfet::make(full_mosfet("nmos"), to, 27);
    ASSERT_TRUE(device && fresh);
    for (const auto& [name, value] : to) {
        EXPECT_TRUE(device->set(name, value));
    }
    EXPECT_FALSE(device->set("vto", 1));
    const std::array<double, Mosfet::kNodes> volts{1, 1.2, 0, 0, 0.98, 0.01};
    Mosfet::Iteration ours;
    Mosfet::Iteration theirs;
    Linearised<Mosfet::kNodes> a;
    Linearised<Mosfet::kNodes> b;
    evaluate_at_rest(*device, volts, ours, a);
    evaluate_at_rest(*fresh, volts, theirs, b);
    EXPECT_EQ(a.current, b.current);
    EXPECT_EQ(a.capacitance, b.capacitance);
}

TEST(Mosfet, AParameterItDoesNotHaveIsNamed) {
    const auto device = Mosfet::make({"odd", "nmos", {{"level", 3}, {"theta", 0.1}}},
                                     Parameters{{"w", 1e-6}, {"geo", 1}}, 27);
    ASSERT_FALSE(device);
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : device.error()) {
        messages.push_back(diagnostic.message);
    }
    EXPECT_EQ(messages, (std::vector<std::string>{
                            "the twin does not know parameter `level` of model `odd`, a nmos",
                            "the twin does not know parameter `theta` of model `odd`, a nmos",
                            "the twin does not know parameter `geo` of a MOSFET of model `odd`"}));
}

}  // namespace

}  // namespace hopspice::twin
