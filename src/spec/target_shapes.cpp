// The objects of `format: "hopspice-target/1"`. A fallback here is the default of the format.

#include "spec/shape_rows.h"

namespace hopspice::spec {

namespace {

KeyRow quantity(std::string name, std::string fallback, std::string unit, Bounds bounds) {
    return {.name = std::move(name),
            .fallback = std::move(fallback),
            .bounds = bounds,
            .unit = std::move(unit)};
}

ObjectShape file_shape() {
    return {
        "target",
        {{.name = "format", .presence = kRequired},
         {.name = "name"},
         {.name = "level", .presence = kRequired, .choices = {"behavioral", "opamp", "transistor"}},
         {.name = "topology",
          .fallback = R"("virtual-ground")",
          .choices = {"virtual-ground", "current-mode"}},
         {.name = "supply"},
         quantity("temperature_c", "27", "C", {.low = -273.15, .high = 1000, .lower = Edge::Open}),
         quantity("time_unit", R"("1u")", "s", positive()),
         {.name = "conductance"},
         {.name = "capacitor"},
         {.name = "amplifier"},
         {.name = "device_mismatch"},
         {.name = "controller"},
         {.name = "devices"},
         {.name = "include"},
         {.name = "simulation"},
         {.name = "noise", .fallback = "0", .bounds = integer(0, 1)},
         quantity("noise_bandwidth", "0", "Hz", at_least_zero()),
         {.name = "seed", .fallback = "1", .bounds = integer(0, 9007199254740991)}}};
}

/// A relative standard deviation.
KeyRow spread(std::string name) {
    return quantity(std::move(name), "0", "1", {.low = 0, .high = 0.5});
}

ObjectShape conductance_shape() {
    return {"conductance",
            {quantity("min", R"("0.1u")", "S", positive()),
             quantity("max", R"("100u")", "S", positive()),
             {.name = "bits", .fallback = "0", .bounds = integer(0, 24)},
             spread("mismatch"),
             spread("array_mismatch"),
             quantity("stuck_on", "0", "1", {.low = 0, .high = 0.5}),
             quantity("stuck_off", "0", "1", {.low = 0, .high = 0.5}),
             quantity("drift_nu", "0", "1", {.low = 0, .high = 1}),
             quantity("drift_nu_sigma", "0", "1", {.low = 0, .high = 1}),
             quantity("drift_time", "1", "s", positive()),
             quantity("drift_t0", "1", "s", positive()),
             quantity("wire_resistance", "0", "ohm", at_least_zero()),
             quantity("wire_capacitance", "0", "F", at_least_zero())}};
}

ObjectShape amplifier_shape() {
    return {"amplifier",
            {quantity("gbw", R"("1G")", "Hz", positive()),
             quantity("slew", R"("1000M")", "V/s", positive()),
             quantity("gain_db", "80", "dB", {.low = 0, .high = 300, .lower = Edge::Open}),
             quantity("rout", "100", "ohm", at_least_zero()),
             quantity("iq", R"("1m")", "A", at_least_zero()),
             quantity("offset_sigma", "0", "V", at_least_zero()),
             quantity("array_offset_sigma", "0", "V", at_least_zero()),
             quantity("noise", "0", "V/rtHz", at_least_zero()),
             quantity("cin", R"("20f")", "F", at_least_zero()),
             quantity("headroom", "0.1", "V", at_least_zero()),
             {.name = "technology", .fallback = R"("cmos")", .choices = {"cmos", "bipolar"}},
             {.name = "subckt"},
             {.name = "file"},
             {.name = "pins"}}};
}

}  // namespace

const std::vector<ObjectShape>& target_shapes() {
    static const std::vector<ObjectShape> kShapes = {
        file_shape(),
        {"supply",
         {quantity("vdd", R"("2.5")", "V", positive()),
          quantity("vss", R"("-2.5")", "V", {.high = 0, .upper = Edge::Open})}},
        conductance_shape(),
        {"capacitor", {spread("mismatch"), spread("array_mismatch")}},
        amplifier_shape(),
        {"device_mismatch", {spread("is"), quantity("vt", "0", "V", {.low = 0, .high = 0.1})}},
        {"controller",
         {quantity("clock", "0", "s", at_least_zero()),
          quantity("latency", "0", "s", at_least_zero()),
          {.name = "adc_bits", .fallback = "0", .bounds = integer(0, 24)},
          {.name = "dac_bits", .fallback = "0", .bounds = integer(0, 24)}}},
        {"simulation",
         {{.name = "crossbar", .fallback = R"("resistors")", .choices = {"resistors", "sources"}}}},
        {"devices",
         {{.name = "bjt"}, {.name = "pnp"}, {.name = "diode"}, {.name = "nmos"}, {.name = "pmos"}}},
    };
    return kShapes;
}

}  // namespace hopspice::spec
