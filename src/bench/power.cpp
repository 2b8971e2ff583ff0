#include "bench/power.h"

#include "circuit/bipolar.h"
#include "circuit/builder.h"
#include "circuit/opamp_design.h"

#include <numbers>

namespace hopspice::bench {

namespace {

constexpr double kStartPoles = 1000;  // 1/(2 pi GBW)
constexpr double kRampShare = 0.1;

}  // namespace

double start_seconds(const Target& target) {
    return kStartPoles / (2 * std::numbers::pi * target.amplifier.gbw);
}

void add_power(circuit::Circuit& circuit, const Target& target) {
    circuit::Builder build(circuit);
    build.group({.part = "supplies"});
    if (target.level != Level::Transistor) {
        build.voltage("vdd", "vdd", "0", target.vdd);
        build.voltage("vss", "vss", "0", target.vss);
        return;
    }
    const double ramp = kRampShare * start_seconds(target);
    const double reference =
        circuit::kReferenceVolts * circuit::temperature_ratio(target.temperature_c);
    build.voltage("vdd", "vdd", "0", std::vector<double>{0, 0, ramp, target.vdd});
    build.voltage("vss", "vss", "0", std::vector<double>{0, 0, ramp, target.vss});
    build.voltage("vref", "ref", "0", std::vector<double>{0, 0, ramp, reference});
    build.instance("xbias", {"ref", "vdd", "vss", "bias_n", "bias_p"}, "hs_bias");
}

}  // namespace hopspice::bench
