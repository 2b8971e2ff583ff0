// The devices' charges at work, against ngspice.

#include "transients.h"

#include "circuit/builder.h"
#include "circuit/parts.h"
#include "twin/bipolar.h"
#include "twin/diode.h"
#include "twin/mosfet.h"

namespace hopspice::twin {

namespace {

using circuit::ModelCard;
using test::Draws;
using test::Drive;
using test::Ramp;

ModelCard card_of(const std::string& name) { return *circuit::find_generic_card(name); }

template <class Device>
test::Model<Device> model_of(const Device& device) {
    return {device, [&device](const auto& volts, auto& iteration, auto& out) {
                device.evaluate(volts, iteration, out);
            }};
}

/// A device, its ramps turned round for the other polarity.
Drive drive_of(std::vector<Ramp> ramps, bool turned) {
    Drive drive{std::move(ramps)};
    for (Ramp& ramp : drive.ramps) {
        ramp.from *= turned ? -1 : 1;
        ramp.to *= turned ? -1 : 1;
    }
    return drive;
}

TEST(Transients, BipolarTransistorsSwitchAsInNgspice) {
    for (const char* name : {"npn_generic", "pnp_generic"}) {
        for (const double celsius : {27.0, 70.0}) {
            const auto device = Bipolar::make(card_of(name), 3, celsius);
            ASSERT_TRUE(device);
            const bool turned = *name == 'p';
            // Into saturation and out of it.
            for (const auto& [from, to] : {std::pair(-0.5, 2.0), std::pair(2.0, -0.5)}) {
                const Drive drive =
                    drive_of({{2, 2, 2e4}, {from, to, 3e4}, {0, 0, 500}, {-1, -1, 1e3}}, turned);
                test::expect_same_path(model_of(*device), 'q', test::model_line(card_of(name)),
                                       fmt::format("{} 3", name), drive, celsius, 2e-4);
            }
        }
    }
}

TEST(Transients, DiodesTurnOffAsInNgspice) {
    for (const char* name : {"schottky_generic", "junction_generic"}) {
        const auto device = Diode::make(card_of(name), 2, 27);
        ASSERT_TRUE(device);
        for (const auto& [from, to] : {std::pair(-2.0, 1.0), std::pair(1.0, -2.0)}) {
            const Drive drive{{{from, to, 1e4}, {0, 0, 500}}};
            test::expect_same_path(model_of(*device), 'd', test::model_line(card_of(name)),
                                   fmt::format("{} area=2", name), drive, 27, 2e-4);
        }
    }
}

void expect_mosfet(const std::string& name, const std::vector<Ramp>& ramps, double celsius) {
    const auto parameters = circuit::mos_parameters({.width = 1e-5, .length = 1e-6, .multiple = 2});
    const auto device = Mosfet::make(card_of(name), parameters, celsius);
    ASSERT_TRUE(device);
    Mosfet::History history;
    device->begin({}, history);
    std::string element = name;
    for (const auto& [key, value] : parameters) {
        element += fmt::format(" {}={}", key, value);
    }
    const test::Model<Mosfet> model{*device,
                                    [&](const auto& volts, auto& iteration, auto& out) {
                                        device->evaluate(volts, history, iteration, out);
                                    },
                                    [&](const auto& volts) { device->accept(volts, history); }};
    test::expect_same_path(model, 'm', test::model_line(card_of(name)), element,
                           drive_of(ramps, name[0] == 'p'), celsius, 1e-3);
}

TEST(Transients, MosfetsSwitchAsInNgspice) {
    for (const char* name : {"n_generic", "p_generic", "n45_generic", "p45_generic"}) {
        for (const double celsius : {name[1] == '_' ? 27.0 : 70.0}) {
            SCOPED_TRACE(name);
            // Drain, gate, source, bulk: an inverter, a follower, a gate that is passed through
            // both ways.
            expect_mosfet(name, {{2, 2, 1e4}, {0, 2, 5e3}, {0, 0, 500}, {0, 0, 500}}, celsius);
            expect_mosfet(name, {{2, 2, 1e4}, {2, 0, 5e3}, {0, 0, 500}, {0, 0, 500}}, celsius);
            expect_mosfet(name, {{2, 2, 500}, {0.5, 2, 1e3}, {0, 0, 2e4}, {-1, -1, 1e3}}, celsius);
            expect_mosfet(name, {{-1, 1, 1e4}, {2, 2, 1e3}, {0, 0, 1e4}, {-1.5, -1.5, 500}},
                          celsius);
            expect_mosfet(name, {{1, -1, 1e4}, {-1, 1.5, 1e4}, {0, 0, 1e4}, {-1.5, -1.5, 500}},
                          celsius);
        }
    }
}

}  // namespace

}  // namespace hopspice::twin
