// A target for programs, `format: "hopspice-target/1"`: plain numbers in SI base units.

#include "spec/library_reader.h"

#include <hopspice/target.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopspice {

namespace {

using Json = nlohmann::ordered_json;

Json amplifier_json(const AmplifierSpec& amplifier) {
    Json json{{"technology", amplifier.technology == Technology::Bipolar ? "bipolar" : "cmos"},
              {"gbw", amplifier.gbw},
              {"slew", amplifier.slew},
              {"gain_db", amplifier.gain_db},
              {"rout", amplifier.rout},
              {"iq", amplifier.iq},
              {"offset_sigma", amplifier.offset_sigma},
              {"array_offset_sigma", amplifier.array_offset_sigma},
              {"noise", amplifier.noise},
              {"cin", amplifier.cin},
              {"headroom", amplifier.headroom}};
    if (!amplifier.subckt.empty()) {
        json["subckt"] = amplifier.subckt;
        if (!amplifier.file.empty()) {
            json["file"] = amplifier.file;
        }
        for (const AmplifierPin pin : amplifier.pins) {
            json["pins"].push_back(spec::word_of(pin));
        }
    }
    return json;
}

Json conductance_json(const ConductanceSpec& cell) {
    return {{"min", cell.min},
            {"max", cell.max},
            {"bits", cell.bits},
            {"mismatch", cell.mismatch},
            {"array_mismatch", cell.array_mismatch},
            {"stuck_on", cell.stuck_on},
            {"stuck_off", cell.stuck_off},
            {"drift_nu", cell.drift_nu},
            {"drift_nu_sigma", cell.drift_nu_sigma},
            {"drift_time", cell.drift_time},
            {"drift_t0", cell.drift_t0},
            {"wire_resistance", cell.wire_resistance},
            {"wire_capacitance", cell.wire_capacitance}};
}

Json time_unit_json(const TimeUnit& unit) {
    return unit.automatic ? Json(fmt::format("auto:{}", unit.ratio)) : Json(unit.seconds);
}

}  // namespace

std::string format_target(const Target& target) {
    Json json{
        {"format", "hopspice-target/1"},
        {"name", target.name},
        {"level", to_string(target.level)},
        {"topology", target.topology == Topology::CurrentMode ? "current-mode" : "virtual-ground"},
        {"supply", {{"vdd", target.vdd}, {"vss", target.vss}}},
        {"temperature_c", target.temperature_c},
        {"time_unit", time_unit_json(target.time_unit)},
        {"conductance", conductance_json(target.conductance)},
        {"capacitor",
         {{"mismatch", target.capacitor.mismatch},
          {"array_mismatch", target.capacitor.array_mismatch}}},
        {"amplifier", amplifier_json(target.amplifier)},
        {"device_mismatch", {{"is", target.device_mismatch.is}, {"vt", target.device_mismatch.vt}}},
        {"controller",
         {{"clock", target.controller.clock_s},
          {"latency", target.controller.latency_s},
          {"adc_bits", target.controller.adc_bits},
          {"dac_bits", target.controller.dac_bits}}},
        {"simulation",
         {{"crossbar", target.simulation.controlled_cells ? "sources" : "resistors"}}}};
    json["devices"] = Json::object();
    for (const auto& [role, model] : target.devices) {
        json["devices"][role] = model;
    }
    if (!target.include.empty()) {
        for (const Library& library : target.include) {
            json["include"].push_back(to_string(library));
        }
    }
    json["noise"] = target.noise ? 1 : 0;
    json["noise_bandwidth"] = target.noise_bandwidth_hz;
    json["seed"] = target.seed;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice
