// The data sheet for programs, `format: "hopspice-characterization/1"`.

#include "report/json.h"

#include <hopspice/characterize.h>

namespace hopspice {

namespace {

using report::Json;
using report::number;
using report::text_of;

Json json_of(const AmplifierSheet& sheet) {
    return {{"part", sheet.part},
            {"temperature_c", number(sheet.temperature_c)},
            {"load_ohms", number(sheet.load_ohms)},
            {"load_farads", number(sheet.load_farads)},
            {"gain_db", number(sheet.gain_db)},
            {"gbw_hz", number(sheet.gbw)},
            {"unity_hz", number(sheet.unity_hz)},
            {"phase_margin_deg", number(sheet.phase_margin_deg)},
            {"slew_up_v_per_s", number(sheet.slew_up)},
            {"slew_down_v_per_s", number(sheet.slew_down)},
            {"offset_v", number(sheet.offset)},
            {"input_bias_a", number(sheet.input_bias)},
            {"swing_v", {number(sheet.swing_low), number(sheet.swing_high)}},
            {"rout_ohms", number(sheet.rout)},
            {"cin_f", number(sheet.cin)},
            {"iq_a", number(sheet.iq)}};
}

Json json_of(const TransferSheet& sheet) {
    return {{"block", sheet.block},
            {"temperature_c", number(sheet.temperature_c)},
            {"range", {number(sheet.low), number(sheet.high)}},
            {"full_scale", number(sheet.full_scale)},
            {"error", number(sheet.error)},
            {"drift", number(sheet.drift)},
            {"points", sheet.points}};
}

Json json_of(const SoftmaxTrade& trade) {
    return {{"time_constant_s", number(trade.time_constant_s)},
            {"size", trade.size},
            {"area_um2", number(trade.area_um2)},
            {"amperes_per_um2", number(trade.amperes_per_um2)},
            {"error", number(trade.error)},
            {"swap_s", number(trade.swap_s)},
            {"chosen", trade.chosen}};
}

template <typename Row>
Json list_of(const std::vector<Row>& rows) {
    Json list = Json::array();
    for (const Row& row : rows) {
        list.push_back(json_of(row));
    }
    return list;
}

}  // namespace

std::string format_characterization_json(const Characterization& sheet) {
    Json json{{"format", "hopspice-characterization/1"},
              {"target", sheet.target},
              {"level", sheet.level},
              {"simulator", sheet.simulator},
              {"amplifiers", list_of(sheet.amplifiers)},
              {"activations", list_of(sheet.transfers)},
              {"softmax_area", list_of(sheet.trades)}};
    json["warnings"] = Json::array();
    for (const Diagnostic& warning : sheet.warnings) {
        json["warnings"].push_back({{"id", warning.id}, {"message", warning.message}});
    }
    return text_of(json);
}

}  // namespace hopspice
