// Devices of foundries' kits from the cut that workers load, against the kits' own files.

#include "circuit/builder.h"
#include "circuit/kit_devices.h"
#include "dialect/deck.h"
#include "sim/ngspice.h"

#include "support/kits.h"

#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <cmath>

namespace hopspice {
namespace {

struct Case {
    std::string kit;
    std::string target;
    std::vector<std::string> settings;
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << c.target;
    for (const std::string& setting : c.settings) {
        *out << " " << setting;
    }
}

constexpr double kFarads = 1e-12;

bool is_n(const KitDevice& device) { return device.type == "npn" || device.type == "nmos"; }

/// Every device of the target's kit, with input and output swept to where it conducts.
circuit::Circuit bench_of(const Target& target) {
    circuit::Circuit circuit;
    circuit.title = "devices of a kit";
    circuit.includes = target.include;
    circuit.kit = circuit::kit_of(target);
    circuit::Builder build(circuit);
    build.group({.part = "devices"});
    for (const KitDevice& device : target.kit.devices) {
        const double sign = is_n(device) ? 1 : -1;
        const std::string& name = device.name;
        build.voltage("vin_" + name, "in_" + name, "0",
                      {0, 0, 1e-3, device.length.empty() ? 0.9 : 1.8 * sign});
        build.voltage("vout_" + name, "out_" + name, "0", {0, 0.1 * sign, 1e-3, 1.5 * sign});
        if (device.type == "c") {
            build.capacitor("c_" + name, "in_" + name, "out_" + name, kFarads);
            circuit.groups.back().elements.back().model = name;
        } else if (device.length.empty()) {
            build.bjt("q_" + name, "out_" + name, "in_" + name, "0", name, 2, "0");
        } else {
            build.mosfet("m_" + name, "out_" + name, "in_" + name, "0", "0", name,
                         {4e-6, 2 * device.shortest, 1});
        }
    }
    return circuit;
}

/// The currents into all inputs and outputs.
wave::Waveform currents_of(const circuit::Circuit& circuit) {
    sim::Setup setup;
    setup.deck = dialect::write_ngspice(circuit);
    setup.deck.emplace_back(".end");
    for (const KitDevice& device : circuit.kit.devices) {
        setup.saved.push_back("i(vin_" + device.name + ")");
        setup.saved.push_back("i(vout_" + device.name + ")");
    }
    setup.options = ".options reltol=1e-5 abstol=1e-15";
    setup.wall_limit_s = 100;
    wave::Waveform waveform;
    const std::vector<sim::Job> jobs{{{}, 1e-3, 2e-5, {}}};
    const auto version = sim::run_jobs(setup, jobs, [&](std::size_t, sim::Outcome outcome) {
        EXPECT_TRUE(outcome.completed) << outcome.message;
        waveform = std::move(outcome.waveform);
    });
    EXPECT_TRUE(version);
    return waveform;
}

class KitCut : public testing::TestWithParam<Case> {};

TEST_P(KitCut, HasTheDevicesOfTheKit) {
    HOPSPICE_NEEDS_KIT(GetParam().kit);
    const auto target = read_target(GetParam().target, GetParam().settings);
    ASSERT_TRUE(target) << format_diagnostic(target.error().front());
    ASSERT_FALSE(target->kit.cut.empty());
    const circuit::Circuit whole = bench_of(*target);
    const circuit::Circuit cut = circuit::with_cut(whole);
    EXPECT_EQ(cut.includes, (std::vector<Library>{{target->kit.cut, ""}}));
    const wave::Waveform expected = currents_of(whole);
    const wave::Waveform got = currents_of(cut);
    ASSERT_EQ(got.time_s, expected.time_s);
    const std::size_t last = got.time_s.size() - 1;
    for (std::size_t signal = 0; signal < 2 * whole.kit.devices.size(); ++signal) {
        for (std::size_t k = 0; k <= last; ++k) {
            ASSERT_EQ(got.at(k, signal), expected.at(k, signal)) << signal << " " << k;
        }
    }
    for (std::size_t device = 0; device < whole.kit.devices.size(); ++device) {
        const double amperes = std::abs(got.at(last, 2 * device + 1));
        if (whole.kit.devices[device].type == "c") {
            EXPECT_NEAR(amperes, kFarads * (1.8 - 1.4) / 1e-3, 0.15 * amperes);
            continue;
        }
        EXPECT_GT(amperes, 1e-6) << whole.kit.devices[device].name << " does not conduct";
        EXPECT_LT(amperes, 0.1) << whole.kit.devices[device].name << " is not of that size";
    }
}

const Case kCases[] = {
    {"ihp-sg13g2", "ihp-current-mode", {"devices.bjt=npn13G2", "devices.sink=npn13G2v"}},
    {"ihp-sg13g2", "ihp-current-mode", {"pdk.corner=wcs"}},
    {"ihp-sg13g2", "ihp-current-mode", {"devices.bjt=npn13G2l", "pdk.corner=bcs"}},
    {"ihp-sg13g2", "ihp-current-mode", {"pdk.statistics=mismatch"}},
    {"gf180mcu", "gf180-cmos", {}},
    {"gf180mcu", "gf180-cmos", {"pdk.corner=ss"}},
    {"gf180mcu", "gf180-cmos", {"devices.nmos=nmos_3p3", "devices.pmos=pmos_3p3"}},
    {"gf180mcu", "gf180-cmos", {"pdk.statistics=mismatch"}},
    {"sky130", "sky130-cmos", {}},
    {"sky130",
     "sky130-cmos",
     {"devices.nmos=sky130_fd_pr__nfet_01v8", "devices.pmos=sky130_fd_pr__pfet_01v8"}}};

INSTANTIATE_TEST_SUITE_P(Kits, KitCut, testing::ValuesIn(kCases));

}  // namespace
}  // namespace hopspice
