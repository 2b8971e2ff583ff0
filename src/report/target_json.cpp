// A target for programs, `format: "hopspice-target/1"`: plain numbers in SI base units.

#include <hopspice/target.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hopspice {

namespace {

using Json = nlohmann::ordered_json;

Json amplifier_json(const AmplifierSpec& amplifier) {
    return {{"technology", amplifier.technology == Technology::Bipolar ? "bipolar" : "cmos"},
            {"gbw", amplifier.gbw},
            {"slew", amplifier.slew},
            {"gain_db", amplifier.gain_db},
            {"rout", amplifier.rout},
            {"iq", amplifier.iq},
            {"offset_sigma", amplifier.offset_sigma},
            {"cin", amplifier.cin},
            {"headroom", amplifier.headroom}};
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
        {"conductance",
         {{"min", target.conductance.min},
          {"max", target.conductance.max},
          {"bits", target.conductance.bits},
          {"mismatch", target.conductance.mismatch},
          {"wire_resistance", target.conductance.wire_resistance}}},
        {"amplifier", amplifier_json(target.amplifier)},
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
            json["include"].push_back(
                library.section.empty() ? library.file : library.file + " " + library.section);
        }
    }
    json["seed"] = target.seed;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hopspice
